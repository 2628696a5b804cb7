// Calls operations of a service's table on shards without threads, over a store in memory. A
// restart makes everything anew from what was durable.
#pragma once
#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/operation.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "runtime/shards.hpp"
#include "store/memory/memory_store.hpp"

namespace support {

inline json::Value parse(std::string_view text) {
    auto value = json::parse(text);
    REQUIRE_MESSAGE(value.has_value(), text);
    return *std::move(value);
}

/// Calls an operation and gives its answer, which must have come already.
inline base::Result<json::Value, aws::Error> call_now(const aws::Service& service,
                                                      std::string_view operation,
                                                      std::string_view input,
                                                      std::string_view effect = {}) {
    aws::Call call{"us-east-1", "000000000000", "request-1", base::EffectId(std::string(effect)),
                   parse(input)};
    for (const aws::Operation& row : service.operations) {
        if (row.name != operation) continue;
        std::optional<base::Result<json::Value, aws::Error>> answer;
        row.handler(call, [&answer](base::Result<json::Value, aws::Error> reply) {
            REQUIRE_FALSE(answer.has_value());
            answer = std::move(reply);
        });
        REQUIRE_MESSAGE(answer.has_value(), operation);
        return *std::move(answer);
    }
    FAIL("no operation " << operation);
    return base::fail(aws::error("", ""));
}

/// The answer as JSON text, or "Code: message".
inline std::string text_of(const base::Result<json::Value, aws::Error>& answer) {
    if (answer) return json::print(*answer);
    return answer.error().code + ": " + answer.error().message;
}

}  // namespace support
