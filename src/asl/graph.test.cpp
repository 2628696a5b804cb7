// The graph of a program, as JSON, Mermaid and DOT, against golden files.
#include "asl/graph.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "asl/compile.hpp"
#include "asl/graph_svg.hpp"
#include "asl/graph_text.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "support/golden.hpp"

namespace {

std::string order_machine() {
    return support::file_text("tests/golden/asl/order.asl.json");
}

asl::Graph graph_of(const std::string& definition) {
    const auto compiled = asl::compile(definition);
    REQUIRE(compiled.program != nullptr);
    return asl::make_graph(*compiled.program);
}

/// The same document with the members of every object in reverse.
json::Value reversed(const json::Value& value) {
    if (value.is_array()) {
        std::vector<json::Value> items;
        for (const json::Value& item : value.items()) items.push_back(reversed(item));
        return json::Value::array(items);
    }
    if (!value.is_object()) return value;
    json::ObjectBuilder out;
    for (std::size_t i = value.size(); i-- > 0;) {
        out.set(value.members()[i].key(), reversed(value.members()[i].value));
    }
    return std::move(out).build();
}

asl::ChoiceRule rule_of(const std::string& rule) {
    const auto compiled = asl::compile(
        R"({"StartAt": "A", "States": {"B": {"Type": "Succeed"}, "A": {"Type": "Choice", "Choices": [)" +
        rule + "]}}}");
    REQUIRE(compiled.program != nullptr);
    const asl::State& state = compiled.program->state(compiled.program->scope(0).start_at);
    return std::get<asl::Choice>(state.kind).branches.front().rule;
}

}  // namespace

TEST_CASE("a machine's graph is written as JSON, Mermaid and DOT") {
    const asl::Graph graph = graph_of(order_machine());
    support::check_golden("asl/order.graph.json", asl::to_json(graph));
    support::check_golden("asl/order.mmd", asl::to_mermaid(graph));
    support::check_golden("asl/order.dot", asl::to_dot(graph));
}

TEST_CASE("the order of the definition's keys does not matter") {
    const std::string text = order_machine();
    const std::string other = json::print(reversed(json::parse(text).value()));
    CHECK_EQ(asl::to_json(graph_of(text)), asl::to_json(graph_of(other)));
    CHECK_EQ(asl::to_svg(graph_of(text)), asl::to_svg(graph_of(other)));
}

TEST_CASE("names cannot break out of the texts they stand in") {
    const asl::Graph graph = graph_of(R"({"StartAt": "a\"]<b>&\\#`", "States": {
        "a\"]<b>&\\#`": {"Type": "Pass", "Next": "line\nbreak"}, "line\nbreak": {"Type": "Succeed"}}})");
    const std::string mermaid = asl::to_mermaid(graph);
    CHECK(mermaid.find("s0(\"a#quot;]#lt;b#gt;&\\#35;#96;\")") != std::string::npos);
    CHECK(mermaid.find("line break") != std::string::npos);
    CHECK(asl::to_dot(graph).find(R"([label="a\"]<b>&\\#`"])") != std::string::npos);
}

TEST_CASE("conditions are told in a few words") {
    CHECK_EQ(asl::describe(
                 rule_of(R"({"Variable": "$.a", "NumericGreaterThanEquals": 3, "Next": "B"})")),
             "$.a ≥ 3");
    CHECK_EQ(asl::describe(rule_of(R"({"Variable": "$.a", "IsPresent": false, "Next": "B"})")),
             "$.a is not present");
    CHECK_EQ(
        asl::describe(rule_of(R"({"Variable": "$.a", "StringEqualsPath": "$.b", "Next": "B"})")),
        "$.a = $.b");
    CHECK_EQ(asl::describe(rule_of(R"({"Variable": "$.a", "StringMatches": "x*", "Next": "B"})")),
             "$.a matches \"x*\"");
    CHECK_EQ(asl::describe(rule_of(R"({"And": [{"Variable": "$.a", "IsNull": true},
                 {"Or": [{"Variable": "$.b", "BooleanEquals": true},
                         {"Not": {"Variable": "$.c", "IsString": true}}]}], "Next": "B"})"),
                           200),
             "$.a is null and ($.b = true or not ($.c is a string))");
    CHECK_EQ(asl::describe(rule_of(R"({"Variable": "$.a.very.long.way.down.to.the.status",
                 "StringEquals": "x", "Next": "B"})")),
             "….status = \"x\"");
    CHECK_EQ(asl::describe(
                 rule_of(R"({"Variable": "$.a", "StringEquals": "ööööööööö", "Next": "B"})"), 12),
             "$.a = \"öö…");
}
