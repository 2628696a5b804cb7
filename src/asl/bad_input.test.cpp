// Every field of every kind of object in a definition, with each kind of bad value: the expected
// diagnostics are in tests/golden/asl/bad_fields.txt, one line for all values and objects that are
// answered alike.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "asl/choice_operators.hpp"
#include "asl/compile.hpp"
#include "asl/fields.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "support/golden.hpp"

namespace {

/// An object of a definition, valid as it stands, and a definition around it.
struct Subject {
    std::string name;  ///< "Task", "JSONata Task", "Retry".
    const asl::FieldTable* table;
    asl::StateSet states;
    asl::Language language;
    std::string object;  ///< A valid one.
    std::string before;  ///< The definition up to the object, and behind it.
    std::string after;
    std::string location;  ///< Of the object.
};

const std::string kTask = R"("Type":"Task","Resource":"arn:aws:states:::lambda:invoke")";
const std::string kProcessor = R"({"StartAt":"I","States":{"I":{"Type":"Succeed"}}})";

std::string state_object(asl::StateType type, asl::Language language) {
    const bool is_jsonata = language == asl::Language::jsonata;
    switch (type) {
        case asl::StateType::task: return "{" + kTask + R"(,"End":true})";
        case asl::StateType::wait: return R"({"Type":"Wait","Seconds":1,"End":true})";
        case asl::StateType::pass: return R"({"Type":"Pass","End":true})";
        case asl::StateType::succeed: return R"({"Type":"Succeed"})";
        case asl::StateType::fail: return R"({"Type":"Fail"})";
        case asl::StateType::choice:
            return std::string(R"({"Type":"Choice","Choices":[{"Next":"Z",)") +
                   (is_jsonata ? R"("Condition":true)" : R"("Variable":"$.a","IsNull":true)") +
                   "}]}";
        case asl::StateType::parallel:
            return R"({"Type":"Parallel","End":true,"Branches":[)" + kProcessor + "]}";
        case asl::StateType::map:
            return R"({"Type":"Map","End":true,"ItemProcessor":)" + kProcessor + "}";
    }
    return {};
}

void add_states(std::vector<Subject>& subjects) {
    for (const auto language : {asl::Language::jsonpath, asl::Language::jsonata}) {
        const bool is_jsonata = language == asl::Language::jsonata;
        for (std::size_t i = 0; i < asl::kStateTypeNames.size(); ++i) {
            const auto type = static_cast<asl::StateType>(i);
            subjects.push_back(
                {.name = (is_jsonata ? "JSONata " : "") + std::string(asl::kStateTypeNames[i]),
                 .table = &asl::kStateFields,
                 .states = asl::only(type),
                 .language = language,
                 .object = state_object(type, language),
                 .before =
                     std::string(is_jsonata ? R"({"QueryLanguage":"JSONata",)" : "{") +
                     R"("StartAt":"C","States":{"C":{"Type":"Choice","Default":"Z","Choices":[{"Next":"S",)" +
                     (is_jsonata ? R"("Condition":true)" : R"("Variable":"$.a","IsNull":true)") +
                     R"(}]},"Z":{"Type":"Succeed"},"S":)",
                 .after = "}}",
                 .location = "/States/S"});
        }
    }
}

Subject inner(const std::string& name, const asl::FieldTable& table, const std::string& object,
              const std::string& before, const std::string& after, const std::string& place) {
    return {.name = name,
            .table = &table,
            .states = asl::kAnyState,
            .language = asl::Language::jsonpath,
            .object = object,
            .before = R"({"StartAt":"S","States":{"S":)" + before,
            .after = after + R"(,"Z":{"Type":"Succeed"}}})",
            .location = "/States/S" + place};
}

std::vector<Subject> subjects() {
    std::vector<Subject> all;
    add_states(all);
    const std::string open = "{" + kTask + R"(,"Next":"Z",)";
    const std::string map = R"({"Type":"Map","Next":"Z",)";
    const std::string with_processor = map + R"("ItemProcessor":)" + kProcessor + ",";
    all.push_back({.name = "Machine",
                   .table = &asl::kMachineFields,
                   .states = asl::kAnyState,
                   .language = asl::Language::jsonpath,
                   .object = kProcessor,
                   .before = {},
                   .after = {},
                   .location = "/"});
    all.push_back(inner("Retry", asl::kRetrierFields, R"({"ErrorEquals":["E"]})",
                        open + R"("Retry":[)", "]}", "/Retry[0]"));
    all.push_back(inner("Catch", asl::kCatcherFields, R"({"ErrorEquals":["E"],"Next":"Z"})",
                        open + R"("Catch":[)", "]}", "/Catch[0]"));
    all.push_back(inner("Credentials", asl::kCredentialsFields,
                        R"({"RoleArn":"arn:aws:iam::123456789012:role/r"})",
                        open + R"("Credentials":)", "}", "/Credentials"));
    all.push_back(inner("Choices", asl::kChoiceRuleFields,
                        R"({"Variable":"$.a","IsNull":true,"Next":"Z"})",
                        R"({"Type":"Choice","Choices":[)", "]}", "/Choices[0]"));
    Subject condition =
        inner("JSONata Choices", asl::kConditionRuleFields, R"({"Condition":true,"Next":"Z"})",
              R"({"Type":"Choice","QueryLanguage":"JSONata","Choices":[)", "]}", "/Choices[0]");
    condition.language = asl::Language::jsonata;
    all.push_back(std::move(condition));
    all.push_back(inner("Branches", asl::kBranchFields, kProcessor,
                        R"({"Type":"Parallel","Next":"Z","Branches":[)", "]}", "/Branches[0]"));
    all.push_back(inner("ItemProcessor", asl::kProcessorFields, kProcessor,
                        map + R"("ItemProcessor":)", "}", "/ItemProcessor"));
    all.push_back(inner("ProcessorConfig", asl::kProcessorConfigFields,
                        R"({"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"})",
                        map +
                            R"("ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Succeed"}},)" +
                            R"("ProcessorConfig":)",
                        "}}", "/ItemProcessor/ProcessorConfig"));
    all.push_back(inner("ItemReader", asl::kItemReaderFields,
                        R"({"Resource":"arn:aws:states:::s3:getObject"})",
                        with_processor + R"("ItemReader":)", "}", "/ItemReader"));
    all.push_back(
        inner("ReaderConfig", asl::kReaderConfigFields, R"({"InputType":"CSV"})",
              with_processor +
                  R"("ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":)",
              "}}", "/ItemReader/ReaderConfig"));
    all.push_back(inner("ItemBatcher", asl::kItemBatcherFields, R"({"MaxItemsPerBatch":1})",
                        with_processor + R"("ItemBatcher":)", "}", "/ItemBatcher"));
    all.push_back(inner("ResultWriter", asl::kResultWriterFields,
                        R"({"Resource":"arn:aws:states:::s3:putObject"})",
                        with_processor + R"("ResultWriter":)", "}", "/ResultWriter"));
    all.push_back(inner("WriterConfig", asl::kWriterConfigFields, R"({"OutputType":"JSON"})",
                        with_processor + R"("ResultWriter":{"WriterConfig":)", "}}",
                        "/ResultWriter/WriterConfig"));
    return all;
}

/// Kinds of bad values; "missing" takes the field out.
const std::vector<std::pair<std::string, std::string>>& bad_values() {
    static const std::vector<std::pair<std::string, std::string>> all = {
        {"missing", ""},
        {"null", "null"},
        {"boolean", "true"},
        {"zero", "0"},
        {"negative", "-1"},
        {"fraction", "1.5"},
        {"huge", "1000000000000000000000"},
        {"text", "\"x\""},
        {"empty text", "\"\""},
        {"long text", "\"" + std::string(300, 'x') + "\""},
        {"list", "[1]"},
        {"empty list", "[]"},
        {"object", R"({"x":1})"},
        {"empty object", "{}"},
    };
    return all;
}

std::string with_field(const Subject& subject, std::string_view field, const std::string& value) {
    std::string object = "{";
    const json::Value parsed = json::parse(subject.object).value();
    for (const json::Member& member : parsed.members()) {
        if (member.key() == field) continue;
        object += (object.size() > 1 ? "," : "") + json::print(json::Value::string(member.key())) +
                  ":" + json::print(member.value);
    }
    if (!value.empty())
        object +=
            std::string(object.size() > 1 ? "," : "") + "\"" + std::string(field) + "\":" + value;
    return subject.before + object + "}" + subject.after;
}

/// The text without the value that was given, so that values that are answered alike look alike.
std::string without_value(std::string text, const std::string& value) {
    if (value.empty()) return text;
    const std::string printed = json::print(json::parse(value).value());
    const std::string begin = ", not " + printed.substr(0, 40);
    for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
        auto end = at + begin.size();
        while (end < text.size() && (text[end] == 'x' || text[end] == '.')) ++end;
        text.replace(at, end - at, ", not that");
    }
    if (const auto at = text.find("xxxxxxxxxx"); at != std::string::npos) {
        const auto end = text.find_first_not_of('x', at);
        text.replace(at, (end == std::string::npos ? text.size() : end) - at, "x(n)");
    }
    return text;
}

