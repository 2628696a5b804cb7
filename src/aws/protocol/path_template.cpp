// Fitting paths into templates, segment by segment.
#include "aws/protocol/path_template.hpp"

#include "base/text.hpp"

namespace aws::protocol {
namespace {

std::string_view without_last_slash(std::string_view path) {
    if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    return path;
}

}  // namespace

std::optional<PathLabels> match_path(std::string_view path_template, std::string_view path) {
    const auto wanted = base::split(without_last_slash(path_template), '/');
    const std::string_view whole = without_last_slash(path);
    const auto given = base::split(whole, '/');
    PathLabels labels;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (i >= given.size()) return std::nullopt;
        const std::string_view segment = wanted[i];
        if (!segment.starts_with('{')) {
            if (segment != given[i]) return std::nullopt;
            continue;
        }
        if (given[i].empty()) return std::nullopt;
        const bool is_greedy = segment.ends_with("+}");
        const std::string_view name = segment.substr(1, segment.size() - (is_greedy ? 3 : 2));
        if (is_greedy) {
            const auto start = static_cast<std::size_t>(given[i].data() - whole.data());
            labels.emplace_back(name, base::percent_decode(whole.substr(start)));
            return labels;
        }
        labels.emplace_back(name, base::percent_decode(given[i]));
    }
    if (given.size() != wanted.size()) return std::nullopt;
    return labels;
}

}  // namespace aws::protocol
