// Payload templates of JSONata states. A tree of nodes beside the constant parts, which are values
// and stay as they are.
#include "query/template/jsonata_template.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "json/print.hpp"

namespace query {
namespace {

constexpr std::string_view kOpen = "{%";
constexpr std::string_view kClose = "%}";

struct Node {
    enum class Kind : std::uint8_t { constant, expression, object, array };
    Kind kind = Kind::constant;
    json::Value constant;
    std::size_t expression = 0;     ///< Its number in the template's list.
    std::vector<json::Value> keys;  ///< Of an object's children.
    std::vector<Node> children;
};

void add_names(std::vector<std::string>& all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
    std::ranges::sort(all);
    const auto repeated = std::ranges::unique(all);
    all.erase(repeated.begin(), repeated.end());
}

class Compiler {
public:
    Node compile(const json::Value& value, const std::string& place, std::size_t depth) {
        Node out;
        if (depth > base::limits::kJsonDepthMax) {
            faults.push_back({ExpressionFault::Kind::syntax, place, "it is nested too deep"});
        } else if (value.is_string()) {
            if (auto number = compile_text(value.as_string(), place)) {
                out.kind = Node::Kind::expression;
                out.expression = *number;
                return out;
            }
        } else if (value.is_object()) {
            out.kind = Node::Kind::object;
            for (const json::Member& member : value.members()) {
                out.keys.push_back(member.key_value);
                out.children.push_back(
                    compile(member.value, place + "/" + std::string(member.key()), depth + 1));
            }
        } else if (value.is_array()) {
            out.kind = Node::Kind::array;
            for (std::size_t i = 0; i < value.size(); ++i) {
                out.children.push_back(
                    compile(value.items()[i], place + "[" + std::to_string(i) + "]", depth + 1));
            }
        }
        const bool is_constant = std::ranges::all_of(
            out.children, [](const Node& child) { return child.kind == Node::Kind::constant; });
        if (!is_constant) return out;
        Node constant;
        constant.constant = value;
        return constant;
    }

    std::vector<ExpressionFault> faults;
    std::vector<JsonataTemplate::Placed> expressions;

private:
    /// The number of the expression; nothing where the text is a text, or wrong.
    std::optional<std::size_t> compile_text(std::string_view text, const std::string& place) {
        if (!is_expression(text)) {
            if (text.starts_with(kOpen) || text.ends_with(kClose)) {
                faults.push_back({ExpressionFault::Kind::delimiters, place,
                                  "A JSONata expression must begin with '{%' and end with '%}'"});
            }
            return std::nullopt;
        }
        text.remove_prefix(kOpen.size());
        text.remove_suffix(kClose.size());
        text = base::trim(text);
        auto compiled = jsonata::Expression::compile(text);
        if (!compiled) {
            const jsonata::Error& error = compiled.error();
            faults.push_back({ExpressionFault::Kind::syntax, place, error.message,
                              detail_of(text, error.code, error.position)});
            return std::nullopt;
        }
        if (const auto& refusal = compiled->refusal()) {
            faults.push_back({ExpressionFault::Kind::unsupported, place, refusal->message,
                              detail_of(text, {}, refusal->position)});
            return std::nullopt;
        }
        expressions.push_back({place, *std::move(compiled)});
        return expressions.size() - 1;
    }

    static std::string detail_of(std::string_view text, std::string_view code,
                                 std::size_t position) {
        std::string detail(code);
        if (position != jsonata::kNoPosition) {
            if (!detail.empty()) detail += ' ';
            const std::string_view before = text.substr(0, std::min(position, text.size()));
            detail += "at character " + std::to_string(base::utf8_length(before)) + " of the";
        } else {
            detail += detail.empty() ? "in the" : " in the";
        }
        return detail + " expression: " + std::string(text.substr(0, 200));
    }
};

std::string sentence(const jsonata::Expression& expression, std::string_view field) {
    return "The JSONata expression '" + expression.text() + "' specified for the field '" +
           std::string(field) + "' ";
}

EvaluationFailure evaluation_failure(const JsonataTemplate::Placed& placed, std::string_view field,
                                     const jsonata::Error* error) {
    EvaluationFailure failure;
    failure.location = std::string(field) + placed.place;
    failure.cause = sentence(placed.expression, failure.location);
    if (error == nullptr) {
        failure.cause += "returned nothing (undefined).";
    } else {
        failure.cause += "threw an error during evaluation";
        // AWS gives no code for its own limits.
        failure.cause += error->code == "U1001" ? ": " : ". " + error->code + ": ";
        failure.cause += error->message;
    }
    return failure;
}

std::string_view type_of(const json::Value& value) {
    switch (value.kind()) {
        case json::Kind::null: return "null";
        case json::Kind::boolean: return "boolean";
        case json::Kind::number: return "number";
        case json::Kind::string: return "string";
        case json::Kind::array: return "array";
        case json::Kind::object: return "object";
    }
    return "null";
}

/// One evaluation of a template.
class Evaluation {
public:
    Evaluation(const std::vector<JsonataTemplate::Placed>& expressions,
               const jsonata::Surroundings& surroundings, std::string_view field)
        : expressions_(expressions), surroundings_(surroundings), field_(field) {}