/// All diagnostics as one text, with places relative to the object.
std::string outcome(const Subject& subject, const std::string& definition,
                    const std::string& value = {}) {
    const asl::Compiled compiled = asl::compile(definition);
    if (compiled.diagnostics.empty()) return "accepted";
    std::string text;
    for (const asl::Diagnostic& one : compiled.diagnostics) {
        std::string place = one.location;
        if (place.starts_with(subject.location))
            place = "." + place.substr(subject.location.size());
        text += text.empty() ? "" : " && ";
        text += one.code == "SCHEMA_VALIDATION_FAILED" ? "" : one.code + ": ";
        text += one.message + " at " + place;
        if (!one.hint.empty()) text += " (" + one.hint + ")";
    }
    return without_value(std::move(text), value);
}

std::string joined(const std::set<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// What each field was answered: the kinds of values by object.
using Answers =
    std::map<std::pair<std::string, std::string>, std::map<std::string, std::set<std::string>>>;

/// The members of a Choice rule, which are no rows of a field table.
void add_rules(Answers& answers) {
    const auto rule = [](const std::string& object) {
        return inner("", asl::kChoiceRuleFields, object, R"({"Type":"Choice","Choices":[)", "]}",
                     "/Choices[0]");
    };
    std::vector<std::pair<std::string, Subject>> fields;
    fields.emplace_back("Variable", rule(R"({"IsNull":true,"Next":"Z"})"));
    for (const std::string name : {"And", "Or", "Not"})
        fields.emplace_back(name, rule(R"({"Next":"Z"})"));
    for (const asl::ChoiceOperator& one : asl::choice_operators())
        fields.emplace_back(one.name, rule(R"({"Variable":"$.a","Next":"Z"})"));
    for (const auto& [field, subject] : fields) {
        for (const auto& [kind, value] : bad_values()) {
            const bool is_operator =
                field != "Variable" && field != "And" && field != "Or" && field != "Not";
            const std::string found = outcome(subject, with_field(subject, field, value), value);
            answers[{is_operator ? "comparison" : field, found}][is_operator ? field : "Choices"]
                .insert(kind);
        }
    }
}

std::string states(const std::string& list) {
    return R"({"StartAt":"A","States":{)" + list + "}}";
}

std::string only_code(const std::string& definition) {
    const asl::Compiled compiled = asl::compile(definition);
    std::string codes;
    for (const asl::Diagnostic& one : compiled.diagnostics) {
        codes += (codes.empty() ? "" : " ") + one.code + " " + one.location;
    }
    return codes;
}

}  // namespace

