// Runs the cases in tests/conformance/jsonpath and tests/conformance/intrinsics through the same
// door as `quickstep eval --lines`. The program runs in the repository's root.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "base/text.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "query/eval_lines.hpp"

namespace {

std::string file_text(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<json::Value> cases_of(const std::string& path) {
    std::vector<json::Value> out;
    const std::string text = file_text(path);
    for (const std::string_view line : base::split(text, '\n')) {
        if (!line.empty()) out.push_back(json::parse(line).value());
    }
    return out;
}

json::Value ask(json::ObjectBuilder request) {
    return json::parse(query::eval_line(json::print(std::move(request).build()))).value();
}

/// Equality by text, so that 1 and 1.0 differ; members in any order.
bool is_same_text(const json::Value& a, const json::Value& b) {
    if (a.kind() != b.kind() || a.size() != b.size()) return false;
    if (a.is_number()) return a.number_text() == b.number_text();
    if (a.is_array()) {
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (!is_same_text(a.items()[i], b.items()[i])) return false;
        }
        return true;
    }
    if (a.is_object()) {
        for (const json::Member& member : a.members()) {
            const json::Value* const other = b.find(member.key());
            if (other == nullptr || !is_same_text(member.value, *other)) return false;
        }
        return true;
    }
    return a == b;
}

bool fits(std::string_view kind, const json::Value& value) {
    if (kind == "integer") return value.is_number() && value.as_integer().has_value();
    return kind == "uuid" && value.is_string() && value.as_string().size() == 36 &&
           value.as_string()[14] == '4';
}

}  // namespace

TEST_CASE("paths give what Jayway gives") {
    const json::Value docs = json::parse(file_text("tests/conformance/jsonpath/docs.json")).value();
    const auto cases = cases_of("tests/conformance/jsonpath/cases.jsonl");
    REQUIRE_EQ(cases.size(), 313);
    for (const json::Value& item : cases) {
        const std::string id(*item.find_string("id"));
        CAPTURE(id);
        json::ObjectBuilder request;
        request.set("id", id).set("language", "jsonpath");
        request.set("expression", *item.find_string("path"));
        if (const auto key = item.find_string("doc_ref")) {
            request.set("data", *docs.find(key->substr(key->find('#') + 1)));
        } else if (const json::Value* const doc = item.find("doc")) {
            request.set("data", *doc);
        }
        const json::Value answer = ask(std::move(request));
        CAPTURE(json::print(answer));
        if (const json::Value* const result = item.find("result")) {
            REQUIRE(answer.find("result") != nullptr);
            CHECK(*answer.find("result") == *result);
            continue;
        }
        REQUIRE(answer.find("error") != nullptr);
        const auto code = *answer.find("error")->find_string("code");
        const auto kind = *item.find("error")->find_string("kind");
        if (kind == "invalid_path") CHECK_EQ(code, "InvalidPath");
        if (kind == "path_not_found") CHECK_EQ(code, "PathNotFound");
    }
}

TEST_CASE("intrinsic functions give what AWS answered") {
    const auto cases = cases_of("tests/conformance/intrinsics/cases.jsonl");
    REQUIRE_EQ(cases.size(), 40);
    for (const json::Value& item : cases) {
        const std::string id(*item.find_string("id"));
        CAPTURE(id);
        for (const json::Value& eval : item.find("evals")->items()) {
            const json::Value answer = ask(json::ObjectBuilder(eval));
            CAPTURE(json::print(answer));
            const json::Value* const result = answer.find("result");
            REQUIRE(result != nullptr);
            if (const auto kind = eval.find_string("matches")) {
                CHECK(fits(*kind, *result));
            } else {
                CHECK(is_same_text(*eval.find("result"), *result));
            }
        }
    }
}
