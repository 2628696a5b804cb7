// The only file that includes PCRE2.
#include "query/regex.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "base/limits.hpp"

namespace query {
namespace {

struct Free {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
    void operator()(pcre2_general_context* context) const { pcre2_general_context_free(context); }
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
// A search with counted steps is bounded by them and by its memory: each nested choice costs some.
constexpr std::uint32_t kSearchHeapKibibytesMax = 64 * 1024;

/// What a thread keeps from search to search, because PCRE2 remembers choices in memory that
/// belongs to the match data: without it every search would allocate 20 KiB.
class Matcher {
public:
    /// Match data for so many spans; good until the next call of this thread.
    pcre2_match_data* data_for(std::uint32_t span_count) {
        constexpr std::size_t kKeptBytesMax = 256 * 1024;
        if (!data_ || span_count > span_count_ || held_bytes_ > kKeptBytesMax) {
            span_count_ = std::max({span_count, span_count_, std::uint32_t{16}});
            data_.reset();
            data_.reset(pcre2_match_data_create(span_count_, general_.get()));
        }
        return data_.get();
    }

    /// A context whose callouts count into `effort`; good until the next call of this thread.
    pcre2_match_context* counting_context(std::size_t from, Regex::Effort& effort) {
        counter_ = Counter{&effort, from};
        return counting_.get();
    }

private:
    // Sizes are remembered in front of each block, so that one large search does not leave its
    // memory with the thread for ever.
    static constexpr std::size_t kPrefixBytes = alignof(std::max_align_t);

    struct Counter {
        Regex::Effort* effort = nullptr;
        std::size_t last = 0;
    };

    static void* allocate(std::size_t bytes, void* matcher) {
        void* const block = std::malloc(kPrefixBytes + bytes);
        if (block == nullptr) return nullptr;
        *static_cast<std::size_t*>(block) = bytes;
        static_cast<Matcher*>(matcher)->held_bytes_ += bytes;
        return static_cast<char*>(block) + kPrefixBytes;
    }
    static void release(void* memory, void* matcher) {
        if (memory == nullptr) return;
        void* const block = static_cast<char*>(memory) - kPrefixBytes;
        static_cast<Matcher*>(matcher)->held_bytes_ -= *static_cast<std::size_t*>(block);
        std::free(block);
    }

    /// One step for being here, and one for every 32 bytes that were walked since the last callout;
    /// or, before a reference to a group, for every 32 bytes that the group can have.
    static int count(pcre2_callout_block* block, void* data) {
        auto& counter = *static_cast<Counter*>(data);
        const std::size_t at = block->current_position;
        const std::size_t walked = at > counter.last ? at - counter.last : counter.last - at;
        counter.last = at;
        const std::size_t referred = block->callout_number == 0 ? 0 : at - block->start_match;
        counter.effort->steps += 1 + (walked + referred) / 32;
        return counter.effort->steps > counter.effort->steps_max ? PCRE2_ERROR_MATCHLIMIT : 0;
    }

    std::unique_ptr<pcre2_match_context, Free> make_counting() {
        std::unique_ptr<pcre2_match_context, Free> context(
            pcre2_match_context_create(general_.get()));
        // PCRE2's own count begins anew at each place where a match could begin.
        pcre2_set_match_limit(context.get(), 0xFFFF'FFFF);
        pcre2_set_depth_limit(context.get(), 0xFFFF'FFFF);
        pcre2_set_heap_limit(context.get(), kSearchHeapKibibytesMax);
        pcre2_set_callout(context.get(), count, &counter_);
        return context;
    }

    std::size_t held_bytes_ = 0;
    std::unique_ptr<pcre2_general_context, Free> general_{
        pcre2_general_context_create(allocate, release, this)};
    std::unique_ptr<pcre2_match_data, Free> data_;
    std::uint32_t span_count_ = 0;
    Counter counter_;
    std::unique_ptr<pcre2_match_context, Free> counting_ = make_counting();
};

Matcher& matcher_of_thread() {
    thread_local Matcher matcher;
    return matcher;
}

base::Error not_matched(int code) {
    return base::limit_exceeded("the regular expression cannot be matched: " + message_of(code));
}

}  // namespace

struct Regex::State {
    std::unique_ptr<pcre2_code, Free> code;
    std::unique_ptr<pcre2_match_context, Free> context;
    std::uint32_t span_count = 1;
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
    if (flags.script) options |= PCRE2_MATCH_UNSET_BACKREF;
    int error = 0;
    PCRE2_SIZE offset = 0;
    auto state = std::make_unique<State>();
    state->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                                    options, &error, &offset, nullptr));
    if (!state->code) {
        return base::fail(base::invalid("the regular expression is wrong at offset " +
                                        std::to_string(offset) + ": " + message_of(error)));
    }
    std::uint32_t group_count = 0;
    pcre2_pattern_info(state->code.get(), PCRE2_INFO_CAPTURECOUNT, &group_count);
    state->span_count = group_count + 1;
    state->context.reset(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(state->context.get(), base::limits::kRegexStepsMax);
    pcre2_set_depth_limit(state->context.get(), kDepthMax);
    pcre2_set_heap_limit(state->context.get(), kHeapKibibytesMax);
    return Regex(std::move(state));
}

base::Result<bool> Regex::matches_whole(std::string_view text) const {
    const int found = pcre2_match(state_->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()),
                                  text.size(), 0, PCRE2_ANCHORED | PCRE2_ENDANCHORED,
                                  matcher_of_thread().data_for(1), state_->context.get());
    if (found >= 0) return true;
    if (found == PCRE2_ERROR_NOMATCH) return false;
    return base::fail(not_matched(found));
}

base::Result<bool> Regex::find(std::string_view text, std::size_t from, std::vector<Span>& spans,
                               Effort& effort) const {
    Matcher& matcher = matcher_of_thread();
    pcre2_match_data* const data = matcher.data_for(state_->span_count);
    // Without a check of the text: a loop over all matches would check it as often.
    const int found =
        pcre2_match(state_->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                    from, PCRE2_NO_UTF_CHECK, data, matcher.counting_context(from, effort));
    if (found == PCRE2_ERROR_NOMATCH) return false;
    if (found < 0) return base::fail(not_matched(found));
    const PCRE2_SIZE* const places = pcre2_get_ovector_pointer(data);
    spans.assign(state_->span_count, Span{});
    for (std::size_t i = 0; i < static_cast<std::size_t>(found); ++i) {
        if (places[2 * i] != PCRE2_UNSET) spans[i] = Span{places[2 * i], places[2 * i + 1]};
    }
    return true;
}

}  // namespace query