TEST_CASE("every field of every object answers every kind of bad value") {
    Answers kinds_by_object;
    for (const Subject& subject : subjects()) {
        CAPTURE(subject.name);
        CHECK_EQ(outcome(subject, subject.before + subject.object + subject.after), "accepted");
        for (const asl::FieldRow& row : subject.table->rows) {
            const bool speaks = row.language == asl::Speaks::both ||
                                (row.language == asl::Speaks::jsonata) ==
                                    (subject.language == asl::Language::jsonata);
            if (!speaks || (row.states & subject.states) == 0) continue;
            for (const auto& [kind, value] : bad_values()) {
                const std::string found =
                    outcome(subject, with_field(subject, row.name, value), value);
                kinds_by_object[{std::string(row.name), found}][subject.name].insert(kind);
            }
        }
    }
    add_rules(kinds_by_object);
    std::string text;
    for (const auto& [key, objects] : kinds_by_object) {
        std::map<std::set<std::string>, std::set<std::string>> alike;
        for (const auto& [object, kinds] : objects) alike[kinds].insert(object);
        for (const auto& [kinds, names] : alike) {
            text += key.first + " | " + joined(kinds) + " | " + joined(names) + " | " + key.second +
                    "\n";
        }
    }
    support::check_golden("asl/bad_fields.txt", text);
}

