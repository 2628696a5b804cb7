// The only file that includes PCRE2.
#include "query/regex.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <string>

#include "base/limits.hpp"

namespace query {
namespace {

struct Free {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

std::string message_of(int code) {
    char buffer[256] = {};
    pcre2_get_error_message(code, reinterpret_cast<PCRE2_UCHAR*>(buffer), sizeof buffer);
    return buffer;
}

constexpr std::uint32_t kDepthMax = 1'000;
constexpr std::uint32_t kHeapKibibytesMax = 10'000;

}  // namespace

struct Regex::State {
    std::unique_ptr<pcre2_code, Free> code;
    std::unique_ptr<pcre2_match_context, Free> context;
};

Regex::Regex(std::unique_ptr<State> state) : state_(std::move(state)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

base::Result<Regex> Regex::compile(std::string_view pattern, Flags flags) {
    std::uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;
    if (flags.ignore_case) options |= PCRE2_CASELESS;
    if (flags.multi_line) options |= PCRE2_MULTILINE;
    if (flags.dot_all) options |= PCRE2_DOTALL;
    if (flags.extended) options |= PCRE2_EXTENDED;
    int error = 0;
    PCRE2_SIZE offset = 0;
    auto state = std::make_unique<State>();
    state->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                                    options, &error, &offset, nullptr));
    if (!state->code) {
        return base::fail(base::invalid("the regular expression is wrong at offset " +
                                        std::to_string(offset) + ": " + message_of(error)));
    }
    state->context.reset(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(state->context.get(), base::limits::kRegexStepsMax);
    pcre2_set_depth_limit(state->context.get(), kDepthMax);
    pcre2_set_heap_limit(state->context.get(), kHeapKibibytesMax);
    return Regex(std::move(state));
}

base::Result<bool> Regex::matches_whole(std::string_view text) const {
    const std::unique_ptr<pcre2_match_data, Free> data(pcre2_match_data_create(1, nullptr));
    const int found =
        pcre2_match(state_->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0,
                    PCRE2_ANCHORED | PCRE2_ENDANCHORED, data.get(), state_->context.get());
    if (found >= 0) return true;
    if (found == PCRE2_ERROR_NOMATCH) return false;
    return base::fail(
        base::limit_exceeded("the regular expression cannot be matched: " + message_of(found)));
}

}  // namespace query
