// JSON pointers (RFC 6901).
#include "json/pointer.hpp"

#include <charconv>
#include <optional>

namespace json {
namespace {

std::optional<std::string> unescape_token(std::string_view token) {
    std::string out;
    for (std::size_t i = 0; i < token.size(); ++i) {
        if (token[i] != '~') {
            out += token[i];
            continue;
        }
        const char kind = i + 1 < token.size() ? token[i + 1] : '\0';
        if (kind != '0' && kind != '1') return {};
        out += kind == '0' ? '~' : '/';
        ++i;
    }
    return out;
}

std::optional<std::size_t> read_index(std::string_view token) {
    if (token.empty() || (token.size() > 1 && token[0] == '0')) return {};
    std::size_t index = 0;
    const char* const end = token.data() + token.size();
    const auto result = std::from_chars(token.data(), end, index);
    if (result.ec != std::errc{} || result.ptr != end) return {};
    return index;
}

const Value* step(const Value& value, std::string_view token) {
    if (value.is_array()) {
        const auto index = read_index(token);
        return index && *index < value.size() ? &value.items()[*index] : nullptr;
    }
    const auto key = unescape_token(token);
    return key ? value.find(*key) : nullptr;
}

}  // namespace

std::string pointer_escape(std::string_view token) {
    std::string out;
    for (const char c : token) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else {
            out += c;
        }
    }
    return out;
}

std::string pointer_join(std::string_view pointer, std::string_view token) {
    return std::string(pointer) + '/' + pointer_escape(token);
}

std::string pointer_join(std::string_view pointer, std::size_t index) {
    return std::string(pointer) + '/' + std::to_string(index);
}

const Value* pointer_find(const Value& root, std::string_view pointer) {
    const Value* value = &root;
    while (value != nullptr && !pointer.empty()) {
        if (pointer[0] != '/') return nullptr;
        pointer.remove_prefix(1);
        const std::size_t end = std::min(pointer.find('/'), pointer.size());
        value = step(*value, pointer.substr(0, end));
        pointer.remove_prefix(end);
    }
    return value;
}

}  // namespace json
