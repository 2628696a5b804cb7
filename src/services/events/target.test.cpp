#include "services/events/target.hpp"

#include "support/inline_service.hpp"

namespace {

using namespace services::events;

constexpr std::string_view kEvent = R"({"version":"0","id":"e-1","detail-type":"t","source":"s",
    "account":"0","time":"2026-11-24T10:00:00Z","region":"us-east-1","resources":[],
    "detail":{"key":"a \"b\"","size":12,"tags":["x","y"],"o":{"p":1},"nothing":null}})";

base::Result<TargetPtr, aws::Error> compile(std::string_view rest) {
    return compile_target(
        support::parse(R"({"Id":"one","Arn":"arn:aws:states:us-east-1:0:stateMachine:m")" +
                       std::string(rest) + "}"));
}
std::string render(std::string_view rest) {
    const auto target = compile(rest);
    if (!target) return target.error().message;
    return (*target)->render(support::parse(kEvent),
                             {"arn:rule", "my-rule", base::from_epoch_ms(1'764'000'000'000)});
}
std::string transformed(std::string_view paths, std::string_view text) {
    std::string quoted;
    json::print_string_to(quoted, text);
    return render(R"(,"InputTransformer":{"InputPathsMap":)" + std::string(paths) +
                  R"(,"InputTemplate":)" + quoted + "}");
}

}  // namespace

TEST_CASE("a target gets the event, a constant or a part of the event") {
    CHECK_EQ(render(""), json::print(support::parse(kEvent)));
    CHECK_EQ(render(R"(,"Input":"{\"a\": 1}")"), R"({"a": 1})");
    CHECK_EQ(render(R"(,"InputPath":"$.detail.o")"), R"({"p":1})");
    CHECK_EQ(render(R"(,"InputPath":"$.detail.tags[1]")"), R"("y")");
    CHECK_EQ(render(R"(,"InputPath":"$.detail.missing")"), "null");
}

TEST_CASE("a template's placeholders become values, or parts of texts within quotes") {
    constexpr std::string_view kPaths =
        R"({"k":"$.detail.key","n":"$.detail.size","t":"$.detail.tags","none":"$.detail.x"})";
    CHECK_EQ(transformed(kPaths, R"({"key": <k>, "size": <n>, "tags": <t>})"),
             R"({"key": "a \"b\"", "size": 12, "tags": ["x","y"]})");
    CHECK_EQ(transformed(kPaths, R"("key <k> has <n> bytes")"), R"("key a \"b\" has 12 bytes")");
    CHECK_EQ(transformed(kPaths, R"({"text": "<t>", "gone": "[<none>]", "bare": <none>})"),
             R"({"text": "[\"x\",\"y\"]", "gone": "[]", "bare": ""})");
    CHECK_EQ(transformed(kPaths, R"("\"<n>\" <b>bold</b> < >")"), R"("\"12\" <b>bold</b> < >")");
}

TEST_CASE("a template knows the rule and the whole event") {
    CHECK_EQ(transformed("null", R"({"r": "<aws.events.rule-name>", "a": <aws.events.rule-arn>})"),
             R"({"r": "my-rule", "a": "arn:rule"})");
    CHECK_EQ(transformed("null", R"("<aws.events.event.ingestion-time>")"),
             R"("2025-11-24T16:00:00.000Z")");
    const json::Value whole = support::parse(transformed("null", R"({"e": <aws.events.event>})"));
    CHECK_EQ(whole.find("e")->find("detail"), nullptr);
    CHECK_EQ(whole.find("e")->find_string("id"), "e-1");
    const json::Value text =
        support::parse(transformed("null", R"({"e": "<aws.events.event.json>"})"));
    CHECK_EQ(support::parse(*text.find_string("e")), support::parse(kEvent));
}

TEST_CASE("targets that cannot work are refused") {
    CHECK_EQ(render(R"(,"Input":"{}","InputPath":"$")"),
             "Only one of Input, InputPath, or InputTransformer must be provided for target one.");
    CHECK(render(R"(,"Input":"{oops")").starts_with("JSON syntax error in input for target one"));
    CHECK(render(R"(,"InputPath":"$.[")").starts_with("InputPath for target one is invalid."));
    CHECK(transformed("null", "{oops").starts_with("Invalid InputTemplate for target one"));
    CHECK(transformed(R"({"x":"$.["})", "1").find("InputPathsMap.x") != std::string::npos);
    CHECK(transformed(R"({"aws.events.x":"$.a"})", "1").find("reserved") != std::string::npos);
    CHECK_EQ(render(R"(,"DeadLetterConfig":{"Arn":"x"})"),
             "DeadLetterConfig of target one is not supported yet; leave it out");
    CHECK_EQ(compile_target(support::parse(R"({"Id":"a","Arn":"queue"})")).error().message,
             "Parameter queue is not valid. Reason: Provided Arn is not in correct format.");
    CHECK(compile_target(support::parse(R"({"Id":"a","Arn":"arn:aws:sqs:us-east-1:0:q"})"))
              .error()
              .message.find("not supported yet") != std::string::npos);
}
