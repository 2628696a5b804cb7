// Reading `bytes=first-last`, `bytes=first-` and `bytes=-count`.
#include "services/s3/range.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "services/s3/errors.hpp"

namespace services::s3 {
namespace {

std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || text.empty()) return std::nullopt;
    // More than 64 bits reach behind every body.
    if (problem == std::errc::result_out_of_range) return ~std::uint64_t{0};
    if (problem != std::errc()) return std::nullopt;
    return value;
}

aws::Error unsatisfiable(std::string_view header, std::uint64_t size) {
    return with(with(s3_error("InvalidRange"), "RangeRequested", header), "ActualObjectSize",
                std::to_string(size));
}

}  // namespace

base::Result<std::optional<ByteRange>, aws::Error> parse_range(std::string_view header,
                                                               std::uint64_t size) {
    constexpr std::string_view kUnit = "bytes=";
    if (!header.starts_with(kUnit)) return std::optional<ByteRange>();
    const std::string_view range = header.substr(kUnit.size());
    const auto dash = range.find('-');
    if (dash == std::string_view::npos) return std::optional<ByteRange>();
    const std::string_view left = range.substr(0, dash);
    const std::string_view right = range.substr(dash + 1);
    const auto first = whole_number(left);
    const auto last = whole_number(right);
    if (left.empty()) {
        if (!last) return std::optional<ByteRange>();
        const std::uint64_t count = std::min(*last, size);
        if (count == 0) return base::fail(unsatisfiable(header, size));
        return std::optional(ByteRange{size - count, count});
    }
    if (!first || (!right.empty() && !last) || (last && *last < *first))
        return std::optional<ByteRange>();
    if (*first >= size) return base::fail(unsatisfiable(header, size));
    const std::uint64_t end = std::min(last.value_or(size - 1), size - 1);
    return std::optional(ByteRange{*first, end - *first + 1});
}

}  // namespace services::s3
