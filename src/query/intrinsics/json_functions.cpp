// Functions that read, write and merge JSON.
#include "json/parse.hpp"
#include "json/print.hpp"
#include "query/intrinsics/call.hpp"

namespace query::intrinsics {

Answer json_merge(const Arguments& arguments) {
    if (!arguments[0].is_object() || !arguments[1].is_object()) {
        return invalid_arguments("States.JsonMerge", "the first two must be objects");
    }
    if (!arguments[2].is_boolean() || arguments[2].as_boolean()) {
        return invalid_arguments("States.JsonMerge",
                                 "the third one must be false: only shallow merging is supported");
    }
    if (!arguments.budget.spend(arguments[0].size() + arguments[1].size())) {
        return too_many_steps();
    }
    json::ObjectBuilder merged(arguments[0]);
    for (const json::Member& member : arguments[1].members()) {
        merged.set(member.key(), member.value);
    }
    return std::move(merged).build();
}

Answer json_to_string(const Arguments& arguments) {
    const std::size_t bytes_max = base::limits::kQueryResultBytesMax;
    if (json::printed_bytes(arguments[0], bytes_max) > bytes_max) {
        return invalid_arguments("States.JsonToString", "the text would be too long");
    }
    return json::Value::string(json::print(arguments[0]));
}

Answer string_to_json(const Arguments& arguments) {
    if (!arguments[0].is_string()) {
        return invalid_arguments("States.StringToJson", "it must be a string");
    }
    auto value = json::parse(arguments[0].as_string());
    if (!value) {
        return invalid_arguments("States.StringToJson",
                                 "the string is not JSON: " + value.error().message);
    }
    return *std::move(value);
}

}  // namespace query::intrinsics
