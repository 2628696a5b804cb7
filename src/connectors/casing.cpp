#include "connectors/casing.hpp"

#include <vector>

namespace connectors {
namespace {

json::Value renamed(const json::Value& value, std::string (*change)(std::string_view)) {
    if (value.is_object()) {
        json::ObjectBuilder made;
        for (const json::Member& member : value.members()) {
            made.set(change(member.key()), renamed(member.value, change));
        }
        return std::move(made).build();
    }
    if (value.is_array()) {
        std::vector<json::Value> items;
        for (const json::Value& item : value.items()) items.push_back(renamed(item, change));
        return json::Value::array(items);
    }
    return value;
}

}  // namespace

std::string upper_first(std::string_view name) {
    std::string made(name);
    if (!made.empty() && made[0] >= 'a' && made[0] <= 'z')
        made[0] = static_cast<char>(made[0] - 32);
    return made;
}

std::string lower_first(std::string_view name) {
    std::string made(name);
    if (!made.empty() && made[0] >= 'A' && made[0] <= 'Z')
        made[0] = static_cast<char>(made[0] + 32);
    return made;
}

json::Value with_upper_names(const json::Value& value) {
    return renamed(value, upper_first);
}
json::Value with_lower_names(const json::Value& value) {
    return renamed(value, lower_first);
}

}  // namespace connectors
