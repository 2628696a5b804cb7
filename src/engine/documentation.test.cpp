// Runs every example of docs/asl.md: the definition, with the input, the answers of its tasks, and
// the outcome that the line behind it tells.
#include <doctest/doctest.h>

#include <deque>
#include <fstream>

#include "support/workflow.hpp"

namespace {

struct Example {
    std::string definition;
    std::string input;
    struct Answer {
        bool is_failure = false;
        std::string text;
    };
    std::deque<Answer> answers;  ///< Of its tasks, in the order they are asked.
    bool is_failure = false;
    std::string outcome;
};

/// "Input `{}` task answers `1` gives `2`": words, and what stands between backticks.
void read_story(std::string_view line, Example& example) {
    while (true) {
        const std::size_t open = line.find('`');
        if (open == std::string_view::npos) return;
        const std::size_t close = line.find('`', open + 1);
        REQUIRE(close != std::string_view::npos);
        const std::string_view words = line.substr(0, open);
        std::string text(line.substr(open + 1, close - open - 1));
        if (words == "Input ") {
            example.input = std::move(text);
        } else if (words == " task answers ") {
            example.answers.push_back({false, std::move(text)});
        } else if (words == " task fails with ") {
            example.answers.push_back({true, std::move(text)});
        } else {
            example.is_failure = words == " ends with ";
            REQUIRE_MESSAGE((example.is_failure || words == " gives "), line);
            example.outcome = std::move(text);
        }
        line.remove_prefix(close + 1);
    }
}

std::vector<Example> examples() {
    std::ifstream page("docs/asl.md");
    std::vector<Example> all;
    bool is_inside = false;
    bool is_behind = false;
    for (std::string line; std::getline(page, line);) {
        if (is_behind) {
            read_story(line, all.back());
            is_behind = false;
        } else if (line == "```json") {
            all.emplace_back();
            is_inside = true;
        } else if (line == "```") {
            is_inside = false;
            is_behind = true;
        } else if (is_inside) {
            all.back().definition += line + '\n';
        }
    }
    return all;
}

void play(test::Workflow& workflow, Example& example) {
    workflow.start(example.input);
    for (int i = 0; i < 100 && workflow.live.running(); ++i) {
        if (workflow.tasks.empty() || example.answers.empty()) {
            REQUIRE_FALSE(workflow.timers.empty());
            workflow.fire_next();
            continue;
        }
        const engine::TaskId task = workflow.tasks.begin()->first;
        const Example::Answer answer = example.answers.front();
        example.answers.pop_front();
        if (answer.is_failure) {
            workflow.send(engine::FailTask{task, {answer.text, "because"}});
        } else {
            workflow.send(engine::SucceedTask{task, test::parsed(answer.text)});
        }
    }
}

}  // namespace

TEST_CASE("every example of the page about the language does what stands under it") {
    std::vector<Example> all = examples();
    CHECK_GE(all.size(), 25);
    for (Example& example : all) {
        CAPTURE(example.definition);
        REQUIRE_FALSE(example.input.empty());
        test::Workflow workflow(example.definition);
        play(workflow, example);
        CHECK_EQ(example.is_failure ? workflow.error() : workflow.output(), example.outcome);
        CHECK(example.answers.empty());
    }
}
