// The only file that includes simdjson.
#include "lambda/event.hpp"

#include <simdjson.h>

namespace lambda {

Result<Event> Event::parse(std::string_view payload) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (const auto error = parser.parse(payload.data(), payload.size()).get(root)) {
        return fail(kInvalidEvent,
                    std::string("the event is not valid JSON: ") + simdjson::error_message(error));
    }
    simdjson::dom::object object;
    if (root.get(object)) return fail(kInvalidEvent, "the event must be a JSON object");

    Event event;
    for (const auto [name, value] : object) {
        std::string_view text;
        std::int64_t integer = 0;
        if (!value.get(text)) {
            event.texts_.insert_or_assign(std::string(name), std::string(text));
        } else if (!value.get(integer)) {
            event.integers_.insert_or_assign(std::string(name), integer);
        }
    }
    return event;
}

Result<std::string> Event::text(std::string_view name) const {
    const auto found = texts_.find(name);
    if (found == texts_.end() || found->second.empty()) {
        return fail(kInvalidEvent,
                    "the event must have \"" + std::string(name) + "\", a text that is not empty");
    }
    return found->second;
}

std::int64_t Event::integer_or(std::string_view name, std::int64_t fallback) const {
    const auto found = integers_.find(name);
    return found == integers_.end() ? fallback : found->second;
}

}  // namespace lambda
