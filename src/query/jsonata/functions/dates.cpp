// Functions over points in time. https://docs.jsonata.org/date-time-functions
#include <array>
#include <optional>

#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/text/date_picture.hpp"

namespace query::jsonata {
namespace {

Item format(Evaluator& evaluator, double millis, const Item& picture, const Item& timezone) {
    std::string_view texts[2];
    if (picture.is_string()) texts[0] = picture.as_string();
    if (timezone.is_string()) texts[1] = timezone.as_string();
    auto made = text::format_date_time(millis, picture.is_string() ? &texts[0] : nullptr,
                                       timezone.is_string() ? &texts[1] : nullptr);
    return made ? evaluator.text(*made) : evaluator.fail(std::move(made).error());
}

Item now(Evaluator& evaluator, Arguments arguments) {
    return format(evaluator, static_cast<double>(evaluator.surroundings().now_ms),
                  argument(arguments, 0), argument(arguments, 1));
}

Item millis(Evaluator& evaluator, Arguments) {
    return Item::of(static_cast<double>(evaluator.surroundings().now_ms));
}

Item from_millis(Evaluator& evaluator, Arguments arguments) {
    const Item value = argument(arguments, 0);
    if (!value.is_number()) return {};
    return format(evaluator, value.as_number(), argument(arguments, 1), argument(arguments, 2));
}

Item to_millis(Evaluator& evaluator, Arguments arguments) {
    const Item value = argument(arguments, 0);
    const Item picture = argument(arguments, 1);
    if (!value.is_string()) return {};
    std::string_view wanted;
    if (picture.is_string()) wanted = picture.as_string();
    auto read = text::parse_date_time(value.as_string(), picture.is_string() ? &wanted : nullptr,
                                      evaluator.surroundings().now_ms);
    if (!read) return evaluator.fail(std::move(read).error());
    return *read ? Item::of(**read) : Item();
}

constexpr std::array kRows = std::to_array<NativeRow>({
    {"fromMillis", "<n-s?s?:s>", 3, from_millis},
    {"millis", "<:n>", 0, millis},
    {"now", "<s?s?:s>", 2, now},
    {"toMillis", "<s-s?:n>", 2, to_millis},
});

}  // namespace

std::span<const NativeRow> date_functions() {
    return kRows;
}

}  // namespace query::jsonata
