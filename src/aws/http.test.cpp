#include "aws/http.hpp"

#include <doctest/doctest.h>

TEST_CASE("header names compare without case, and set replaces every field of the name") {
    aws::Headers headers;
    headers.add("X-A", "1");
    headers.add("x-a", "2");
    headers.add("Other", "3");
    CHECK_EQ(headers.find("X-a"), "1");
    headers.set("x-A", "4");
    CHECK_EQ(headers.all().size(), 2);
    CHECK_EQ(headers.find("x-a"), "4");
    headers.remove("OTHER");
    CHECK_FALSE(headers.find("other"));
}

TEST_CASE("a target is split at its first question mark") {
    aws::HttpRequest request;
    request.target = "/a%3Fb?c=d?e";
    CHECK_EQ(request.path(), "/a%3Fb");
    CHECK_EQ(request.query(), "c=d?e");
    request.target = "/a";
    CHECK_EQ(request.query(), "");
}

TEST_CASE("a body is read whole up to its limit and not a byte more") {
    const auto read = [](aws::BodyReader body, std::size_t limit) {
        base::Result<std::string> outcome = base::fail(base::invalid("not called"));
        body.read_all(limit, [&](base::Result<std::string> text) { outcome = std::move(text); });
        return outcome;
    };
    CHECK_EQ(read(aws::BodyReader::of("12345"), 5).value(), "12345");
    CHECK_EQ(read(aws::BodyReader{}, 0).value(), "");
    CHECK_EQ(read(aws::BodyReader::of("12345"), 4).error().kind, base::ErrorKind::limit);
    // A sender that did not say how long its body is.
    const aws::BodyReader endless(std::nullopt, [](const auto& sink, const auto& done) {
        base::Result<void> taken;
        while (taken) taken = sink("xxxx");
        done(taken);
    });
    CHECK_EQ(read(endless, 1'000).error().kind, base::ErrorKind::limit);
}

TEST_CASE("a large body comes in pieces of at most 256 KiB") {
    auto body = aws::BodyReader::of(std::string(600'000, 'x'));
    std::vector<std::size_t> sizes;
    body.stream(
        [&](std::string_view piece) -> base::Result<void> {
            sizes.push_back(piece.size());
            return {};
        },
        [](const base::Result<void>& outcome) { CHECK(outcome); });
    CHECK_EQ(sizes, std::vector<std::size_t>{262'144, 262'144, 75'712});
}
