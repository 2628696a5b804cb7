// The CloudWatch Logs operations over shards without threads.
#include "services/logs/service.hpp"

#include "services/logs/writer.hpp"
#include "support/inline_service.hpp"

namespace {

using support::text_of;

const base::TimePoint kStart = base::from_epoch_ms(1'764'000'000'000);
const std::string kGroup = "arn:aws:logs:us-east-1:000000000000:log-group:/app";

struct CloudWatch {
    explicit CloudWatch(store::MemoryStore& store, std::uint64_t group_bytes = 1'000'000)
        : shards(store, clock), logs(shards, group_bytes), writer(logs) {
        REQUIRE(shards.start());
    }
    std::string call(std::string_view operation, const std::string& input,
                     std::string_view effect = {}) {
        return text_of(support::call_now(service, operation, input, effect));
    }
    json::Value answer(std::string_view operation, const std::string& input) {
        const auto reply = support::call_now(service, operation, input);
        REQUIRE_MESSAGE(reply.has_value(), text_of(reply));
        return *reply;
    }
    CloudWatch& make() {
        CHECK_EQ(call("CreateLogGroup", R"({"logGroupName":"/app"})"), "{}");
        CHECK_EQ(call("CreateLogStream", stream("s")), "{}");
        return *this;
    }
    static std::string stream(const std::string& name, const std::string& rest = "") {
        return R"({"logGroupName":"/app","logStreamName":")" + name + "\"" + rest + "}";
    }
    /// One event, `ms` after the start.
    std::string put(std::int64_t ms, const std::string& message, const std::string& name = "s") {
        return call("PutLogEvents", stream(name, R"(,"logEvents":[{"timestamp":)" +
                                                     std::to_string(base::epoch_ms(kStart) + ms) +
                                                     R"(,"message":")" + message + R"("}])"));
    }
    static std::string messages(const json::Value& reply) {
        std::string all;
        for (const json::Value& event : reply.find("events")->items()) {
            all += std::string(*event.find_string("message")) + " ";
        }
        return all;
    }
    std::string get(const std::string& rest = R"(,"startFromHead":true)") {
        return messages(answer("GetLogEvents", stream("s", rest)));
    }
    std::string filter(const std::string& rest = "") {
        return messages(answer("FilterLogEvents", R"({"logGroupName":"/app")" + rest + "}"));
    }

    base::VirtualClock clock{kStart};
    runtime::InlineShards shards;
    services::logs::Logs logs;
    services::logs::Writer writer;
    aws::Service service = services::logs::make_service(logs);
};

std::string token(const json::Value& reply, std::string_view member = "nextToken") {
    const auto found = reply.find_string(member);
    return found ? std::string(*found) : "";
}

}  // namespace

TEST_CASE("a log group is made once, described, kept for days and deleted") {
    store::MemoryStore store;
    CloudWatch cloud(store);
    CHECK_EQ(cloud.call("CreateLogGroup", R"({"logGroupName":"/app","tags":{"team":"a"}})"), "{}");
    CHECK_EQ(cloud.call("CreateLogGroup", R"({"logGroupName":"/app"})"),
             "ResourceAlreadyExistsException: The specified log group already exists");
    CHECK_EQ(cloud.call("PutRetentionPolicy", R"({"logGroupName":"/app","retentionInDays":7})"),
             "{}");
    CHECK(cloud.call("PutRetentionPolicy", R"({"logGroupName":"/app","retentionInDays":8})")
              .starts_with("InvalidParameterException: "));
    CHECK_EQ(cloud.call("DescribeLogGroups", R"({"logGroupNamePrefix":"/a"})"),
             R"({"logGroups":[{"logGroupName":"/app","creationTime":1764000000000,)"
             R"("retentionInDays":7,"metricFilterCount":0,"arn":")" +
                 kGroup + R"(:*","storedBytes":0,"logGroupClass":"STANDARD","logGroupArn":")" +
                 kGroup + R"("}]})");
    CHECK_EQ(cloud.call("DescribeLogGroups", R"({"logGroupNamePrefix":"/b"})"),
             R"({"logGroups":[]})");
    CHECK_EQ(cloud.call("DeleteRetentionPolicy", R"({"logGroupName":"/app"})"), "{}");
    CHECK(cloud.call("DescribeLogGroups", "{}").find("retention") == std::string::npos);
    CHECK_EQ(cloud.call("DeleteLogGroup", R"({"logGroupName":"/app"})"), "{}");
    CHECK_EQ(cloud.call("DeleteLogGroup", R"({"logGroupName":"/app"})"),
             "ResourceNotFoundException: The specified log group does not exist.");
    CHECK(cloud.call("CreateLogGroup", R"({"logGroupName":"a b"})")
              .starts_with("InvalidParameterException: 1 validation error detected: Value 'a b' at "
                           "'logGroupName'"));
}

