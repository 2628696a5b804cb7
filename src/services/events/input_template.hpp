// InputTransformer: values taken out of an event and put into a template.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "json/value.hpp"
#include "query/path/path.hpp"

namespace services::events {

/// What a template can tell beside the event.
struct TemplateContext {
    std::string_view rule_arn;
    std::string_view rule_name;
    base::TimePoint ingestion_time{};
};

/// A template whose text is JSON once its `<placeholders>` are filled in.
class InputTemplate {
public:
    /// `paths` is InputPathsMap or null. Errors: `invalid` for a path that is none, a template that
    /// is no JSON, a name that begins with "aws.events.".
    static base::Result<InputTemplate> compile(const json::Value* paths, std::string_view text);

    /// JSON text. A placeholder within quotes becomes part of that text, another one a JSON value.
    /// What the event does not have is left out within quotes and is "" elsewhere.
    std::string render(const json::Value& event, const TemplateContext& context) const;

private:
    struct Variable {
        std::string name;
        query::Path path;
    };
    /// Literal text, or a placeholder.
    struct Piece {
        std::string text;
        std::string variable;
        bool is_quoted = false;
    };
    std::vector<Variable> variables_;
    std::vector<Piece> pieces_;
};

/// The value at a path; nothing if it leads nowhere.
std::optional<json::Value> value_at(const query::Path& path, const json::Value& event);

}  // namespace services::events
