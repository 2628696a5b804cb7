// YAML becomes JSON by YAML's own rules for plain texts (1.2, core schema); places are looked up in
// the tree that the reader made.
#include "cli/definition_text.hpp"

#include <utility>

#include "base/text.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace cli {
namespace {

bool is_yaml(std::string_view file) {
    return file.ends_with(".yaml") || file.ends_with(".yml");
}

json::Value plain_scalar(const std::string& text) {
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
        return json::Value();
    }
    if (text == "true" || text == "True" || text == "TRUE") return json::Value::boolean(true);
    if (text == "false" || text == "False" || text == "FALSE") return json::Value::boolean(false);
    const bool may_be_number = (text[0] >= '0' && text[0] <= '9') || text[0] == '-';
    if (may_be_number) {
        const auto number = json::parse(text);
        if (number && number->is_number()) return *number;
    }
    return json::Value::string(text);
}

// Recursion is bounded by the reader's limit on depth.
json::Value to_json(const sam::Node& node) {
    switch (node.kind) {
        case sam::Node::Kind::null: return json::Value();
        case sam::Node::Kind::scalar:
            return node.is_quoted ? json::Value::string(node.text) : plain_scalar(node.text);
        case sam::Node::Kind::list: {
            std::vector<json::Value> items;
            items.reserve(node.items.size());
            for (const sam::Node& item : node.items) items.push_back(to_json(item));
            return json::Value::take_array(std::move(items));
        }
        case sam::Node::Kind::map: {
            json::ObjectBuilder object;
            for (const auto& [name, value] : node.members) object.set(name, to_json(value));
            return std::move(object).build();
        }
    }
    return json::Value();
}

struct BytePlace {
    std::size_t line = 0;
    std::size_t column = 0;
};

std::optional<BytePlace> find_node(const sam::Node& node, std::string_view rest);

/// Names may hold slashes and brackets, so every member whose name `rest` begins with is tried.
std::optional<BytePlace> find_member(const sam::Node& node, std::string_view rest) {
    for (const auto& [name, value] : node.members) {
        if (!rest.starts_with(name)) continue;
        const std::string_view below = rest.substr(name.size());
        if (!below.empty() && below.front() != '/' && below.front() != '[') continue;
        if (below.empty()) {
            return value.is_scalar() ? BytePlace{value.value_line, value.value_column}
                                     : BytePlace{value.line, value.column};
        }
        if (const auto found = find_node(value, below)) return found;
    }
    return std::nullopt;
}

std::optional<BytePlace> find_item(const sam::Node& node, std::string_view rest) {
    const std::size_t bracket = rest.find(']');
    if (bracket == std::string_view::npos) return std::nullopt;
    const auto index =
        json::Value::number_text(std::string(rest.substr(1, bracket - 1))).as_integer();
    if (!index || *index < 0 || static_cast<std::size_t>(*index) >= node.items.size())
        return std::nullopt;
    return find_node(node.items[static_cast<std::size_t>(*index)], rest.substr(bracket + 1));
}

std::optional<BytePlace> find_node(const sam::Node& node, std::string_view rest) {
    if (rest.empty()) return BytePlace{node.value_line, node.value_column};
    if (node.is_map() && rest.front() == '/') return find_member(node, rest.substr(1));
    if (node.is_list() && rest.front() == '[') return find_item(node, rest);
    return std::nullopt;
}

}  // namespace

Outcome<DefinitionText> DefinitionText::read(const std::string& file, std::string text) {
    DefinitionText definition;
    definition.text_ = std::move(text);
    if (!is_yaml(file)) return definition;
    QS_TRY(definition.yaml_, sam::read_node(file, definition.text_));
    definition.json_ = json::print(to_json(*definition.yaml_));
    return definition;
}

asl::TextPosition DefinitionText::find(std::string_view location) const {
    if (!yaml_) return asl::find_position(text_, location);
    if (location.empty()) return {};
    const auto place = find_node(*yaml_, location == "/" ? std::string_view{} : location);
    if (!place) return {};
    const std::string_view before = line(place->line).substr(0, place->column);
    return {place->line, base::utf8_length(before) + 1};
}

std::string_view DefinitionText::line(std::size_t number) const {
    std::size_t begin = 0;
    for (std::size_t i = 1; i < number; ++i) {
        const std::size_t end = text_.find('\n', begin);
        if (end == std::string::npos) return {};
        begin = end + 1;
    }
    if (number == 0) return {};
    std::string_view found = std::string_view(text_).substr(begin);
    found = found.substr(0, found.find('\n'));
    if (found.ends_with('\r')) found.remove_suffix(1);
    return found;
}

}  // namespace cli