TEST_CASE("groups and streams come in pages, in order and completely") {
    store::MemoryStore store;
    CloudWatch cloud(store);
    cloud.make();
    for (const char* name : {"/b", "/a", "/app/x"}) {
        cloud.call("CreateLogGroup", std::string(R"({"logGroupName":")") + name + R"("})");
    }
    std::string names;
    std::string next;
    do {
        const std::string more = next.empty() ? "" : R"(,"nextToken":")" + next + "\"";
        const auto page = cloud.answer("DescribeLogGroups", R"({"limit":1)" + more + "}");
        names += std::string(*page.find("logGroups")->items()[0].find_string("logGroupName")) + " ";
        next = token(page);
    } while (!next.empty());
    CHECK_EQ(names, "/a /app /app/x /b ");
    CHECK_EQ(cloud.call("CreateLogStream", CloudWatch::stream("s")),
             "ResourceAlreadyExistsException: The specified log stream already exists");
    cloud.call("CreateLogStream", CloudWatch::stream("t"));
    cloud.put(5, "new", "s");
    cloud.put(1, "old", "t");
    const auto stream_names = [&](const std::string& rest) {
        std::string all;
        const auto page =
            cloud.answer("DescribeLogStreams", R"({"logGroupName":"/app")" + rest + "}");
        for (const json::Value& stream : page.find("logStreams")->items()) {
            all += std::string(*stream.find_string("logStreamName")) + " ";
        }
        return all;
    };
    CHECK_EQ(stream_names(""), "s t ");
    CHECK_EQ(stream_names(R"(,"descending":true)"), "t s ");
    CHECK_EQ(stream_names(R"(,"orderBy":"LastEventTime")"), "t s ");
    CHECK_EQ(stream_names(R"(,"logStreamNamePrefix":"t")"), "t ");
    const auto first = cloud.answer("DescribeLogStreams", R"({"logGroupName":"/app","limit":1})");
    CHECK_EQ(stream_names(R"(,"nextToken":")" + token(first) + "\""), "t ");
    CHECK_EQ(
        cloud.call("DescribeLogStreams", R"({"logGroupName":"/app","logStreamNamePrefix":"t",)"
                                         R"("orderBy":"LastEventTime"})"),
        "InvalidParameterException: Cannot order by LastEventTime with a logStreamNamePrefix.");
    const json::Value& stream = first.find("logStreams")->items()[0];
    CHECK_EQ(json::print(*stream.find("lastEventTimestamp")), "1764000000005");
    CHECK_EQ(*stream.find_string("arn"), kGroup + ":log-stream:s");
}

TEST_CASE("events are read in the order of their time, forwards and backwards") {
    store::MemoryStore store;
    CloudWatch cloud(store);
    cloud.make();
    for (const std::int64_t ms : {30, 10, 20, 40, 50}) cloud.put(ms, std::to_string(ms));
    CHECK_EQ(cloud.get(), "10 20 30 40 50 ");
    CHECK_EQ(cloud.get(R"(,"startTime":1764000000020,"endTime":1764000000040)"), "20 30 ");
    // Without startFromHead the newest come, and the tokens lead on to both sides.
    const auto newest = cloud.answer("GetLogEvents", CloudWatch::stream("s", R"(,"limit":2)"));
    CHECK_EQ(CloudWatch::messages(newest), "40 50 ");
    const std::string back = token(newest, "nextBackwardToken");
    const auto older = cloud.answer(
        "GetLogEvents", CloudWatch::stream("s", R"(,"limit":2,"nextToken":")" + back + "\""));
    CHECK_EQ(CloudWatch::messages(older), "20 30 ");
    const std::string forward = token(newest, "nextForwardToken");
    const auto end =
        cloud.answer("GetLogEvents", CloudWatch::stream("s", R"(,"nextToken":")" + forward + "\""));
    CHECK_EQ(CloudWatch::messages(end), "");
    CHECK_EQ(token(end, "nextForwardToken"), forward);
    cloud.put(60, "60");
    CHECK_EQ(cloud.get(R"(,"nextToken":")" + forward + "\""), "60 ");
    CHECK_EQ(cloud.call("GetLogEvents", CloudWatch::stream("s", R"(,"nextToken":"f/1")")),
             "InvalidParameterException: The specified nextToken is invalid.");
    CHECK_EQ(cloud.call("GetLogEvents", CloudWatch::stream("gone")),
             "ResourceNotFoundException: The specified log stream does not exist.");
}

