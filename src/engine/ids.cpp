// The text form of task and timer names.
#include "engine/ids.hpp"

#include <array>
#include <charconv>

namespace engine {
namespace {

struct KindName {
    TimerKind kind;
    std::string_view name;
};
constexpr std::array kKindNames = {
    KindName{TimerKind::wait, "wait"},
    KindName{TimerKind::retry, "retry"},
    KindName{TimerKind::task_timeout, "task_timeout"},
    KindName{TimerKind::heartbeat, "heartbeat"},
    KindName{TimerKind::execution_timeout, "execution_timeout"},
};

/// Reads a whole text as a number that is not negative.
template <class Number>
bool read_number(std::string_view text, Number& number) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end && !text.empty() && text.front() != '-';
}

std::optional<TaskId> read_pair(std::string_view entry, std::string_view attempt) {
    std::uint64_t entry_number = 0;
    TaskId id;
    if (!read_number(entry, entry_number) || !read_number(attempt, id.attempt)) return {};
    id.entry = EntryId{entry_number};
    return id;
}

}  // namespace

std::string text(const TaskId& id) {
    return std::to_string(static_cast<std::uint64_t>(id.entry)) + '-' + std::to_string(id.attempt);
}

std::string text(const TimerId& id) {
    std::string_view name;
    for (const KindName& row : kKindNames) {
        if (row.kind == id.kind) name = row.name;
    }
    return std::to_string(static_cast<std::uint64_t>(id.entry)) + '-' + std::string(name) + '-' +
           std::to_string(id.attempt);
}

std::optional<TaskId> parse_task_id(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) return {};
    return read_pair(text.substr(0, dash), text.substr(dash + 1));
}

std::optional<TimerId> parse_timer_id(std::string_view text) {
    const std::size_t first = text.find('-');
    const std::size_t last = text.rfind('-');
    if (first == last) return {};
    const std::string_view name = text.substr(first + 1, last - first - 1);
    const auto pair = read_pair(text.substr(0, first), text.substr(last + 1));
    if (!pair) return {};
    for (const KindName& row : kKindNames) {
        if (row.name == name) {
            return TimerId{.entry = pair->entry, .kind = row.kind, .attempt = pair->attempt};
        }
    }
    return {};
}

}  // namespace engine
