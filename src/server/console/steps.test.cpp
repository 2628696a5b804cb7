// Each file below tests/golden/console/ is a workflow, what happens to it, and the steps that the
// console then shows.
#include "server/console/steps.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "support/golden.hpp"
#include "support/workflow.hpp"

namespace {

using server::console::Attempt;
using server::console::Step;

const json::Value& member(const json::Value& value, const char* name) {
    const json::Value* const found = value.find(name);
    REQUIRE_MESSAGE(found != nullptr, name);
    return *found;
}

/// ["fail", "State", "Error", "Cause"], ["succeed", "State"], ["timer"], ["later", 250],
/// ["stop", "Error", "Cause"], ["redrive"]
void act(test::Workflow& workflow, const json::Value& action) {
    const auto word = [&](std::size_t at) {
        return at < action.size() ? std::string(action.items()[at].as_string()) : std::string();
    };
    const std::string verb = word(0);
    INFO(json::print(action));
    if (verb == "fail") {
        REQUIRE(workflow.fail(word(1), word(2), word(3)));
    } else if (verb == "succeed") {
        REQUIRE(workflow.succeed(word(1), action.size() > 2 ? word(2) : "{}"));
    } else if (verb == "timer") {
        REQUIRE(workflow.fire_next());
    } else if (verb == "stop") {
        REQUIRE(workflow.send(engine::Stop{word(1), word(2)}));
    } else if (verb == "redrive") {
        REQUIRE(workflow.send(engine::Redrive{}));
    } else if (verb == "later") {
        workflow.now += base::Milliseconds{static_cast<int>(action.items()[1].as_double())};
    } else {
        FAIL("no such verb");
    }
}

std::string after(base::TimePoint from, std::optional<base::TimePoint> to) {
    return to ? std::to_string(base::epoch_ms(*to) - base::epoch_ms(from)) + " ms" : "open";
}

/// "Resize in Both[0]: failed, 20 ms, Busy (why)", then a line for each attempt.
void add_lines(std::vector<std::string>& lines, const Step& step) {
    std::string line = step.state + (step.where.empty() ? "" : " in " + step.where) + ": " +
                       std::string(server::console::status_word(step.status)) + ", " +
                       after(step.begin, step.end);
    if (!step.error.empty()) line += ", " + step.error + " (" + step.cause + ")";
    lines.push_back(line);
    for (const Attempt& attempt : step.attempts) {
        line = "  attempt: " + after(attempt.begin, attempt.end);
        if (!attempt.error.empty()) line += ", " + attempt.error + " (" + attempt.cause + ")";
        if (attempt.next_try) line += ", again after " + after(*attempt.end, attempt.next_try);
        lines.push_back(line);
    }
}

std::vector<std::string> lines_of(const test::Workflow& workflow) {
    runtime::StoredHistory history;
    history.program = workflow.program;
    history.events = std::make_shared<const std::vector<engine::Event>>(workflow.events);
    std::vector<std::string> lines;
    for (const Step& step : server::console::steps_of(history)) add_lines(lines, step);
    return lines;
}

}  // namespace

TEST_CASE("the steps of each history are what its file says") {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator("tests/golden/console")) {
        names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    CHECK_GE(names.size(), 12);
    for (const std::string& name : names) {
        INFO(name);
        const json::Value file = test::parsed(support::file_text("tests/golden/console/" + name));
        test::Workflow workflow(json::print(member(file, "definition")));
        workflow.start();
        for (const json::Value& action : member(file, "do").items()) act(workflow, action);
        std::vector<json::Value> steps;
        for (const std::string& line : lines_of(workflow)) {
            steps.push_back(json::Value::string(line));
        }
        json::ObjectBuilder shown(file);
        shown.set("steps", json::Value::array(steps));
        support::check_golden("console/" + name,
                              json::print_pretty(std::move(shown).build()) + "\n");
    }
}

TEST_CASE("a history without its definition has no steps") {
    runtime::StoredHistory history;
    history.events = std::make_shared<const std::vector<engine::Event>>(3);
    CHECK(server::console::steps_of(history).empty());
}

TEST_CASE("events that do not fit together are passed over") {
    test::Workflow workflow(R"({"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}})");
    runtime::StoredHistory history;
    history.program = workflow.program;
    std::vector<engine::Event> events;
    for (engine::EventBody body :
         {engine::EventBody(engine::StateExited{}), engine::EventBody(engine::TaskFailed{}),
          engine::EventBody(engine::RetryScheduled{}), engine::EventBody(engine::ParallelFailed{}),
          engine::EventBody(engine::IterationStarted{}),
          engine::EventBody(engine::ExecutionFailed{})}) {
        events.push_back({.body = std::move(body)});
    }
    history.events = std::make_shared<const std::vector<engine::Event>>(std::move(events));
    CHECK(server::console::steps_of(history).empty());
}
