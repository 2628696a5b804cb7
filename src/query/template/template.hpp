// Payload templates: the JSON of Parameters, ResultSelector, ItemSelector, Assign and the like, in
// which a key that ends in `.$` holds an expression (see query.hpp). Compiled once; what is
// constant in it is shared by every result.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "json/value.hpp"
#include "query/environment.hpp"
#include "query/failure.hpp"

namespace query {

/// What is wrong in a template.
struct TemplateFault {
    std::string pointer;      ///< JSON pointer from the template's root to the key, `/a/b.$`.
    std::string key;          ///< The key alone, `b.$`.
    std::string message;      ///< What is wrong, in AWS's words.
    std::string detail = {};  ///< Why, in ours: what the parser found.
};

/// Immutable; copies share; any thread.
class Template {
public:
    /// Compiles any JSON value; objects inside arrays are templates too, as in AWS.
    /// Errors: every fault, in the order of the text; never empty.
    static base::Result<Template, std::vector<TemplateFault>> compile(const json::Value& payload);

    /// Whether it holds no expression, so that `evaluate` gives back what was compiled.
    bool is_constant() const;
    /// Whether it reads the context object.
    bool uses_context() const;
    /// The names of the variables it reads, sorted, without `$`.
    std::vector<std::string> variables() const;

    /// The payload with each `"key.$": expression` replaced by `"key": value`.
    /// Errors: as Query::evaluate.
    base::Result<json::Value, Failure> evaluate(const Environment& environment) const;

private:
    struct State;
    explicit Template(std::shared_ptr<const State> state);
    std::shared_ptr<const State> state_;
};

}  // namespace query
