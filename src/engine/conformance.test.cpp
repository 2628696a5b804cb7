// Replays what AWS recorded: each file in tests/conformance/engine holds a definition and the
// history that the real service gave. The engine runs the definition; where it waits, the next
// recorded event says what happens. Then both histories are compared, event by event and member by
// member.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "support/workflow.hpp"

namespace {

using Events = std::span<const json::Value>;

std::string file_text(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

/// The recordings' notation has `<...>` for what differs from run to run.
bool text_matches(std::string_view pattern, std::string_view text) {
    const std::size_t open = pattern.find('<');
    const std::size_t close = open == std::string_view::npos ? open : pattern.find('>', open);
    if (close == std::string_view::npos) return pattern == text;
    if (!text.starts_with(pattern.substr(0, open))) return false;
    const std::string_view rest = pattern.substr(close + 1);
    for (std::size_t at = open; at <= text.size(); ++at) {
        if (text_matches(rest, text.substr(at))) return true;
    }
    return false;
}

bool is_moment(std::string_view text) {
    return text == "date" || text == "datetime" || text == "timestamp";
}

/// The recordings have `date` for every moment inside a text.
std::string without_moments(std::string_view text) {
    const std::string_view pattern = "dddd-dd-ddTdd:dd:dd";
    std::string hidden;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view here = text.substr(at, pattern.size());
        const bool is_moment_here =
            here.size() == pattern.size() &&
            std::ranges::equal(here, pattern, [](char have, char want) {
                return want == 'd' ? have >= '0' && have <= '9' : have == want;
            });
        if (!is_moment_here) {
            hidden += text[at++];
            continue;
        }
        hidden += "date";
        at = text.find_first_not_of(".0123456789Z", at + pattern.size());
        at = std::min(at, text.size());
    }
    return hidden;
}

/// Compares as the recordings' rules say: a text that holds a JSON object was parsed there.
bool equal(const json::Value& recorded, const json::Value& ours) {
    if ((recorded.is_object() || recorded.is_array()) && ours.is_string()) {
        const auto value = json::parse(ours.as_string());
        return value && equal(recorded, *value);
    }
    if (recorded.is_string() && ours.is_string()) {
        if (is_moment(recorded.as_string()) || recorded.as_string().ends_with("role_arn") ||
            text_matches(recorded.as_string(), ours.as_string()) ||
            text_matches(recorded.as_string(), without_moments(ours.as_string()))) {
            return true;
        }
        // The recordings hold a function's error as an object, which has lost the blanks that the
        // cause of a Catch still has.
        const auto theirs = json::parse(recorded.as_string());
        const auto mine = json::parse(ours.as_string());
        return theirs && mine && theirs->is_object() && equal(*theirs, *mine);
    }
    if (recorded.is_object() && ours.is_object()) {
        if (recorded.size() != ours.size()) return false;
        return std::ranges::all_of(recorded.members(), [&](const json::Member& member) {
            const json::Value* const other = ours.find(member.key());
            return other != nullptr && equal(member.value, *other);
        });
    }
    if (recorded.is_array() && ours.is_array()) {
        return std::ranges::equal(recorded.items(), ours.items(), equal);
    }
    return recorded == ours;
}

/// The members that are compared: all but the time.
json::Value without_time(const json::Value& event) {
    json::ObjectBuilder builder(event);
    builder.remove("timestamp");
    return std::move(builder).build();
}

std::string_view type_of(const json::Value& event) {
    return *event.find_string("type");
}

/// The details object; every event has one at most.
const json::Value* details_of(const json::Value& event) {
    for (const json::Member& member : event.members()) {
        if (member.key().ends_with("EventDetails")) return &member.value;
    }
    return nullptr;
}

json::Value payload_of(const json::Value& event, std::string_view member) {
    const json::Value* const details = details_of(event);
    REQUIRE(details != nullptr);
    const json::Value* const value = details->find(member);
    REQUIRE(value != nullptr);
    if (!value->is_string()) return *value;
    return test::parsed(value->as_string());
}

engine::Failure failure_of(const json::Value& event) {
    engine::Failure failure;
    const json::Value* const details = details_of(event);
    if (details == nullptr) return failure;
    if (const json::Value* const error = details->find("error")) {
        failure.error = std::string(error->as_string());
    }
    if (const json::Value* const cause = details->find("cause")) {
        failure.cause = cause->is_string() ? std::string(cause->as_string()) : json::print(*cause);
    }
    return failure;
}

class Replay {
public:
    Replay(test::Workflow& workflow, Events recorded) : workflow_(workflow), recorded_(recorded) {}

