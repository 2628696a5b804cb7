// Tags as they are kept with a resource: the JSON text of a list of {key, value}, empty for none.
#pragma once
#include <string>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "json/value.hpp"

namespace services::states {

/// `tags` and those of `added` (a list of {key, value}), of which the last of each key counts.
/// Error: TooManyTags, which names `resource`.
base::Result<std::string, aws::Error> with_tags(const std::string& tags, const json::Value& added,
                                                const std::string& resource);
/// `tags` without those of the keys (a list of strings).
std::string without_tags(const std::string& tags, const json::Value& keys);
/// The list of {key, value}, in the order in which they were given.
json::Value tags_value(const std::string& tags);

}  // namespace services::states
