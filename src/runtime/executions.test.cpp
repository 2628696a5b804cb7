#include "runtime/executions.hpp"

#include <doctest/doctest.h>

#include "asl/compile.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "runtime/shards.hpp"
#include "store/memory/memory_store.hpp"

namespace {

const base::TimePoint kStart = base::from_epoch_ms(1'764'000'000'000);

/// Keeps the tasks that were asked for; the test answers them.
class FakeDispatcher final : public runtime::TaskDispatcher {
public:
    void invoke(runtime::TaskRequest request,
                std::function<void(runtime::TaskOutcome)> outcome) override {
        requests.push_back(std::move(request));
        outcomes.push_back(std::move(outcome));
    }
    void cancel(const base::EffectId& effect) override { cancelled.push_back(effect.text()); }

    std::vector<runtime::TaskRequest> requests;
    std::vector<std::function<void(runtime::TaskOutcome)>> outcomes;
    std::vector<std::string> cancelled;
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

    base::Result<runtime::Started, runtime::StartRefusal> start(const std::string& name,
                                                                const char* input = "{}") {
        runtime::StartRequest request;
        request.info.arn = "arn:aws:states:us-east-1:000000000000:execution:m:" + name;
        request.info.name = name;
        request.info.state_machine_arn = "arn:aws:states:us-east-1:000000000000:stateMachine:m";
        request.info.state_machine_name = "m";
        request.revision = "r";
        request.program = program;
        request.input = *json::parse(input);
        std::optional<base::Result<runtime::Started, runtime::StartRefusal>> result;
        executions.start(std::move(request), [&](auto answer) { result = std::move(answer); });
        REQUIRE(result);
        return *std::move(result);
    }
    engine::Status status(const std::string& arn) {
        const auto summary = executions.index().find(arn);
        REQUIRE(summary);
        return summary->status;
    }

    std::shared_ptr<const asl::Program> program;
    FakeDispatcher dispatcher;
    runtime::InlineShards shards;
    runtime::Executions executions;
};

constexpr const char* kPass = R"({"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}})";
constexpr const char* kWait =
    R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}})";
constexpr const char* kLoop =
    R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"C"},"C":{"Type":"Choice",
    "Choices":[{"Variable":"$","StringEquals":"","Next":"E"}],"Default":"W"},
    "E":{"Type":"Succeed"}}})";
constexpr const char* kTask = R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,
    "Resource":"arn:aws:states:::dynamodb:putItem"}}})";

}  // namespace

TEST_CASE("a start is answered once its events are durable, and the history gives them back") {
    base::VirtualClock clock(kStart);
    const auto store = store::memory_store();
    Server server(*store, clock, kPass);
    const auto started = server.start("one", R"({"a":1})");
    REQUIRE(started);
    CHECK_EQ(started->start_date, kStart);
    CHECK_EQ(server.status(started->execution_arn), engine::Status::succeeded);
    const auto history = server.executions.history(started->execution_arn);
    REQUIRE(history);
    const auto& last = history->events->back().body;
    CHECK_EQ(json::print(std::get<engine::ExecutionSucceeded>(last).output), R"({"a":1})");
}

TEST_CASE("the history of an execution that goes on is read on from where it was read to") {
    base::VirtualClock clock(kStart);
    store::MemoryStore store;
    const auto ids_are_right = [](const std::vector<engine::Event>& events, std::int64_t wanted) {
        std::int64_t last = 0;
        for (const engine::Event& event : events) {
            if (event.id != 0 && event.id != ++last) return false;
        }
        return last == wanted;
    };
    const auto server = std::make_unique<Server>(store, clock, kLoop);
    const std::string payload = "\"" + std::string(200, 'x') + "\"";
    const std::string arn = server->start("loop", payload.c_str())->execution_arn;
    std::shared_ptr<const std::vector<engine::Event>> first;
    std::int64_t first_last = 0;
    for (int round = 0; round < 60; ++round) {
        clock.advance(base::Seconds{1});
        server->shards.run_due();
        if (round < 30) continue;
        const auto history = server->executions.history(arn);
        REQUIRE(history);
        const std::int64_t last = server->executions.index().find(arn)->last_event_id;
        CHECK(ids_are_right(*history->events, last));
        if (first != nullptr) continue;
        first = history->events;
        first_last = last;
    }
    // Who read it before still has what it was then.
    CHECK(ids_are_right(*first, first_last));
    const auto history = server->executions.history(arn);
    CHECK_GT(history->events->size(), first->size());
    CHECK(std::equal(first->begin(), first->end(), history->events->begin()));
}