    /// Runs to the end of the recording, or to where ours goes another way.
    void run(const std::string& input) {
        workflow_.start(input);
        while (true) {
            learn_tasks();
            const std::size_t ours = workflow_.history().size();
            if (ours >= recorded_.size() || !workflow_.live.running()) return;
            if (!act(recorded_[ours])) return;
        }
    }

private:
    static bool is_any(std::string_view type, std::string_view end) {
        return type == "Task" + std::string(end) || type == "LambdaFunction" + std::string(end) ||
               type == "Activity" + std::string(end);
    }
    /// Which event scheduled which task.
    void learn_tasks() {
        for (const auto& [id, scope] : workflow_.live.scopes) {
            if (!std::holds_alternative<engine::RunningTask>(scope.activity)) continue;
            tasks_[scope.last_event] = {scope.entry, scope.attempt};
        }
    }
    /// The task that waits at the event this one points at.
    engine::TaskId task_of(const json::Value& event) const {
        const auto previous = event.find("previousEventId")->as_integer();
        const auto found = tasks_.find(*previous);
        return found == tasks_.end() ? engine::TaskId{} : found->second;
    }
    bool fire(engine::TimerKind kind, engine::EntryId entry = engine::kNoEntry) {
        for (const auto& [timer, due] : workflow_.timers) {
            const bool is_it =
                timer.kind == kind && (entry == engine::kNoEntry || entry == timer.entry);
            if (!is_it) continue;
            const engine::TimerId found = timer;
            workflow_.now = std::max(workflow_.now, due);
            workflow_.timers.erase(found);
            return workflow_.send(engine::TimerFired{found});
        }
        return false;
    }
    bool act(const json::Value& next) {
        const std::string_view type = type_of(next);
        if (is_any(type, "Succeeded")) {
            return workflow_.send(engine::SucceedTask{task_of(next), payload_of(next, "output")});
        }
        if (is_any(type, "Failed")) {
            return workflow_.send(engine::FailTask{task_of(next), failure_of(next)});
        }
        if (is_any(type, "TimedOut")) {
            const engine::EntryId entry = task_of(next).entry;
            return fire(engine::TimerKind::heartbeat, entry) ||
                   fire(engine::TimerKind::task_timeout, entry);
        }
        if (type == "TaskSubmitted") {
            return workflow_.send(engine::SubmitTask{task_of(next), payload_of(next, "output")});
        }
        if (type == "ActivityStarted") {
            return workflow_.send(engine::PickUpTask{
                task_of(next), std::string(*details_of(next)->find_string("workerName"))});
        }
        if (type == "WaitStateExited") return fire(engine::TimerKind::wait);
        if (type == "ExecutionTimedOut") return fire(engine::TimerKind::execution_timeout);
        return fire(engine::TimerKind::retry);
    }

    test::Workflow& workflow_;
    Events recorded_;
    std::map<std::int64_t, engine::TaskId> tasks_;
};

/// The function's name in the recording, which may be a placeholder of a kind that matches itself
/// only.
std::string function_name(Events recorded) {
    for (const json::Value& event : recorded) {
        std::string_view resource;
        if (type_of(event) == "LambdaFunctionScheduled") {
            resource = *details_of(event)->find_string("resource");
        } else if (type_of(event) == "TaskScheduled") {
            const json::Value* const parameters = details_of(event)->find("parameters");
            resource = parameters->find_string("FunctionName").value_or("");
        }
        if (resource.empty()) continue;
        const std::string_view name = resource.substr(resource.rfind(':') + 1);
        if (name.find('<') == std::string_view::npos) return std::string(name);
    }
    return "name";
}

/// The recording's account had a function where the definition refers to one.
std::string with_function(std::string definition, const std::string& name) {
    const std::string_view open = "{{need:lambda";
    for (std::size_t at = definition.find(open); at != std::string::npos;
         at = definition.find(open)) {
        const std::size_t close = definition.find("}}", at);
        definition.replace(at, close + 2 - at,
                           "arn:aws:lambda:us-east-1:111111111111:function:" + name);
    }
    return definition;
}

/// Recordings that differ, and why.
const std::set<std::string> kDiffering = {
    // Recorded before AWS had redrive: the context object has no RedriveCount yet.
    "base_scenarios__lambda_service_invoke_with_retry_extended_input",
    // Four tasks time out in the same millisecond there, in an order of chance.
    "timeouts__service_lambda_map_timeout",
};

}  // namespace

TEST_CASE("histories are those that AWS recorded") {
    int replayed = 0;
    for (const auto& entry : std::filesystem::directory_iterator("tests/conformance/engine")) {
        if (entry.path().extension() != ".json") continue;
        const std::string name = entry.path().stem().string();
        CAPTURE(name);
        const json::Value scenario = test::parsed(file_text(entry.path()));
        const Events recorded = scenario.find("events")->items();
        test::Workflow workflow(
            with_function(json::print(*scenario.find("definition")), function_name(recorded)));
        const json::Value* const input = scenario.find("input");
        // Where the recording has the input's text and not its parsed form, its blanks count.
        const auto text = details_of(recorded[0])->find_string("input");
        const std::string given = input ? json::print(*input) : std::string("{}");
        Replay(workflow, recorded)
            .run(text && text->find('<') == text->npos ? std::string(*text)
                 : input                               ? given
                         : json::print(payload_of(recorded[0], "input")));

        const std::vector<json::Value> ours = workflow.projected();
        bool same = ours.size() == recorded.size();
        for (std::size_t i = 0; i < std::max(ours.size(), recorded.size()); ++i) {
            const std::string theirs_text =
                i < recorded.size() ? json::print(without_time(recorded[i])) : "nothing";
            const std::string ours_text =
                i < ours.size() ? json::print(without_time(ours[i])) : "nothing";
            if (i < recorded.size() && i < ours.size() &&
                equal(without_time(recorded[i]), without_time(ours[i]))) {
                continue;
            }
            same = false;
            if (!kDiffering.contains(name)) {
                MESSAGE(name << "\n  AWS:  " << theirs_text << "\n  ours: " << ours_text);
            }
            break;
        }
        CHECK_EQ(same, !kDiffering.contains(name));
        ++replayed;
    }
    CHECK_GE(replayed, 260);
}
