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
