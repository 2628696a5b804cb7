// Definitions at and beyond the limits: large, deep, and with faults everywhere.
#include <doctest/doctest.h>

#include <string>

#include "asl/compile.hpp"
#include "asl/graph_svg.hpp"
#include "base/limits.hpp"

namespace {

std::string chain(std::size_t count) {
    std::string text = R"({"StartAt":"S0","States":{)";
    for (std::size_t i = 0; i + 1 < count; ++i) {
        text += "\"S" + std::to_string(i) + R"(":{"Type":"Pass","Next":"S)" +
                std::to_string(i + 1) + "\"},";
    }
    return text + "\"S" + std::to_string(count - 1) + R"(":{"Type":"Succeed"}}})";
}

std::string nested(std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) {
        const std::string name = "\"S" + std::to_string(i) + "\"";
        text += R"({"StartAt":)" + name + R"(,"States":{)" + name +
                R"(:{"Type":"Parallel","End":true,"Branches":[)";
    }
    text += R"({"StartAt":"E","States":{"E":{"Type":"Succeed"}}})";
    for (std::size_t i = 0; i < depth; ++i) text += "]}}}";
    return text;
}

}  // namespace

TEST_CASE("a definition of 10,000 states compiles and can be drawn") {
    const auto compiled = asl::compile(chain(10'000));
    REQUIRE(compiled.program != nullptr);
    CHECK_EQ(compiled.program->states.size(), 10'000);
    CHECK(asl::to_svg(asl::make_graph(*compiled.program)).size() > 1'000'000);
}

TEST_CASE("scopes nest as deep as JSON may, and no deeper") {
    const auto deep = asl::compile(nested(240));
    REQUIRE(deep.program != nullptr);
    CHECK_EQ(deep.program->scopes.size(), 241);
    CHECK(asl::to_svg(asl::make_graph(*deep.program)).size() > 10'000);
    const auto deeper = asl::compile(nested(1'000));
    REQUIRE_EQ(deeper.diagnostics.size(), 1);
    CHECK_EQ(deeper.diagnostics.front().code, "TOO_DEEPLY_NESTED");
}

TEST_CASE("choice rules nest as deep as JSON may") {
    std::string rule = R"({"Variable":"$.a","IsNull":true})";
    for (int i = 0; i < 450; ++i) rule = R"({"Not":)" + rule + "}";
    rule.insert(1, R"("Next":"B",)");
    const auto compiled =
        asl::compile(R"({"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[)" + rule +
                     R"(]},"B":{"Type":"Succeed"}}})");
    REQUIRE(compiled.program != nullptr);
    CHECK(asl::to_svg(asl::make_graph(*compiled.program)).find("not (not (") != std::string::npos);
}

TEST_CASE("a text beyond 1 MiB is refused before it is read") {
    std::string text = chain(3);
    text.append(base::limits::kDefinitionBytesMax, ' ');
    const auto compiled = asl::compile(text);
    REQUIRE_EQ(compiled.diagnostics.size(), 1);
    CHECK_EQ(
        compiled.diagnostics.front().message.find("Definition must have at most 1048576 bytes"), 0);
}

TEST_CASE("findings are bounded, and one too many still refuses") {
    std::string text = R"({"StartAt":"S0","States":{)";
    for (int i = 0; i < 5'000; ++i) {
        text += "\"S" + std::to_string(i) + R"(":{"Type":"Pass","Nxet":"x","End":true},)";
    }
    text.back() = '}';
    const auto compiled = asl::compile(text + "}");
    CHECK(compiled.program == nullptr);
    CHECK_EQ(compiled.diagnostics.size(), base::limits::kDiagnosticsMax);
}

TEST_CASE("findings below very long names do not pile up their locations") {
    std::string text;
    const std::string name(4'000, 'n');
    for (int i = 0; i < 120; ++i) {
        const std::string own = "\"" + name + std::to_string(i) + "\"";
        text += R"({"StartAt":)" + own + R"(,"States":{)" + own +
                R"(:{"Type":"Parallel","Bad":1,"End":true,"Branches":[)";
    }
    text += R"({"StartAt":"E","States":{"E":{"Type":"Succeed"}}})";
    for (int i = 0; i < 120; ++i) text += "]}}}";
    std::size_t bytes = 0;
    for (const auto& one : asl::compile(text).diagnostics) bytes += one.location.size();
    CHECK(bytes <= base::limits::kDiagnosticTextBytesMax);
}
