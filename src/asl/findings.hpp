// Collects the diagnostics of one definition: all of them, up to a limit.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "asl/diagnostic.hpp"
#include "asl/location.hpp"

namespace asl {

/// AWS's codes, from the API page of ValidateStateMachineDefinitionDiagnostic.
namespace code {
inline constexpr std::string_view kSchema = "SCHEMA_VALIDATION_FAILED";
inline constexpr std::string_view kInvalidJson = "INVALID_JSON_DESCRIPTION";
inline constexpr std::string_view kTooDeep = "TOO_DEEPLY_NESTED";
inline constexpr std::string_view kMissingTarget = "MISSING_TRANSITION_TARGET";
inline constexpr std::string_view kMissingEnd = "MISSING_END_STATE";
inline constexpr std::string_view kDuplicateState = "DUPLICATE_STATE_NAME";
inline constexpr std::string_view kStateName = "INVALID_STATE_NAME";
inline constexpr std::string_view kNoDollar = "NO_DOLLAR";
inline constexpr std::string_view kStaticResult = "PASS_RESULT_IS_STATIC";
inline constexpr std::string_view kInvalidJsonata = "INVALID_JSONATA_EXPRESSION";
inline constexpr std::string_view kUnsupportedJsonata = "UNSUPPORTED_JSONATA_EXPRESSION";
}  // namespace code

class Findings {
public:
    void error(std::string_view code, std::string message, const Location& where,
               std::string hint = {});
    /// The same where the place is known as text.
    void error_at(std::string_view code, std::string message, std::string where,
                  std::string hint = {});
    /// An error that AWS reports without a location.
    void error_nowhere(std::string_view code, std::string message, std::string hint = {});
    void warning(std::string_view code, std::string message, const Location& where);
    /// A warning of our own, which AWS would not give.
    void ours(std::string_view code, std::string message, const Location& where,
              std::string hint = {});
    /// SCHEMA_VALIDATION_FAILED, the most frequent code.
    void schema(std::string message, const Location& where, std::string hint = {});
    /// The same where the place is known as text.
    void schema_at(std::string message, std::string where, std::string hint = {});

    /// Whether a suggestion is still worth its cost; after a few dozen errors nobody reads them.
    bool wants_hints() const { return errors_ < 20 && diagnostics_.size() < 100; }
    bool has_errors() const { return errors_ > 0; }
    std::size_t errors() const { return errors_; }
    std::vector<Diagnostic> take() && { return std::move(diagnostics_); }

private:
    void add(Diagnostic diagnostic);

    std::vector<Diagnostic> diagnostics_;
    std::size_t errors_ = 0;
    std::size_t text_bytes_ = 0;
};

/// "did you mean ...?" for a misspelled name: the nearest of the known ones, or empty when none is
/// near.
std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known);

/// A value from the definition as it is shown in a message: compact and cut short.
std::string shown(std::string_view text);

}  // namespace asl
