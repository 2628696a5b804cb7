// Patterns against events: what AWS documents and what its own matcher does.
#include "services/events/pattern.hpp"

#include <array>

#include "base/random.hpp"
#include "services/events/text_match.hpp"
#include "support/inline_service.hpp"

namespace {

using services::events::Pattern;

constexpr std::string_view kEvent = R"({
    "version": "0", "id": "1", "detail-type": "Object Created", "source": "aws.s3",
    "account": "000000000000", "time": "2026-11-24T10:00:00Z", "region": "us-east-1",
    "resources": ["arn:aws:s3:::photos", "arn:aws:s3:::other"],
    "detail": {
        "bucket": {"name": "photos"},
        "object": {"key": "uploads/Straße.JPG", "size": 1024, "ratio": 0.5, "big": 123456789012},
        "ip": "10.0.0.17", "ip6": "2001:db8::7", "empty": "", "nothing": null, "yes": true,
        "none": [], "numbers": [1, 20, 300], "mixed": ["a", 1, null, false],
        "people": [{"name": "ann", "age": 30}, {"name": "bob", "age": 40}],
        "nested": [[{"x": 1}], [{"x": 2}]], "negative": -3.5, "star": "a*b", "back": "a\\b"
    }
})";

struct Case {
    std::string_view detail;  ///< What the pattern says about `detail`.
    bool fits;
};

