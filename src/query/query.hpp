// One expression of the JSONPath language, as it stands behind a key that ends in `.$` or in a
// field such as InputPath: a path, a context path (`$$.`), a variable (`$name`), or an intrinsic
// function. Compiled once, evaluated often.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "json/value.hpp"
#include "query/environment.hpp"
#include "query/failure.hpp"
#include "query/path/path.hpp"

namespace query {

namespace intrinsics {
struct Call;
}

/// Immutable; copies share; any thread.
class Query {
public:
    enum class Form {
        path,           ///< `$.a`: over the input.
        context_path,   ///< `$$.Execution.Id`: over the context object.
        variable_path,  ///< `$name.a`: over a variable.
        intrinsic,      ///< `States.Format('{}', $.a)`
    };

    /// Errors: `invalid` or `limit`, with what is wrong and where.
    static base::Result<Query> compile(std::string_view text);

    Form form() const;
    /// The expression as it was written.
    const std::string& text() const;
    /// The path of the first three forms, rooted at what they are over. Precondition: no intrinsic.
    const Path& path() const;
    /// Whether it is a reference path (see Path::is_reference) over input, context or variable.
    bool is_reference() const;
    /// Whether it reads the context object.
    bool uses_context() const;
    /// The names of the variables it reads, sorted, without `$`.
    std::vector<std::string> variables() const;

    /// The value. `field` is the field's name as AWS's messages say it (`value.$`, `ErrorPath`,
    /// `InputPath`). Errors: `States.Runtime` when a path leads nowhere, `States.IntrinsicFailure`
    /// when a function cannot work on its arguments.
    base::Result<json::Value, Failure> evaluate(const Environment& environment,
                                                std::string_view field) const;
    /// The same, but a path that leads nowhere is an empty optional: for Choice rules.
    base::Result<std::optional<json::Value>, Failure> find(const Environment& environment) const;

private:
    struct State;
    explicit Query(std::shared_ptr<const State> state);
    std::shared_ptr<const State> state_;
};

}  // namespace query
