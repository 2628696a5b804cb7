// Retriers and catchers that no error can reach.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "asl/lint/lint.hpp"

namespace asl {

namespace {

/// Errors that end an execution whatever its Retry and Catch say.
constexpr std::array<std::string_view, 1> kNeverHandled = {"States.Runtime"};
/// Errors that only a Choice, a Parallel or a Map can have.
constexpr std::array<std::string_view, 5> kNotOfTasks = {
    "States.BranchFailed", "States.ExceedToleratedFailureThreshold", "States.ItemReaderFailed",
    "States.NoChoiceMatched", "States.ResultWriterFailed"};
constexpr std::array<std::string_view, 3> kOfJsonpath = {
    "States.IntrinsicFailure", "States.ParameterPathFailure", "States.ResultPathMatchFailure"};

template <std::size_t Count>
bool holds(const std::array<std::string_view, Count>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

/// Why a state never has this error; empty where it may. Parallel and Map hand on what their states
/// fail with, so that only Tasks are certain.
std::string_view why_never(const State& state, std::string_view error) {
    if (holds(kNeverHandled, error)) return "is never retried or caught";
    const auto* task = std::get_if<Task>(&state.kind);
    if (task == nullptr) return {};
    if (holds(kNotOfTasks, error)) return "is no error of a Task";
    if (state.language == Language::jsonata && holds(kOfJsonpath, error)) {
        return "is an error of JSONPath, and the state's language is JSONata";
    }
    if (state.language == Language::jsonpath && error == "States.QueryEvaluationError") {
        return "is an error of JSONata, and the state's language is JSONPath";
    }
    if (error.starts_with("States.Http.") && task->target.resource_type != "http") {
        return "is an error of HTTP Tasks";
    }
    return {};
}

/// Whether an entry that names `earlier` takes every error called `name`.
bool covers(std::string_view earlier, std::string_view name) {
    if (earlier == name || earlier == "States.ALL") return true;
    if (earlier == "States.Timeout") return name == "States.HeartbeatTimeout";
    if (earlier != "States.TaskFailed") return false;
    return !name.starts_with("States.");
}

/// Why each name of the entry is out of reach, as one sentence; empty where one is not.
std::string why_unreachable(const State& state, const std::vector<std::string>& names,
                            const std::vector<std::string_view>& earlier) {
    std::string text;
    for (const std::string& name : names) {
        const auto taken =
            std::ranges::find_if(earlier, [&](std::string_view one) { return covers(one, name); });
        const std::string_view never = why_never(state, name);
        if (taken == earlier.end() && never.empty()) return {};
        text += text.empty() ? "" : "; ";
        text += shown(name);
        if (!never.empty()) {
            text += ' ';
            text += never;
        } else {
            text += " is taken by ";
            text += shown(*taken);
            text += " in an entry before it";
        }
    }
    return text;
}

template <class Entries, class Report>
void for_each_unreachable(const State& state, const Entries& entries, const Report& report) {
    std::vector<std::string_view> earlier;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::string why = why_unreachable(state, entries[i].error_equals, earlier);
        if (!why.empty()) report(i, why);
        earlier.insert(earlier.end(), entries[i].error_equals.begin(),
                       entries[i].error_equals.end());
    }
}

}  // namespace

void lint_errors(const LintSource& source) {
    for (StateIndex index = 0; index < source.program.states.size(); ++index) {
        const State& state = source.program.states[index];
        const Location retry(*source.machine.states[index].where, "Retry");
        for_each_unreachable(state, state.retry, [&](std::size_t i, const std::string& why) {
            source.findings.ours(code::kLintRetry, "The retrier can never apply: " + why,
                                 Location(retry, i), "move it up or leave it out");
        });
        if (!state.retry.empty() && state.retry.back().max_attempts == 0) {
            source.findings.ours(code::kLintRetry,
                                 "The last retrier has MaxAttempts 0: it never retries, and there "
                                 "is none after it that it could keep errors from",
                                 Location(retry, state.retry.size() - 1),
                                 "leave it out or give it attempts");
        }
        const Location catchers(*source.machine.states[index].where, "Catch");
        for_each_unreachable(state, state.catchers, [&](std::size_t i, const std::string& why) {
            source.findings.ours(code::kLintCatch, "The catcher can never apply: " + why,
                                 Location(catchers, i), "move it up or leave it out");
        });
    }
}

}  // namespace asl
