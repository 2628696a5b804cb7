// A changed copy along a path: down with a list of the values passed, up again making new ones.
#include "json/with.hpp"

#include <algorithm>
#include <vector>

#include "base/assert.hpp"

namespace json {
namespace {

std::string name_of(const Value& value) {
    switch (value.kind()) {
        case Kind::null: return "null";
        case Kind::boolean: return "a boolean";
        case Kind::number: return "a number";
        case Kind::string: return "a string";
        case Kind::array: return "an array";
        case Kind::object: return "an object";
    }
    return "a value";
}

Value with_item(const Value& array, std::size_t index, Value replacement) {
    std::vector<Value> items(array.items().begin(), array.items().end());
    items[index] = std::move(replacement);
    return Value::take_array(std::move(items));
}

/// The child at `step`, or nullptr where a member has still to be made.
base::Result<const Value*> descend(const Value* value, const PathStep& step) {
    if (const auto* const index = std::get_if<std::size_t>(&step)) {
        if (value == nullptr || !value->is_array()) {
            return base::fail(base::invalid("the index " + std::to_string(*index) +
                                            " needs an array, not " +
                                            (value ? name_of(*value) : "a missing member")));
        }
        if (*index >= value->size()) {
            return base::fail(base::not_found("there is no index " + std::to_string(*index) +
                                              " in an array of " + std::to_string(value->size()) +
                                              " items"));
        }
        return &value->items()[*index];
    }
    if (value == nullptr || value->is_null()) return nullptr;
    const auto& key = std::get<std::string>(step);
    if (!value->is_object()) {
        return base::fail(
            base::invalid("the member '" + key + "' needs an object, not " + name_of(*value)));
    }
    return value->find(key);
}

}  // namespace

Value with_member(const Value& object, std::string_view key, Value replacement) {
    const auto members = object.members();
    std::vector<Member> out;
    out.reserve(members.size() + 1);
    out.assign(members.begin(), members.end());
    const Value* const old = object.find(key);
    if (old == nullptr) {
        out.emplace_back(key, std::move(replacement));
    } else {
        const auto place = std::ranges::find_if(
            members, [old](const Member& member) { return &member.value == old; });
        out[static_cast<std::size_t>(place - members.begin())].value = std::move(replacement);
    }
    return Value::take_object(std::move(out));
}

base::Result<Value> with(const Value& value, std::span<const PathStep> path, Value replacement) {
    std::vector<const Value*> passed;
    passed.reserve(path.size());
    const Value* here = &value;
    for (const PathStep& step : path) {
        passed.push_back(here);
        QS_TRY(here, descend(here, step));
    }
    for (std::size_t i = path.size(); i-- > 0;) {
        if (const auto* const index = std::get_if<std::size_t>(&path[i])) {
            replacement = with_item(*passed[i], *index, std::move(replacement));
            continue;
        }
        const bool is_new = passed[i] == nullptr || passed[i]->is_null();
        replacement = with_member(is_new ? Value::empty_object() : *passed[i],
                                  std::get<std::string>(path[i]), std::move(replacement));
    }
    return replacement;
}

base::Result<Value> with(const Value& value, std::initializer_list<PathStep> path,
                         Value replacement) {
    return with(value, std::span<const PathStep>(path.begin(), path.size()),
                std::move(replacement));
}

}  // namespace json
