// Functions over texts that need no pattern. https://docs.jsonata.org/string-functions
#include <array>
#include <cmath>
#include <optional>

#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/output.hpp"
#include "query/jsonata/text/case_mapping.hpp"
#include "query/jsonata/text/strings.hpp"
#include "query/jsonata/text/url.hpp"

namespace query::jsonata {
namespace {

std::optional<double> number_at(Arguments arguments, std::size_t index) {
    const Item value = argument(arguments, index);
    return value.is_number() ? std::optional(value.as_number()) : std::nullopt;
}
/// The text of an argument; empty where it is missing.
std::string_view text_at(Arguments arguments, std::size_t index) {
    const Item value = argument(arguments, index);
    return value.is_string() ? value.as_string() : std::string_view();
}

/// A function of one text that gives a text.
template <auto kFunction>
Item mapped(Evaluator& evaluator, Arguments arguments) {
    if (!argument(arguments, 0).is_string()) return {};
    const std::string_view from = text_at(arguments, 0);
    if (!evaluator.spend(from.size() / 32)) return Evaluator::failure();
    return evaluator.text(kFunction(from));
}
/// The same for one that can fail.
template <auto kFunction>
Item decoded(Evaluator& evaluator, Arguments arguments) {
    if (!argument(arguments, 0).is_string()) return {};
    auto made = kFunction(text_at(arguments, 0));
    return made ? evaluator.text(*made) : evaluator.fail(std::move(made).error());
}

Item string(Evaluator& evaluator, Arguments arguments) {
    Item value = argument(arguments, 0);
    if (value.is_undefined() || value.is_string()) return value;
    if (value.tag == Tag::array && value.array->is_outer_wrapper) value = value.array->items[0];
    std::string written;
    switch (evaluator.append_string(written, value, evaluator.is_true(argument(arguments, 1)))) {
        case StringFault::none: return evaluator.text(written);
        case StringFault::too_large: return evaluator.fail_limit("The value is nested too deeply");
        case StringFault::not_finite: break;
    }
    // A number that is not finite fails in one way alone and in another inside a value.
    const json::Value shown;
    return value.is_number() ? evaluator.fail("D3001") : evaluator.fail("D1001", {.value = &shown});
}

Item length(Evaluator&, Arguments arguments) {
    if (!argument(arguments, 0).is_string()) return {};
    return Item::of(static_cast<double>(text::length(text_at(arguments, 0))));
}

Item substring(Evaluator&, Arguments arguments) {
    if (!argument(arguments, 0).is_string()) return {};
    const bool has_no_end = argument(arguments, 1).is_undefined() && number_at(arguments, 2);
    // JavaScript computes an end that is no number, and takes it for 0.
    if (has_no_end) return Item::of(std::string_view(""));
    return Item::of(text::substring(text_at(arguments, 0), number_at(arguments, 1).value_or(0),
                                    number_at(arguments, 2)));
}

template <auto kFunction>
Item part(Evaluator&, Arguments arguments) {
    if (!argument(arguments, 0).is_string()) return {};
    if (!argument(arguments, 1).is_string()) return argument(arguments, 0);
    return Item::of(kFunction(text_at(arguments, 0), text_at(arguments, 1)));
}

Item pad(Evaluator& evaluator, Arguments arguments) {
    if (!argument(arguments, 0).is_string()) return {};
    auto made = text::pad(text_at(arguments, 0), number_at(arguments, 1).value_or(0),
                          text_at(arguments, 2));
    return made ? evaluator.text(*made) : evaluator.fail(std::move(made).error());
}

Item join(Evaluator& evaluator, Arguments arguments) {
    const Item array = argument(arguments, 0);
    if (!array.is_array()) return {};
    const Items items(array);
    const std::string_view separator = text_at(arguments, 1);
    if (items.empty()) return Item::of(std::string_view(""));
    std::size_t size = separator.size() * (items.size() - 1);
    for (std::size_t i = 0; i < items.size(); ++i) size += items[i].as_string().size();
    if (size > evaluator.arena().bytes_max()) return evaluator.fail_limit("The text is too long");
    if (!evaluator.spend(items.size() / 4 + size / 256)) return Evaluator::failure();
    auto* const memory = static_cast<char*>(evaluator.arena().allocate(size));
    char* at = memory;
    const auto put = [&](std::string_view text) {
        if (!text.empty()) std::memcpy(at, text.data(), text.size());
        at += text.size();
    };
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i != 0) put(separator);
        put(items[i].as_string());
    }
    return Item::of(std::string_view(memory, size));
}

constexpr std::array kRows = std::to_array<NativeRow>({
    {"base64decode", "<s-:s>", 1, mapped<text::base64_decode>},
    {"base64encode", "<s-:s>", 1, mapped<text::base64_encode>},
    {"decodeUrl", "<s-:s>", 1, decoded<text::decode_url>},
    {"decodeUrlComponent", "<s-:s>", 1, decoded<text::decode_url_component>},
    {"encodeUrl", "<s-:s>", 1, mapped<text::encode_url>},
    {"encodeUrlComponent", "<s-:s>", 1, mapped<text::encode_url_component>},
    {"join", "<a<s>s?:s>", 2, join},
    {"length", "<s-:n>", 1, length},
    {"lowercase", "<s-:s>", 1, mapped<text::lowercase>},
    {"pad", "<s-ns?:s>", 3, pad},
    {"string", "<x-b?:s>", 1, string},
    {"substring", "<s-nn?:s>", 3, substring},
    {"substringAfter", "<s-s:s>", 2, part<text::substring_after>},
    {"substringBefore", "<s-s:s>", 2, part<text::substring_before>},
    {"trim", "<s-:s>", 1, mapped<text::trim>},
    {"uppercase", "<s-:s>", 1, mapped<text::uppercase>},
});

}  // namespace

std::span<const NativeRow> string_functions() {
    return kRows;
}

}  // namespace query::jsonata
