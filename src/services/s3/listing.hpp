// One page of a bucket's keys: prefix, delimiter, start, limit. Pure: the answer is written
// elsewhere.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/s3/bucket.hpp"

namespace services::s3 {

/// Where a page begins: after a key, or after all keys that begin with a common prefix.
struct ListStart {
    std::string after;
    bool is_prefix = false;
};

struct ListQuery {
    std::string prefix = {};
    std::string delimiter = {};  ///< Empty: none.
    ListStart start = {};
    std::size_t keys_max = 1'000;
};

struct ListPage {
    struct Object {
        std::string key;
        ObjectEntry entry;
    };
    std::vector<Object> objects;
    std::vector<std::string> common_prefixes;
    bool is_truncated = false;
    ListStart next;  ///< If truncated.
};

/// Keys in the order of their bytes; a common prefix counts as one, and what is below it is
/// skipped.
ListPage list_page(const ObjectMap& objects, const ListQuery& query);

/// The continuation token: opaque for clients.
std::string token_of(const ListStart& start);
std::optional<ListStart> start_of_token(std::string_view token);

/// The smallest text that is greater than every text beginning with `prefix`; nothing if there is
/// none.
std::optional<std::string> behind_prefix(std::string prefix);

}  // namespace services::s3
