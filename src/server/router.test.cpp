#include "server/router.hpp"

#include <doctest/doctest.h>

#include "base/assert.hpp"
#include "json/parse.hpp"
#include "server/http_server.hpp"
#include "server/local_caller.hpp"
#include "support/raw_client.hpp"

namespace {

/// Answers who asked and for where.
void who(const aws::Call& call, const aws::Answer& answer) {
    answer(json::object({{"region", json::Value::string(call.region)},
                         {"account", json::Value::string(call.account)}}));
}

std::shared_ptr<const server::ServiceTable> fake_services() {
    aws::Service states;
    states.id = "states";
    states.operations.resize(2);
    states.operations[0].name = "Who";
    states.operations[0].handler = who;
    states.operations[1].name = "Bug";
    states.operations[1].handler = [](const aws::Call&, const aws::Answer&) {
        throw base::Bug("x:1");
    };
    aws::Service s3;
    s3.id = "s3";
    s3.protocol = aws::Protocol::rest_xml;
    s3.http = [](const aws::HttpRequest& request, const aws::Call&, const auto& reply) {
        if (request.target == "/bug") throw base::Bug("x:2");
        aws::HttpReply answer;
        answer.body = "s3 " + request.target;
        reply(answer);
    };
    return std::make_shared<server::ServiceTable>(std::vector<aws::Service>{states, s3});
}

struct Answer {
    int status = 0;
    aws::Headers headers;
    std::string body;
};

class Tester {
public:
    explicit Tester(server::HealthSource health = {}, std::vector<server::Route> routes = {})
        : handler_(server::make_router(fake_services(), {.version = "1.2.3"}, std::move(routes),
                                       std::move(health))) {}

    Answer ask(std::string method, std::string target,
               std::vector<std::pair<std::string, std::string>> fields = {},
               std::string body = "") {
        aws::HttpRequest request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.headers.add("Host", "localhost:4566");
        for (auto& [name, value] : fields) request.headers.set(name, value);
        request.body = aws::BodyReader::of(std::move(body));
        Answer answer;
        handler_(std::move(request), [&](aws::HttpReply reply) {
            answer = {reply.status, reply.headers, std::get<std::string>(reply.body)};
        });
        return answer;
    }

private:
    aws::HttpHandler handler_;
};

}  // namespace

TEST_CASE("a call reaches its service with the region and account of its signature") {
    Tester tester;
    const auto plain = tester.ask("POST", "/", {{"X-Amz-Target", "AWSStepFunctions.Who"}});
    CHECK_EQ(plain.body, R"({"region":"us-east-1","account":"000000000000"})");
    CHECK_EQ(plain.headers.find("x-amzn-requestid")->size(), 36);
    const auto other = tester.ask(
        "POST", "/",
        {{"X-Amz-Target", "AWSStepFunctions.Who"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=123456789012/20261124/eu-west-1/states/aws4_request, "
          "SignedHeaders=host, Signature=00"}});
    CHECK_EQ(other.body, R"({"region":"eu-west-1","account":"123456789012"})");
    CHECK_NE(plain.headers.find("x-amzn-requestid"), other.headers.find("x-amzn-requestid"));
}

TEST_CASE("what does not exist here is answered in the client's own protocol, by name") {
    Tester tester;
    const auto operation = tester.ask("POST", "/", {{"X-Amz-Target", "AWSStepFunctions.Nope"}});
    CHECK_EQ(operation.status, 400);
    CHECK_NE(operation.body.find("states has no operation 'Nope'"), std::string::npos);
    const auto service = tester.ask("POST", "/", {{"X-Amz-Target", "AmazonSQS.SendMessage"}});
    CHECK_EQ(service.headers.find("x-amzn-errortype"), "UnknownOperationException");
    CHECK_NE(service.body.find("sqs has no operation 'SendMessage'"), std::string::npos);
    const auto query =
        tester.ask("POST", "/", {{"Content-Type", "application/x-www-form-urlencoded"}},
                   "Action=GetCallerIdentity&Version=2011-06-15");
    CHECK_NE(query.body.find("<Code>InvalidAction</Code>"), std::string::npos);
    const auto rest = tester.ask("GET", "/schedules/x");
    CHECK_NE(rest.body.find("scheduler has no operation 'GET /schedules/x'"), std::string::npos);
}

TEST_CASE("a bug in a service is answered 500 and named only in the log") {
    Tester tester;
    const auto operation = tester.ask("POST", "/", {{"X-Amz-Target", "AWSStepFunctions.Bug"}});
    CHECK_EQ(operation.status, 500);
    CHECK_EQ(operation.headers.find("x-amzn-errortype"), "InternalFailure");
    CHECK_EQ(operation.body.find("x:1"), std::string::npos);
    const auto s3 = tester.ask("GET", "/bug");
    CHECK_EQ(s3.status, 500);
    CHECK_NE(s3.body.find("<Code>InternalFailure</Code>"), std::string::npos);
}

TEST_CASE("S3 gets everything else, and its answers are no pages of the console") {
    Tester tester;
    const auto object = tester.ask("GET", "/bucket/key");
    CHECK_EQ(object.body, "s3 /bucket/key");
    CHECK_EQ(object.headers.find("content-security-policy"), "sandbox");
    CHECK_EQ(object.headers.find("x-content-type-options"), "nosniff");
    CHECK(object.headers.find("x-amz-request-id"));
    const auto own = tester.ask("GET", "/key", {{"Host", "bucket.s3.localhost:4566"}});
    CHECK_FALSE(own.headers.find("content-security-policy"));
}

