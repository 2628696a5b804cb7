#include "server/http_reader.hpp"

#include <doctest/doctest.h>

#include "base/random.hpp"

namespace {

/// The status a head is refused with; 0: it is read; -1: more is wanted.
int status_of(std::string_view text) {
    std::size_t searched = 0;
    const auto head = server::read_head(text, searched);
    if (!head) return head.error().status;
    return *head ? 0 : -1;
}

/// Body bytes of a whole chunked body, or the refusal.
base::Result<std::string, server::HttpRefusal> decode(std::string_view bytes) {
    server::RequestHead head;
    head.is_chunked = true;
    server::BodyDecoder decoder(head);
    std::string body;
    while (!decoder.is_done()) {
        QS_TRY(const auto step, decoder.next(bytes));
        if (step.consumed == 0) return base::fail(server::HttpRefusal{0, "unfinished"});
        body += step.piece;
        bytes.remove_prefix(step.consumed);
    }
    return body;
}

}  // namespace

TEST_CASE("a request head is read with its fields, and what lies behind it stays") {
    const std::string text =
        "POST /a%20b?c=d HTTP/1.1\r\nHost: localhost:4566\r\nX-Amz-Target:  T.Op \r\n"
        "Empty:\r\nContent-Length: 3\r\n\r\nabcGET";
    std::size_t searched = 0;
    const auto head = server::read_head(text, searched);
    REQUIRE(head);
    REQUIRE(*head);
    CHECK_EQ((*head)->method, "POST");
    CHECK_EQ((*head)->target, "/a%20b?c=d");
    CHECK_EQ((*head)->headers.find("x-amz-target"), "T.Op");
    CHECK_EQ((*head)->headers.find("empty"), "");
    CHECK_EQ((*head)->content_length, 3U);
    CHECK((*head)->keep_alive);
    CHECK_EQ(text.substr((*head)->bytes), "abcGET");
}

TEST_CASE("a head that comes byte by byte reads the same as in one piece") {
    const std::string text = "\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n";
    std::size_t searched = 0;
    for (std::size_t size = 0; size < text.size(); ++size) {
        const auto head = server::read_head(std::string_view(text).substr(0, size), searched);
        REQUIRE(head);
        CHECK_FALSE(head->has_value());
    }
    const auto head = server::read_head(text, searched);
    REQUIRE(head);
    REQUIRE(*head);
    CHECK_EQ((*head)->bytes, text.size());
    CHECK_FALSE((*head)->keep_alive);
}

TEST_CASE("an absolute target becomes path and Host") {
    std::size_t searched = 0;
    const auto head =
        server::read_head("GET http://photos.localhost?x HTTP/1.1\r\nHost: a\r\n\r\n", searched);
    REQUIRE(head);
    REQUIRE(*head);
    CHECK_EQ((*head)->target, "/?x");
    CHECK_EQ((*head)->headers.find("Host"), "photos.localhost");
}

