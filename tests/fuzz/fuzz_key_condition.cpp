// KeyConditionExpression: whatever the text, it is refused or becomes a range that is not inside
// out.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "json/parse.hpp"
#include "services/dynamodb/key_condition.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace services::dynamodb;
    static const KeySchema kKeys = {{"pk", "S"}, KeyAttribute{"sk", "N"}};
    static const json::Value kNames = *json::parse(R"({"#s":"sk"})");
    static const json::Value kValues =
        *json::parse(R"({":p":{"S":"P"},":a":{"N":"-1.5"},":b":{"N":"20"}})");
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const json::Value* names : {static_cast<const json::Value*>(nullptr), &kNames}) {
        const auto conditions = parse_key_condition(text, names, &kValues);
        if (!conditions) continue;
        const auto range = key_range(kKeys, *conditions);
        if (range && range->high && *range->high < range->low) std::abort();
    }
    return 0;
}
