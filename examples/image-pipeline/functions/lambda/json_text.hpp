// Writes the small JSON objects that a function answers with.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace lambda {

/// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD, since file
/// headers made by cameras hold anything.
std::string json_string(std::string_view text);

/// Collects members in the order they are given.
class JsonObject {
public:
    JsonObject& text(std::string_view name, std::string_view value);
    JsonObject& integer(std::string_view name, std::int64_t value);
    /// Milliseconds with two decimals.
    JsonObject& milliseconds(std::string_view name, double value);
    JsonObject& object(std::string_view name, const JsonObject& value);
    [[nodiscard]] std::string str() const { return "{" + members_ + "}"; }

private:
    JsonObject& raw(std::string_view name, std::string_view json);
    std::string members_;
};

}  // namespace lambda
