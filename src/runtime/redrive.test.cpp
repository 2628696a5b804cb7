// Executions that end and run again: answers, client tokens, lists, restarts and crashes.
#include "runtime/redrive.hpp"

#include <doctest/doctest.h>

#include "asl/compile.hpp"
#include "base/limits.hpp"
#include "json/parse.hpp"
#include "runtime/executions.hpp"
#include "runtime/shards.hpp"
#include "store/memory/memory_store.hpp"

namespace {

using engine::Status;
using Kind = runtime::RedriveRefusal::Kind;
using Answer = base::Result<base::TimePoint, runtime::RedriveRefusal>;

const base::TimePoint kStart = base::from_epoch_ms(1'764'000'000'000);
constexpr const char* kTask = R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,
    "Resource":"arn:aws:states:::dynamodb:putItem"}}})";
constexpr const char* kFail = R"({"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}})";

/// Keeps the tasks that were asked for; the test answers them.
class FakeDispatcher final : public runtime::TaskDispatcher {
public:
    void invoke(runtime::TaskRequest request,
                std::function<void(runtime::TaskOutcome)> outcome) override {
        effects.push_back(request.effect.text());
        outcomes.push_back(std::move(outcome));
    }
    void cancel(const base::EffectId&) override {}

    std::vector<std::string> effects;
    std::vector<std::function<void(runtime::TaskOutcome)>> outcomes;
};

/// A server without threads and network, on a store that survives it.
struct Server {
    Server(store::Store& store, base::VirtualClock& clock, const char* definition)
        : program(asl::compile(definition).program),
          shards(store, clock),
          executions(shards, [this](const std::string&) { return program; }) {
        REQUIRE(program != nullptr);
        executions.set_dispatcher(dispatcher);
        REQUIRE(shards.start());
    }

    std::string start(const std::string& name) {
        runtime::StartRequest request;
        request.info.arn = "arn:aws:states:us-east-1:000000000000:execution:m:" + name;
        request.info.name = name;
        request.info.state_machine_arn = "arn:aws:states:us-east-1:000000000000:stateMachine:m";
        request.info.state_machine_name = "m";
        request.revision = "r";
        request.program = program;
        request.input = json::Value::empty_object();
        std::string arn = request.info.arn;
        executions.start(std::move(request), [](auto) {});
        return arn;
    }
    Answer redrive(const std::string& arn, const std::string& token = {}) {
        std::optional<Answer> result;
        executions.redrive(arn, token, [&](Answer answer) { result = std::move(answer); });
        REQUIRE(result);
        return *std::move(result);
    }
    std::string refusal(const std::string& arn) {
        const Answer answer = redrive(arn);
        return answer ? "none" : answer.error().reason;
    }
    runtime::ExecutionSummary summary(const std::string& arn) {
        return *executions.index().find(arn);
    }
    void fail_last() { dispatcher.outcomes.back()(engine::failure("Oops", "why")); }

    std::shared_ptr<const asl::Program> program;
    FakeDispatcher dispatcher;
    runtime::InlineShards shards;
    runtime::Executions executions;
};

/// All that was committed becomes durable, and what waited for it runs.
void sync(store::MemoryStore& store, Server& server) {
    for (int i = 0; i < 3; ++i) {
        store.finish();
        server.shards.run_due();
    }
}

std::vector<std::string> names(const runtime::ExecutionIndex& index,
                               const runtime::ExecutionFilter& filter) {
    std::vector<std::string> found;
    std::string token;
    do {
        const auto page = index.list(filter, 1, token);
        REQUIRE(page);
        for (const auto& summary : page->executions) found.push_back(summary.info.name);
        token = page->next;
    } while (!token.empty());
    return found;
}

}  // namespace

TEST_CASE("a redriven execution runs again under its name, and says when and how often") {
    base::VirtualClock clock(kStart);
    store::MemoryStore store;
    Server server(store, clock, kTask);
    const std::string arn = server.start("x");
    server.fail_last();
    CHECK_EQ(server.summary(arn).status, Status::failed);
    clock.advance(base::Seconds{10});
    const Answer answer = server.redrive(arn);
    REQUIRE(answer);
    CHECK_EQ(*answer, kStart + base::Seconds{10});
    const auto summary = server.summary(arn);
    CHECK_EQ(summary.status, Status::running);
    CHECK_EQ(summary.redrive_time, *answer);
    CHECK_EQ(summary.info.redrive_count, 1);
    CHECK_FALSE(summary.stop_time);
    REQUIRE_EQ(server.dispatcher.effects.size(), 2);
    CHECK_NE(server.dispatcher.effects[0], server.dispatcher.effects[1]);
    bool has_ended = false;
    server.executions.when_ended(arn, [&] { has_ended = true; });
    CHECK_FALSE(has_ended);
    server.dispatcher.outcomes[0](*json::parse("1"));  // Of the run before: too late.
    CHECK_EQ(server.summary(arn).status, Status::running);
    server.dispatcher.outcomes[1](*json::parse("2"));
    CHECK(has_ended);
    CHECK_EQ(server.summary(arn).status, Status::succeeded);
    std::int64_t last = 0;
    const auto history = server.executions.history(arn);
    for (const engine::Event& event : *history->events) {
        if (event.id != 0) CHECK_EQ(event.id, ++last);
    }
    CHECK_EQ(last, server.summary(arn).last_event_id);
}

