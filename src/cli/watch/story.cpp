#include "cli/watch/story.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/table.hpp"
#include "json/parse.hpp"

namespace cli::watch {
namespace {

/// "TaskFailed" has its details in "taskFailedEventDetails".
const json::Value* details_of(const json::Value& event) {
    for (const auto& member : event.members()) {
        if (member.key().ends_with("EventDetails")) return &member.value;
    }
    return nullptr;
}

/// The key of "Object Created", or nothing.
std::string key_of_input(const std::string& text) {
    const auto input = json::parse(text);
    if (!input) return {};
    const json::Value* const detail = input->find("detail");
    const json::Value* const object = detail == nullptr ? nullptr : detail->find("object");
    return object == nullptr ? std::string{} : text_of(*object, "key");
}

class Teller {
public:
    explicit Teller(std::string arn) {
        story_.title = name_of(arn);
        story_.arn = std::move(arn);
    }

    void add(const json::Value& event) {
        const std::string type = text_of(event, "type");
        now_ = number_of(event, "timestamp");
        details_ = details_of(event);
        const auto id = static_cast<std::int64_t>(number_of(event, "id"));
        const auto previous = static_cast<std::int64_t>(number_of(event, "previousEventId"));
        if (type.ends_with("StateEntered")) {
            enter(id, type.starts_with("Task"));
            return;
        }
        // An event belongs to the state of the event that led to it.
        const auto found = step_of_.find(previous);
        const std::size_t step = found == step_of_.end() ? kNone : found->second;
        if (step != kNone) step_of_[id] = step;
        if (type.starts_with("Execution")) {
            about_execution(type);
        } else if (type.ends_with("StateExited")) {
            exit_state();
        } else if (step != kNone) {
            about_attempt(type, story_.steps[step]);
        }
    }

    Story finish() && { return std::move(story_); }

private:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    std::string detail(std::string_view member) const {
        return details_ == nullptr ? std::string{} : text_of(*details_, member);
    }
    std::string failure() const {
        const std::string error = detail("error");
        const std::string cause = short_cause(detail("cause"));
        if (cause.empty()) return error.empty() ? "failed" : error;
        return error.empty() ? cause : error + ": " + cause;
    }
    /// A Lambda function's cause is a JSON text with its message inside.
    static std::string short_cause(const std::string& cause) {
        const auto parsed = json::parse(cause);
        if (parsed && parsed->find_string("errorMessage")) return text_of(*parsed, "errorMessage");
        return cause;
    }
    void tell(Mark mark, const std::string& step, std::string text) {
        story_.facts.push_back({mark, step, std::move(text)});
    }

    void enter(std::int64_t id, bool is_task) {
        Step step;
        step.name = detail("name");
        step.entered = now_;
        step.is_task = is_task;
        step_of_[id] = story_.steps.size();
        story_.steps.push_back(std::move(step));
    }

    void exit_state() {
        const std::string name = detail("name");
        const auto step =
            std::find_if(story_.steps.begin(), story_.steps.end(),
                         [&](const Step& s) { return s.name == name && !s.has_exited; });
        if (step == story_.steps.end()) return;
        step->has_exited = true;
        if (step->attempt_failed > 0) {
            tell(Mark::bad, name, "gave up: " + step->error + " is caught");
            return;
        }
        std::string text = duration_text(now_ - step->entered);
        if (step->attempts > 1) {
            text += " in all; attempt " + std::to_string(step->attempts) + " took " +
                    duration_text(now_ - step->attempt_began);
        }
        tell(Mark::good, name, std::move(text));
    }

    void about_attempt(const std::string& type, Step& step) {
        if (type.ends_with("Scheduled")) {
            ++step.attempts;
            if (step.attempt_failed > 0) {
                tell(Mark::retry, step.name,
                     "attempt " + std::to_string(step.attempts) + " after a delay of " +
                         duration_text(now_ - step.attempt_failed));
            }
            step.attempt_began = now_;
            step.attempt_failed = 0;
            step.error.clear();
        } else if (type.ends_with("Failed") || type.ends_with("TimedOut")) {
            const double began = step.attempt_began > 0 ? step.attempt_began : step.entered;
            step.attempt_failed = now_;
            step.error = detail("error");
            if (step.error.empty()) step.error = "the failure";
            tell(Mark::bad, step.name,
                 "attempt " + std::to_string(std::max(step.attempts, 1)) + " failed after " +
                     duration_text(now_ - began) + ": " + failure());
        }
    }

    void about_execution(const std::string& type) {
        if (type == "ExecutionStarted") {
            story_.started = now_;
            if (const std::string key = key_of_input(detail("input")); !key.empty()) {
                story_.title = key;
            }
            return;
        }
        if (type == "ExecutionRedriven") {
            story_.status = "RUNNING";
            story_.stopped = 0;
            story_.error.clear();
            story_.cause.clear();
            tell(Mark::retry, {}, "redriven");
            return;
        }
        story_.stopped = now_;
        story_.error = detail("error");
        story_.cause = detail("cause");
        const std::string duration = duration_text(now_ - story_.started);
        if (type == "ExecutionSucceeded") {
            story_.status = "SUCCEEDED";
            tell(Mark::good, {}, "SUCCEEDED in " + duration);
            return;
        }
        story_.status = type == "ExecutionAborted"    ? "ABORTED"
                        : type == "ExecutionTimedOut" ? "TIMED_OUT"
                                                      : "FAILED";
        tell(Mark::bad, {},
             story_.status + " after " + duration +
                 (story_.error.empty() ? "" : " with " + story_.error));
    }

    Story story_;
    double now_ = 0;
    const json::Value* details_ = nullptr;
    std::map<std::int64_t, std::size_t> step_of_;
};

}  // namespace

Story tell(std::string arn, const std::vector<json::Value>& events) {
    Teller teller(std::move(arn));
    for (const auto& event : events) teller.add(event);
    return std::move(teller).finish();
}

std::string name_of(const std::string& execution_arn) {
    return execution_arn.substr(execution_arn.find_last_of(':') + 1);
}

}  // namespace cli::watch
