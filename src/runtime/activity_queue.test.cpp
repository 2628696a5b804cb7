// Tasks of activities and the workers that ask for them, on a virtual clock.
#include "runtime/activity_queue.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "json/print.hpp"
#include "support/inline_executions.hpp"

namespace {

constexpr const char* kActivity = "arn:aws:states:us-east-1:000000000000:activity:a";
constexpr const char* kMachine = R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,
    "Resource":"arn:aws:states:us-east-1:000000000000:activity:a"}}})";

/// Executions whose tasks go to the queue.
struct Setup final : runtime::TaskDispatcher {
    Setup() { all.executions.set_dispatcher(*this); }

    void invoke(runtime::TaskRequest request, std::function<void(runtime::TaskOutcome)>) override {
        effects.push_back(request.effect);
        queue.offer(std::move(request));
    }
    void cancel(const base::EffectId& effect) override { queue.cancel(effect); }

    /// The answers to one worker, as they come.
    std::vector<std::string>& poll() {
        auto& seen = answers.emplace_back();
        queue.poll(kActivity, "w", [&seen, this](auto task) {
            if (!task) {
                seen.emplace_back(task.error() ==
                                          runtime::ActivityQueue::PollRefusal::too_many_workers
                                      ? "too many"
                                      : "busy");
            } else if (!*task) {
                seen.emplace_back("none");
            } else {
                tokens.push_back((*task)->token);
                seen.push_back(json::print((*task)->input));
            }
        });
        return seen;
    }

    support::InlineExecutions all{kMachine};
    runtime::ActivityQueue queue{all.shards, all.executions};
    std::vector<base::EffectId> effects;
    std::deque<std::vector<std::string>> answers;
    std::vector<std::string> tokens;
};

}  // namespace

TEST_CASE("a waiting worker gets the next task, and a waiting task the next worker") {
    Setup setup;
    auto& early = setup.poll();
    CHECK(early.empty());
    setup.all.start("one", "1");
    CHECK_EQ(early, std::vector<std::string>{"1"});
    setup.all.start("two", "2");
    setup.all.start("three", "3");
    CHECK_EQ(setup.poll(), std::vector<std::string>{"2"});
    CHECK_EQ(setup.poll(), std::vector<std::string>{"3"});
}

TEST_CASE("a worker that waited a minute in vain gets an answer without a task") {
    Setup setup;
    auto& seen = setup.poll();
    setup.all.clock.advance(base::Milliseconds{59'999});
    setup.all.shards.run_due();
    CHECK(seen.empty());
    setup.all.clock.advance(base::Milliseconds{1});
    setup.all.shards.run_due();
    CHECK_EQ(seen, std::vector<std::string>{"none"});
    setup.all.start("one", "1");
    CHECK_EQ(seen.size(), 1);
    CHECK_EQ(setup.poll(), std::vector<std::string>{"1"});
}

TEST_CASE("a task whose execution was stopped goes to nobody") {
    Setup setup;
    const std::string stopped = setup.all.start("one", "1");
    setup.all.stop(stopped);
    auto& seen = setup.poll();
    CHECK(seen.empty());
    setup.all.start("two", "2");
    CHECK_EQ(seen, std::vector<std::string>{"2"});
}

TEST_CASE("the thousand and first worker of an activity is refused") {
    Setup setup;
    for (std::size_t i = 0; i < base::limits::kActivityWorkersMax; ++i) CHECK(setup.poll().empty());
    CHECK_EQ(setup.poll(), std::vector<std::string>{"too many"});
    setup.all.start("one", "1");
    CHECK_EQ(setup.answers.front(), std::vector<std::string>{"1"});
    CHECK(setup.poll().empty());
}

TEST_CASE("a token settles its task once, and only as it was given") {
    Setup setup;
    const std::string arn = setup.all.start("one", "1");
    setup.poll();
    REQUIRE_EQ(setup.tokens.size(), 1);
    const std::string token = setup.tokens.front();
    const auto settle = [&](const std::string& text) {
        std::optional<runtime::SettleRefusal> refusal;
        setup.all.executions.settle(
            text,
            [](const engine::TaskId& task) -> engine::Command {
                return engine::SucceedTask{task, json::Value::integer(7)};
            },
            [&](auto settled) {
                if (!settled) refusal = settled.error();
            });
        return refusal;
    };
    CHECK_EQ(settle("nonsense"), runtime::SettleRefusal::invalid);
    // The same task by another secret.
    const auto plain = base::base64_decode(token);
    REQUIRE(plain);
    const std::string forged = base::base64_encode("0" + plain->substr(plain->find('|')));
    CHECK_EQ(settle(forged), runtime::SettleRefusal::gone);
    CHECK_EQ(setup.all.executions.index().find(arn)->status, engine::Status::running);
    CHECK_FALSE(settle(token).has_value());
    CHECK_EQ(setup.all.executions.index().find(arn)->status, engine::Status::succeeded);
    CHECK_EQ(settle(token), runtime::SettleRefusal::gone);
}