TEST_CASE("what is wrong with a value names the field, and says what would be right") {
    for (const Subject& subject : subjects()) {
        for (const asl::FieldRow& row : subject.table->rows) {
            const std::string definition = with_field(subject, row.name, "[null]");
            for (const asl::Diagnostic& one : asl::compile(definition).diagnostics) {
                CAPTURE(definition);
                CAPTURE(one.message);
                const bool names_field = one.location.find(row.name) != std::string::npos ||
                                         one.message.find(row.name) != std::string::npos ||
                                         row.name == "Type" || row.name == "States" ||
                                         row.name == "StartAt" || row.name == "Next" ||
                                         row.name == "End";
                CHECK(names_field);
                const bool says_how = !one.hint.empty() ||
                                      one.message.find(" must ") != std::string::npos ||
                                      one.message.find("required") != std::string::npos;
                CHECK(says_how);
            }
        }
    }
}

TEST_CASE("cycles need a way out, and only that") {
    CHECK_EQ(only_code(states(R"("A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"})")),
             "MISSING_END_STATE ");
    CHECK_EQ(only_code(states(R"("A":{"Type":"Pass","Next":"A"})")), "MISSING_END_STATE ");
    CHECK_EQ(only_code(states(R"("A":{"Type":"Pass","Next":"C"},"Z":{"Type":"Succeed"},
                 "C":{"Type":"Choice","Default":"Z","Choices":[
                      {"Variable":"$.a","IsNull":true,"Next":"A"}]})")),
             "");
    CHECK_EQ(only_code(states(R"("A":{"Type":"Pass","Next":"A"},"Z":{"Type":"Succeed"})")),
             "MISSING_TRANSITION_TARGET /States/Z");
}

TEST_CASE("names of states are unique in the whole definition") {
    const std::string branch = R"({"StartAt":"A","States":{"A":{"Type":"Succeed"}}})";
    CHECK_EQ(only_code(states(R"("A":{"Type":"Parallel","End":true,"Branches":[)" + branch + "]}")),
             "DUPLICATE_STATE_NAME /States/A/Branches[0]/States/A");
    CHECK_EQ(only_code(states(R"("A":{"Type":"Parallel","Next":"B","Branches":[
                 {"StartAt":"X","States":{"X":{"Type":"Succeed"}}}]},
                 "B":{"Type":"Map","End":true,"ItemProcessor":
                 {"StartAt":"X","States":{"X":{"Type":"Succeed"}}}})")),
             "DUPLICATE_STATE_NAME /States/B/ItemProcessor/States/X");
}