TEST_CASE("foreign hosts and pages are refused before anything else") {
    Tester tester;
    for (const char* target : {"/", "/_quickstep/health", "/_console/", "/bucket/key"}) {
        CHECK_EQ(tester.ask("GET", target, {{"Host", "evil.example"}}).status, 403);
        CHECK_EQ(tester.ask("GET", target, {{"Origin", "http://evil.example"}}).status, 403);
    }
    const auto call = tester.ask(
        "POST", "/", {{"X-Amz-Target", "AWSStepFunctions.Who"}, {"Sec-Fetch-Site", "cross-site"}});
    CHECK_EQ(call.status, 403);
    CHECK_EQ(call.headers.find("x-amzn-errortype"), "AccessDenied");
}

TEST_CASE("a browser at the root goes to the console, an S3 client lists buckets") {
    Tester tester;
    const auto visitor = tester.ask("GET", "/", {{"Accept", "text/html,*/*"}});
    CHECK_EQ(visitor.status, 302);
    CHECK_EQ(visitor.headers.find("location"), "/_console/");
    CHECK_EQ(tester.ask("GET", "/", {{"Accept", "*/*"}}).body, "s3 /");
    const auto client = tester.ask(
        "GET", "/",
        {{"Accept", "text/html"}, {"Authorization", "Credential=a/b/c/s3/aws4_request"}});
    CHECK_EQ(client.body, "s3 /");
    CHECK_EQ(tester.ask("GET", "/_console").headers.find("location"), "/_console/");
}

TEST_CASE("health says what runs, and 503 when no work is accepted") {
    server::Health health;
    Tester tester([&] { return health; });
    CHECK_EQ(tester.ask("GET", "/_quickstep/health").body,
             "{\"status\":\"ok\",\"version\":\"1.2.3\",\"services\":{\"states\":\"running\","
             "\"s3\":\"running\"}}\n");
    CHECK_EQ(tester.ask("GET", "/_quickstep/health/live").status, 200);
    CHECK_EQ(tester.ask("GET", "/_quickstep/health/ready").status, 200);
    CHECK_EQ(tester.ask("POST", "/_quickstep/health").status, 405);
    health = {"read-only", false, json::object({{"store", json::Value::string("full")}})};
    const auto full = tester.ask("GET", "/_quickstep/health?x=y");
    CHECK_EQ(full.status, 503);
    CHECK_NE(full.body.find(R"("store":"full")"), std::string::npos);
    CHECK_EQ(tester.ask("GET", "/_quickstep/health/ready").status, 503);
    CHECK_EQ(tester.ask("GET", "/_quickstep/health/live").status, 200);
    CHECK_NE(tester.ask("GET", "/_localstack/health").body.find(R"("stepfunctions":"running")"),
             std::string::npos);
}

TEST_CASE("own pages go to the longest fitting route") {
    const auto page = [](std::string name) {
        return [name](const aws::HttpRequest&, const auto& reply) {
            aws::HttpReply answer;
            answer.body = name;
            reply(answer);
        };
    };
    Tester tester({}, {{"/_console/", page("all")},
                       {"/_console/api/", page("api")},
                       {"/_quickstep/events", page("events")}});
    CHECK_EQ(tester.ask("GET", "/_console/").body, "all");
    CHECK_EQ(tester.ask("GET", "/_console/api/x?y").body, "api");
    CHECK_EQ(tester.ask("GET", "/_quickstep/events").body, "events");
    CHECK_EQ(tester.ask("GET", "/_quickstep/events/x").status, 404);
    CHECK_EQ(tester.ask("GET", "/_nothing").status, 404);
}

TEST_CASE("door and router answer together over a socket") {
    const auto server =
        server::serve({"127.0.0.1", 0}, server::make_router(fake_services(), {}, {}, {}));
    REQUIRE(server);
    support::RawClient client((*server)->address().port);
    client.send(
        "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.Who\r\n"
        "Content-Length: 2\r\n\r\n{}");
    const std::string answer = client.read_answer();
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(answer.ends_with(R"({"region":"us-east-1","account":"000000000000"})"));
}

TEST_CASE("a task calls the same services without the wire") {
    server::LocalCaller caller("eu-west-1", "123456789012");
    std::string got;
    const auto call = [&](std::string_view service, std::string_view operation) {
        aws::Call made;
        made.input = json::Value::empty_object();
        caller.call(service, operation, made,
                    [&](const base::Result<json::Value, aws::Error>& answer) {
                        got = answer ? *answer->find_string("region")
                                     : answer.error().code + ": " + answer.error().message;
                    });
        return got;
    };
    CHECK(call("states", "Who").starts_with("UnknownOperationException"));  // Not attached yet.
    caller.attach(fake_services());
    CHECK_EQ(call("states", "Who"), "eu-west-1");
    CHECK_EQ(call("sfn", "who"), "eu-west-1");
    CHECK(call("states", "Nope").starts_with("UnknownOperationException"));
    CHECK(call("sqs", "SendMessage").find("sqs has no operation 'SendMessage'") !=
          std::string::npos);
    CHECK(call("s3", "PutObject").find("s3 has no operation 'PutObject'") != std::string::npos);
    CHECK(call("states", "Bug").starts_with("InternalFailure"));
}
