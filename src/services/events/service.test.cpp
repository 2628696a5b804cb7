// The EventBridge operations and deliveries over shards without threads.
#include "services/events/service.hpp"

#include "support/inline_service.hpp"

namespace {

using support::text_of;

const base::TimePoint kStart = base::from_epoch_ms(1'764'000'000'000);

/// Notes what targets get and answers as it is told.
class RecordingCaller final : public aws::Caller {
public:
    struct Seen {
        std::string what;  ///< "states StartExecution"
        aws::Call call;
    };
    void call(std::string_view service, std::string_view operation, aws::Call call,
              aws::Answer answer) override {
        seen.push_back({std::string(service) + " " + std::string(operation), std::move(call)});
        if (is_silent) return;
        if (error) {
            answer(base::fail(*error));
        } else {
            answer(json::Value::empty_object());
        }
    }
    std::vector<Seen> seen;
    std::optional<aws::Error> error;
    bool is_silent = false;
};

struct EventBridge {
    explicit EventBridge(store::MemoryStore& store)
        : shards(store, clock), rules(shards), deliveries(shards, rules) {
        deliveries.set_caller(caller);
    }
    EventBridge& start() {
        REQUIRE(shards.start());
        return *this;
    }
    std::string call(std::string_view operation, std::string_view input,
                     std::string_view effect = {}) {
        return text_of(support::call_now(service, operation, input, effect));
    }
    void put_rule(std::string_view name = "uploads",
                  std::string_view pattern = R"({\"source\":[\"shop\"]})") {
        CHECK_EQ(call("PutRule", R"({"Name":")" + std::string(name) + R"(","EventPattern":")" +
                                     std::string(pattern) + R"("})"),
                 R"({"RuleArn":"arn:aws:events:us-east-1:000000000000:rule/)" + std::string(name) +
                     R"("})");
    }
    void put_target(std::string_view rest = "", std::string_view rule = "uploads") {
        CHECK_EQ(
            call("PutTargets", R"({"Rule":")" + std::string(rule) +
                                   R"(","Targets":[{"Id":"machine","Arn":)" +
                                   R"("arn:aws:states:us-east-1:000000000000:stateMachine:m")" +
                                   std::string(rest) + "}]}"),
            R"({"FailedEntryCount":0,"FailedEntries":[]})");
    }
    std::string put_event(std::string_view effect = {}) {
        return call("PutEvents", R"({"Entries":[{"Source":"shop","DetailType":"sold",
            "Detail":"{\"id\": 7}","Time":1764000000.5,"Resources":["r"]}]})",
                    effect);
    }
    services::events::RecentMatch::Status last_status() {
        const auto matches =
            deliveries.recent().list("arn:aws:events:us-east-1:000000000000:rule/uploads");
        REQUIRE_FALSE(matches.empty());
        return matches.front().status;
    }

    base::VirtualClock clock{kStart};
    RecordingCaller caller;
    runtime::InlineShards shards;
    services::events::Rules rules;
    services::events::Deliveries deliveries;
    services::events::Events events{shards, rules, deliveries};
    aws::Service service = services::events::make_service(events);
};

using Status = services::events::RecentMatch::Status;

}  // namespace

TEST_CASE("a rule is described, listed, disabled and replaced") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start().put_rule();
    CHECK_EQ(bus.call("DescribeRule", R"({"Name":"uploads"})"),
             R"({"Name":"uploads","Arn":"arn:aws:events:us-east-1:000000000000:rule/uploads",)"
             R"("EventPattern":"{\"source\":[\"shop\"]}","State":"ENABLED",)"
             R"("EventBusName":"default","CreatedBy":"000000000000"})");
    CHECK_EQ(bus.call("DisableRule", R"({"Name":"uploads"})"), "{}");
    CHECK(bus.call("DescribeRule", R"({"Name":"uploads"})").find("\"DISABLED\"") !=
          std::string::npos);
    bus.put_target();
    bus.put_rule("uploads", R"({\"source\":[\"other\"]})");
    CHECK(bus.call("DescribeRule", R"({"Name":"uploads"})").find("\"ENABLED\"") !=
          std::string::npos);
    CHECK(bus.call("ListTargetsByRule", R"({"Rule":"uploads"})").find("\"machine\"") !=
          std::string::npos);
    bus.put_rule("zz");
    const auto first = bus.call("ListRules", R"({"Limit":1})");
    CHECK(first.find("\"Name\":\"uploads\"") != std::string::npos);
    CHECK(first.find("\"Name\":\"zz\"") == std::string::npos);
    const json::Value page = support::parse(first);
    const auto token = page.find_string("NextToken");
    REQUIRE(token.has_value());
    const auto second =
        bus.call("ListRules", R"({"Limit":1,"NextToken":")" + std::string(*token) + R"("})");
    CHECK(second.find("\"Name\":\"zz\"") != std::string::npos);
    CHECK(second.find("NextToken") == std::string::npos);
    CHECK(bus.call("ListRules", R"({"NamePrefix":"u"})").find("zz") == std::string::npos);
}

