// Names for the parts of one execution: its scopes, the entries of its states, the tasks and timers
// they start. All are small numbers given out in order, so that a replay gives the same ones.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace engine {

/// The execution itself (kRootScope), a Parallel branch, or a Map iteration. Never used again.
enum class ScopeId : std::uint32_t {};
inline constexpr ScopeId kRootScope{0};
inline constexpr ScopeId kNoScope{UINT32_MAX};

/// One stay in one state. Retries stay in the same entry. Never used again; kNoEntry names no
/// state.
enum class EntryId : std::uint64_t {};
inline constexpr EntryId kNoEntry{0};

/// One try of a Task state. With the execution's ARN it names an effect for ever.
struct TaskId {
    EntryId entry = kNoEntry;
    std::int64_t attempt = 0;  ///< 0 for the first try.

    auto operator<=>(const TaskId&) const = default;
    static constexpr auto fields() { return std::tuple{&TaskId::entry, &TaskId::attempt}; }
};

enum class TimerKind : std::uint8_t { wait, retry, task_timeout, heartbeat, execution_timeout };

/// One timer of an execution. `entry` is kNoEntry for the execution's own timeout, and `attempt`
/// the count of redrives then, so that the timer of an earlier run does not fit.
struct TimerId {
    EntryId entry = kNoEntry;
    TimerKind kind = TimerKind::wait;
    std::int64_t attempt = 0;

    auto operator<=>(const TimerId&) const = default;
    static constexpr auto fields() {
        return std::tuple{&TimerId::entry, &TimerId::kind, &TimerId::attempt};
    }
};

/// "17-2": entry and attempt.
std::string text(const TaskId& id);
/// "17-retry-2": entry, kind and attempt.
std::string text(const TimerId& id);
/// The reverse; nothing where the text is none of ours.
std::optional<TaskId> parse_task_id(std::string_view text);
std::optional<TimerId> parse_timer_id(std::string_view text);

}  // namespace engine
