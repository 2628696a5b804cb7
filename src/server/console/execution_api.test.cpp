#include "server/console/execution_api.hpp"

#include <doctest/doctest.h>

#include <set>

#include "base/text.hpp"
#include "server/console/console.hpp"
#include "support/inline_executions.hpp"

namespace {

using server::console::execution_api;

constexpr const char* kPass = R"({"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}})";
constexpr const char* kWait =
    R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}})";

json::Value read(const support::InlineExecutions& host, const std::string& path,
                 const std::string& query = {}) {
    const auto reply = execution_api(host.executions, path, query);
    CHECK_EQ(reply.status, 200);
    CHECK_EQ(reply.type, "application/json");
    const auto value = json::parse(reply.body);
    REQUIRE(value);
    return *value;
}

std::size_t count(const json::Value& list, const char* status) {
    return static_cast<std::size_t>(list.find("counts")->find(status)->as_double());
}

/// What a browser's GET or another method of the whole console answers.
aws::HttpReply ask(support::InlineExecutions& host, const std::string& target,
                   const std::string& method = "GET") {
    aws::HttpReply made;
    aws::HttpRequest request;
    request.method = method;
    request.target = target;
    server::console::make_console(host.executions)(
        std::move(request), [&](aws::HttpReply reply) { made = std::move(reply); });
    return made;
}

}  // namespace

TEST_CASE("the list pages through all executions once, the newest first, with counts") {
    support::InlineExecutions host(kPass);
    for (int i = 0; i < 120; ++i) {
        host.start("run-" + std::to_string(i));
        host.clock.advance(base::Milliseconds{1});
    }
    std::set<std::string> names;
    std::string next;
    int pages = 0;
    do {
        const json::Value page = read(host, "executions", "next=" + base::percent_encode(next));
        if (pages == 0) {
            CHECK_EQ(page.find("executions")->items()[0].find_string("name"), "run-119");
        }
        for (const json::Value& one : page.find("executions")->items()) {
            CHECK(names.insert(std::string(*one.find_string("name"))).second);
        }
        CHECK_EQ(count(page, "SUCCEEDED"), 120);
        CHECK_EQ(count(page, "RUNNING"), 0);
        next = *page.find_string("next");
        ++pages;
    } while (!next.empty());
    CHECK_EQ(names.size(), 120);
    CHECK_EQ(pages, 3);
}

TEST_CASE("a list can be of one status; a status that is none lists all") {
    support::InlineExecutions host(kWait);
    host.stop(host.start("a"));
    host.start("b");
    CHECK_EQ(read(host, "executions", "status=ABORTED").find("executions")->size(), 1);
    CHECK_EQ(read(host, "executions", "status=TIMED_OUT").find("executions")->size(), 0);
    CHECK_EQ(read(host, "executions", "status=%00<x>").find("executions")->size(), 2);
    CHECK_EQ(count(read(host, "executions"), "RUNNING"), 1);
}

TEST_CASE("a page's token that is none is refused with a sentence") {
    const support::InlineExecutions host(kPass);
    const auto reply = execution_api(host.executions, "executions", "next=rubbish");
    CHECK_EQ(reply.status, 400);
    REQUIRE(json::parse(reply.body));
    CHECK_FALSE(json::parse(reply.body)->find_string("message")->empty());
}

