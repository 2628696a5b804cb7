// Sets of code points, and which letters are the same but for their case.
#include "query/jsonata/text/code_point_set.hpp"

#include <algorithm>
#include <map>

#include "query/jsonata/text/case_mapping.hpp"

namespace query::jsonata::text {
namespace {

/// Groups of two or more letters beyond ASCII that are equal but for their case. ASCII letters are
/// never equal to others.
const std::vector<std::vector<char32_t>>& case_groups() {
    static const std::vector<std::vector<char32_t>> groups = [] {
        std::map<char32_t, std::vector<char32_t>> by_canonical;
        for (char32_t c = 0x80; c <= 0xFFFF; ++c) {
            const char32_t canonical = canonical_case(c);
            if (canonical != c) by_canonical[canonical].push_back(c);
        }
        std::vector<std::vector<char32_t>> out;
        for (auto& [canonical, members] : by_canonical) {
            members.push_back(canonical);
            out.push_back(std::move(members));
        }
        return out;
    }();
    return groups;
}

}  // namespace

void CodePointSet::add(char32_t first, char32_t last) {
    ranges_.push_back(Range{first, last});
}

void CodePointSet::add(const CodePointSet& other) {
    ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end());
}

CodePointSet CodePointSet::complement() const {
    CodePointSet out;
    char32_t next = 0;
    for (const Range& range : ranges()) {
        if (range.first > next) out.add(next, range.first - 1);
        next = range.last + 1;
    }
    if (next <= kLastCodePoint) out.add(next, kLastCodePoint);
    return out;
}

void CodePointSet::close_over_case() {
    CodePointSet others;
    const std::vector<Range> all = ranges();
    const auto holds = [&](char32_t c) {
        const auto behind = std::ranges::upper_bound(all, c, {}, &Range::first);
        return behind != all.begin() && std::prev(behind)->last >= c;
    };
    for (char32_t c = 'A'; c <= 'Z'; ++c) {
        if (holds(c)) others.add(c + 32);
        if (holds(c + 32)) others.add(c);
    }
    if (!all.empty() && all.back().last >= 0x80) {
        for (const std::vector<char32_t>& group : case_groups()) {
            if (std::ranges::none_of(group, holds)) continue;
            for (const char32_t member : group) others.add(member);
        }
    }
    add(others);
}

bool CodePointSet::contains(char32_t code_point) const {
    return std::ranges::any_of(ranges_, [&](const Range& range) {
        return range.first <= code_point && code_point <= range.last;
    });
}

std::vector<CodePointSet::Range> CodePointSet::ranges() const {
    std::vector<Range> sorted = ranges_;
    std::ranges::sort(sorted, {}, &Range::first);
    std::vector<Range> out;
    for (const Range& range : sorted) {
        if (!out.empty() && range.first <= out.back().last + 1) {
            out.back().last = std::max(out.back().last, range.last);
        } else {
            out.push_back(range);
        }
    }
    return out;
}

}  // namespace query::jsonata::text