TEST_CASE("names of states are any 1 to 80 characters") {
    const std::vector<std::string> names = {"a",
                                            "Zürich",
                                            "名前",
                                            "اسم",
                                            "שם",
                                            "नाम",
                                            "e\xcc\x81",
                                            "🙂",
                                            "👩‍👩‍👧",
                                            "\xe2\x80\xae",
                                            "\xef\xbf\xbd",
                                            "\xee\x80\x80",
                                            "\xf4\x8f\xbf\xbf",
                                            "1",
                                            " ",
                                            "a/b[0]",
                                            "$.a",
                                            "\xc2\xa0",
                                            "\xe2\x80\x8b",
                                            "½",
                                            "Ⅷ"};
    for (const std::string& name : names) {
        const std::string quoted = json::print(json::Value::string(name));
        CAPTURE(name);
        CHECK_EQ(only_code(R"({"StartAt":)" + quoted + R"(,"States":{)" + quoted +
                           R"(:{"Type":"Pass","End":true}}})"),
                 "");
        std::string longest;
        while (base::utf8_length(longest) < 80) longest += name;
        const std::string fits = json::print(json::Value::string(longest));
        if (base::utf8_length(longest) == 80) {
            CHECK_EQ(only_code(R"({"StartAt":)" + fits + R"(,"States":{)" + fits +
                               R"(:{"Type":"Pass","End":true}}})"),
                     "");
        }
        const std::string longer = json::print(json::Value::string(longest + "+"));
        CHECK_EQ(only_code(R"({"StartAt":)" + longer + R"(,"States":{)" + longer +
                           R"(:{"Type":"Pass","End":true}}})"),
                 "INVALID_STATE_NAME /States/" + longest + "+");
    }
    for (const std::string name : {R"("\u0000")", R"("\u0007")", R"("\ud800")", R"("\n")"}) {
        CHECK_EQ(only_code(R"({"StartAt":)" + name + R"(,"States":{)" + name +
                           R"(:{"Type":"Pass","End":true}}})"),
                 "");
    }
    CHECK_EQ(only_code(R"({"StartAt":"","States":{"":{"Type":"Pass","End":true}}})"),
             "INVALID_STATE_NAME /States/");
    CHECK_EQ(only_code(R"({"StartAt":"","States":{"A":{"Type":"Pass","End":true}}})"),
             "MISSING_TRANSITION_TARGET /StartAt");
}

TEST_CASE("a definition may have 1 MiB, and not a byte more") {
    std::string text = states(R"("A":{"Type":"Succeed"})");
    text.append(base::limits::kDefinitionBytesMax - text.size(), ' ');
    CHECK_EQ(only_code(text), "");
    CHECK_EQ(only_code(text + " "), "SCHEMA_VALIDATION_FAILED ");
}

TEST_CASE("query languages are the two there are, and mix one way only") {
    const auto machine = [](const std::string& own, const std::string& of_state,
                            const std::string& fields) {
        const auto member = [](const std::string& value) {
            return value.empty() ? "" : R"("QueryLanguage":)" + value + ",";
        };
        return "{" + member(own) + R"("StartAt":"A","States":{"A":{"Type":"Pass",)" +
               member(of_state) + fields + R"("End":true}}})";
    };
    const std::string jsonata = R"("JSONata")";
    const std::string jsonpath = R"("JSONPath")";
    const std::string output = R"("Output":1,)";
    const std::string parameters = R"("Parameters":{},)";
    const std::string at_state = "SCHEMA_VALIDATION_FAILED /States/A";
    CHECK_EQ(only_code(machine(jsonata, "", output)), "");
    CHECK_EQ(only_code(machine(jsonata, jsonata, output)), "");
    CHECK_EQ(only_code(machine(jsonpath, jsonata, output)), "");
    CHECK_EQ(only_code(machine("", jsonata, output)), "");
    CHECK_EQ(only_code(machine(jsonpath, jsonpath, parameters)), "");
    CHECK_EQ(only_code(machine(jsonata, jsonpath, parameters)), at_state);
    CHECK_EQ(only_code(machine("", jsonata, parameters)), at_state);
    CHECK_EQ(only_code(machine("", "", output)), at_state);
    for (const std::string wrong : {R"("jsonata")", R"("XPath")", R"("")", "null", "1", "[]"}) {
        CHECK_EQ(only_code(machine(wrong, "", "")), "SCHEMA_VALIDATION_FAILED /QueryLanguage");
        CHECK_EQ(only_code(machine("", wrong, "")), at_state + "/QueryLanguage");
    }
}
