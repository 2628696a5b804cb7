// The functions that Step Functions adds to JSONata, and $random, which it changes.
// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
#include <array>
#include <cmath>

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "json/parse.hpp"
#include "query/jsonata/evaluator.hpp"

namespace query::jsonata {
namespace {

Item refuse(Evaluator& evaluator, std::string_view function, std::size_t index) {
    return evaluator.fail("T0410", {.token = function, .index = index});
}

Item partition(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    const Item size = argument(arguments, 1);
    if (!array.is_array()) return {};
    if (!size.is_number() || !(size.as_number() >= 1)) return refuse(evaluator, "partition", 2);
    const Items items(array);
    const double wanted = std::floor(size.as_number());
    const std::size_t part_size = wanted >= static_cast<double>(items.size())
                                      ? std::max<std::size_t>(items.size(), 1)
                                      : static_cast<std::size_t>(wanted);
    if (!evaluator.spend(items.size() / 8)) return Evaluator::failure();
    Array* const result = evaluator.array();
    for (std::size_t i = 0; i < items.size(); i += part_size) {
        Array* const part = evaluator.array();
        for (std::size_t n = i; n < std::min(i + part_size, items.size()); ++n) {
            part->push(evaluator.arena(), items[n]);
        }
        result->push(evaluator.arena(), Item::of(part));
    }
    return Item::of(result);
}

Item range(Evaluator& evaluator, Arguments arguments) {
    for (std::size_t i = 0; i < 3; ++i) {
        if (argument(arguments, i).is_undefined()) return {};
        if (!std::isfinite(argument(arguments, i).as_number())) {
            return refuse(evaluator, "range", i + 1);
        }
    }
    const double first = arguments[0].as_number();
    const double last = arguments[1].as_number();
    const double step = arguments[2].as_number();
    if (step == 0) return refuse(evaluator, "range", 3);
    // One item stands for itself, as AWS answers.
    Array* const result = evaluator.sequence();
    const double count = std::floor((last - first) / step) + 1;
    if (!(count >= 1)) return Item::of(result);
    if (count > static_cast<double>(base::limits::kJsonataRangeItemsMax)) {
        return evaluator.fail_limit("The range has too many items");
    }
    if (!evaluator.spend(static_cast<std::uint64_t>(count) / 8)) return Evaluator::failure();
    for (double i = 0; i < count; ++i) result->push(evaluator.arena(), Item::of(first + i * step));
    return Item::of(result);
}

Item hash(Evaluator& evaluator, Arguments arguments) {
    const Item data = argument(arguments, 0);
    const Item algorithm = argument(arguments, 1);
    if (!data.is_string() || !algorithm.is_string()) return {};
    constexpr std::array kKinds = std::to_array<std::pair<std::string_view, base::DigestKind>>({
        {"MD5", base::DigestKind::md5},
        {"SHA-1", base::DigestKind::sha1},
        {"SHA-256", base::DigestKind::sha256},
        {"SHA-384", base::DigestKind::sha384},
        {"SHA-512", base::DigestKind::sha512},
    });
    for (const auto& [name, kind] : kKinds) {
        if (name != algorithm.as_string()) continue;
        if (!evaluator.spend(data.as_string().size() / 16)) return Evaluator::failure();
        return evaluator.text(base::hex(base::digest(kind, data.as_string())));
    }
    return refuse(evaluator, "hash", 2);
}

Item random(Evaluator& evaluator, Arguments arguments) {
    const Item seed = argument(arguments, 0);
    if (!seed.is_number()) return Item::of(evaluator.surroundings().random.unit());
    const double number = seed.as_number();
    std::uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    return Item::of(base::SeededRandom(bits).unit());
}

Item uuid(Evaluator& evaluator, Arguments) {
    return evaluator.text(evaluator.surroundings().random.uuid());
}

Item parse(Evaluator& evaluator, Arguments arguments) {
    const Item text = argument(arguments, 0);
    if (!text.is_string()) return {};
    if (!evaluator.spend(text.as_string().size() / 16)) return Evaluator::failure();
    evaluator.arena().charge(text.as_string().size() * 2);
    auto value = json::parse(text.as_string());
    if (!value) return evaluator.fail("D3201", {.message = value.error().message});
    // Minus zero is read as zero, as AWS answers.
    if (value->is_number() && value->as_double() == 0 && value->number_text().starts_with('-')) {
        return Item::of(0.0);
    }
    return evaluator.keep(*std::move(value));
}

constexpr std::array kRows = std::to_array<NativeRow>({
    {"hash", "<s-s:s>", 2, hash},
    {"parse", "<s-:x>", 1, parse},
    {"partition", "<an:a>", 2, partition},
    {"random", "<n?:n>", 0, random},
    {"range", "<nnn:a>", 3, range},
    {"uuid", "<:s>", 0, uuid},
});

}  // namespace

std::span<const NativeRow> aws_functions() {
    return kRows;
}

}  // namespace query::jsonata
