#include "query/jsonata/text/url.hpp"

#include <doctest/doctest.h>

namespace query::jsonata::text {
namespace {

TEST_CASE("a URL keeps what divides it, a component does not") {
    CHECK_EQ(encode_url("https://mozilla.org/?x=шеллы&y='1'"),
             "https://mozilla.org/?x=%D1%88%D0%B5%D0%BB%D0%BB%D1%8B&y='1'");
    CHECK_EQ(encode_url_component("?x=test a/b"), "%3Fx%3Dtest%20a%2Fb");
    CHECK_EQ(encode_url("[a]%"), "%5Ba%5D%25");
}

TEST_CASE("decoding is the way back") {
    CHECK_EQ(decode_url_component("%3Fx%3Dtest").value(), "?x=test");
    CHECK_EQ(decode_url("https://mozilla.org/?x=%D1%88%D0%B5%D0%BB%D0%BB%D1%8B").value(),
             "https://mozilla.org/?x=шеллы");
    CHECK_EQ(decode_url_component("%F0%9F%92%A9").value(), "💩");
    CHECK_EQ(decode_url_component("a+b").value(), "a+b");
}

TEST_CASE("decoding a URL leaves escapes of what divides it") {
    CHECK_EQ(decode_url("%2f%3F%41").value(), "%2f%3FA");
}

TEST_CASE("escapes that are cut off or no UTF-8 are refused") {
    for (const std::string_view text :
         {"%", "%4", "%G1", "%E0%A4%A", "%80", "%C0%80", "%ED%A0%80", "%D1x", "%FF", "%D1%41"}) {
        CAPTURE(text);
        CHECK_EQ(decode_url(text).error().code, "D3140");
        CHECK_EQ(decode_url_component(text).error().code, "D3140");
    }
    CHECK_EQ(decode_url("%E0%A4%A").error().message,
             "Malformed URL passed to $decodeUrl(): \"%E0%A4%A\"");
}

}  // namespace
}  // namespace query::jsonata::text
