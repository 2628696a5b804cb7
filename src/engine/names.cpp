// Names of statuses and reasons, as AWS and our logs spell them.
#include "base/limits.hpp"
#include "engine/command.hpp"
#include "engine/execution.hpp"

namespace engine {

bool Execution::redrivable() const {
    const bool is_unsuccessful = status != Status::running && status != Status::succeeded;
    return is_unsuccessful && info.type == asl::MachineType::standard &&
           static_cast<std::size_t>(last_event_id) < base::limits::kRedriveHistoryEventsMax;
}

std::string_view status_text(Status status) {
    switch (status) {
        case Status::running: return "RUNNING";
        case Status::succeeded: return "SUCCEEDED";
        case Status::failed: return "FAILED";
        case Status::timed_out: return "TIMED_OUT";
        case Status::aborted: return "ABORTED";
    }
    return "";
}

std::string_view reason_text(Refusal::Reason reason) {
    switch (reason) {
        case Refusal::Reason::already_started: return "already_started";
        case Refusal::Reason::not_started: return "not_started";
        case Refusal::Reason::ended: return "ended";
        case Refusal::Reason::stale_task: return "stale_task";
        case Refusal::Reason::stale_timer: return "stale_timer";
        case Refusal::Reason::too_early: return "too_early";
        case Refusal::Reason::unexpected: return "unexpected";
        case Refusal::Reason::nothing_to_do: return "nothing_to_do";
        case Refusal::Reason::not_redrivable: return "not_redrivable";
    }
    return "";
}

}  // namespace engine