TEST_CASE("rules that are wrong, missing or in use are answered in AWS's words") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start();
    const std::string missing =
        "ResourceNotFoundException: Rule none does not exist on EventBus default.";
    for (const std::string_view operation : {"DescribeRule", "EnableRule", "DisableRule"}) {
        CHECK_EQ(bus.call(operation, R"({"Name":"none"})"), missing);
    }
    CHECK_EQ(bus.call("ListTargetsByRule", R"({"Rule":"none"})"), missing);
    CHECK_EQ(bus.call("RemoveTargets", R"({"Rule":"none","Ids":["a"]})"), missing);
    CHECK_EQ(bus.call("DeleteRule", R"({"Name":"none"})"), "{}");
    CHECK_EQ(bus.call("DescribeRule", R"({"Name":"none","EventBusName":"mine"})"),
             "ResourceNotFoundException: Event bus mine does not exist.");
    CHECK_EQ(bus.call("PutRule", R"({"Name":"a b","EventPattern":"{}"})"),
             "ValidationException: 1 validation error detected: Value 'a b' at 'name' failed to "
             "satisfy constraint: Member must satisfy regular expression pattern: "
             "[\\.\\-_A-Za-z0-9]+");
    CHECK_EQ(bus.call("PutRule", R"({"Name":"a"})"),
             "ValidationException: Parameter(s) EventPattern or ScheduleExpression must be "
             "specified.");
    CHECK_EQ(bus.call("PutRule", R"x({"Name":"a","ScheduleExpression":"rate(1 minute)"
})x"),
             "ValidationException: ScheduleExpression: schedules are not supported yet; use an "
             "EventPattern");
    CHECK_EQ(bus.call("PutRule", R"({"Name":"a","EventPattern":"{\"a\":\"b\"}"})"),
             "InvalidEventPatternException: Event pattern is not valid. Reason: \"a\" must be an "
             "object or an array");
    bus.put_rule();
    bus.put_target();
    CHECK_EQ(bus.call("DeleteRule", R"({"Name":"uploads"})"),
             "ValidationException: Rule can't be deleted since it has targets.");
    CHECK(bus.call("RemoveTargets", R"({"Rule":"uploads","Ids":["machine","none"]})")
              .find(R"("FailedEntryCount":1)") != std::string::npos);
    CHECK_EQ(bus.call("DeleteRule", R"({"Name":"uploads"})"), "{}");
    CHECK_EQ(bus.call("ListRules", "{}"), R"({"Rules":[]})");
}

TEST_CASE("a rule has at most five targets") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start().put_rule();
    std::string targets;
    for (int i = 0; i < 6; ++i) {
        targets += std::string(i == 0 ? "" : ",") + R"({"Id":"t)" + std::to_string(i) +
                   R"(","Arn":"arn:aws:lambda:us-east-1:000000000000:function:f"})";
    }
    CHECK_EQ(bus.call("PutTargets", R"({"Rule":"uploads","Targets":[)" + targets + "]}"),
             "LimitExceededException: The requested resource exceeds the maximum number allowed.");
    CHECK_EQ(bus.call("ListTargetsByRule", R"({"Rule":"uploads"})"), R"({"Targets":[]})");
}

TEST_CASE("the default bus is the only one") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start();
    CHECK_EQ(
        bus.call("DescribeEventBus", "{}"),
        R"({"Name":"default","Arn":"arn:aws:events:us-east-1:000000000000:event-bus/default"})");
    CHECK_EQ(bus.call("DescribeEventBus", R"({"Name":"mine"})"),
             "ResourceNotFoundException: Event bus mine does not exist.");
    CHECK_EQ(bus.call("ListEventBuses", R"({"NamePrefix":"x"})"), R"({"EventBuses":[]})");
}

