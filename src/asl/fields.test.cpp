// Every field of every state type, wrong in every way its table row speaks of.
#include "asl/fields.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "asl/compile.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace {

/// A valid state of each type, called X.
json::Value sample(std::size_t type) {
    constexpr std::string_view kInner = R"({"StartAt": "I", "States": {"I": {"Type": "Succeed"}}})";
    const std::vector<std::string> samples = {
        R"({"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true})",
        R"({"Type": "Wait", "Seconds": 1, "End": true})",
        R"({"Type": "Pass", "End": true})",
        R"({"Type": "Succeed"})",
        R"({"Type": "Fail"})",
        R"({"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "Y"}]})",
        R"({"Type": "Parallel", "End": true, "Branches": [)" + std::string(kInner) + "]}",
        R"({"Type": "Map", "End": true, "ItemProcessor": )" + std::string(kInner) + "}",
    };
    return json::parse(samples[type]).value();
}

std::vector<asl::Diagnostic> findings_for(const json::Value& state, bool leads_to_y) {
    json::ObjectBuilder states;
    states.set("X", state);
    if (leads_to_y) states.set("Y", json::parse(R"({"Type": "Succeed"})").value());
    json::ObjectBuilder machine;
    machine.set("StartAt", "X").set("States", std::move(states).build());
    auto compiled = asl::compile(json::print(std::move(machine).build()));
    std::erase_if(compiled.diagnostics,
                  [](const auto& one) { return one.severity == asl::Severity::warning; });
    CHECK_EQ(compiled.program == nullptr, !compiled.diagnostics.empty());
    return compiled.diagnostics;
}

struct Wrong {
    const char* why;
    const char* value;
};

/// Values that do not fit the row.
std::vector<Wrong> wrong_values(const asl::FieldRow& row) {
    using asl::Shape;
    std::vector<Wrong> wrong;
    if (row.shape == Shape::any) return wrong;
    if (row.shape != Shape::text_or_null) wrong.push_back({"null", "null"});
    if (row.shape != Shape::object) wrong.push_back({"an object", "{}"});
    if (row.shape != Shape::boolean) wrong.push_back({"a boolean", "true"});
    if (row.shape != Shape::array && row.shape != Shape::text_list) {
        wrong.push_back({"an array", "[1]"});
    }
    if (row.shape != Shape::integer && row.shape != Shape::number)
        wrong.push_back({"a number", "7"});
    if (row.shape == Shape::integer || row.shape == Shape::number) {
        wrong.push_back({"a text", "\"7\""});
        wrong.push_back({"negative", "-1"});
        if (row.most != INT64_MAX) wrong.push_back({"out of range", "99999999999"});
        wrong.push_back({"beyond 64 bits",
                         row.most == INT64_MAX && row.shape == Shape::number ? "-1e400" : "1e400"});
    }
    if (row.shape == Shape::integer) wrong.push_back({"a fraction", "3.5"});
    if (row.shape == Shape::one_of) wrong.push_back({"an unknown word", "\"SOMETIMES\""});
    if (row.shape == Shape::array && row.least > 0) wrong.push_back({"empty", "[]"});
    return wrong;
}

bool has_finding_at(const std::vector<asl::Diagnostic>& found, const std::string& location) {
    return std::ranges::any_of(found, [&](const auto& one) { return one.location == location; });
}

}  // namespace

TEST_CASE("the samples themselves are valid") {
    for (std::size_t type = 0; type < asl::kStateTypeNames.size(); ++type) {
        CAPTURE(asl::kStateTypeNames[type]);
        CHECK_EQ(findings_for(sample(type), type == 5), std::vector<asl::Diagnostic>{});
    }
}

TEST_CASE("each field of each state is refused when its value does not fit, at its own place") {
    for (std::size_t type = 0; type < asl::kStateTypeNames.size(); ++type) {
        for (const asl::FieldRow& row : asl::kStateFields.rows) {
            const bool is_here = (row.states & asl::only(static_cast<asl::StateType>(type))) != 0;
            if (!is_here || row.language == asl::Speaks::jsonata) continue;
            for (const Wrong& wrong : wrong_values(row)) {
                CAPTURE(asl::kStateTypeNames[type]);
                CAPTURE(row.name);
                CAPTURE(wrong.why);
                json::ObjectBuilder state(sample(type));
                state.set(row.name, json::parse(wrong.value).value());
                const auto found = findings_for(std::move(state).build(), type == 5);
                CHECK(has_finding_at(found, "/States/X/" + std::string(row.name)));
            }
        }
    }
}

TEST_CASE("each field is refused in states that do not have it") {
    for (std::size_t type = 0; type < asl::kStateTypeNames.size(); ++type) {
        for (const asl::FieldRow& row : asl::kStateFields.rows) {
            const bool is_here = (row.states & asl::only(static_cast<asl::StateType>(type))) != 0;
            if (is_here && row.language != asl::Speaks::jsonata) continue;
            if (row.name == "ItemSelector") continue;  // Has a row for each language.
            CAPTURE(asl::kStateTypeNames[type]);
            CAPTURE(row.name);
            json::ObjectBuilder state(sample(type));
            state.set(row.name, json::Value::string("x"));
            const auto found = findings_for(std::move(state).build(), type == 5);
            const std::string message = "Field '" + std::string(row.name) + "' is not supported";
            CHECK(std::ranges::any_of(found, [&](const auto& one) {
                return one.message == message && one.location == "/States/X";
            }));
        }
    }
}

TEST_CASE("each required field is missed") {
    for (std::size_t type = 0; type < asl::kStateTypeNames.size(); ++type) {
        const json::Value whole = sample(type);
        for (const json::Member& member : whole.members()) {
            CAPTURE(asl::kStateTypeNames[type]);
            CAPTURE(member.key());
            json::ObjectBuilder state(whole);
            state.remove(member.key());
            CHECK(has_finding_at(findings_for(std::move(state).build(), type == 5), "/States/X"));
        }
    }
}

TEST_CASE("fields that exclude each other are refused together") {
    for (const asl::FieldChoice& choice : asl::kStateFields.choices) {
        for (std::size_t type = 0; type < asl::kStateTypeNames.size(); ++type) {
            if ((choice.states & asl::only(static_cast<asl::StateType>(type))) == 0) continue;
            CAPTURE(asl::kStateTypeNames[type]);
            CAPTURE(choice.names[0]);
            json::ObjectBuilder state(sample(type));
            // Of any type: what counts is that both are there.
            for (const std::string_view name : {choice.names[0], choice.names[1]}) {
                state.set(name, json::Value::string("$.x"));
            }
            const auto found = findings_for(std::move(state).build(), type == 5);
            CHECK(std::ranges::any_of(found, [&](const auto& one) {
                return one.message.starts_with("Only one of these fields is allowed: [");
            }));
        }
    }
}
