// Reads the pictures of whole numbers.
#include "query/jsonata/text/integer_picture.hpp"

#include <algorithm>
#include <array>

#include "query/jsonata/text/decimal_picture.hpp"

namespace query::jsonata::text {
namespace {

/// The zeros of the digit families within the first plane, as the reference knows them.
constexpr auto kZeros = std::to_array<char32_t>(
    {0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6,
     0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0,
     0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620,
     0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10});

std::optional<char32_t> zero_of(char32_t c) {
    const auto behind = std::ranges::upper_bound(kZeros, c);
    if (behind == kZeros.begin() || c > *std::prev(behind) + 9) return std::nullopt;
    return *std::prev(behind);
}

struct NamedForm {
    std::u32string_view token;
    IntegerForm form;
    LetterCase letter_case;
};
constexpr std::array kNamedForms = {
    NamedForm{U"A", IntegerForm::letters, LetterCase::upper},
    NamedForm{U"a", IntegerForm::letters, LetterCase::lower},
    NamedForm{U"I", IntegerForm::roman, LetterCase::upper},
    NamedForm{U"i", IntegerForm::roman, LetterCase::lower},
    NamedForm{U"W", IntegerForm::words, LetterCase::upper},
    NamedForm{U"Ww", IntegerForm::words, LetterCase::title},
    NamedForm{U"w", IntegerForm::words, LetterCase::lower},
};

void find_regular_group(IntegerPicture& picture) {
    std::vector<std::size_t> positions;
    for (const auto& separator : picture.separators) {
        if (separator.character != picture.separators.front().character) return;
        positions.push_back(separator.position);
    }
    picture.regular_group = regular_distance(positions);
}

/// A digit pattern, or a sequence if it has no digit.
Result<void> read_digits(IntegerPicture& picture) {
    std::optional<char32_t> zero;
    std::size_t position = 0;
    for (auto at = picture.token.rbegin(); at != picture.token.rend(); ++at) {
        const auto family = zero_of(*at);
        if (family) {
            if (zero && *zero != *family) return fail("D3131");
            zero = family;
            ++picture.digits_min;
            ++position;
        } else if (*at == U'#') {
            ++picture.optional_digits;
            ++position;
        } else {
            picture.separators.push_back({position, *at});
        }
    }
    if (!zero) {
        picture.form = IntegerForm::sequence;
        return {};
    }
    picture.zero_digit = *zero;
    find_regular_group(picture);
    return {};
}

}  // namespace

Result<IntegerPicture> read_integer_picture(std::u32string_view picture) {
    IntegerPicture out;
    const std::size_t semicolon = picture.rfind(U';');
    if (semicolon != std::u32string_view::npos) {
        out.is_ordinal = picture.substr(semicolon + 1).starts_with(U'o');
    }
    out.token = picture.substr(0, semicolon);
    const auto named = std::ranges::find(kNamedForms, out.token, &NamedForm::token);
    if (named != kNamedForms.end()) {
        out.form = named->form;
        out.letter_case = named->letter_case;
        return out;
    }
    QS_CHECK(read_digits(out));
    return out;
}

}  // namespace query::jsonata::text
