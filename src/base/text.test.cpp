#include "base/text.hpp"

#include <doctest/doctest.h>

TEST_CASE("Base64 comes back as it went in, for every length") {
    std::string bytes;
    for (int i = 0; i < 70; ++i) {
        CHECK_EQ(base::base64_decode(base::base64_encode(bytes)), bytes);
        bytes += static_cast<char>(i * 37);
    }
    CHECK_EQ(base::base64_encode("a"), "YQ==");
    CHECK_EQ(base::base64_encode("ab"), "YWI=");
}

TEST_CASE("what is not Base64 is refused") {
    for (const char* text : {"a", "a===", "=aaa", "aa=a", "YQ= =", "Y Q=", "YQ==\n"}) {
        CAPTURE(text);
        CHECK_FALSE(base::base64_decode(text).has_value());
    }
}

TEST_CASE("every byte survives percent encoding") {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    CHECK_EQ(base::percent_decode(base::percent_encode(bytes)), bytes);
    CHECK_EQ(base::percent_encode("a/b c+d", true), "a/b%20c%2Bd");
    CHECK_EQ(base::percent_decode("a+b%20c"), "a+b c");
    CHECK_EQ(base::percent_decode("a+b%20c", true), "a b c");
    CHECK_EQ(base::percent_decode("100%"), "100%");
    CHECK_EQ(base::percent_decode("%zz%4"), "%zz%4");
}

TEST_CASE("UTF-8 is checked as RFC 3629 says") {
    CHECK(base::is_utf8("\xF0\x9F\x98\x80 ok \xC3\xA9"));
    CHECK_EQ(base::utf8_length("\xF0\x9F\x98\x80\xC3\xA9x"), 3);
    for (const char* text :
         {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE2\x82", "\xFF"}) {
        CHECK_FALSE(base::is_utf8(text));
    }
}

TEST_CASE("text from outside cannot drive a terminal") {
    CHECK_EQ(base::printable("a\x1b[31m\n\x7f\xC3\xA9"), "a\\x1b[31m\\x0a\\x7f\xC3\xA9");
}

TEST_CASE("edit distance counts up to its bound") {
    CHECK_EQ(base::edit_distance("Charge", "Chrage", 3), 2);
    CHECK_EQ(base::edit_distance("same", "same", 3), 0);
    CHECK_EQ(base::edit_distance("a", "abcdefgh", 3), 4);
}