constexpr std::array kCases = {
    // Exact values.
    Case{R"({"bucket":{"name":["photos"]}})", true},
    Case{R"({"bucket":{"name":["Photos"]}})", false},
    Case{R"({"bucket":{"name":["other","photos"]}})", true},
    Case{R"({"bucket":{"name":["photo"]}})", false},
    Case{R"({"bucket":["photos"]})", false},
    Case{R"({"missing":["photos"]})", false},
    Case{R"({"empty":[""]})", true},
    Case{R"({"bucket":{"name":[""]}})", false},
    Case{R"({"nothing":[null]})", true},
    Case{R"({"empty":[null]})", false},
    Case{R"({"missing":[null]})", false},
    Case{R"({"yes":[true]})", true},
    Case{R"({"yes":[false]})", false},
    Case{R"({"yes":["true"]})", false},
    Case{R"({"object":{"size":[1024]}})", true},
    Case{R"({"object":{"size":[1024.0]}})", true},
    Case{R"({"object":{"size":[1.024e3]}})", true},
    Case{R"({"object":{"size":["1024"]}})", false},
    Case{R"({"object":{"big":[123456789012]}})", true},
    Case{R"({"object":{"big":[123456789012.0]}})", false},
    Case{R"({"bucket":{"name":[{"exactly":"photos"}]}})", true},
    Case{R"({"bucket":{"name":["photos"]},"yes":[false]})", false},
    Case{R"({"bucket":{"name":["photos"]},"yes":[true]})", true},
    // Prefix and suffix.
    Case{R"({"object":{"key":[{"prefix":"uploads/"}]}})", true},
    Case{R"({"object":{"key":[{"prefix":"Uploads/"}]}})", false},
    Case{R"({"object":{"key":[{"prefix":""}]}})", true},
    Case{R"({"object":{"size":[{"prefix":"10"}]}})", false},
    Case{R"({"object":{"key":[{"prefix":{"equals-ignore-case":"UPLOADS/STRA"}}]}})", true},
    Case{R"({"object":{"key":[{"suffix":".JPG"}]}})", true},
    Case{R"({"object":{"key":[{"suffix":".jpg"}]}})", false},
    Case{R"({"object":{"key":[{"suffix":{"equals-ignore-case":".jpg"}}]}})", true},
    Case{R"({"object":{"key":[{"suffix":".png"},{"suffix":".JPG"}]}})", true},
    Case{R"({"bucket":{"name":[{"prefix":"photos and more"}]}})", false},
    // Case.
    Case{R"({"bucket":{"name":[{"equals-ignore-case":"PHOTOS"}]}})", true},
    Case{R"({"bucket":{"name":[{"equals-ignore-case":"PHOTO"}]}})", false},
    Case{R"({"object":{"size":[{"equals-ignore-case":"1024"}]}})", false},
    // Anything but.
    Case{R"({"bucket":{"name":[{"anything-but":"other"}]}})", true},
    Case{R"({"bucket":{"name":[{"anything-but":"photos"}]}})", false},
    Case{R"({"bucket":{"name":[{"anything-but":["a","photos"]}]}})", false},
    Case{R"({"bucket":{"name":[{"anything-but":["a","b"]}]}})", true},
    Case{R"({"object":{"size":[{"anything-but":1024}]}})", false},
    Case{R"({"object":{"size":[{"anything-but":1024.0}]}})", false},
    Case{R"({"object":{"size":[{"anything-but":[1,2]}]}})", true},
    Case{R"({"missing":[{"anything-but":"x"}]})", false},
    Case{R"({"object":{"key":[{"anything-but":{"prefix":"uploads/"}}]}})", false},
    Case{R"({"object":{"key":[{"anything-but":{"prefix":"thumbs/"}}]}})", true},
    Case{R"({"object":{"key":[{"anything-but":{"prefix":["thumbs/","uploads/"]}}]}})", false},
    Case{R"({"object":{"key":[{"anything-but":{"suffix":".JPG"}}]}})", false},
    Case{R"({"object":{"key":[{"anything-but":{"suffix":[".png",".gif"]}}]}})", true},
    Case{R"({"bucket":{"name":[{"anything-but":{"equals-ignore-case":"PHOTOS"}}]}})", false},
    Case{R"({"bucket":{"name":[{"anything-but":{"equals-ignore-case":["A","B"]}}]}})", true},
    Case{R"({"object":{"key":[{"anything-but":{"wildcard":"uploads/*"}}]}})", false},
    Case{R"({"object":{"key":[{"anything-but":{"wildcard":["*.png","*/x"]}}]}})", true},
    Case{R"({"numbers":[{"anything-but":1}]})", true},
    // Numbers.
    Case{R"({"object":{"size":[{"numeric":["=",1024]}]}})", true},
    Case{R"({"object":{"size":[{"numeric":["=",1024.5]}]}})", false},
    Case{R"({"object":{"size":[{"numeric":[">",1024]}]}})", false},
    Case{R"({"object":{"size":[{"numeric":[">=",1024]}]}})", true},
    Case{R"({"object":{"size":[{"numeric":["<",1024]}]}})", false},
    Case{R"({"object":{"size":[{"numeric":["<=",1024]}]}})", true},
    Case{R"({"object":{"size":[{"numeric":[">",0,"<",1025]}]}})", true},
    Case{R"({"object":{"size":[{"numeric":[">",0,"<=",1023]}]}})", false},
    Case{R"({"object":{"ratio":[{"numeric":["=",5e-1]}]}})", true},
    Case{R"({"negative":[{"numeric":["<",-3]}]})", true},
    Case{R"({"bucket":{"name":[{"numeric":[">",0]}]}})", false},
    Case{R"({"numbers":[{"numeric":[">",299]}]})", true},
    Case{R"({"numbers":[{"numeric":[">",300]}]})", false},
    // Existence.
    Case{R"({"bucket":{"name":[{"exists":true}]}})", true},
    Case{R"({"missing":[{"exists":true}]})", false},
    Case{R"({"missing":[{"exists":false}]})", true},
    Case{R"({"bucket":{"name":[{"exists":false}]}})", false},
    Case{R"({"bucket":{"missing":[{"exists":false}]}})", true},
    Case{R"({"missing":{"deeper":[{"exists":false}]}})", true},
    Case{R"({"missing":{"deeper":[{"exists":true}]}})", false},
    Case{R"({"nothing":[{"exists":true}]})", true},
    Case{R"({"bucket":[{"exists":true}]})", false},
    Case{R"({"none":[{"exists":true}]})", false},
    Case{R"({"none":[{"exists":false}]})", true},
    Case{R"({"missing":["x",{"exists":false}]})", true},
    Case{R"({"people":{"name":["ann"],"height":[{"exists":false}]}})", true},
    Case{R"({"people":{"name":["ann"],"age":[{"exists":false}]}})", false},
    // Addresses.
    Case{R"({"ip":[{"cidr":"10.0.0.0/24"}]})", true},
    Case{R"({"ip":[{"cidr":"10.0.1.0/24"}]})", false},
    Case{R"({"ip":[{"cidr":"10.0.0.16/28"}]})", true},
    Case{R"({"ip":[{"cidr":"10.0.0.17/32"}]})", true},
    Case{R"({"ip":[{"cidr":"0.0.0.0/0"}]})", true},
    Case{R"({"ip6":[{"cidr":"2001:db8::/32"}]})", true},
    Case{R"({"ip6":[{"cidr":"10.0.0.0/8"}]})", false},
    Case{R"({"ip6":["2001:0db8:0:0:0:0:0:7"]})", true},
    Case{R"({"bucket":{"name":[{"cidr":"10.0.0.0/8"}]}})", false},
    // Wildcards.
    Case{R"({"object":{"key":[{"wildcard":"uploads/*.JPG"}]}})", true},
    Case{R"({"object":{"key":[{"wildcard":"*"}]}})", true},
    Case{R"({"object":{"key":[{"wildcard":"*ads/*ra*"}]}})", true},
    Case{R"({"object":{"key":[{"wildcard":"*.JPG*x"}]}})", false},
    Case{R"({"object":{"key":[{"wildcard":"uploads/"}]}})", false},
    Case{R"({"empty":[{"wildcard":"*"}]})", true},
    Case{R"({"star":[{"wildcard":"a\\*b"}]})", true},
    Case{R"({"bucket":{"name":[{"wildcard":"a\\*b"}]}})", false},
    Case{R"({"back":[{"wildcard":"a\\\\b"}]})", true},
    // Lists in the event.
    Case{R"({"numbers":[20]})", true},
    Case{R"({"numbers":[2]})", false},
    Case{R"({"mixed":[null]})", true},
    Case{R"({"mixed":[false]})", true},
    Case{R"({"mixed":[true]})", false},
    Case{R"({"people":{"name":["bob"]}})", true},
    Case{R"({"people":{"name":["bob"],"age":[40]}})", true},
    Case{R"({"people":{"name":["bob"],"age":[30]}})", false},
    Case{R"({"nested":{"x":[2]}})", true},
    Case{R"({"nested":{"x":[3]}})", false},
    // Either or.
    Case{R"({"$or":[{"yes":[false]},{"empty":[""]}]})", true},
    Case{R"({"$or":[{"yes":[false]},{"empty":["x"]}]})", false},
    Case{R"({"bucket":{"name":["photos"]},"$or":[{"yes":[false]},{"empty":["x"]}]})", false},
    Case{R"({"object":{"$or":[{"size":[{"numeric":["<",5]}]},{"key":[{"suffix":".JPG"}]}]}})",
         true},
    Case{R"({"$or":[{"$or":[{"yes":[false]},{"yes":[true]}]},{"empty":["x"]}]})", true},
    Case{R"({"$or":[{"missing":[{"exists":false}]},{"yes":[false]}]})", true},
};

}  // namespace

TEST_CASE("patterns fit the events that AWS says they fit") {
    const json::Value event = support::parse(kEvent);
    for (const Case& each : kCases) {
        const auto pattern = Pattern::compile(R"({"detail":)" + std::string(each.detail) + "}");
        REQUIRE_MESSAGE(pattern.has_value(), each.detail, pattern.error().message);
        CHECK_MESSAGE(pattern->matches(event) == each.fits, each.detail);
    }
}

TEST_CASE("a pattern sees the envelope as it sees the detail") {
    const json::Value event = support::parse(kEvent);
    const auto fits = [&](std::string_view text) { return Pattern::compile(text)->matches(event); };
    CHECK(fits(R"({"source":["aws.s3"],"detail-type":["Object Created"],
                   "resources":["arn:aws:s3:::photos"],
                   "detail":{"bucket":{"name":["photos"]},
                             "object":{"key":[{"prefix":"uploads/"}]}}})"));
    CHECK_FALSE(fits(R"({"source":["aws.s3"],"detail-type":["Object Deleted"]})"));
    CHECK(fits(R"({"resources":[{"suffix":":other"}]})"));
    CHECK_FALSE(fits(R"({"missing":["x"]})"));
}

TEST_CASE("case counts not for letters beyond ASCII either") {
    using services::events::fold_case;
    CHECK_EQ(fold_case("ÄÖÜ ÀÞ ΑΩ АЯ Ёъ"), fold_case("äöü àþ αω ая ёЪ"));
    CHECK_EQ(fold_case("×"), "×");
    CHECK_EQ(fold_case("日本 ß"), "日本 ß");
}

TEST_CASE("bad patterns are refused with AWS's reasons") {
    const auto reason = [](std::string_view text) {
        const auto pattern = Pattern::compile(text);
        return pattern ? "accepted" : pattern.error().message;
    };
    CHECK(reason("no json").starts_with("Invalid JSON: "));
    CHECK_EQ(reason("[]"), "Filter is not an object");
    CHECK_EQ(reason("{}"), "Empty objects are not allowed");
    CHECK_EQ(reason(R"({"a":{}})"), "Empty objects are not allowed");
    CHECK_EQ(reason(R"({"a":[]})"), "Empty arrays are not allowed");
    CHECK_EQ(reason(R"({"a":"b"})"), "\"a\" must be an object or an array");
    CHECK_EQ(reason(R"({"a":1})"), "\"a\" must be an object or an array");
    CHECK_EQ(reason(R"({"a":[[1]]})"), "Match value must be String, number, true, false, or null");
    const auto entry = [&](std::string_view text) {
        return reason(R"({"a":[)" + std::string(text) + "]}");
    };
    CHECK_EQ(entry("{}"), "Match expression name not found");
    CHECK_EQ(entry(R"({"like":"x"})"), "Unrecognized match type like");
    CHECK_EQ(entry(R"({"prefix":"x","suffix":"y"})"), "Only one key allowed in match expression");
    CHECK_EQ(entry(R"({"prefix":1})"), "prefix match pattern must be a string");
    CHECK_EQ(entry(R"({"suffix":[]})"), "suffix match pattern must be a string");
    CHECK_EQ(entry(R"({"prefix":{"wildcard":"x"}})"), "Unsupported prefix pattern: wildcard");
    CHECK_EQ(entry(R"({"prefix":{}})"), "Prefix expression name not found");
    CHECK_EQ(entry(R"({"suffix":{"equals-ignore-case":1}})"),
             "equals-ignore-case match pattern must be a string");
    CHECK_EQ(entry(R"({"exists":"true"})"), "exists match pattern must be either true or false.");
    CHECK_EQ(entry(R"({"equals-ignore-case":1})"),
             "equals-ignore-case match pattern must be a string");
    CHECK_EQ(entry(R"({"wildcard":1})"), "wildcard match pattern must be a string");
    CHECK_EQ(entry(R"({"wildcard":"a**b"})"), "Consecutive wildcard characters at pos 2");
    CHECK_EQ(entry(R"({"wildcard":"a\\n"})"), "Invalid escape character at pos 2");
    CHECK_EQ(entry(R"({"cidr":"10.0.0.0"})"), "Malformed CIDR, one '/' required");
    CHECK_EQ(entry(R"({"cidr":"10.0.0.0/x"})"), "Malformed CIDR, mask bits must be an integer");
    CHECK_EQ(entry(R"({"cidr":"10.0.0.0/33"})"), "IPv4 mask bits must be < 32");
    CHECK_EQ(entry(R"({"cidr":"10.0.0/8"})"), "Nonstandard IP address: 10.0.0");
    CHECK_EQ(entry(R"({"numeric":1})"), "Value of numeric must be an array.");
    CHECK_EQ(entry(R"({"numeric":[]})"), "Invalid member in numeric match: ]");
    CHECK_EQ(entry(R"({"numeric":["=="]})"), "Unrecognized numeric range operator: ==");
    CHECK_EQ(entry(R"({"numeric":["=","1"]})"), "Value of equals must be numeric");
    CHECK_EQ(entry(R"({"numeric":["<"]})"), "Value of < must be numeric");
    CHECK_EQ(entry(R"({"numeric":["<",1,">",0]})"), "Too many elements in numeric expression");
    CHECK_EQ(entry(R"({"numeric":[">",1,">",2]})"), "Bad numeric range operator: >");
    CHECK_EQ(entry(R"({"numeric":[">",1,2]})"), "Bad value in numeric range: 2");
    CHECK_EQ(entry(R"({"numeric":[">",1,"<"]})"), "Value of < must be numeric");
    CHECK_EQ(entry(R"({"numeric":[">",1,"<",2,3]})"), "Too many terms in numeric range expression");
    CHECK_EQ(entry(R"({"numeric":[">",2,"<",1]})"), "Bottom must be less than top");
    CHECK_EQ(entry(R"({"numeric":["=",5000000001]})"),
             "Value must be between -5.0E9 and 5.0E9, inclusive");
    CHECK_EQ(entry(R"({"anything-but":[]})"),
             "Inside anything but list, either all values are number or string, mixed type is not "
             "supported");
    CHECK_EQ(entry(R"({"anything-but":["a",1]})"),
             "Inside anything but list, either all values are number or string, mixed type is not "
             "supported");
    CHECK_EQ(entry(R"({"anything-but":[null]})"),
             "Inside anything but list, start|null|boolean is not supported.");
    CHECK_EQ(entry(R"({"anything-but":true})"),
             "Value of anything-but must be an array or single string/number value.");
    CHECK_EQ(entry(R"({"anything-but":{"exists":true}})"),
             "Unsupported anything-but pattern: exists");
    CHECK_EQ(entry(R"({"anything-but":{"prefix":""}})"), "Null prefix/suffix not allowed");
    CHECK_EQ(entry(R"({"anything-but":{"suffix":1}})"),
             "prefix/suffix match pattern must be a string");
    CHECK_EQ(reason(R"({"$or":{}})"), "It must be an Array followed with $or.");
    CHECK_EQ(reason(R"({"$or":["a","b"]})"),
             "Only JSON object is allowed in array of $or relationship.");
    CHECK_EQ(reason(R"({"$or":[{"a":[1]}]})"),
             "There must have at least 2 Objects in $or relationship.");
    CHECK_EQ(reason(R"({"$or":[{"prefix":["x"]},{"a":[1]}]})"),
             "prefix is Ruler reserved fieldName which cannot be used inside $or.");
}

TEST_CASE("a wildcard stays linear where guessing would take for ever") {
    std::string pattern = "*";
    for (int i = 0; i < 1'000; ++i) pattern += "a*";
    const auto wildcard = services::events::Wildcard::compile(pattern + "b*c");
    REQUIRE(wildcard.has_value());
    CHECK_FALSE(wildcard->matches(std::string(200'000, 'a')));
    CHECK(wildcard->matches(std::string(200'000, 'a').append("bc")));
    std::string repeated = "*";
    repeated.append(2'000, 'a').append("b*");
    const auto repeats = services::events::Wildcard::compile(repeated);
    CHECK_FALSE(repeats->matches(std::string(200'000, 'a')));
}

namespace {

/// A random document that looks like a pattern more often than not.
json::Value random_value(base::SeededRandom& random, int depth) {
    static constexpr std::array<std::string_view, 18> kNames = {"a",
                                                                "b",
                                                                "$or",
                                                                "prefix",
                                                                "suffix",
                                                                "anything-but",
                                                                "numeric",
                                                                "exists",
                                                                "cidr",
                                                                "wildcard",
                                                                "equals-ignore-case",
                                                                "exactly",
                                                                "detail",
                                                                "bucket",
                                                                "name",
                                                                "",
                                                                "=",
                                                                "\\"};
    static constexpr std::array<std::string_view, 10> kTexts = {
        "photos", "=", ">", "<", "", "*", "a*\\*", "10.0.0.0/8", "\\", "uploads/"};
    const std::uint64_t kind = random.next() % (depth > 0 ? 12 : 6);
    if (kind == 0) return json::Value();
    if (kind == 1) return json::Value::boolean(random.next() % 2 == 0);
    if (kind == 2) return json::Value::number(random.unit() * 100 - 50);
    if (kind == 3) return json::Value::integer(static_cast<std::int64_t>(random.next() >> 20));
    if (kind < 6) return json::Value::string(kTexts[random.next() % kTexts.size()]);
    const std::uint64_t size = random.next() % 4;
    if (kind < 9) {
        std::vector<json::Value> items;
        for (std::uint64_t i = 0; i < size; ++i) items.push_back(random_value(random, depth - 1));
        return json::Value::array(items);
    }
    json::ObjectBuilder object;
    for (std::uint64_t i = 0; i <= size; ++i) {
        object.set(kNames[random.next() % kNames.size()], random_value(random, depth - 1));
    }
    return std::move(object).build();
}

}  // namespace

TEST_CASE("no document makes the compiler or the matcher fail in another way than by an error") {
    base::SeededRandom random(3);
    const json::Value event = support::parse(kEvent);
    int accepted = 0;
    for (int i = 0; i < 30'000; ++i) {
        const auto pattern = Pattern::compile(json::print(random_value(random, 5)));
        if (!pattern) continue;
        ++accepted;
        (void)pattern->matches(event);
        (void)pattern->matches(random_value(random, 5));
    }
    CHECK_GT(accepted, 0);
}