TEST_CASE("one execution has its summary, its steps and AWS's events") {
    support::InlineExecutions host(kWait);
    const std::string arn = host.start("a", R"({"n": 1})");
    host.clock.advance(base::Milliseconds{60'000});
    host.shards.run_due();
    const json::Value one = read(host, "executions/" + base::percent_encode(arn));
    CHECK_EQ(one.find("summary")->find_string("status"), "SUCCEEDED");
    CHECK_EQ(one.find("summary")->find_string("machine"), "m");
    REQUIRE_EQ(one.find("steps")->size(), 1);
    const json::Value& step = one.find("steps")->items()[0];
    CHECK_EQ(step.find_string("state"), "W");
    CHECK_EQ(step.find_string("status"), "succeeded");
    CHECK_EQ(step.find("end")->as_double() - step.find("begin")->as_double(), 60'000);
    CHECK_EQ(one.find("events")->size(), 4);
    CHECK_EQ(one.find("events")->items()[3].find_string("type"), "ExecutionSucceeded");
}

TEST_CASE("what is not there is a 404 that says so, whatever was asked for") {
    const support::InlineExecutions host(kPass);
    for (const char* const path :
         {"executions/arn:aws:states:us-east-1:000000000000:execution:m:no", "executions/",
          "executions//graph.svg", "executions/no/graph.svg", "executions/%zz%", "executions/%00",
          "executions/..%2F..%2Fetc%2Fpasswd", "nothing", "", "executionsx"}) {
        INFO(path);
        const auto reply = execution_api(host.executions, path, "");
        CHECK_EQ(reply.status, 404);
        const auto body = json::parse(reply.body);
        REQUIRE(body);
        CHECK_FALSE(body->find_string("message").value_or("").empty());
    }
}

TEST_CASE("the graph is a picture in which names are texts") {
    support::InlineExecutions host(
        R"({"StartAt":"<script>alert(1)</script>&\"'","States":{"<script>alert(1)</script>&\"'":
            {"Type":"Pass","End":true}}})");
    const std::string arn = host.start("a");
    const auto reply = execution_api(host.executions, "executions/" + arn + "/graph.svg", "");
    CHECK_EQ(reply.status, 200);
    CHECK_EQ(reply.type, "image/svg+xml");
    CHECK(reply.body.starts_with("<svg"));
    CHECK(reply.body.find("<script") == std::string::npos);
    CHECK(reply.body.find("&lt;script&gt;") != std::string::npos);
}

TEST_CASE("payloads of any kind come back as they were, inside JSON") {
    support::InlineExecutions host(kPass);
    const std::string input =
        "{\"</script><img src=x onerror=alert(1)>\":\"\\u0000\\u202e\\u2028 "
        "\xf0\x9f\x98\x80 ]]>\"}";
    const std::string arn = host.start("a", input.c_str());
    const json::Value one = read(host, "executions/" + arn);
    const json::Value& started = one.find("events")->items()[0];
    const auto shown = started.find("executionStartedEventDetails")->find_string("input");
    REQUIRE(shown);
    CHECK_EQ(*json::parse(*shown), *json::parse(input));
}

TEST_CASE("an execution whose definition is gone is still described") {
    support::InlineExecutions host(kPass);
    const std::string arn = host.start("a");
    host.program = nullptr;
    const auto graph = execution_api(host.executions, "executions/" + arn + "/graph.svg", "");
    CHECK_EQ(graph.status, 404);
    const json::Value one = read(host, "executions/" + arn);
    CHECK_EQ(one.find("summary")->find_string("status"), "SUCCEEDED");
    CHECK_EQ(one.find("steps")->size(), 0);
}

TEST_CASE("parameters are decoded, and the first of a name counts") {
    using server::console::parameter;
    CHECK_EQ(parameter("a=1&b=2", "b"), "2");
    CHECK_EQ(parameter("a=%26%3D+x&a=2", "a"), "&= x");
    CHECK_EQ(parameter("ab=1&&=&b", "b"), "");
    CHECK_EQ(parameter("", "a"), "");
}

TEST_CASE("every answer of the console forbids what it does not bring itself") {
    support::InlineExecutions host(kPass);
    for (const char* const target :
         {"/_console", "/_console/", "/_console/app.js", "/_console/app.css", "/_console/graph.css",
          "/_console/api/executions", "/_console/api/no", "/_console/no.png",
          "/_console/executions/arn:aws:states:x.y/z"}) {
        INFO(target);
        const aws::HttpReply reply = ask(host, target);
        const auto policy = reply.headers.find("Content-Security-Policy");
        REQUIRE(policy);
        CHECK(policy->starts_with("default-src 'self'"));
        CHECK(policy->find("unsafe") == std::string_view::npos);
        CHECK_EQ(reply.headers.find("X-Content-Type-Options"), "nosniff");
        CHECK(reply.headers.find("Cache-Control"));
    }
    CHECK_EQ(ask(host, "/_console/no.png").status, 404);
    CHECK_EQ(ask(host, "/_console/", "POST").status, 405);
    CHECK_EQ(ask(host, "/_console/executions/arn:a.b").status, 200);
}
