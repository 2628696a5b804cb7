#include "services/states/tags.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace services::states {
namespace {

using Tags = std::vector<std::pair<std::string, std::string>>;

Tags read(const json::Value& list) {
    Tags tags;
    for (const json::Value& one : list.items()) {
        tags.emplace_back(one.find_string("key").value_or(""),
                          one.find_string("value").value_or(""));
    }
    return tags;
}

std::string write(const Tags& tags) {
    if (tags.empty()) return {};
    std::vector<json::Value> items;
    for (const auto& [key, value] : tags) {
        items.push_back(json::object(
            {{"key", json::Value::string(key)}, {"value", json::Value::string(value)}}));
    }
    return json::print(json::Value::array(items));
}

}  // namespace

json::Value tags_value(const std::string& tags) {
    if (tags.empty()) return json::Value::empty_array();
    const auto value = json::parse(tags);
    return value && value->is_array() ? *value : json::Value::empty_array();
}

base::Result<std::string, aws::Error> with_tags(const std::string& tags, const json::Value& added,
                                                const std::string& resource) {
    Tags all = read(tags_value(tags));
    for (auto& [key, value] : read(added)) {
        const auto same = std::ranges::find(all, key, &std::pair<std::string, std::string>::first);
        if (same == all.end()) {
            all.emplace_back(std::move(key), std::move(value));
        } else {
            same->second = std::move(value);
        }
    }
    if (all.size() > base::limits::kTagsMax) {
        return base::fail(
            aws::Error{.code = "TooManyTags",
                       .message = "Too Many Tags: '" + resource + "' can have at most 50 tags",
                       .extra = json::object({{"resourceName", json::Value::string(resource)}})});
    }
    return write(all);
}

std::string without_tags(const std::string& tags, const json::Value& keys) {
    Tags all = read(tags_value(tags));
    std::erase_if(all, [&](const auto& tag) {
        return std::ranges::any_of(keys.items(), [&](const json::Value& key) {
            return key.is_string() && key.as_string() == tag.first;
        });
    });
    return write(all);
}

}  // namespace services::states
