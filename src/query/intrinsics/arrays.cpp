// Functions over arrays:
// https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html#asl-intrsc-func-arrays
#include <algorithm>
#include <unordered_map>

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "json/number.hpp"
#include "json/print.hpp"
#include "query/intrinsics/call.hpp"

namespace query::intrinsics {
namespace {

/// Equal values have equal hashes: containers count by kind and size, numbers by their double.
std::uint64_t rough_hash(const json::Value& value) {
    const auto kind = static_cast<std::uint64_t>(value.kind());
    switch (value.kind()) {
        case json::Kind::null: return kind;
        case json::Kind::boolean: return kind + (value.as_boolean() ? 16 : 0);
        case json::Kind::number: {
            const double number = value.as_double() + 0.0;  // -0 becomes 0.
            return base::xxh3({reinterpret_cast<const char*>(&number), sizeof number}, kind);
        }
        case json::Kind::string: return base::xxh3(value.as_string(), kind);
        case json::Kind::array:
        case json::Kind::object: break;
    }
    std::uint64_t hash = kind + value.size() * 64;
    if (value.is_array()) {
        for (const json::Value& item : value.items()) {
            if (!item.is_array() && !item.is_object()) hash = hash * 31 + rough_hash(item);
        }
        return hash;
    }
    for (const json::Member& member : value.members()) {  // In any order.
        hash += base::xxh3(member.key(), 7);
        if (!member.value.is_array() && !member.value.is_object()) hash += rough_hash(member.value);
    }
    return hash;
}

}  // namespace

Answer array(const Arguments& arguments) {
    return json::Value::array(arguments.values);
}

Answer array_contains(const Arguments& arguments) {
    if (!arguments[0].is_array()) {
        return invalid_arguments("States.ArrayContains", "the first one must be an array");
    }
    for (const json::Value& item : arguments[0].items()) {
        if (!arguments.budget.spend(1 + item.size())) return too_many_steps();
        if (item == arguments[1]) return json::Value::boolean(true);
    }
    return json::Value::boolean(false);
}

Answer array_get_item(const Arguments& arguments) {
    if (!arguments[0].is_array()) {
        return invalid_arguments("States.ArrayGetItem", "the first one must be an array");
    }
    const auto index = whole_number(arguments[1]);
    const std::size_t size = arguments[0].size();
    if (!index || *index < 0 || static_cast<std::size_t>(*index) >= size) {
        return invalid_arguments(
            "States.ArrayGetItem",
            "the second one must be an index below the array's size, " + std::to_string(size));
    }
    return arguments[0].items()[static_cast<std::size_t>(*index)];
}

Answer array_length(const Arguments& arguments) {
    if (!arguments[0].is_array()) {
        return invalid_arguments("States.ArrayLength", "it must be an array");
    }
    return json::Value::integer(static_cast<std::int64_t>(arguments[0].size()));
}

Answer array_partition(const Arguments& arguments) {
    if (!arguments[0].is_array()) {
        return invalid_arguments("States.ArrayPartition", "the first one must be an array");
    }
    const auto wanted = nearest_number(arguments[1]);
    if (!wanted || *wanted < 1) {
        return invalid_arguments("States.ArrayPartition",
                                 "the second one must be a positive integer");
    }
    const auto items = arguments[0].items();
    if (!arguments.budget.spend(items.size() + 1)) return too_many_steps();
    const std::size_t step = std::min(static_cast<std::size_t>(*wanted), items.size() + 1);
    std::vector<json::Value> out;
    for (std::size_t at = 0; at < items.size(); at += step) {
        out.push_back(json::Value::array(items.subspan(at, std::min(step, items.size() - at))));
    }
    return json::Value::take_array(std::move(out));
}

Answer array_range(const Arguments& arguments) {
    const auto first = whole_number(arguments[0]);
    const auto last = whole_number(arguments[1]);
    const auto step = whole_number(arguments[2]);
    if (!first || !last || !step) {
        return invalid_arguments("States.ArrayRange", "all of them must be integers");
    }
    if (*step == 0) return invalid_arguments("States.ArrayRange", "the third one must not be 0");
    std::vector<json::Value> out;
    std::int64_t value = *first;
    while (*step > 0 ? value <= *last : value >= *last) {
        if (out.size() == base::limits::kArrayRangeItemsMax) {
            return invalid_arguments("States.ArrayRange",
                                     "the range would have more than " +
                                         std::to_string(base::limits::kArrayRangeItemsMax) +
                                         " items");
        }
        out.push_back(json::Value::integer(value));
        if (__builtin_add_overflow(value, *step, &value)) break;
    }
    return json::Value::take_array(std::move(out));
}

Answer array_unique(const Arguments& arguments) {
    if (!arguments[0].is_array()) {
        return invalid_arguments("States.ArrayUnique", "it must be an array");
    }
    std::vector<json::Value> out;
    std::unordered_multimap<std::uint64_t, std::size_t> places;
    for (const json::Value& item : arguments[0].items()) {
        const std::uint64_t hash = rough_hash(item);
        const auto [begin, end] = places.equal_range(hash);
        bool is_new = true;
        for (auto place = begin; place != end && is_new; ++place) {
            if (!arguments.budget.spend(1 + item.size())) return too_many_steps();
            is_new = !(out[place->second] == item);
        }
        if (!arguments.budget.spend()) return too_many_steps();
        if (!is_new) continue;
        places.emplace(hash, out.size());
        out.push_back(item);
    }
    return json::Value::take_array(std::move(out));
}

}  // namespace query::intrinsics
