// Runs tests/conformance/bad_inputs: each ends with its code, within small limits. The program runs
// in the repository's root.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "base/text.hpp"
#include "json/parse.hpp"
#include "query/jsonata/expression.hpp"
#include "query/query.hpp"

namespace {

constexpr std::uint64_t kStepsMax = 2'000'000;
constexpr std::uint64_t kMemoryBytesMax = 32 * 1024 * 1024;
constexpr std::string_view kDocument = R"({"a":[1,2,{"b":"x"}],"o":{"k":1},"n":null,"s":"text"})";

std::string input_of(const json::Value& item) {
    if (const auto text = item.find_string("text")) return std::string(*text);
    std::string out;
    if (const auto hex = item.find_string("hex")) {
        for (std::size_t i = 0; i + 1 < hex->size(); i += 2) {
            out += static_cast<char>(std::stoi(std::string(hex->substr(i, 2)), nullptr, 16));
        }
        return out;
    }
    const json::Value& repeat = *item.find("repeat");
    const auto count = *repeat.find("count")->as_integer();
    out += repeat.find_string("start").value_or("");
    for (std::int64_t i = 0; i < count; ++i) out += *repeat.find_string("open");
    out += *repeat.find_string("middle");
    for (std::int64_t i = 0; i < count; ++i) out += *repeat.find_string("close");
    return out;
}

std::string code_of(const base::Error& error) {
    return error.kind == base::ErrorKind::limit ? "limit" : "invalid";
}

std::string run_path(const std::string& text, const json::Value& data) {
    const auto path = query::Path::compile(text);
    if (!path) return code_of(path.error());
    query::Budget budget(kStepsMax);
    const auto value = path->evaluate(data, budget);
    if (value) return "";
    switch (value.error().kind) {
        case query::PathFault::Kind::not_found: return "not_found";
        case query::PathFault::Kind::invalid: return "inapplicable";
        case query::PathFault::Kind::other: break;
    }
    return "other";
}

std::string run_intrinsic(const std::string& text, const json::Value& data) {
    const auto compiled = query::Query::compile(text);
    if (!compiled) return code_of(compiled.error());
    base::SeededRandom random(1);
    const query::Environment environment{.input = data, .random = random, .steps_max = kStepsMax};
    const auto value = compiled->evaluate(environment, "value.$");
    return value ? "" : value.error().error;
}

std::string run_jsonata(const std::string& text, const json::Value& data) {
    const auto expression = query::jsonata::Expression::compile(text);
    if (!expression) return expression.error().code;
    base::SeededRandom random(1);
    const auto value = expression->evaluate({.input = &data,
                                             .random = random,
                                             .now_ms = 1'700'000'000'000,
                                             .steps_max = kStepsMax,
                                             .memory_bytes_max = kMemoryBytesMax});
    return value ? "" : value.error().code;
}

std::string run(const json::Value& item) {
    const std::string language(*item.find_string("language"));
    const std::string text = input_of(item);
    if (language == "json") {
        const auto value = json::parse(text);
        return value ? "" : code_of(value.error());
    }
    const json::Value* const given = item.find("data");
    if (language == "jsonata") {
        return run_jsonata(text, given != nullptr ? *given : json::Value::empty_object());
    }
    const json::Value data = given != nullptr ? *given : json::parse(kDocument).value();
    return language == "jsonpath" ? run_path(text, data) : run_intrinsic(text, data);
}

}  // namespace

TEST_CASE("bad inputs end with their documented errors") {
    std::ifstream file("tests/conformance/bad_inputs/cases.jsonl");
    int count = 0;
    for (std::string line; std::getline(file, line);) {
        const json::Value item = json::parse(line).value();
        CAPTURE(line);
        CHECK_EQ(run(item), *item.find_string("code"));
        ++count;
    }
    CHECK_GE(count, 300);
}

TEST_CASE("expressions that the reference reads in a surprising way are read so here") {
    const json::Value data = json::parse(R"([{"name":"abc"}])").value();
    // Behind `[]`, a lambda and a transform `/` begins a regular expression there.
    CHECK_EQ(run_jsonata("$[] / 2", data), "S0302");
    CHECK_EQ(run_jsonata("function($x) { $x } / 2", data), "S0302");
    CHECK_EQ(run_jsonata("|$|{}| / 2", data), "S0302");
    const auto evaluate = [&](std::string_view text) {
        const auto expression = query::jsonata::Expression::compile(text);
        base::SeededRandom random(1);
        return expression->evaluate({.input = &data, .random = random}).value().value();
    };
    // An array that is kept stays kept through an index or a sort.
    const json::Value kept = json::parse(R"(["abc"])").value();
    CHECK_EQ(evaluate("$[]#$w.name"), kept);
    CHECK_EQ(evaluate("$[]^(name).name"), kept);
    // What is undefined is written out as a replacement.
    CHECK_EQ(evaluate("$replace('a-b', '-', missing)"), json::Value::string("aundefinedb"));
}

TEST_CASE("a flag of a regular expression may stand once, as in JavaScript") {
    CHECK_EQ(run_jsonata("$match('a', /A/im).match", json::Value()), "");
    CHECK_EQ(run_jsonata("$match('a', /A/ii)", json::Value()), "S0303");
    CHECK_EQ(run_jsonata("$match('a', /A/imi)", json::Value()), "S0303");
}
