#include "services/lambda/runtime_api/request_reader.hpp"

#include <doctest/doctest.h>

using namespace services::lambda;
using State = RequestReader::State;

namespace {
/// Feeds everything, `step` bytes at a time, as far as the first request takes it.
std::size_t feed(RequestReader& reader, std::string_view bytes, std::size_t step) {
    std::size_t taken = 0;
    while (taken < bytes.size()) {
        const std::size_t got = reader.feed(bytes.substr(taken, step));
        taken += got;
        if (got == 0) break;
    }
    return taken;
}
State state_after(std::string_view bytes) {
    RequestReader reader;
    reader.feed(bytes);
    return reader.state();
}
}  // namespace

TEST_CASE("a request is read the same however its bytes are cut") {
    const std::string_view bytes =
        "POST /2018-06-01/runtime/invocation/1/response HTTP/1.1\r\nHost: x\r\ncontent-length: "
        "5\r\n\r\nhello"
        "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n\r\n";
    for (const std::size_t step : {1, 2, 3, 7, 50, 1000}) {
        RequestReader reader;
        const std::size_t taken = feed(reader, bytes, step);
        REQUIRE_EQ(static_cast<int>(reader.state()), static_cast<int>(State::complete));
        const RuntimeRequest request = reader.take();
        CHECK_EQ(request.method, "POST");
        CHECK_EQ(request.target, "/2018-06-01/runtime/invocation/1/response");
        CHECK_EQ(request.body, "hello");
        feed(reader, bytes.substr(taken), step);
        REQUIRE_EQ(static_cast<int>(reader.state()), static_cast<int>(State::complete));
        CHECK_EQ(reader.take().method, "GET");
    }
}

TEST_CASE("a chunked body, as streaming runtimes send it, is put together") {
    const std::string_view bytes =
        "POST /r HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: "
        "v\r\n\r\n";
    for (const std::size_t step : {1, 2, 5, 1000}) {
        RequestReader reader;
        CHECK_EQ(feed(reader, bytes, step), bytes.size());
        REQUIRE_EQ(static_cast<int>(reader.state()), static_cast<int>(State::complete));
        CHECK_EQ(reader.take().body, "abcde");
    }
}

TEST_CASE("a body over the limit is counted but not kept") {
    RequestReader reader(10);
    reader.feed("POST /r HTTP/1.1\r\nContent-Length: 20\r\n\r\n01234567890123456789");
    REQUIRE_EQ(static_cast<int>(reader.state()), static_cast<int>(State::complete));
    const RuntimeRequest request = reader.take();
    CHECK(request.is_body_too_large);
    CHECK(request.body.empty());
    CHECK_EQ(request.body_bytes, 20);
}

TEST_CASE("the error type, Expect and Connection are noticed") {
    RequestReader reader;
    reader.feed(
        "POST /e HTTP/1.1\r\nLambda-Runtime-Function-Error-Type: Runtime.X\r\nExpect: "
        "100-continue\r\n"
        "Connection: close\r\nContent-Length: 2\r\n\r\n");
    CHECK_EQ(static_cast<int>(reader.state()), static_cast<int>(State::body));
    CHECK(reader.request().expects_continue);
    reader.feed("{}");
    const RuntimeRequest request = reader.take();
    CHECK_EQ(request.error_type, "Runtime.X");
    CHECK_FALSE(request.keep_alive);
}

TEST_CASE("what is not plain HTTP breaks the connection") {
    for (const std::string_view bytes :
         {"garbage\r\n\r\n", "GET /\r\n\r\n", "GET x HTTP/1.1\r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
          "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\n folded: x\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: \r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
          "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n",
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n"}) {
        INFO(bytes);
        CHECK_EQ(static_cast<int>(state_after(bytes)), static_cast<int>(State::broken));
    }
    CHECK_EQ(static_cast<int>(state_after("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x'))),
             static_cast<int>(State::broken));
}
