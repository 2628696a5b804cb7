// Finds a location in JSON text by walking along it: no tree, because a tree does not keep places.
#include <optional>
#include <string>

#include "asl/diagnostic.hpp"
#include "base/limits.hpp"
#include "json/parse.hpp"
#include "json/value.hpp"

namespace asl {

namespace {

/// Walks over JSON that has been parsed before; on anything odd it gives up rather than complain.
class Walker {
public:
    explicit Walker(std::string_view text) : text_(text) {}

    /// The offset of what `rest` names, below the value at the current place; the walker is then
    /// somewhere inside that value. If nothing is found the walker is behind the value.
    std::optional<std::size_t> find(std::string_view rest, std::size_t name_offset,
                                    std::size_t depth) {
        skip_space();
        if (rest.empty()) return is_nested() ? name_offset : at_;
        if (depth > base::limits::kJsonDepthMax) return std::nullopt;
        if (peek() == '{' && rest.front() == '/') return find_member(rest.substr(1), depth);
        if (peek() == '[' && rest.front() == '[') return find_item(rest, depth);
        skip_value();
        return std::nullopt;
    }

    std::size_t start() {
        skip_space();
        return at_;
    }

private:
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool is_nested() const { return peek() == '{' || peek() == '['; }

    void skip_space() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' ||
                                      text_[at_] == '\r' || text_[at_] == '\t')) {
            ++at_;
        }
    }

    void skip_string() {
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
            if (text_[at_] == '\\') ++at_;
        }
        if (at_ < text_.size()) ++at_;
    }

    void skip_value() {
        std::size_t depth = 0;
        do {
            skip_space();
            if (at_ >= text_.size()) return;
            const char c = text_[at_];
            if (c == '"') {
                skip_string();
                continue;
            }
            if (depth == 0 && (c == ',' || c == '}' || c == ']')) return;
            if (c == '{' || c == '[') ++depth;
            if (c == '}' || c == ']') --depth;
            ++at_;
        } while (depth > 0 ||
                 (peek() != ',' && peek() != '}' && peek() != ']' && at_ < text_.size()));
    }

    /// The member's name without its escapes.
    std::string name_at(std::size_t begin, std::size_t end) const {
        const std::string_view quoted = text_.substr(begin, end - begin);
        if (quoted.find('\\') == std::string_view::npos && quoted.size() >= 2) {
            return std::string(quoted.substr(1, quoted.size() - 2));
        }
        const auto parsed = json::parse(quoted);
        return parsed && parsed->is_string() ? std::string(parsed->as_string()) : std::string();
    }

    /// Names may hold slashes and brackets, so every member whose name `rest` begins with is tried.
    std::optional<std::size_t> find_member(std::string_view rest, std::size_t depth) {
        ++at_;
        while (true) {
            skip_space();
            if (peek() != '"') return std::nullopt;
            const std::size_t name_offset = at_;
            skip_string();
            const std::string name = name_at(name_offset, at_);
            skip_space();
            if (peek() == ':') ++at_;
            const bool begins = rest.starts_with(name);
            const std::string_view below = begins ? rest.substr(name.size()) : std::string_view{};
            if (begins && (below.empty() || below.front() == '/' || below.front() == '[')) {
                const std::size_t value = at_;
                if (const auto found = find(below, name_offset, depth + 1)) return found;
                at_ = value;
            }
            skip_value();
            skip_space();
            if (peek() != ',') return std::nullopt;
            ++at_;
        }
    }

    std::optional<std::size_t> find_item(std::string_view rest, std::size_t depth) {
        const std::size_t bracket = rest.find(']');
        if (bracket == std::string_view::npos) return std::nullopt;
        std::size_t index = 0;
        for (const char c : rest.substr(1, bracket - 1)) {
            if (c < '0' || c > '9' || index > text_.size()) return std::nullopt;
            index = index * 10 + static_cast<std::size_t>(c - '0');
        }
        ++at_;
        for (std::size_t i = 0; i < index; ++i) {
            skip_value();
            skip_space();
            if (peek() != ',') return std::nullopt;
            ++at_;
        }
        skip_space();
        if (peek() == ']') return std::nullopt;
        return find(rest.substr(bracket + 1), at_, depth + 1);
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

TextPosition position_of(std::string_view text, std::size_t offset) {
    TextPosition position{1, 1};
    for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
        if (text[i] == '\n') {
            ++position.line;
            position.column = 1;
        } else if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) {
            ++position.column;
        }
    }
    return position;
}

}  // namespace

TextPosition find_position(std::string_view definition, std::string_view location) {
    Walker walker(definition);
    const std::size_t start = walker.start();
    if (start >= definition.size()) return {};
    if (location == "/") return position_of(definition, start);
    if (location.empty()) return {};
    const auto offset = walker.find(location, start, 0);
    return offset ? position_of(definition, *offset) : TextPosition{};
}

}  // namespace asl