TEST_CASE("an event starts the state machine of the rule that it fits") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start().put_rule();
    bus.put_target();
    const json::Value reply = support::parse(bus.put_event());
    CHECK_EQ(reply.find("FailedEntryCount")->as_integer(), 0);
    const std::string id(*reply.find("Entries")->items()[0].find_string("EventId"));

    REQUIRE_EQ(bus.caller.seen.size(), 1);
    const auto& [what, call] = bus.caller.seen.front();
    CHECK_EQ(what, "states StartExecution");
    CHECK_EQ(call.input.find_string("stateMachineArn"),
             "arn:aws:states:us-east-1:000000000000:stateMachine:m");
    const std::string name(*call.input.find_string("name"));
    CHECK(name.starts_with(id + "_"));
    CHECK_EQ(name.size(), 73);
    CHECK_EQ(call.input.find_string("input"),
             R"({"version":"0","id":")" + id +
                 R"(","detail-type":"sold","source":"shop","account":"000000000000",)"
                 R"("time":"2025-11-24T16:00:00Z","region":"us-east-1","resources":["r"],)"
                 R"("detail":{"id":7}})");
    CHECK_EQ(bus.last_status(), Status::delivered);
}

TEST_CASE("a disabled rule, another source and another region get nothing") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start().put_rule();
    bus.put_target();
    bus.put_rule("other", R"({\"source\":[\"other\"]})");
    bus.put_target("", "other");
    CHECK_EQ(bus.call("DisableRule", R"({"Name":"uploads"})"), "{}");
    bus.put_event();
    CHECK(bus.caller.seen.empty());
    CHECK_EQ(bus.call("EnableRule", R"({"Name":"uploads"})"), "{}");
    bus.put_event();
    CHECK_EQ(bus.caller.seen.size(), 1);
}

TEST_CASE("a function is invoked asynchronously with the target's input") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start().put_rule();
    CHECK(bus.call("PutTargets", R"({"Rule":"uploads","Targets":[{"Id":"f",
        "Arn":"arn:aws:lambda:us-east-1:000000000000:function:f","InputPath":"$.detail"}]})")
              .find(R"("FailedEntryCount":0)") != std::string::npos);
    bus.put_event();
    REQUIRE_EQ(bus.caller.seen.size(), 1);
    CHECK_EQ(bus.caller.seen[0].what, "lambda Invoke");
    CHECK_EQ(bus.caller.seen[0].call.input.find_string("InvocationType"), "Event");
    CHECK_EQ(bus.caller.seen[0].call.input.find_string("Payload"), R"({"id":7})");
}

TEST_CASE("bad entries fail alone, with AWS's texts") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start();
    const json::Value reply = support::parse(bus.call("PutEvents", R"({"Entries":[
        {"Source":"shop","DetailType":"sold","Detail":"{}"},
        {"DetailType":"sold","Detail":"{}"},
        {"Source":"shop","Detail":"{}"},
        {"Source":"shop","DetailType":"sold"},
        {"Source":"shop","DetailType":"sold","Detail":"\"text\""},
        {"Source":"shop","DetailType":"sold","Detail":"{oops"},
        {"Source":"aws.s3","DetailType":"sold","Detail":"{}"},
        {"Source":"shop","DetailType":"sold","Detail":"{}","EventBusName":"mine"}]})"));
    CHECK_EQ(reply.find("FailedEntryCount")->as_integer(), 7);
    const auto entries = reply.find("Entries")->items();
    CHECK(entries[0].find_string("EventId").has_value());
    const auto required = [](std::string_view member) {
        return R"({"ErrorCode":"InvalidArgument","ErrorMessage":"Parameter )" +
               std::string(member) + " is not valid. Reason: " + std::string(member) +
               R"( is a required argument."})";
    };
    CHECK_EQ(json::print(entries[1]), required("Source"));
    CHECK_EQ(json::print(entries[2]), required("DetailType"));
    CHECK_EQ(json::print(entries[3]), required("Detail"));
    const std::string malformed =
        R"({"ErrorCode":"MalformedDetail","ErrorMessage":"Detail is malformed."})";
    CHECK_EQ(json::print(entries[4]), malformed);
    CHECK_EQ(json::print(entries[5]), malformed);
    CHECK_EQ(entries[6].find_string("ErrorCode"), "NotAuthorizedForSource");
    CHECK_EQ(entries[7].find_string("ErrorMessage"), "Event bus mine does not exist.");

    CHECK_EQ(
        bus.call("PutEvents", R"({"Entries":[{"Source":"shop","DetailType":"sold","Detail":")" +
                                  std::string(256 * 1024, 'x') + R"("}]})"),
        "ValidationException: Total size of the entries in the request is over the limit.");
}