TEST_CASE("an equal start while it runs again is the same execution, and stop ends it") {
    base::VirtualClock clock(kStart);
    store::MemoryStore store;
    Server server(store, clock, kTask);
    const std::string arn = server.start("x");
    server.fail_last();
    REQUIRE(server.redrive(arn));
    CHECK_EQ(server.start("x"), arn);
    CHECK_EQ(server.dispatcher.effects.size(), 2);
    server.executions.stop(arn, {}, {}, [](auto stopped) { CHECK(stopped); });
    CHECK_EQ(server.summary(arn).status, Status::aborted);
    REQUIRE(server.redrive(arn));
    CHECK_EQ(server.summary(arn).info.redrive_count, 2);
}

TEST_CASE("a redrive that fails at once counts all the same") {
    base::VirtualClock clock(kStart);
    store::MemoryStore store;
    {
        Server server(store, clock, kFail);
        const std::string arn = server.start("x");
        for (int count = 1; count <= 3; ++count) {
            clock.advance(base::Seconds{1});
            REQUIRE(server.redrive(arn));
            CHECK_EQ(server.summary(arn).info.redrive_count, count);
            CHECK_EQ(server.summary(arn).status, Status::failed);
            CHECK_EQ(server.summary(arn).stop_time, clock.now());
        }
    }
    store.restart();
    Server server(store, clock, kFail);
    const auto summary = server.summary("arn:aws:states:us-east-1:000000000000:execution:m:x");
    CHECK_EQ(summary.info.redrive_count, 3);
    CHECK_EQ(summary.status, Status::failed);
}

TEST_CASE("after a restart a redriven execution goes on, with its count, date and tokens") {
    base::VirtualClock clock(kStart);
    store::MemoryStore store;
    std::string arn;
    base::TimePoint date{};
    {
        Server server(store, clock, kTask);
        arn = server.start("x");
        server.fail_last();
        clock.advance(base::Seconds{1});
        date = *server.redrive(arn, "token");
    }
    store.restart();
    clock.advance(base::Seconds{1});
    Server server(store, clock, kTask);
    REQUIRE_EQ(server.dispatcher.effects.size(), 1);
    CHECK_EQ(server.summary(arn).info.redrive_count, 1);
    CHECK_EQ(*server.redrive(arn, "token"), date);
    CHECK_EQ(server.dispatcher.effects.size(), 1);
    server.dispatcher.outcomes[0](*json::parse("1"));
    CHECK_EQ(server.summary(arn).status, Status::succeeded);
    CHECK_EQ(server.refusal(arn), "Execution is SUCCEEDED and cannot be redriven");
}

TEST_CASE("a redrive is answered and seen when it is durable; a crash before leaves it ended") {
    base::VirtualClock clock(kStart);
    store::MemoryStore store(store::Durability::on_finish);
    std::string arn;
    {
        Server server(store, clock, kTask);
        arn = server.start("x");
        sync(store, server);
        server.fail_last();
        sync(store, server);
        std::optional<Answer> answer;
        server.executions.redrive(arn, "t", [&](Answer given) { answer = std::move(given); });
        CHECK_FALSE(answer);
        CHECK_EQ(server.summary(arn).status, Status::failed);
        CHECK_EQ(server.dispatcher.effects.size(), 1);
        // The same token while it is on its way is the same redrive; another one comes too late.
        std::optional<Answer> same, other;
        server.executions.redrive(arn, "t", [&](Answer given) { same = std::move(given); });
        server.executions.redrive(arn, "u", [&](Answer given) { other = std::move(given); });
        store.restart();
    }
    {
        Server server(store, clock, kTask);
        CHECK_EQ(server.summary(arn).status, Status::failed);
        CHECK_EQ(server.summary(arn).info.redrive_count, 0);
        CHECK(server.dispatcher.effects.empty());
        std::optional<Answer> answer, same, other;
        server.executions.redrive(arn, "t", [&](Answer given) { answer = std::move(given); });
        server.executions.redrive(arn, "t", [&](Answer given) { same = std::move(given); });
        server.executions.redrive(arn, "u", [&](Answer given) { other = std::move(given); });
        sync(store, server);
        REQUIRE((answer && same && other));
        CHECK(*answer);
        CHECK_EQ(**same, **answer);
        CHECK_EQ(other->error().reason, "Execution is RUNNING and cannot be redriven");
        CHECK_EQ(server.dispatcher.effects.size(), 1);
    }
}

