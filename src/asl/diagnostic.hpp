// A finding in a definition: a value, never thrown. All findings are collected, not just the first.
// ValidateStateMachineDefinition:
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace asl {

enum class Severity { error, warning };

struct Diagnostic {
    Severity severity = Severity::error;
    std::string code;  ///< AWS's code: SCHEMA_VALIDATION_FAILED, MISSING_TRANSITION_TARGET,
                       ///< INVALID_JSON_DESCRIPTION...
    std::string message;
    std::string location;  ///< As AWS gives it: "/States/Resize/Next"; empty where AWS gives none.
    std::string hint;  ///< Ours: what would be right, for people. Empty if there is nothing to say.
    bool is_ours = false;  ///< A warning that AWS does not give: asl/lint.

    bool operator==(const Diagnostic&) const = default;
};

/// A place in a text, from 1.
struct TextPosition {
    std::size_t line = 0;
    std::size_t column = 0;
};

/// Finds a location in the definition's text: the value, or the name of a member whose value is an
/// object or array. Columns count code points. Line 0 if it is not there.
TextPosition find_position(std::string_view definition, std::string_view location);

}  // namespace asl