TEST_CASE("what two programs could read differently is refused") {
    struct Case {
        const char* text;
        int status;
    };
    for (const auto& [text, status] : {
             Case{"GET / HTTP/1.1\nHost: a\n\n", 400},
             Case{"GET / HTTP/1.1\r\nHost: a\n\r\n", 400},
             Case{"GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", 400},
             Case{"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400},
             Case{"GET / HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n", 400},
             Case{"GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400},
             Case{"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400},
             Case{"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
             Case{"GET / HTTP/1.1\r\nA: b\r\n\r\n", 400},
             Case{"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
             Case{"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
             Case{"GET /\r\nHost: a\r\n\r\n", 400},
             Case{"GET x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
             Case{"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
             Case{"PRI * HTTP/2.0\r\n\r\n", 505},
             Case{"\x16\x03\x01", 400},
             Case{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
                  "chunked\r\n\r\n",
                  400},
             Case{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n",
                  400},
             Case{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\n", 400},
             Case{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\n", 400},
             Case{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\n", 400},
             Case{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400},
             Case{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                  400},
             Case{"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
             Case{"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 501},
             Case{"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n",
                  400},
             Case{"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
             Case{"POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n", 417},
         }) {
        CAPTURE(text);
        CHECK_EQ(status_of(text), status);
    }
    using namespace std::string_view_literals;
    CHECK_EQ(status_of("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n"sv), 400);
    CHECK_EQ(status_of("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"sv), 400);
}

TEST_CASE("heads are accepted at their limits and refused one above") {
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";
    const auto with_fields = [&](std::size_t count) {
        std::string text = start;
        for (std::size_t i = 1; i < count; ++i) text += "A: b\r\n";
        return text + "\r\n";
    };
    CHECK_EQ(status_of(with_fields(100)), 0);
    CHECK_EQ(status_of(with_fields(101)), 431);

    const auto with_block = [&](std::size_t bytes) {
        const std::string frame = start + "A: \r\n\r\n";
        return start + "A: " + std::string(bytes - frame.size(), 'x') + "\r\n\r\n";
    };
    CHECK_EQ(status_of(with_block(16 * 1024)), 0);
    CHECK_EQ(status_of(with_block(16 * 1024 + 1)), 431);
    CHECK_EQ(status_of(start + "A: " + std::string(17'000, 'x')), 431);  // Its end never came.

    const auto with_target = [](std::size_t bytes) {
        return "GET /" + std::string(bytes - 1, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n";
    };
    CHECK_EQ(status_of(with_target(8 * 1024)), 0);
    CHECK_EQ(status_of(with_target(8 * 1024 + 1)), 414);
}

TEST_CASE("a chunked body is put together, extensions and trailers are dropped") {
    CHECK_EQ(decode("3\r\nabc\r\nA;name=value\r\n0123456789\r\n0\r\nX: y\r\n\r\n").value(),
             "abc0123456789");
    CHECK_EQ(decode("0\r\n\r\n").value(), "");
}

TEST_CASE("odd chunks are refused") {
    for (const char* text :
         {"0x3\r\nabc\r\n0\r\n\r\n", "+3\r\nabc\r\n0\r\n\r\n", "-3\r\nabc\r\n0\r\n\r\n",
          " 3\r\nabc\r\n0\r\n\r\n", "3 \r\nabc\r\n0\r\n\r\n", "3 ;x\r\nabc\r\n0\r\n\r\n",
          "\r\nabc\r\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n",
          "3\r\nabc\n0\r\n\r\n", "3\r\nabc0\r\n\r\n", "3\r\nabc\r\n0\r\n\n",
          "3;a\rb\r\nabc\r\n0\r\n\r\n", "10000000000000000\r\nabc", "fffffffffffffffff\r\nabc"}) {
        CAPTURE(text);
        const auto body = decode(text);
        REQUIRE_FALSE(body);
        CHECK_EQ(body.error().status, 400);
    }
    CHECK_FALSE(decode("3;" + std::string(300, 'x') + "\r\nabc\r\n0\r\n\r\n"));
    std::string trailer = "0\r\n";
    for (int i = 0; i < 300; ++i) trailer += "X: " + std::string(100, 'y') + "\r\n";
    CHECK_FALSE(decode(trailer + "\r\n"));
}

TEST_CASE("random bytes are read or refused, and never read twice the same bytes differently") {
    base::SeededRandom random(7);
    const std::string seed_text =
        "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    for (int round = 0; round < 20'000; ++round) {
        std::string text = seed_text;
        const auto changes = 1 + random.next() % 4;
        for (std::uint64_t i = 0; i < changes; ++i) {
            text[random.next() % text.size()] = "\r\n :;\0aF0\xff"[random.next() % 10];
        }
        std::size_t searched = 0;
        const auto whole = server::read_head(text, searched);
        std::size_t searched_in_pieces = 0;
        const auto cut = random.next() % text.size();
        const auto early =
            server::read_head(std::string_view(text).substr(0, cut), searched_in_pieces);
        if (!early || *early) continue;
        const auto later = server::read_head(text, searched_in_pieces);
        REQUIRE_EQ(whole.has_value(), later.has_value());
        if (whole && *whole) REQUIRE_EQ((*whole)->bytes, (*later)->bytes);
    }
}
