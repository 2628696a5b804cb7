#include <doctest/doctest.h>

#include <array>

#include "aws/operation.hpp"
#include "json/parse.hpp"

namespace {

using aws::Member;
using aws::Type;

constexpr std::array<std::string_view, 2> kTypes = {"STANDARD", "EXPRESS"};
constexpr std::array kTag = {
    Member{.name = "key", .required = true, .min = 1, .max = 4},
    Member{.name = "value"},
};
constexpr std::array kKey = {Member{.name = "key", .min = 1, .max = 4}};
constexpr std::array kInput = {
    Member{.name = "name", .required = true, .min = 1, .max = 8},
    Member{.name = "Type", .values = kTypes},
    Member{.name = "maxResults", .type = Type::integer, .min = 0, .max = 1000},
    Member{.name = "ratio", .type = Type::number},
    Member{.name = "publish", .type = Type::boolean},
    Member{.name = "since", .type = Type::timestamp},
    Member{.name = "zip", .type = Type::blob, .max = 4},
    Member{.name = "tags", .type = Type::list, .max = 2, .shape = kTag, .element = Type::structure},
    Member{.name = "names", .type = Type::list, .element = Type::string},
    Member{.name = "keys", .type = Type::list, .max = 3, .shape = kKey},
    Member{.name = "trace", .pattern = aws::Pattern::ascii},
    Member{.name = "token", .pattern = aws::Pattern::visible_ascii},
    Member{.name = "variables", .type = Type::map, .element = Type::string},
    Member{.name = "item", .type = Type::document},
};

/// "Code: message", or "" for an input that fits.
std::string outcome(std::string_view text) {
    const aws::Service service;
    aws::Operation operation;
    operation.name = "Create";
    operation.input = kInput;
    const auto input = json::parse(text);
    REQUIRE(input);
    const auto checked = aws::check_input(service, operation, *input);
    return checked ? "" : checked.error().code + ": " + checked.error().message;
}

}  // namespace

TEST_CASE("inputs that fit their shape pass; unknown members and nulls do not count") {
    for (
        const char* text :
        {R"({"name":"a"})", R"({"name":"a","unknown":{"x":1},"maxResults":null})",
         R"({"name":"äöüÄÖÜß€","Type":"EXPRESS","maxResults":1000,"ratio":1e-3,"publish":false})",
         R"({"name":"a","since":1700000000.123,"zip":"AAAAAA==","tags":[{"key":"k"},{"key":"l"}]})",
         R"({"name":"a","names":["x",""],"variables":{"K":"v"},"item":{"any":[1,"thing"]}})",
         R"({"name":"a","keys":["k","four"],"trace":"\u0000 ~\u007f","token":"!~"})",
         R"({"name":"a","trace":""})", R"({"name":"a","maxResults":1e2})"}) {
        CAPTURE(text);
        CHECK_EQ(outcome(text), "");
    }
}

TEST_CASE("broken constraints are told in AWS's words") {
    struct Case {
        const char* input;
        const char* message;
    };
    for (const auto& [input, message] : {
             Case{"{}",
                  "Value null at 'name' failed to satisfy constraint: Member must not be null"},
             Case{R"({"name":null})",
                  "Value null at 'name' failed to satisfy constraint: Member must not be null"},
             Case{R"({"name":""})",
                  "Value '' at 'name' failed to satisfy constraint: Member must have "
                  "length greater than or equal to 1"},
             Case{R"({"name":"äöüÄÖÜß€1"})",
                  "Value 'äöüÄÖÜß€1' at 'name' failed to satisfy constraint: "
                  "Member must have length less than or equal to 8"},
             Case{R"({"name":"a","Type":"express"})",
                  "Value 'express' at 'type' failed to satisfy constraint: Member must satisfy "
                  "enum value "
                  "set: [STANDARD, EXPRESS]"},
             Case{R"({"name":"a","maxResults":1001})",
                  "Value '1001' at 'maxResults' failed to satisfy constraint: Member must have "
                  "value less "
                  "than or equal to 1000"},
             Case{R"({"name":"a","maxResults":-1})",
                  "Value '-1' at 'maxResults' failed to satisfy constraint: Member must have value "
                  "greater than or equal to 0"},
             Case{R"({"name":"a","zip":"AAAAAAA="})",
                  "Value 'AAAAAAA=' at 'zip' failed to satisfy constraint: Member must have length "
                  "less "
                  "than or equal to 4"},
             Case{R"({"name":"a","tags":[{"key":"k"},{"value":"v"}]})",
                  "Value null at 'tags.2.member.key' failed to satisfy constraint: Member must not "
                  "be null"},
             Case{R"({"name":"a","names":[null]})",
                  "Value null at 'names.1.member' failed to satisfy constraint: Member must not be "
                  "null"},
             Case{R"({"name":"a","keys":["k",""]})",
                  "Value '' at 'keys.2.member' failed to satisfy constraint: Member must have "
                  "length greater than or equal to 1"},
             Case{R"({"name":"a","trace":"é"})",
                  "Value 'é' at 'trace' failed to satisfy constraint: Member must satisfy regular "
                  "expression pattern: \\p{ASCII}*"},
             Case{
                 R"({"name":"a","token":"a b"})",
                 "Value 'a b' at 'token' failed to satisfy constraint: Member must satisfy regular "
                 "expression pattern: [!-~]+"},
         }) {
        CAPTURE(input);
        CHECK_EQ(outcome(input),
                 std::string("ValidationException: 1 validation error detected: ") + message);
    }
}

