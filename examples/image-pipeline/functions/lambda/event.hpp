// Event: the payload of an invocation, read field by field. Only what the two functions need: the
// members of one JSON object that are text or whole numbers.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "lambda/failure.hpp"

namespace lambda {

class Event {
public:
    /// Reads a JSON object. Members that are neither text nor whole numbers are left out.
    /// Fails with InvalidEvent where `payload` is not valid JSON or not an object.
    static Result<Event> parse(std::string_view payload);

    /// The text of member `name`; InvalidEvent where it is missing, not text, or empty.
    [[nodiscard]] Result<std::string> text(std::string_view name) const;

    /// The number of member `name`, or `fallback` where it is missing.
    [[nodiscard]] std::int64_t integer_or(std::string_view name, std::int64_t fallback) const;

private:
    std::map<std::string, std::string, std::less<>> texts_;
    std::map<std::string, std::int64_t, std::less<>> integers_;
};

}  // namespace lambda
