// Walking the ordered map, jumping over common prefixes.
#include "services/s3/listing.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace services::s3 {
namespace {

ObjectMap::const_iterator behind(const ObjectMap& objects, const std::string& prefix) {
    const auto next = behind_prefix(prefix);
    return next ? objects.lower_bound(*next) : objects.end();
}

ObjectMap::const_iterator first_of(const ObjectMap& objects, const ListQuery& query) {
    const ListStart& start = query.start;
    auto at = objects.begin();
    if (start.is_prefix) {
        at = behind(objects, start.after);
    } else if (!start.after.empty()) {
        at = objects.upper_bound(start.after);
    }
    const auto prefixed = objects.lower_bound(query.prefix);
    if (at == objects.end() || prefixed == objects.end()) return objects.end();
    return prefixed->first > at->first ? prefixed : at;
}

}  // namespace

std::optional<std::string> behind_prefix(std::string prefix) {
    while (!prefix.empty() && prefix.back() == '\xFF') prefix.pop_back();
    if (prefix.empty()) return std::nullopt;
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
    return prefix;
}

ListPage list_page(const ObjectMap& objects, const ListQuery& query) {
    ListPage page;
    if (query.keys_max == 0) return page;
    auto at = first_of(objects, query);
    while (at != objects.end() && at->first.starts_with(query.prefix)) {
        if (page.objects.size() + page.common_prefixes.size() == query.keys_max) {
            page.is_truncated = true;
            return page;
        }
        const auto cut = query.delimiter.empty()
                             ? std::string::npos
                             : at->first.find(query.delimiter, query.prefix.size());
        if (cut == std::string::npos) {
            page.next = {at->first, false};
            page.objects.push_back({at->first, at->second});
            ++at;
            continue;
        }
        std::string common = at->first.substr(0, cut + query.delimiter.size());
        at = behind(objects, common);
        page.next = {common, true};
        page.common_prefixes.push_back(std::move(common));
    }
    return page;
}

std::string token_of(const ListStart& start) {
    return base::base64_encode((start.is_prefix ? "p" : "k") + start.after);
}

std::optional<ListStart> start_of_token(std::string_view token) {
    const auto text = base::base64_decode(token);
    if (!text || text->empty() || (text->front() != 'p' && text->front() != 'k'))
        return std::nullopt;
    return ListStart{text->substr(1), text->front() == 'p'};
}

}  // namespace services::s3