TEST_CASE("a repeated effect sends its events once and gets the same ids") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start().put_rule();
    bus.put_target();
    const std::string first = bus.put_event("execution/1/0");
    CHECK_EQ(bus.put_event("execution/1/0"), first);
    CHECK_EQ(bus.caller.seen.size(), 1);
}

TEST_CASE("a target that is busy gets the event later, with longer and longer pauses") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start().put_rule();
    bus.put_target();
    bus.caller.error = aws::throttled();
    bus.put_event();
    CHECK_EQ(bus.caller.seen.size(), 1);
    CHECK_EQ(bus.last_status(), Status::pending);
    bus.clock.advance(base::Milliseconds{200});
    bus.shards.run_due();
    CHECK_EQ(bus.caller.seen.size(), 2);
    bus.clock.advance(base::Milliseconds{199});
    bus.shards.run_due();
    CHECK_EQ(bus.caller.seen.size(), 2);
    bus.caller.error.reset();
    bus.clock.advance(base::Milliseconds{201});
    bus.shards.run_due();
    CHECK_EQ(bus.caller.seen.size(), 3);
    CHECK_EQ(bus.last_status(), Status::delivered);
    CHECK_EQ(bus.caller.seen[0].call.input.find_string("name"),
             bus.caller.seen[2].call.input.find_string("name"));
}

TEST_CASE("what a caller must mend is not tried again") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start().put_rule();
    bus.put_target();
    bus.caller.error = aws::error("StateMachineDoesNotExist", "State Machine Does Not Exist");
    bus.put_event();
    CHECK_EQ(bus.last_status(), Status::failed);
    bus.clock.advance(base::Milliseconds{86'400'000});
    bus.shards.run_due();
    CHECK_EQ(bus.caller.seen.size(), 1);

    bus.caller.error = aws::error("ExecutionAlreadyExists", "Execution Already Exists");
    bus.put_event();
    CHECK_EQ(bus.last_status(), Status::delivered);
}

