#include "cli/sam/node.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace cli::sam {
namespace {

Problem bad_text(const std::string& file, std::size_t line, const std::string& what) {
    return usage_problem(base::printable(file) + ":" + std::to_string(line) + ": " + what);
}

/// `!GetAtt` is the function `Fn::GetAtt`; `!Ref` and `!Condition` have no prefix.
std::string function_name(std::string_view tag) {
    tag.remove_prefix(1);
    if (tag == "Ref" || tag == "Condition") return std::string(tag);
    return "Fn::" + std::string(tag);
}

class Reader {
public:
    explicit Reader(const std::string& file) : file_(file) {}

    Outcome<Node> convert(const YAML::Node& yaml, std::size_t depth) {
        const std::size_t line = static_cast<std::size_t>(std::max(yaml.Mark().line, 0)) + 1;
        // Aliases are walked again each time, so that a few lines can mean millions of nodes.
        if (++nodes_ > base::limits::kTemplateNodesMax || depth > base::limits::kTemplateDepthMax) {
            return base::fail(
                bad_text(file_, line, "the template is too large or nested too deeply"));
        }
        QS_TRY(Node node, convert_plain(yaml, line, depth));
        node.column = static_cast<std::size_t>(std::max(yaml.Mark().column, 0));
        node.value_line = node.line;
        node.value_column = node.column;
        const std::string& tag = yaml.Tag();
        if (tag.size() < 2 || !tag.starts_with('!') || tag.starts_with("!!")) return node;
        Node call{.kind = Node::Kind::map, .line = line};
        if (tag == "!GetAtt" && node.is_scalar()) node = split_attribute(node);
        call.members.emplace_back(function_name(tag), std::move(node));
        return call;
    }

private:
    Outcome<Node> convert_plain(const YAML::Node& yaml, std::size_t line, std::size_t depth) {
        Node node{.line = line};
        switch (yaml.Type()) {
            case YAML::NodeType::Undefined:
            case YAML::NodeType::Null: break;
            case YAML::NodeType::Scalar:
                node.kind = Node::Kind::scalar;
                node.text = yaml.Scalar();
                node.is_quoted = yaml.Tag() == "!";
                break;
            case YAML::NodeType::Sequence:
                node.kind = Node::Kind::list;
                for (const auto& item : yaml) {
                    QS_TRY(Node converted, convert(item, depth + 1));
                    node.items.push_back(std::move(converted));
                }
                break;
            case YAML::NodeType::Map:
                node.kind = Node::Kind::map;
                QS_CHECK(convert_members(yaml, node, depth));
                break;
        }
        return node;
    }

    Outcome<void> convert_members(const YAML::Node& yaml, Node& node, std::size_t depth) {
        for (const auto& member : yaml) {
            if (!member.first.IsScalar()) {
                return base::fail(bad_text(file_, node.line, "a name must be a plain text"));
            }
            const std::string name = member.first.Scalar();
            QS_TRY(Node value, convert(member.second, depth + 1));
            value.line = static_cast<std::size_t>(std::max(member.first.Mark().line, 0)) + 1;
            value.column = static_cast<std::size_t>(std::max(member.first.Mark().column, 0));
            if (node.find(name) != nullptr) {
                return base::fail(bad_text(file_, value.line,
                                           "\"" + name + "\" stands here for the second time"));
            }
            node.members.emplace_back(name, std::move(value));
        }
        return {};
    }

    /// "Table.Arn" is ["Table", "Arn"].
    static Node split_attribute(const Node& scalar) {
        Node list{.kind = Node::Kind::list, .line = scalar.line};
        const auto dot = scalar.text.find('.');
        Node part = scalar;
        part.text = scalar.text.substr(0, dot);
        list.items.push_back(part);
        if (dot != std::string::npos) {
            part.text = scalar.text.substr(dot + 1);
            list.items.push_back(part);
        }
        return list;
    }

    const std::string& file_;
    std::size_t nodes_ = 0;
};

}  // namespace

const Node* Node::find(std::string_view name) const {
    for (const auto& [key, value] : members) {
        if (key == name) return &value;
    }
    return nullptr;
}

std::string_view Node::text_of(std::string_view name) const {
    const Node* const found = find(name);
    return found != nullptr && found->is_scalar() ? std::string_view(found->text)
                                                  : std::string_view{};
}

Outcome<Node> read_node(const std::string& file, const std::string& text) {
    try {
        return Reader(file).convert(YAML::Load(text), 1);
    } catch (const YAML::Exception& error) {
        return base::fail(bad_text(file, static_cast<std::size_t>(std::max(error.mark.line, 0)) + 1,
                                   base::printable(error.msg)));
    }
}

}  // namespace cli::sam
