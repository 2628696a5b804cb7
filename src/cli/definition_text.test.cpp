#include "cli/definition_text.hpp"

#include <doctest/doctest.h>

#include "asl/compile.hpp"

namespace {

constexpr const char* kYaml = R"(# An order
StartAt: Wait
States:
  Wait:
    Type: Wait
    Seconds: 5
    Next: "Göne"
  "Göne": {Type: Choice, Default: Nowhere, Choices: [{Variable: $.a, IsNull: yes, Next: Wait}]}
  Text:
    Type: Pass
    Result:
      - true
      - 1.5
      - 017
      - ~
      - "5"
      - 2026-03-14T01:59:00Z
      - |
        two
        lines
    End: true
)";

cli::DefinitionText read(const std::string& file, const std::string& text) {
    auto definition = cli::DefinitionText::read(file, text);
    REQUIRE(definition.has_value());
    return *std::move(definition);
}

}  // namespace

TEST_CASE("plain texts of YAML become what its core schema says, quoted ones stay texts") {
    const auto definition = read("a.asl.yaml", kYaml);
    CHECK(definition.json().find(
              R"("Result":[true,1.5,"017",null,"5","2026-03-14T01:59:00Z","two\nlines\n"])") !=
          std::string::npos);
    CHECK(definition.json().find(R"("Seconds":5)") != std::string::npos);
    CHECK(definition.json().find(R"("IsNull":"yes")") != std::string::npos);
}

TEST_CASE("places are the ones of the YAML text, columns in characters") {
    const auto definition = read("a.yml", kYaml);
    const auto at = [&](std::string_view location) {
        const asl::TextPosition found = definition.find(location);
        return std::to_string(found.line) + ":" + std::to_string(found.column);
    };
    CHECK_EQ(at("/"), "2:1");
    CHECK_EQ(at("/StartAt"), "2:10");
    CHECK_EQ(at("/States/Wait"), "4:3");
    CHECK_EQ(at("/States/Wait/Seconds"), "6:14");
    CHECK_EQ(at("/States/Göne/Default"), "8:35");
    CHECK_EQ(at("/States/Göne/Choices[0]/IsNull"), "8:78");
    CHECK_EQ(at("/States/Text/Result[3]"), "15:9");
    CHECK_EQ(at("/States/Text/Result[9]"), "0:0");
    CHECK_EQ(at("/States/Nothing"), "0:0");
    CHECK_EQ(definition.line(6), "    Seconds: 5");
    CHECK_EQ(definition.line(600), "");
}

TEST_CASE("JSON stays as it is, and YAML that cannot be read says where") {
    const std::string json = R"({"StartAt": "A"})";
    CHECK_EQ(read("a.asl.json", json).json(), json);
    CHECK_EQ(read("-", json).find("/StartAt").column, 13);
    const auto broken = cli::DefinitionText::read("a.yaml", "States:\n  A: [1\nB: 2\n");
    REQUIRE_FALSE(broken.has_value());
    CHECK(broken.error().message.find("a.yaml:3") != std::string::npos);
    CHECK_FALSE(cli::DefinitionText::read("a.yaml", "A: 1\nA: 2\n").has_value());
}
