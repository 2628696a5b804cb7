// JavaScript's regular expressions: the first line is a pattern, with its flags behind the last
// slash, the rest a text. Whatever they are, searching ends, and each match lies in the text, on
// borders of characters, behind the place where the search began.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "query/jsonata/text/script_regex.hpp"

using query::jsonata::text::ScriptRegex;

namespace {

bool is_border(std::string_view text, std::size_t at) {
    return at == text.size() ||
           (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80);
}

void check(std::string_view text, std::size_t from, const ScriptRegex::Match& match) {
    if (match.start < from || match.end < match.start) std::abort();
    if (!is_border(text, match.start) || !is_border(text, match.end)) std::abort();
    for (const ScriptRegex::Group& group : match.groups) {
        if (!group) continue;
        if (group->second < group->first || group->second > text.size()) std::abort();
    }
}

void search(const ScriptRegex& regex, std::string_view text) {
    constexpr int kMatchesMax = 20;
    // Less than in the product: what counts the steps is slow under a fuzzer.
    query::Regex::Effort effort{.steps_max = 100'000};
    std::size_t from = 0;
    for (int i = 0; i < kMatchesMax; ++i) {
        const auto found = regex.find(text, from, effort);
        if (!found || !*found) return;
        const ScriptRegex::Match& match = **found;
        check(text, from, match);
        if (match.groups.size() != regex.group_count()) std::abort();
        from = match.end;
        if (match.end == match.start) ++from;
        while (from < text.size() && !is_border(text, from)) ++from;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    if (!base::is_utf8(input)) return 0;
    const std::size_t line = input.find('\n');
    const std::string_view first = input.substr(0, line);
    const std::size_t slash = first.rfind('/');
    const std::string_view flags =
        slash == std::string_view::npos ? std::string_view() : first.substr(slash + 1);
    const auto regex =
        ScriptRegex::compile(first.substr(0, slash), flags.find('i') != std::string_view::npos,
                             flags.find('m') != std::string_view::npos);
    if (!regex) return 0;
    search(*regex, line == std::string_view::npos ? std::string_view() : input.substr(line + 1));
    return 0;
}
