#include "runtime/codec/decision.hpp"

#include <doctest/doctest.h>

#include "json/parse.hpp"
#include "json/print.hpp"

using namespace engine;
using runtime::codec::DecisionHeader;
using runtime::codec::Payloads;

namespace {

const base::TimePoint kNow = base::from_epoch_ms(1'764'000'000'042);

Event event(std::int64_t id, EventBody body) {
    return Event{
        .id = id, .previous = id - 1, .at = kNow, .scope = kRootScope, .body = std::move(body)};
}

ExecutionInfo info() {
    ExecutionInfo made;
    made.arn = "arn:aws:states:us-east-1:000000000000:execution:photos:one";
    made.name = "one";
    made.state_machine_name = "photos";
    made.start_time = kNow;
    made.alias_arn = "alias";
    return made;
}

}  // namespace

TEST_CASE("a decision comes back as it was stored, and its head without its events") {
    const json::Value large = *json::parse(
        R"({"key": "uploads/a picture with a name of some length.jpg", "sizes": [1.0, 2e3, -0]})");
    std::vector<Event> events = {
        event(1,
              ExecutionStarted{.info = info(), .input = large, .start_at = 2, .timeout_due = {}}),
        event(2, StateEntered{.state = 2, .entry = EntryId{1}, .input = large}),
        event(3, StateExited{.state = 2,
                             .output = json::Value::integer(7),
                             .assigned = {{"x", json::Value::boolean(true)}},
                             .next = 3}),
        event(0, TimerStarted{.due = kNow + base::Seconds{5}}),
        event(4, ExecutionFailed{.failure = failure("States.Runtime", "why")}),
        event(5, ExecutionRedriven{.redrive_count = 3, .timeout_due = kNow, .whole = true}),
        event(0, StateResumed{.state = 2}),
    };
    const DecisionHeader header{
        .number = 9, .revision = "r1", .status = Status::running, .last_event_id = 5, .at = kNow};

    Payloads writing;
    const std::string bytes = runtime::codec::encode_decision(header, events, writing);

    const auto head = runtime::codec::decode_head(bytes);
    REQUIRE(head);
    CHECK_EQ(head->header, header);
    CHECK_EQ(head->info, info());
    Payloads reading;
    const auto decoded = runtime::codec::decode_events(bytes, reading);
    REQUIRE(decoded);
    CHECK(*decoded == events);
}

TEST_CASE("a payload is stored once, however many events and decisions carry it") {
    const json::Value payload = json::Value::string(std::string(10'000, 'x'));
    Payloads writing;
    std::vector<std::string> records;
    for (int i = 0; i < 5; ++i) {
        records.push_back(runtime::codec::encode_decision(
            {.number = 1,
             .revision = {},
             .status = Status::running,
             .last_event_id = 2,
             .at = kNow},
            {event(1, StateEntered{.state = 0, .entry = EntryId{1}, .input = payload}),
             event(2, StateExited{.state = 0, .output = payload, .assigned = {}, .next = {}})},
            writing));
    }
    CHECK_GT(records.front().size(), 10'000);
    CHECK_LT(records.front().size(), 10'100);
    CHECK_LT(records.back().size(), 100);

    Payloads reading;
    for (const std::string& record : records) {
        const auto events = runtime::codec::decode_events(record, reading);
        REQUIRE(events);
        CHECK(std::get<StateExited>(events->back().body).output == payload);
    }
}

TEST_CASE("only the newest payloads are remembered, by writer and reader alike") {
    Payloads writing, reading;
    std::vector<json::Value> payloads;
    for (std::size_t i = 0; i < Payloads::kRemembered * 3; ++i) {
        payloads.push_back(json::Value::string(std::string(100, 'a') + std::to_string(i)));
    }
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        const json::Value& again = payloads[i / 2];
        const std::string record = runtime::codec::encode_decision(
            {.number = 1,
             .revision = {},
             .status = Status::running,
             .last_event_id = 2,
             .at = kNow},
            {event(1, TaskSucceeded{.state = 0, .output = payloads[i]}),
             event(2, TaskSucceeded{.state = 0, .output = again})},
            writing);
        const auto events = runtime::codec::decode_events(record, reading);
        REQUIRE(events);
        CHECK(std::get<TaskSucceeded>(events->front().body).output == payloads[i]);
        CHECK(std::get<TaskSucceeded>(events->back().body).output == again);
    }
}

TEST_CASE("a damaged decision is an error and never a crash") {
    Payloads writing;
    const std::string bytes = runtime::codec::encode_decision(
        {.number = 1, .revision = {}, .status = Status::running, .last_event_id = 1, .at = kNow},
        {event(1, TaskSucceeded{.state = 0, .output = json::Value::string("abc")})}, writing);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (const char value : {'\0', '\1', '\x7F', '\xFF'}) {
            std::string damaged = bytes;
            damaged[at] = value;
            Payloads reading;
            (void)runtime::codec::decode_events(damaged, reading);
            (void)runtime::codec::decode_head(damaged);
        }
        Payloads reading;
        CHECK_FALSE(runtime::codec::decode_events(std::string_view(bytes).substr(0, at), reading));
    }
}

TEST_CASE("a payload's own text is stored with it, short or long") {
    const std::string long_text = "[ " + std::string(500, ' ') + "1, 2]";
    for (const std::string& text : {std::string("[1, 2]"), long_text, std::string("[1,2]")}) {
        CAPTURE(text);
        const json::Value payload = *json::parse_as_written(text);
        Payloads writing;
        const std::string bytes =
            encode_decision({},
                            {event(1, TaskSucceeded{.state = 0, .output = payload}),
                             event(2, StateExited{.state = 0, .output = payload, .assigned = {}})},
                            writing);
        Payloads reading;
        const auto events = decode_events(bytes, reading);
        REQUIRE(events.has_value());
        const json::Value& back = std::get<StateExited>((*events)[1].body).output;
        CHECK_EQ(json::print_as_written(back), text);
    }
}
