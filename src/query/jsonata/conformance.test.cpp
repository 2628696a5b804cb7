// Runs JSONata's own test suite, tests/conformance/jsonata. The program runs in the repository's
// root.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "base/text.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "query/jsonata/expression.hpp"

using namespace query::jsonata;

namespace {

std::string file_text(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Fractions may differ by one part in 10^13; members come in any order.
bool is_close(const json::Value& a, const json::Value& b) {
    if (a.kind() != b.kind() || a.size() != b.size()) return false;
    if (a.is_number()) {
        const double x = a.as_double();
        const double y = b.as_double();
        return x == y || std::abs(x - y) <= 1e-13 * std::max(std::abs(x), std::abs(y));
    }
    if (a.is_array()) {
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (!is_close(a.items()[i], b.items()[i])) return false;
        }
        return true;
    }
    if (a.is_object()) {
        return std::ranges::all_of(a.members(), [&](const json::Member& member) {
            const json::Value* const other = b.find(member.key());
            return other != nullptr && is_close(member.value, *other);
        });
    }
    return a == b;
}

json::Value sorted(const json::Value& array) {
    if (!array.is_array()) return array;
    std::vector<json::Value> items(array.items().begin(), array.items().end());
    std::ranges::sort(items, {}, [](const json::Value& item) { return json::print(item); });
    return json::Value::take_array(std::move(items));
}

using Answer = Result<std::optional<json::Value>>;

bool is_as_expected(const Answer& answer, const json::Value& wanted, bool is_unordered) {
    if (const json::Value* const error = wanted.find("error")) {
        // The 2.0.6 column holds codes, and texts of crashes, which nothing needs to match.
        const auto code =
            error->is_string() ? error->as_string() : error->find_string("code").value_or("");
        return !answer && answer.error().code == code;
    }
    if (!answer) return false;
    const json::Value* const result = wanted.find("result");
    if (result == nullptr) return wanted.find("undefined") != nullptr && !answer->has_value();
    if (!answer->has_value()) return false;
    return is_unordered ? is_close(sorted(**answer), sorted(*result)) : is_close(**answer, *result);
}

Answer evaluate(const json::Value& item, const json::Value* input) {
    auto compiled = Expression::compile(*item.find_string("expr"));
    if (!compiled) return tl::unexpected<Error>(compiled.error());
    std::map<std::string, json::Value, std::less<>> variables;
    if (const json::Value* const given = item.find("bindings")) {
        for (const json::Member& member : given->members()) {
            variables.insert_or_assign(std::string(member.key()), member.value);
        }
    }
    base::SeededRandom random(1);
    Surroundings surroundings{.input = input,
                              .variables = query::Variables::of(variables),
                              .random = random,
                              .now_ms = 1'700'000'000'000};
    if (const json::Value* const depth = item.find("depth")) {
        surroundings.depth_max = static_cast<std::uint32_t>(*depth->as_integer());
    }
    return compiled->evaluate(surroundings);
}

}  // namespace

TEST_CASE("expressions give what JSONata's own test suite expects") {
    const std::string folder = "tests/conformance/jsonata/";
    const std::string text = file_text(folder + "cases.jsonl");
    std::map<std::string, json::Value> datasets;
    int count = 0;
    for (const std::string_view line : base::split(text, '\n')) {
        if (line.empty()) continue;
        const json::Value item = json::parse(line).value();
        const std::string id(*item.find_string("id"));
        CAPTURE(id);
        const json::Value* input = item.find("data");
        if (const auto name = item.find_string("dataset")) {
            json::Value& data = datasets[std::string(*name)];
            if (data.is_null()) {
                const std::string path = folder + "datasets/" + std::string(*name) + ".json";
                data = json::parse(file_text(path)).value();
            }
            input = &data;
        }
        const Answer answer = evaluate(item, input);
        if (!answer) INFO(answer.error().code << ": " << answer.error().message);
        const bool is_unordered = item.find("unordered") != nullptr;
        const json::Value* const old = item.find("jsonata_2_0_6");
        CHECK((is_as_expected(answer, item, is_unordered) ||
               (old != nullptr && is_as_expected(answer, *old, is_unordered))));
        ++count;
    }
    CHECK_EQ(count, 1019);
}
