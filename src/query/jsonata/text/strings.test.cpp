#include "query/jsonata/text/strings.hpp"

#include <doctest/doctest.h>

#include "query/jsonata/text/code_points.hpp"

namespace query::jsonata::text {
namespace {

TEST_CASE("lengths and parts count code points") {
    CHECK_EQ(length("Hello"), 5);
    CHECK_EQ(length("💩é"), 2);
    CHECK_EQ(substring("hello world", 3, 5), "lo wo");
    CHECK_EQ(substring("hello world", -5, 3), "wor");
    CHECK_EQ(substring("hello world", -100, 4), "hell");
    CHECK_EQ(substring("hello world", 100, 4), "");
    CHECK_EQ(substring("hello world", 0, 0), "");
    CHECK_EQ(substring("hello world", 3, std::nullopt), "lo world");
    CHECK_EQ(substring("😁😂😃x", 2, std::nullopt), "😃x");
    CHECK_EQ(substring("😁😂😃x", -2, 1), "😃");
}

TEST_CASE("fractions of positions are cut off, and no position is too large") {
    CHECK_EQ(substring("hello", 1.9, 2.2), "ell");
    CHECK_EQ(substring("hello", -1.5, std::nullopt), "o");
    CHECK_EQ(substring("hello", -1e300, 1e300), "hello");
    CHECK_EQ(substring("hello", 1e300, std::nullopt), "");
}

TEST_CASE("what stands before and after a text, or all of it") {
    CHECK_EQ(substring_before("hello world", " "), "hello");
    CHECK_EQ(substring_before("hello world", "x"), "hello world");
    CHECK_EQ(substring_before("hello", ""), "");
    CHECK_EQ(substring_after("hello world", "o "), "world");
    CHECK_EQ(substring_after("hello world", "x"), "hello world");
    CHECK_EQ(substring_after("hello", ""), "hello");
}

TEST_CASE("padding goes behind or before, and begins with the fill's beginning") {
    CHECK_EQ(pad("foo", 5, "").value(), "foo  ");
    CHECK_EQ(pad("foo", -5, "").value(), "  foo");
    CHECK_EQ(pad("foo", 8, "-+").value(), "foo-+-+-");
    CHECK_EQ(pad("foo", -8, "-+").value(), "-+-+-foo");
    CHECK_EQ(pad("foo", -5, "💩").value(), "💩💩foo");
    CHECK_EQ(pad("😂", 3, "é").value(), "😂éé");
    CHECK_EQ(pad("foo", 3, "x").value(), "foo");
    CHECK_EQ(pad("foo", 0, "x").value(), "foo");
}

TEST_CASE("padding that would fill the memory is refused") {
    CHECK_EQ(pad("foo", 1e300, "x").error().code, "U1001");
    CHECK_EQ(pad("foo", -7'000'000, "x").error().code, "U1001");
    CHECK_EQ(pad("foo", 20, "x", 10).error().code, "U1001");
    CHECK_EQ(pad("foo", 6'000'000, "x").value().size(), 6'000'000);
}

TEST_CASE("trimming leaves single spaces inside and none outside") {
    CHECK_EQ(trim("  Hello \t World\n\r "), "Hello World");
    CHECK_EQ(trim(" \t\n"), "");
    CHECK_EQ(trim(""), "");
    CHECK_EQ(trim("\u00A0a\u00A0"), "\u00A0a\u00A0");
}

TEST_CASE("letters change their case as in JavaScript") {
    CHECK_EQ(uppercase("Hello World"), "HELLO WORLD");
    CHECK_EQ(lowercase("Hello World"), "hello world");
    CHECK_EQ(uppercase("straße"), "STRASSE");
    CHECK_EQ(uppercase("\u0149\u01F0\u0390\uFB03"), "\u02BCNJ\u030C\u0399\u0308\u0301FFI");
    CHECK_EQ(lowercase("ΌΣΟΣ ΣΑΣ"), "όσος σας");
    CHECK_EQ(lowercase("İ"), "i\u0307");
    CHECK_EQ(lowercase("𐐀"), "𐐨");
}

TEST_CASE("a regular expression that ignores case compares as ECMAScript does") {
    CHECK_EQ(canonical_case(U'a'), U'A');
    CHECK_EQ(canonical_case(U'é'), U'É');
    CHECK_EQ(canonical_case(U'ß'), U'ß');
    CHECK_EQ(canonical_case(U'ſ'), U'ſ');
    CHECK_EQ(canonical_case(U'ı'), U'ı');
    CHECK_EQ(canonical_case(U'ᾀ'), U'ᾀ');
    CHECK_EQ(canonical_case(U'µ'), U'Μ');
}

TEST_CASE("Base64 takes a text as bytes, one for each UTF-16 unit") {
    CHECK_EQ(base64_encode("hello:world"), "aGVsbG86d29ybGQ=");
    CHECK_EQ(base64_encode(""), "");
    CHECK_EQ(base64_encode("é"), "6Q==");
    CHECK_EQ(base64_encode("€"), "rA==");
    CHECK_EQ(base64_encode("💩"), "Pak=");
    CHECK_EQ(base64_decode("aGVsbG86d29ybGQ="), "hello:world");
    CHECK_EQ(base64_decode("6Q=="), "é");
    CHECK_EQ(base64_decode("a-_ *b"), base64_decode("a+/b"));
    CHECK_EQ(base64_decode("aGk=aGk="), "hi");
    CHECK_EQ(base64_decode("a"), "");
}

TEST_CASE("bytes that are no UTF-8 are read to their end and not further") {
    for (const std::string_view text : {"\xF0", "a\xE2\x82", "\x80\x80", "\xFF\xFF"}) {
        CHECK_LE(substring(text, 0, 5).size(), text.size());
        CHECK_GE(code_points(text).size(), 1);
        CHECK_FALSE(uppercase(text).empty());
    }
}

}  // namespace
}  // namespace query::jsonata::text
