// A set of code points: what a class of a regular expression matches.
#pragma once
#include <string>
#include <vector>

namespace query::jsonata::text {

inline constexpr char32_t kLastCodePoint = 0x10FFFF;

/// Ranges in any order, which may overlap.
class CodePointSet {
public:
    struct Range {
        char32_t first;
        char32_t last;
        bool operator==(const Range&) const = default;
    };

    /// Precondition: first <= last.
    void add(char32_t first, char32_t last);
    void add(char32_t one) { add(one, one); }
    void add(const CodePointSet& other);
    /// All code points that are not in the set.
    CodePointSet complement() const;
    /// Adds what a regular expression that ignores case takes for equal, see canonical_case().
    void close_over_case();

    bool contains(char32_t code_point) const;
    bool is_empty() const { return ranges_.empty(); }
    /// Sorted, without overlaps.
    std::vector<Range> ranges() const;

private:
    std::vector<Range> ranges_;
};

}  // namespace query::jsonata::text
