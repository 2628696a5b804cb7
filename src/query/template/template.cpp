// Payload templates. A tree of nodes beside the constant parts, which are values and stay as they
// are.
#include "query/template/template.hpp"

#include <algorithm>
#include <optional>

#include "json/pointer.hpp"
#include "query/query.hpp"

namespace query {
namespace {

constexpr std::string_view kMark = ".$";

struct Node {
    enum class Kind : std::uint8_t { constant, query, object, array };
    Kind kind = Kind::constant;
    json::Value constant;
    std::optional<Query> query;
    std::string field;              ///< The key with its mark, for messages.
    std::vector<json::Value> keys;  ///< Of an object's children.
    std::vector<Node> children;
};

class Compiler {
public:
    Node compile(const json::Value& value, const std::string& pointer, std::size_t depth) {
        Node out;
        if (depth > base::limits::kJsonDepthMax) {
            faults_.push_back({pointer, {}, "the template is nested too deep"});
        } else if (value.is_object()) {
            out.kind = Node::Kind::object;
            for (const json::Member& member : value.members()) {
                add_member(out, member, json::pointer_join(pointer, member.key()), depth);
            }
        } else if (value.is_array()) {
            out.kind = Node::Kind::array;
            for (std::size_t i = 0; i < value.size(); ++i) {
                out.children.push_back(
                    compile(value.items()[i], json::pointer_join(pointer, i), depth + 1));
            }
        }
        const bool is_constant = std::ranges::all_of(
            out.children, [](const Node& child) { return child.kind == Node::Kind::constant; });
        if (!is_constant) return out;
        Node constant;
        constant.constant = value;
        return constant;
    }

    std::vector<TemplateFault> faults_;
    bool uses_context_ = false;
    std::vector<std::string> variables_;

private:
    void add_member(Node& object, const json::Member& member, const std::string& pointer,
                    std::size_t depth) {
        const std::string_view key = member.key();
        if (!key.ends_with(kMark)) {
            object.keys.push_back(member.key_value);
            object.children.push_back(compile(member.value, pointer, depth + 1));
            return;
        }
        auto query = member.value.is_string()
                         ? Query::compile(member.value.as_string())
                         : base::Result<Query>(base::fail(base::invalid("it is not a string")));
        if (!query) {
            faults_.push_back({pointer, std::string(key),
                               "The value for the field '" + std::string(key) +
                                   "' must be a valid JSONPath or a valid intrinsic function call",
                               query.error().message});
            return;
        }
        uses_context_ = uses_context_ || query->uses_context();
        for (std::string& name : query->variables()) variables_.push_back(std::move(name));
        Node child;
        child.kind = Node::Kind::query;
        child.field = std::string(key);
        child.query = *std::move(query);
        object.keys.push_back(json::Value::string(key.substr(0, key.size() - kMark.size())));
        object.children.push_back(std::move(child));
    }
};

base::Result<json::Value, Failure> evaluate_node(const Node& node, const Environment& environment) {
    switch (node.kind) {
        case Node::Kind::constant: return node.constant;
        case Node::Kind::query: return node.query->evaluate(environment, node.field);
        case Node::Kind::array: {
            std::vector<json::Value> items;
            items.reserve(node.children.size());
            for (const Node& child : node.children) {
                QS_TRY(json::Value item, evaluate_node(child, environment));
                items.push_back(std::move(item));
            }
            return json::Value::take_array(std::move(items));
        }
        case Node::Kind::object: break;
    }
    // `a` and `a.$` may stand side by side: then the later one counts.
    json::ObjectBuilder object;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        QS_TRY(json::Value value, evaluate_node(node.children[i], environment));
        object.set(node.keys[i].as_string(), std::move(value));
    }
    return std::move(object).build();
}

}  // namespace

struct Template::State {
    Node root;
    bool uses_context = false;
    std::vector<std::string> variables;
};

Template::Template(std::shared_ptr<const State> state) : state_(std::move(state)) {}

base::Result<Template, std::vector<TemplateFault>> Template::compile(const json::Value& payload) {
    Compiler compiler;
    Node root = compiler.compile(payload, "", 0);
    if (!compiler.faults_.empty()) return base::fail(std::move(compiler.faults_));
    std::ranges::sort(compiler.variables_);
    const auto repeated = std::ranges::unique(compiler.variables_);
    compiler.variables_.erase(repeated.begin(), repeated.end());
    return Template(std::make_shared<const State>(
        State{std::move(root), compiler.uses_context_, std::move(compiler.variables_)}));
}

bool Template::is_constant() const {
    return state_->root.kind == Node::Kind::constant;
}

bool Template::uses_context() const {
    return state_->uses_context;
}

std::vector<std::string> Template::variables() const {
    return state_->variables;
}

base::Result<json::Value, Failure> Template::evaluate(const Environment& environment) const {
    return evaluate_node(state_->root, environment);
}

}  // namespace query
