// JSON pointers (RFC 6901): how places in a document are named.
#pragma once
#include <string>
#include <string_view>

#include "json/value.hpp"

namespace json {

/// One token of a pointer: `~` becomes `~0`, `/` becomes `~1`.
std::string pointer_escape(std::string_view token);
/// `pointer` with one more token.
std::string pointer_join(std::string_view pointer, std::string_view token);
std::string pointer_join(std::string_view pointer, std::size_t index);

/// What the pointer names: "" is the whole, "/a/0" the first item of the member `a`. nullptr if
/// there is no such place or the text is no pointer. The result is good as long as `root` lives.
const Value* pointer_find(const Value& root, std::string_view pointer);

}  // namespace json
