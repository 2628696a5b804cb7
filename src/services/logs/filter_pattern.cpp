#include "services/logs/filter_pattern.hpp"

#include <algorithm>

#include "json/parse.hpp"

namespace services::logs {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Takes a phrase in quotes off the text; a quote in it stands behind a backslash.
base::Result<std::string> take_phrase(std::string_view& text) {
    std::string phrase;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return phrase;
        }
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        phrase += text[i];
    }
    return base::fail(base::invalid("a quoted phrase has no end"));
}

base::Result<std::string> take_term(std::string_view& text) {
    if (text.starts_with('"')) return take_phrase(text);
    const auto end = std::min(text.find_first_of(kBlanks), text.size());
    std::string term(text.substr(0, end));
    text.remove_prefix(end);
    return term;
}

}  // namespace

base::Result<FilterPattern> FilterPattern::compile(std::string_view text) {
    FilterPattern pattern;
    text = trimmed(text);
    if (text.starts_with('{')) {
        if (!text.ends_with('}')) return base::fail(base::invalid("a JSON pattern ends with '}'"));
        QS_TRY(pattern.json_, compile_json_condition(text.substr(1, text.size() - 2)));
        return pattern;
    }
    if (text.starts_with('[')) {
        return base::fail(
            base::invalid("patterns of fields ([a, b]) are not supported; use terms "
                          "or a JSON pattern"));
    }
    while (!text.empty()) {
        const char sign = text.front();
        if (sign == '?' || sign == '-') text.remove_prefix(1);
        if (text.starts_with('%')) {
            return base::fail(
                base::invalid("regular expressions (%...%) are not supported; use "
                              "terms or a JSON pattern"));
        }
        QS_TRY(std::string term, take_term(text));
        if (term.empty()) return base::fail(base::invalid("a term is empty"));
        auto& terms = sign == '?'   ? pattern.optional_
                      : sign == '-' ? pattern.excluded_
                                    : pattern.wanted_;
        terms.push_back(std::move(term));
        text = trimmed(text);
    }
    return pattern;
}

bool FilterPattern::matches(std::string_view message) const {
    if (json_ != nullptr) {
        const auto value = json::parse(message);
        return value && fits(*json_, *value);
    }
    const auto contains = [message](const std::string& term) {
        return message.find(term) != std::string_view::npos;
    };
    if (std::ranges::any_of(excluded_, contains)) return false;
    // As on AWS, terms with ? do not count beside others.
    if (!wanted_.empty()) return std::ranges::all_of(wanted_, contains);
    return optional_.empty() || std::ranges::any_of(optional_, contains);
}

}  // namespace services::logs