TEST_CASE("a redrive that comes while the end is on its way to the disk waits for it") {
    base::VirtualClock clock(kStart);
    store::MemoryStore store(store::Durability::on_finish);
    Server server(store, clock, kTask);
    const std::string arn = server.start("x");
    sync(store, server);
    server.fail_last();
    std::optional<Answer> answer;
    server.executions.redrive(arn, {}, [&](Answer given) { answer = std::move(given); });
    sync(store, server);
    REQUIRE(answer);
    CHECK(*answer);
    CHECK_EQ(server.summary(arn).status, Status::running);
}

TEST_CASE("a client token is remembered among the last ten and for 15 minutes") {
    base::VirtualClock clock(kStart);
    store::MemoryStore store;
    Server server(store, clock, kFail);
    const std::string arn = server.start("x");
    std::vector<base::TimePoint> dates;
    for (int i = 0; i <= 10; ++i) {
        clock.advance(base::Seconds{1});
        dates.push_back(*server.redrive(arn, "t" + std::to_string(i)));
    }
    CHECK_EQ(*server.redrive(arn, "t1"), dates[1]);
    CHECK_EQ(*server.redrive(arn, "t10"), dates[10]);
    CHECK_EQ(server.summary(arn).info.redrive_count, 11);
    REQUIRE(server.redrive(arn, "t0"));  // Forgotten, so it redrives.
    CHECK_EQ(server.summary(arn).info.redrive_count, 12);
    clock.advance(base::Seconds{60 * base::limits::kRedriveTokenMinutes});
    REQUIRE(server.redrive(arn, "t10"));
    CHECK_EQ(server.summary(arn).info.redrive_count, 13);
}

TEST_CASE("what AWS does not redrive is refused with its sentences") {
    base::VirtualClock clock(kStart);
    store::MemoryStore store;
    Server server(store, clock, kTask);
    CHECK_EQ(server.redrive("arn:none").error().kind, Kind::does_not_exist);
    const std::string arn = server.start("x");
    CHECK_EQ(server.refusal(arn), "Execution is RUNNING and cannot be redriven");
    server.fail_last();
    auto summary = server.summary(arn);
    using Days = std::chrono::days;
    const auto reason = [&](base::TimePoint now) {
        return runtime::why_not_redrivable(summary, now).value_or("none");
    };
    CHECK_EQ(reason(kStart + Days{14}), "none");
    CHECK_EQ(reason(kStart + Days{14} + base::Milliseconds{1}),
             "Execution redrivable period exceeded");
    CHECK_EQ(reason(kStart + Days{366}), "Execution has exceeded the max execution time");
    summary.last_event_id = 24'998;
    CHECK_EQ(reason(kStart), "none");
    summary.last_event_id = 24'999;
    CHECK_EQ(reason(kStart), "Execution history event limit exceeded");
    clock.advance(Days{15});
    CHECK_EQ(server.refusal(arn), "Execution redrivable period exceeded");
}

TEST_CASE("lists tell redriven executions apart, and a redrive comes to their front") {
    base::VirtualClock clock(kStart);
    store::MemoryStore store;
    Server server(store, clock, kFail);
    const std::string first = server.start("first");
    clock.advance(base::Seconds{1});
    (void)server.start("second");
    const runtime::ExecutionIndex& index = server.executions.index();
    using Names = std::vector<std::string>;
    CHECK_EQ(names(index, {}), Names{"second", "first"});
    clock.advance(base::Seconds{1});
    REQUIRE(server.redrive(first));
    CHECK_EQ(names(index, {}), Names{"first", "second"});
    CHECK_EQ(names(index, {.machine_arn = {}, .status = {}, .redriven = true}), Names{"first"});
    CHECK_EQ(names(index, {.machine_arn = {}, .status = {}, .redriven = false}), Names{"second"});
    CHECK_EQ(names(index, {.machine_arn = {}, .status = Status::running, .redriven = {}}), Names{});
    CHECK_EQ(index.counts().by_status[static_cast<std::size_t>(Status::failed)], 2);
}