    base::Result<json::Value, EvaluationFailure> evaluate(const Node& node) const {
        switch (node.kind) {
            case Node::Kind::constant: return node.constant;
            case Node::Kind::expression: return evaluate(expressions_[node.expression]);
            case Node::Kind::array: {
                std::vector<json::Value> items;
                items.reserve(node.children.size());
                for (const Node& child : node.children) {
                    QS_TRY(json::Value item, evaluate(child));
                    items.push_back(std::move(item));
                }
                return json::Value::take_array(std::move(items));
            }
            case Node::Kind::object: break;
        }
        std::vector<json::Member> members;
        members.reserve(node.children.size());
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            QS_TRY(json::Value value, evaluate(node.children[i]));
            members.emplace_back(node.keys[i], std::move(value));
        }
        return json::Value::take_object(std::move(members));
    }

private:
    base::Result<json::Value, EvaluationFailure> evaluate(
        const JsonataTemplate::Placed& placed) const {
        auto value = placed.expression.evaluate(surroundings_);
        if (!value) return base::fail(evaluation_failure(placed, field_, &value.error()));
        if (!*value) return base::fail(evaluation_failure(placed, field_, nullptr));
        return **std::move(value);
    }

    const std::vector<JsonataTemplate::Placed>& expressions_;
    const jsonata::Surroundings& surroundings_;
    std::string_view field_;
};

}  // namespace

bool is_expression(std::string_view text) {
    return text.size() >= kOpen.size() + kClose.size() && text.starts_with(kOpen) &&
           text.ends_with(kClose);
}

struct JsonataTemplate::State {
    json::Value payload;
    Node root;
    std::vector<Placed> expressions;
    std::vector<std::string> variables;
    std::vector<std::string> state_members;
};

JsonataTemplate::JsonataTemplate(std::shared_ptr<const State> state) : state_(std::move(state)) {}

base::Result<JsonataTemplate, std::vector<ExpressionFault>> JsonataTemplate::compile(
    const json::Value& payload) {
    Compiler compiler;
    Node root = compiler.compile(payload, "", 0);
    if (!compiler.faults.empty()) return base::fail(std::move(compiler.faults));
    State state{payload, std::move(root), std::move(compiler.expressions), {}, {}};
    for (const Placed& placed : state.expressions) {
        add_names(state.variables, placed.expression.variables());
        add_names(state.state_members, placed.expression.state_members());
    }
    std::erase(state.variables, "states");
    return JsonataTemplate(std::make_shared<const State>(std::move(state)));
}

bool JsonataTemplate::is_constant() const {
    return state_->expressions.empty();
}

const std::vector<JsonataTemplate::Placed>& JsonataTemplate::expressions() const {
    return state_->expressions;
}

std::string JsonataTemplate::text() const {
    if (state_->root.kind != Node::Kind::expression) return json::print(state_->payload);
    return state_->expressions.front().expression.text();
}

const std::vector<std::string>& JsonataTemplate::variables() const {
    return state_->variables;
}

const std::vector<std::string>& JsonataTemplate::state_members() const {
    return state_->state_members;
}

base::Result<json::Value, EvaluationFailure> JsonataTemplate::evaluate(
    const jsonata::Surroundings& surroundings, std::string_view field) const {
    return Evaluation(state_->expressions, surroundings, field).evaluate(state_->root);
}

EvaluationFailure JsonataTemplate::unexpected_type(std::string_view field, std::string_view wanted,
                                                   const json::Value& value) const {
    EvaluationFailure failure;
    failure.location = std::string(field);
    if (state_->root.kind == Node::Kind::expression) {
        failure.cause = sentence(state_->expressions.front().expression, field) + "returned an " +
                        "unexpected result type. ";
    } else {
        failure.cause = "The field '" + std::string(field) + "' has an unexpected type. ";
    }
    failure.cause += "Expected '" + std::string(wanted) + "', but was '" +
                     std::string(type_of(value)) + "' for value: " + json::print(value);
    return failure;
}

}  // namespace query
