// From JavaScript's patterns to searches by PCRE2.
#include "query/jsonata/text/script_regex.hpp"

#include <string>

#include "query/jsonata/text/script_pattern.hpp"

namespace query::jsonata::text {
namespace {

tl::unexpected<Error> wrong(std::string_view pattern, std::string_view why) {
    return tl::unexpected<Error>(Error{
        "S0303",
        "Invalid regular expression: /" + std::string(pattern) + "/: " + std::string(why),
    });
}

}  // namespace

Result<ScriptRegex> ScriptRegex::compile(std::string_view pattern, bool ignore_case,
                                         bool multi_line) {
    const auto translated = translate_script_pattern(pattern, {ignore_case, multi_line});
    if (!translated) return wrong(pattern, translated.error());
    auto regex = Regex::compile(translated->pattern, {.dot_all = true, .script = true});
    if (!regex) {
        // The offset that comes first is one of the translated pattern.
        const std::string& message = regex.error().message;
        return wrong(pattern, message.substr(message.find(": ") + 2));
    }
    return ScriptRegex(std::make_shared<const Regex>(*std::move(regex)), translated->group_count);
}

base::Result<std::optional<ScriptRegex::Match>> ScriptRegex::find(std::string_view text,
                                                                  std::size_t from,
                                                                  Regex::Effort& effort) const {
    if (from > text.size()) return std::optional<Match>();
    thread_local std::vector<Regex::Span> spans;
    const auto found = regex_->find(text, from, spans, effort);
    if (!found) return base::fail(found.error());
    if (!*found) return std::optional<Match>();
    Match match{.start = spans[0].begin, .end = spans[0].end, .groups = {}};
    match.groups.reserve(spans.size() - 1);
    for (std::size_t i = 1; i < spans.size(); ++i) {
        if (spans[i].is_set()) {
            match.groups.emplace_back(std::pair(spans[i].begin, spans[i].end));
        } else {
            match.groups.emplace_back();
        }
    }
    return std::optional(std::move(match));
}

}  // namespace query::jsonata::text
