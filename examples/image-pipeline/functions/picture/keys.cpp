// Keys are bytes to us: nothing in them but the prefix has a meaning.
#include "picture/keys.hpp"

namespace picture {

lambda::Result<std::string> derived_key(std::string_view key, std::string_view prefix) {
    constexpr std::size_t kKeyBytesMax = 1024;
    if (key.starts_with(kUploads)) key.remove_prefix(kUploads.size());
    std::string derived(prefix);
    derived += key;
    if (derived.size() > kKeyBytesMax) {
        return lambda::fail(lambda::kKeyTooLong,
                            "the picture's name below " + std::string(prefix) + " would have " +
                                std::to_string(derived.size()) +
                                " bytes, and S3 allows 1024: upload it under a shorter name");
    }
    return derived;
}

}  // namespace picture