TEST_CASE("a search goes over all streams by time, with a pattern and in pages") {
    store::MemoryStore store;
    CloudWatch cloud(store);
    cloud.make();
    cloud.call("CreateLogStream", CloudWatch::stream("t"));
    cloud.put(1, "ERROR-a");
    cloud.put(2, "ERROR-b", "t");
    cloud.put(3, "INFO-c");
    cloud.put(4, "ERROR-d", "t");
    CHECK_EQ(cloud.filter(), "ERROR-a ERROR-b INFO-c ERROR-d ");
    CHECK_EQ(cloud.filter(R"(,"filterPattern":"ERROR")"), "ERROR-a ERROR-b ERROR-d ");
    CHECK_EQ(cloud.filter(R"(,"logStreamNames":["t"])"), "ERROR-b ERROR-d ");
    CHECK_EQ(cloud.filter(R"(,"logStreamNamePrefix":"s")"), "ERROR-a INFO-c ");
    CHECK_EQ(cloud.filter(R"(,"startTime":1764000000002,"endTime":1764000000003)"),
             "ERROR-b INFO-c ");
    std::string all;
    std::string next;
    do {
        const std::string more = next.empty() ? "" : R"(,"nextToken":")" + next + "\"";
        const auto page = cloud.answer(
            "FilterLogEvents",
            R"({"logGroupName":"/app","filterPattern":"ERROR","limit":1)" + more + "}");
        all += CloudWatch::messages(page);
        next = token(page);
    } while (!next.empty());
    CHECK_EQ(all, "ERROR-a ERROR-b ERROR-d ");
    CHECK(cloud.call("FilterLogEvents", R"({"logGroupName":"/app","filterPattern":"[a]"})")
              .starts_with("InvalidParameterException: Invalid filter pattern: "));
    CHECK_EQ(cloud.call("FilterLogEvents", R"({"logGroupName":"/gone"})"),
             "ResourceNotFoundException: The specified log group does not exist.");
}

TEST_CASE("what is put must be in order, recent and not too much at once") {
    store::MemoryStore store;
    CloudWatch cloud(store);
    cloud.make();
    const auto put = [&](const std::string& events) {
        return cloud.call("PutLogEvents",
                          CloudWatch::stream("s", R"(,"logEvents":[)" + events + "]"));
    };
    CHECK(put(R"({"timestamp":1764000000002,"message":"b"},{"timestamp":1764000000001,)"
              R"("message":"a"})")
              .ends_with("must be in chronological order."));
    CHECK(put(R"({"timestamp":1763900000000,"message":"a"},{"timestamp":1764000000001,)"
              R"("message":"b"})")
              .ends_with("cannot span more than 24 hours."));
    CHECK(cloud.put(8'000'000, "far").find(R"("tooNewLogEventStartIndex":0)") != std::string::npos);
    CHECK(cloud.put(-15LL * 86'400'000, "old").find(R"("tooOldLogEventEndIndex":1)") !=
          std::string::npos);
    CHECK_EQ(cloud.get(), "");
    CHECK(put(R"({"timestamp":1764000000001,"message":")" + std::string(1'048'576, 'x') + R"("})")
              .starts_with("InvalidParameterException: Upload too large"));
    CHECK_EQ(cloud.put(1, "a", "gone"),
             "ResourceNotFoundException: The specified log stream does not exist.");
}

TEST_CASE("a repeated effect puts its events once") {
    store::MemoryStore store;
    CloudWatch cloud(store);
    cloud.make();
    const std::string input =
        CloudWatch::stream("s", R"(,"logEvents":[{"timestamp":1764000000000,"message":"once"}])");
    CHECK_EQ(cloud.call("PutLogEvents", input, "e"), cloud.call("PutLogEvents", input, "e"));
    CHECK_EQ(cloud.get(), "once ");
}

TEST_CASE("what has expired is not shown") {
    store::MemoryStore store;
    CloudWatch cloud(store);
    cloud.make();
    cloud.call("PutRetentionPolicy", R"({"logGroupName":"/app","retentionInDays":1})");
    cloud.put(0, "a");
    CHECK_EQ(cloud.get(), "a ");
    cloud.clock.advance(base::Milliseconds{86'400'001});
    CHECK_EQ(cloud.get(), "");
    CHECK_EQ(cloud.filter(), "");
    CHECK(cloud.put(0, "b").find("expiredLogEventEndIndex") != std::string::npos);
}

