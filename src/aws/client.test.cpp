#include "aws/client.hpp"

#include <doctest/doctest.h>

TEST_CASE("an endpoint where nobody listens is a failure that names it") {
    // Port 1 is reserved; nothing listens there.
    aws::Client client({.http = {.endpoint = "http://127.0.0.1:1"}});
    const auto answer = client.call("states", "ListStateMachines", json::Value::empty_object());
    REQUIRE_FALSE(answer);
    CHECK_FALSE(answer.error().was_answered());
    CHECK_EQ(answer.error().kind, base::ErrorKind::network);
    CHECK(answer.error().message.find("http://127.0.0.1:1") != std::string::npos);
}

TEST_CASE("only http and https are spoken") {
    aws::HttpClient client({.endpoint = "file://"});
    CHECK_FALSE(client.send({.target = "/etc/hostname"}));
}

TEST_CASE("an operation that this client does not know is refused without a call") {
    aws::Client client({.http = {.endpoint = "http://127.0.0.1:1"}});
    const auto answer = client.call("lambda", "Teleport", json::Value::empty_object());
    REQUIRE_FALSE(answer);
    CHECK_EQ(answer.error().code, "UnknownOperationException");
}

namespace {

/// A client whose every call is answered so.
aws::Client answered(int status, std::string body, std::string id_header = "x-amzn-RequestId") {
    aws::ClientReply reply{.status = status, .headers = {}, .body = std::move(body)};
    if (!id_header.empty()) reply.headers.add(std::move(id_header), "r-1");
    return aws::Client({.http = {.endpoint = "http://there",
                                 .instead = [reply](const aws::ClientRequest&) { return reply; }}});
}

}  // namespace

TEST_CASE("an answer without AWS's marks is that of some other server") {
    for (const int status : {200, 404, 502}) {
        aws::Client client = answered(status, "<html>hello</html>", "");
        const auto answer = client.call("states", "ListStateMachines", json::Value::empty_object());
        REQUIRE_FALSE(answer);
        CHECK_EQ(answer.error().kind, base::ErrorKind::network);
        CHECK_EQ(answer.error().code, "");
        CHECK(answer.error().message.find("some other server") != std::string::npos);
        CHECK(answer.error().message.find(std::to_string(status)) != std::string::npos);
    }
    CHECK(answered(200, "{}", "").send("quickstep", {.target = "/_quickstep/health"}));
}

TEST_CASE("an error's code is read from JSON, XML, a header or the status") {
    const auto code = [](aws::Client client) { return client.send("s3", {}).error().code; };
    CHECK_EQ(code(answered(400, R"({"__type":"com.amazonaws.x#Gone:http://y","message":"m"})")),
             "Gone");
    CHECK_EQ(code(answered(404, "<Error><Code>NoSuchKey</Code></Error>", "x-amz-request-id")),
             "NoSuchKey");
    CHECK_EQ(code(answered(404, "")), "NotFound");
    CHECK_EQ(code(answered(500, "oops")), "HTTP");
    CHECK_EQ(answered(500, "oops").send("s3", {}).error().request_id, "r-1");
}

TEST_CASE("a time that is over is a timeout, without a call") {
    aws::Client client({.http = {.endpoint = "http://127.0.0.1:1", .deadline = base::Monotonic{}}});
    const auto answer = client.send("s3", {});
    REQUIRE_FALSE(answer);
    CHECK_EQ(answer.error().kind, base::ErrorKind::timeout);
}

TEST_CASE("a secret never leaves: services get a signature, our own pages nothing") {
    std::vector<std::string> sent;
    aws::Client client(
        {.http = {.endpoint = "http://there",
                  .instead =
                      [&](const aws::ClientRequest& request) {
                          std::string all;
                          for (const auto& [name, value] : request.headers.all()) {
                              all.append(name).append(": ").append(value).append("\n");
                          }
                          sent.push_back(std::move(all));
                          return aws::ClientReply{.status = 200, .headers = {}, .body = {}};
                      }},
         .access_key = "AKID",
         .secret_key = "a-secret"});
    (void)client.send("quickstep", {.target = "/_quickstep/health"});
    (void)client.send("s3", {});
    REQUIRE_EQ(sent.size(), 2);
    CHECK_EQ(sent[0].find("Authorization"), std::string::npos);
    CHECK_NE(sent[1].find("Credential=AKID/"), std::string::npos);
    for (const std::string& headers : sent) {
        CHECK_EQ(headers.find("a-secret"), std::string::npos);
        CHECK_EQ(headers.find("Basic"), std::string::npos);
    }
}
