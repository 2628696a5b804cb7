// Runs the definitions in tests/conformance/validation, whose verdicts and, where recorded, texts
// are AWS's.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "asl/compile.hpp"
#include "base/text.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "support/golden.hpp"

namespace {

std::string definition_of(const json::Value& item) {
    if (const auto text = item.find_string("text")) return std::string(*text);
    return json::print(*item.find("definition"));
}

/// As CreateStateMachine words a refusal.
std::string refusal(const std::vector<asl::Diagnostic>& diagnostics) {
    std::string text;
    for (const asl::Diagnostic& one : diagnostics) {
        if (one.severity != asl::Severity::error) continue;
        text += text.empty() ? "" : ", ";
        text +=
            one.code + ": " + one.message + " at " + (one.location.empty() ? "null" : one.location);
    }
    return "Invalid State Machine Definition: '" + text + "'";
}

std::string as_line(std::string_view code, std::string_view message, std::string_view location) {
    return std::string(code) + " " + std::string(message) + " at " + std::string(location);
}

/// Diagnostics in any order.
void check_diagnostics(const json::Value& recorded, const std::vector<asl::Diagnostic>& found) {
    std::vector<std::string> wanted;
    for (const json::Value& one : recorded.items()) {
        wanted.push_back(as_line(*one.find_string("code"), *one.find_string("message"),
                                 one.find_string("location").value_or("")));
    }
    std::vector<std::string> got;
    for (const asl::Diagnostic& one : found) {
        got.push_back(as_line(one.code, one.message, one.location));
    }
    std::ranges::sort(wanted);
    std::ranges::sort(got);
    CHECK_EQ(got, wanted);
}

}  // namespace

TEST_CASE("definitions get the verdict, and where it is recorded the text, that AWS gives") {
    std::size_t count = 0;
    const std::string text = support::file_text("tests/conformance/validation/cases.jsonl");
    for (const std::string_view line : base::split(text, '\n')) {
        if (line.empty()) continue;
        ++count;
        const json::Value item = json::parse(line).value();
        const std::string id(*item.find_string("id"));
        CAPTURE(id);
        const auto type = item.find_string("type") == "EXPRESS" ? asl::MachineType::express
                                                                : asl::MachineType::standard;
        const asl::Compiled compiled = asl::compile(definition_of(item), type);
        CHECK_EQ(compiled.program != nullptr, item.find_string("expected") == "valid");
        const json::Value* aws = item.find("aws");
        if (aws == nullptr) continue;
        if (const auto message = aws->find_string("message")) {
            CHECK_EQ(refusal(compiled.diagnostics), *message);
        }
        if (const json::Value* diagnostics = aws->find("diagnostics")) {
            check_diagnostics(*diagnostics, compiled.diagnostics);
        }
    }
    CHECK_EQ(count, 365);
}

TEST_CASE("definitions from the field are accepted") {
    std::size_t count = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator("tests/conformance/validation/realworld")) {
        ++count;
        CAPTURE(entry.path().string());
        const asl::Compiled compiled = asl::compile(support::file_text(entry.path().string()));
        CHECK(compiled.program != nullptr);
    }
    CHECK_EQ(count, 12);
}