TEST_CASE("a delivery ends after its retries or its age") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start().put_rule();
    bus.put_target(R"(,"RetryPolicy":{"MaximumRetryAttempts":2})");
    bus.caller.error = aws::error("InternalError", "x", 500);
    bus.put_event();
    for (int i = 0; i < 10; ++i) {
        bus.clock.advance(base::Milliseconds{480'000});
        bus.shards.run_due();
    }
    CHECK_EQ(bus.caller.seen.size(), 3);
    CHECK_EQ(bus.last_status(), Status::failed);

    bus.put_target();
    bus.put_event();
    for (int i = 0; i < 400; ++i) {
        bus.clock.advance(base::Milliseconds{480'000});
        bus.shards.run_due();
    }
    CHECK_EQ(bus.last_status(), Status::failed);
    CHECK_LE(bus.caller.seen.size(), 3 + 186);
    CHECK_GE(bus.caller.seen.size(), 3 + 150);
}

TEST_CASE("a restart keeps rules and targets and sends what no target has accepted") {
    store::MemoryStore store;
    std::string name;
    {
        EventBridge bus(store);
        bus.start().put_rule();
        bus.put_target(R"(,"Input":"{\"a\":1}")");
        bus.put_rule("gone");
        CHECK_EQ(bus.call("DeleteRule", R"({"Name":"gone"})"), "{}");
        bus.put_event();
        bus.caller.is_silent = true;
        bus.put_event();
        REQUIRE_EQ(bus.caller.seen.size(), 2);
        name = *bus.caller.seen[1].call.input.find_string("name");
    }
    store.restart();
    {
        EventBridge bus(store);
        bus.start();
        REQUIRE_EQ(bus.caller.seen.size(), 1);
        CHECK_EQ(bus.caller.seen[0].call.input.find_string("name"), name);
        CHECK_EQ(bus.caller.seen[0].call.input.find_string("input"), R"({"a":1})");
        CHECK(bus.call("ListRules", "{}").find("gone") == std::string::npos);
        bus.put_event();
        CHECK_EQ(bus.caller.seen.size(), 2);
    }
    store.restart();
    EventBridge bus(store);
    bus.start();
    CHECK(bus.caller.seen.empty());
}

TEST_CASE("nothing leaves before the event is durable") {
    store::MemoryStore store(store::Durability::on_finish);
    EventBridge bus(store);
    bus.start();
    int answers = 0;
    const auto ask = [&](std::string_view operation, std::string_view input) {
        for (const aws::Operation& row : bus.service.operations) {
            if (row.name != operation) continue;
            row.handler({"us-east-1", "000000000000", "r", {}, support::parse(input)},
                        [&answers](const auto& answer) { answers += answer ? 1 : 100; });
        }
        CHECK(bus.caller.seen.empty());
    };
    const auto finish = [&] {
        store.finish();
        bus.shards.run_due();
    };
    ask("PutRule", R"({"Name":"uploads","EventPattern":"{\"source\":[\"shop\"]}"})");
    ask("PutTargets", R"({"Rule":"uploads","Targets":[{"Id":"machine",
        "Arn":"arn:aws:states:us-east-1:000000000000:stateMachine:m"}]})");
    CHECK_EQ(answers, 0);
    finish();
    CHECK_EQ(answers, 2);
    ask("PutEvents", R"({"Entries":[{"Source":"shop","DetailType":"sold","Detail":"{}"}]})");
    CHECK_EQ(answers, 2);
    finish();
    CHECK_EQ(answers, 3);
    CHECK_EQ(bus.caller.seen.size(), 1);
}

TEST_CASE("another service's event goes with the work that caused it, from that work's shard") {
    store::MemoryStore store;
    {
        EventBridge bus(store);
        bus.start().put_rule("uploads", R"({\"source\":[\"aws.s3\"]})");
        bus.put_target(R"(,"InputPath":"$.id")");
        bus.caller.is_silent = true;
        const auto sink = bus.deliveries.sink();
        CHECK(bus.shards.post(5, [&](runtime::ShardContext& context) {
            sink(context, support::parse(R"({"detail-type":"Object Created","source":"aws.s3",
                "account":"000000000000","time":"2026-11-24T10:00:00Z","region":"us-east-1",
                "resources":["arn:aws:s3:::photos"],"detail":{}})"));
            CHECK(bus.caller.seen.empty());
        }));
        REQUIRE_EQ(bus.caller.seen.size(), 1);
        CHECK_EQ(bus.caller.seen[0].call.input.find_string("input")->size(), 38);
    }
    store.restart();
    EventBridge bus(store);
    bus.start();
    CHECK_EQ(bus.caller.seen.size(), 1);
}

TEST_CASE("a pattern is tested against an event without a rule") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start();
    CHECK_EQ(bus.call("TestEventPattern", R"({"EventPattern":"{\"a\":[1]}","Event":"{\"a\":1}"})"),
             R"({"Result":true})");
    CHECK_EQ(bus.call("TestEventPattern", R"({"EventPattern":"{\"a\":[1]}","Event":"{\"a\":2}"})"),
             R"({"Result":false})");
    CHECK(bus.call("TestEventPattern", R"({"EventPattern":"{\"a\":[]}","Event":"{}"})")
              .starts_with("InvalidEventPatternException: Event pattern is not valid. Reason: "));
    CHECK(bus.call("TestEventPattern", R"({"EventPattern":"{\"a\":[1]}","Event":"[]"})")
              .starts_with("ValidationException: Parameter Event is not valid."));
}

TEST_CASE("a rule that was there before a restart is still wanted") {
    store::MemoryStore store;
    {
        EventBridge(store).start().put_rule();
    }
    store.restart();
    EventBridge bus(store);
    bus.start();
    CHECK(bus.rules.may_want("shop"));
    CHECK_FALSE(bus.rules.may_want("aws.states"));
}

TEST_CASE("an event for many targets does not make one record too large") {
    store::MemoryStore store;
    EventBridge bus(store);
    bus.start();
    for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
        bus.put_rule(name);
        bus.put_target("", name);
    }
    const std::string detail = R"({\"t\":\")" + std::string(200'000, 'x') + R"(\"})";
    bus.call("PutEvents",
             R"({"Entries":[{"Source":"shop","DetailType":"d","Detail":")" + detail + R"("}]})");
    CHECK_EQ(bus.caller.seen.size(), 8);
}