TEST_CASE(
    "an equal start of a running execution is the same one; a name that is taken is refused") {
    base::VirtualClock clock(kStart);
    const auto store = store::memory_store();
    Server server(*store, clock, kWait);
    const auto first = server.start("x", R"({"a":1})");
    clock.advance(base::Milliseconds{5});
    const auto again = server.start("x", R"({"a":1})");
    REQUIRE(again);
    CHECK_EQ(again->start_date, first->start_date);
    CHECK_EQ(server.start("x", R"({"a":2})").error(), runtime::StartRefusal::already_exists);
    clock.advance(base::Seconds{60});
    server.shards.run_due();
    CHECK_EQ(server.status(first->execution_arn), engine::Status::succeeded);
    CHECK_EQ(server.start("x", R"({"a":1})").error(), runtime::StartRefusal::already_exists);
}

TEST_CASE("after a restart a wait ends at its time, and not before") {
    base::VirtualClock clock(kStart);
    store::MemoryStore store;
    std::string arn;
    {
        Server server(store, clock, kWait);
        arn = server.start("x")->execution_arn;
        clock.advance(base::Seconds{30});
    }
    store.restart();
    Server server(store, clock, kWait);
    clock.advance(base::Milliseconds{29'999});
    server.shards.run_due();
    CHECK_EQ(server.status(arn), engine::Status::running);
    clock.advance(base::Milliseconds{1});
    server.shards.run_due();
    CHECK_EQ(server.status(arn), engine::Status::succeeded);
}

TEST_CASE("a task whose outcome was not recorded is asked for again with the same id, marked so") {
    base::VirtualClock clock(kStart);
    store::MemoryStore store;
    std::string arn, effect;
    {
        Server server(store, clock, kTask);
        arn = server.start("x")->execution_arn;
        REQUIRE_EQ(server.dispatcher.requests.size(), 1);
        CHECK_FALSE(server.dispatcher.requests[0].recovered);
        effect = server.dispatcher.requests[0].effect.text();
    }
    store.restart();
    Server server(store, clock, kTask);
    REQUIRE_EQ(server.dispatcher.requests.size(), 1);
    CHECK(server.dispatcher.requests[0].recovered);
    CHECK_EQ(server.dispatcher.requests[0].effect.text(), effect);
    server.dispatcher.outcomes[0](*json::parse(R"({"ok":true})"));
    CHECK_EQ(server.status(arn), engine::Status::succeeded);
    server.dispatcher.outcomes[0](*json::parse("{}"));  // A late answer changes nothing.
    CHECK_EQ(server.status(arn), engine::Status::succeeded);
}

TEST_CASE("a stopped execution cancels its task, and stopping it again gives the same date") {
    base::VirtualClock clock(kStart);
    const auto store = store::memory_store();
    Server server(*store, clock, kTask);
    const std::string arn = server.start("x")->execution_arn;
    std::vector<base::TimePoint> dates;
    for (int i = 0; i < 2; ++i) {
        clock.advance(base::Seconds{1});
        server.executions.stop(arn, "E", "why", [&](auto stopped) { dates.push_back(*stopped); });
    }
    REQUIRE_EQ(dates.size(), 2);
    CHECK_EQ(dates[0], dates[1]);
    CHECK_EQ(server.status(arn), engine::Status::aborted);
    CHECK_EQ(server.dispatcher.cancelled.size(), 1);
}

TEST_CASE("pages of a list are stable while executions start, newest first") {
    base::VirtualClock clock(kStart);
    const auto store = store::memory_store();
    Server server(*store, clock, kPass);
    for (int i = 0; i < 7; ++i) {
        (void)server.start("e" + std::to_string(i));
        clock.advance(base::Milliseconds{1});
    }
    std::vector<std::string> names;
    std::string token;
    do {
        const auto page = server.executions.index().list({}, 3, token);
        REQUIRE(page);
        for (const auto& summary : page->executions) names.push_back(summary.info.name);
        token = page->next;
        if (names.size() == 3) (void)server.start("late");
    } while (!token.empty());
    CHECK_EQ(names, std::vector<std::string>{"e6", "e5", "e4", "e3", "e2", "e1", "e0"});
    CHECK_FALSE(server.executions.index().list({}, 3, "nonsense").has_value());
}