TEST_CASE("several broken constraints are told together") {
    CHECK_EQ(
        outcome(R"({"maxResults":1001})"),
        "ValidationException: 2 validation errors detected: Value null at 'name' failed to satisfy "
        "constraint: Member must not be null; Value '1001' at 'maxResults' failed to satisfy "
        "constraint: Member must have value less than or equal to 1000");
}

TEST_CASE("a wrong type wins over broken constraints and names its place") {
    struct Case {
        const char* input;
        const char* message;
    };
    for (const auto& [input, message] : {
             Case{R"({"name":1})", "NUMBER_VALUE cannot be converted to String at 'name'"},
             Case{R"({"maxResults":"7"})",
                  "STRING_VALUE cannot be converted to Integer at 'maxResults'"},
             Case{R"({"maxResults":1.5})",
                  "NUMBER_VALUE cannot be converted to Integer at 'maxResults'"},
             Case{R"({"maxResults":1e30})",
                  "NUMBER_VALUE cannot be converted to Integer at 'maxResults'"},
             Case{R"({"publish":"true"})",
                  "STRING_VALUE cannot be converted to Boolean at 'publish'"},
             Case{R"({"name":true})", "TRUE_VALUE cannot be converted to String at 'name'"},
             Case{R"({"name":{}})", "Start of structure or map found where not expected at 'name'"},
             Case{R"({"name":[]})", "Start of list found where not expected at 'name'"},
             Case{R"({"tags":{}})", "Start of structure or map found where not expected at 'tags'"},
             Case{R"({"tags":["x"]})",
                  "STRING_VALUE cannot be converted to Structure at 'tags.1.member'"},
             Case{R"({"variables":{"K":1}})",
                  "NUMBER_VALUE cannot be converted to String at 'variables.k'"},
         }) {
        CAPTURE(input);
        CHECK_EQ(outcome(input), std::string("SerializationException: ") + message);
    }
    CHECK_EQ(outcome("[]"), "SerializationException: The input of Create must be a JSON object");
}

TEST_CASE("a huge value is not repeated whole in the error") {
    CHECK_LT(outcome(R"({"name":")" + std::string(100'000, 'x') + "\"}").size(), 5'000);
}

TEST_CASE("a handler that throws, drops its answer or answers twice has answered once") {
    const aws::Service service;
    aws::Operation operation;
    operation.name = "Create";
    const auto answers = [&](aws::Handler handler) {
        operation.handler = std::move(handler);
        std::vector<std::string> codes;
        aws::Call call;
        call.input = json::Value::empty_object();
        aws::run(service, operation, call,
                 [&](const base::Result<json::Value, aws::Error>& answer) {
                     codes.push_back(answer ? "ok" : answer.error().code);
                 });
        return codes;
    };
    const std::vector<std::string> failure{"InternalFailure"};
    CHECK_EQ(answers([](const auto&, const auto&) { throw std::runtime_error("bug"); }), failure);
    CHECK_EQ(answers([](const auto&, const auto&) {}), failure);
    CHECK_EQ(answers([](const auto&, const auto& answer) {
                 answer(json::Value());
                 answer(json::Value());
             }),
             std::vector<std::string>{"ok"});
}