TEST_CASE("a full group drops its oldest events and says how many") {
    store::MemoryStore store;
    CloudWatch cloud(store, 3 * (26 + 4));
    cloud.make();
    for (std::int64_t i = 1; i <= 5; ++i) cloud.put(i, "no-" + std::to_string(i));
    const std::string text = cloud.get();
    CHECK_MESSAGE(text.starts_with("[quickstep] 2 older log events were dropped"), text);
    CHECK(text.ends_with("no-3 no-4 no-5 "));
    CHECK(cloud.filter().starts_with("[quickstep] 2 older log events were dropped"));
    CHECK(cloud.call("DescribeLogGroups", "{}").find(R"("storedBytes":90)") != std::string::npos);
}

TEST_CASE("groups, streams, events and tags are there after a restart") {
    store::MemoryStore store;
    {
        CloudWatch cloud(store);
        cloud.make();
        cloud.put(1, "kept");
        cloud.call("CreateLogStream", CloudWatch::stream("gone"));
        cloud.put(2, "lost", "gone");
        cloud.call("DeleteLogStream", CloudWatch::stream("gone"));
        cloud.call("CreateLogGroup", R"({"logGroupName":"/other"})");
        cloud.call("DeleteLogGroup", R"({"logGroupName":"/other"})");
        CHECK_EQ(cloud.call("TagResource",
                            R"({"resourceArn":")" + kGroup + R"(","tags":{"a":"1","b":"2"}})"),
                 "{}");
        CHECK_EQ(
            cloud.call("UntagResource", R"({"resourceArn":")" + kGroup + R"(:*","tagKeys":["b"]})"),
            "{}");
    }
    store.restart();
    CloudWatch cloud(store);
    CHECK_EQ(cloud.get(), "kept ");
    CHECK_EQ(cloud.filter(), "kept ");
    CHECK_EQ(cloud.call("ListTagsForResource", R"({"resourceArn":")" + kGroup + R"("})"),
             R"({"tags":{"a":"1"}})");
    CHECK_EQ(cloud.call("ListTagsLogGroup", R"({"logGroupName":"/app"})"), R"({"tags":{"a":"1"}})");
    CHECK(cloud.call("DescribeLogGroups", "{}").find("/other") == std::string::npos);
}

TEST_CASE("deleting a group and making it again leaves nothing of the old one") {
    store::MemoryStore store;
    CloudWatch cloud(store);
    cloud.make();
    cloud.put(1, "old");
    cloud.call("DeleteLogGroup", R"({"logGroupName":"/app"})");
    cloud.make();
    CHECK_EQ(cloud.get(), "");
    cloud.put(2, "new");
    CHECK_EQ(cloud.get(), "new ");
    store.restart();
    CloudWatch again(store);
    CHECK_EQ(again.get(), "new ");
}

TEST_CASE("lines of other services are gathered, sorted and stored together") {
    store::MemoryStore store;
    CloudWatch cloud(store);
    cloud.make();
    const std::int64_t now = base::epoch_ms(kStart);
    cloud.writer.write(kGroup, "s", {{now + 2, "b"}});
    cloud.writer.write(kGroup, "s", {{now + 1, "a"}});
    CHECK_EQ(cloud.get(), "");
    cloud.clock.advance(base::Milliseconds{100});
    cloud.shards.run_due();
    CHECK_EQ(cloud.get(), "a b ");
    // A group that is not there is made for those who ask for it.
    const std::string other = kGroup + "/made";
    cloud.writer.write(other, "x", {{now, "dropped"}});
    cloud.writer.flush();
    CHECK(cloud.logs.find(other) == nullptr);
    cloud.writer.write(other, "x", {{now, "kept"}}, services::logs::Writer::Missing::make_group);
    cloud.writer.flush();
    CHECK(cloud.logs.find(other) != nullptr);
}

TEST_CASE("lines that come faster than they can be stored are counted") {
    store::MemoryStore store;
    CloudWatch cloud(store, 100'000'000);
    cloud.make();
    const std::int64_t now = base::epoch_ms(kStart);
    for (int i = 0; i < 10; ++i) {
        cloud.writer.write(kGroup, "s", {{now, std::string(1'000'000, 'x')}});
    }
    cloud.writer.flush();
    CHECK(cloud.filter(R"(,"filterPattern":"dropped")")
              .starts_with("[quickstep] 2 log events were dropped"));
}
