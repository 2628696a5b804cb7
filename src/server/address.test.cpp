#include "server/address.hpp"

#include <doctest/doctest.h>

TEST_CASE("listen addresses are read and written") {
    CHECK_EQ(server::parse_address("127.0.0.1:4566").value(), server::Address{"127.0.0.1", 4566});
    CHECK_EQ(server::parse_address("[::1]:0").value(), server::Address{"::1", 0});
    CHECK_EQ(server::parse_address(":80").value(), server::Address{"127.0.0.1", 80});
    CHECK_EQ(server::parse_address("[::1]:8080").value().text(), "[::1]:8080");
    for (const char* text :
         {"", "4566", "localhost", "a:b", "a:70000", "::1:80", "a:", "a:-1", "a: 1"}) {
        CAPTURE(text);
        CHECK_FALSE(server::parse_address(text));
    }
}

TEST_CASE("without authentication only loopback may be bound") {
    for (const char* host :
         {"127.0.0.1", "127.8.9.10", "::1", "localhost", "LOCALHOST", "a.localhost"}) {
        CAPTURE(host);
        CHECK(server::check_open_mode({host, 4566}));
    }
    for (const char* host :
         {"0.0.0.0", "::", "192.168.0.1", "localhost.example.com", "1270.0.0.1", ""}) {
        CAPTURE(host);
        const auto checked = server::check_open_mode({host, 4566});
        REQUIRE_FALSE(checked);
        CHECK_NE(checked.error().message.find("loopback"), std::string::npos);
    }
}
