// How an object's key is written in the path of a URL.
#pragma once
#include <string>
#include <string_view>

namespace s3 {

/// Every byte but A-Z, a-z, 0-9, `-`, `.`, `_`, `~` as %XX; `/` stays where `keep_slash` says so.
/// Keys are bytes: nothing is normalised, so `..`, `//`, `+` and `%` come through as they are.
std::string uri_encode(std::string_view bytes, bool keep_slash);

}  // namespace s3
