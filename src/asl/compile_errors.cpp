// Retriers and catchers: their fields, and the rules for States.ALL.
#include "asl/compile_errors.hpp"

#include <algorithm>
#include <string>

#include "asl/compile_jsonata.hpp"

namespace asl {

namespace {

constexpr std::string_view kAll = "States.ALL";

std::vector<std::string> error_names(const Fields& fields) {
    std::vector<std::string> names;
    const json::Value* list = fields.find("ErrorEquals");
    if (list == nullptr) return names;
    for (const json::Value& name : list->items()) names.emplace_back(name.as_string());
    return names;
}

/// `States.ALL` matches everything, so it must stand alone, and nothing can follow it.
void check_wildcard(const std::vector<std::string>& names, bool is_last, const Location& where,
                    Findings& findings) {
    if (std::ranges::find(names, kAll) == names.end()) return;
    const Location place(where, "ErrorEquals");
    if (names.size() > 1) {
        findings.schema("States.ALL must be the only error in its ErrorEquals", place,
                        "it matches every error, so the other names say nothing");
    }
    if (!is_last) {
        findings.schema("States.ALL must be in the last entry of its list", place,
                        "what follows it could never be reached");
    }
}

std::int64_t integer(const Fields& fields, std::string_view name, std::int64_t fallback) {
    const json::Value* value = fields.find(name);
    return value == nullptr ? fallback : value->as_integer().value_or(fallback);
}

Retrier read_retrier(const Fields& fields) {
    Retrier retrier;
    retrier.error_equals = error_names(fields);
    retrier.interval_seconds = integer(fields, "IntervalSeconds", retrier.interval_seconds);
    retrier.max_attempts = integer(fields, "MaxAttempts", retrier.max_attempts);
    if (const json::Value* rate = fields.find("BackoffRate"))
        retrier.backoff_rate = rate->as_double();
    if (fields.find("MaxDelaySeconds") != nullptr)
        retrier.max_delay_seconds = integer(fields, "MaxDelaySeconds", 1);
    retrier.full_jitter = fields.text("JitterStrategy") == "FULL";
    return retrier;
}

/// Calls `read(fields, place, is_last)` for each entry that is an object.
template <class Read>
void for_each_entry(const StateDefinition& state, std::string_view name, const FieldTable& table,
                    Findings& findings, const Read& read) {
    const json::Value* list = state.fields.find(name);
    if (list == nullptr) return;
    const Location all(*state.where, name);
    for (std::size_t i = 0; i < list->size(); ++i) {
        const json::Value& entry = list->items()[i];
        const Location place(all, i);
        if (!entry.is_object()) {
            findings.schema("Expected value of type Object", place,
                            "an entry is an object with ErrorEquals");
            continue;
        }
        const Fields fields =
            check_fields(entry, table, kAnyState, state.language, place, findings);
        read(fields, place, i + 1 == list->size());
    }
}

}  // namespace

std::vector<Retrier> compile_retry(const StateDefinition& state, Findings& findings) {
    std::vector<Retrier> retriers;
    for_each_entry(state, "Retry", kRetrierFields, findings,
                   [&](const Fields& fields, const Location& place, bool is_last) {
                       retriers.push_back(read_retrier(fields));
                       check_wildcard(retriers.back().error_equals, is_last, place, findings);
                   });
    return retriers;
}

std::vector<NamedCatcher> compile_catch(const StateDefinition& state, Findings& findings) {
    std::vector<NamedCatcher> catchers;
    for_each_entry(state, "Catch", kCatcherFields, findings,
                   [&](const Fields& fields, const Location& place, bool is_last) {
                       const FieldSource source{fields, place, findings, state.language};
                       NamedCatcher& entry = catchers.emplace_back();
                       entry.next = fields.text("Next");
                       entry.catcher.error_equals = error_names(fields);
                       check_wildcard(entry.catcher.error_equals, is_last, place, findings);
                       entry.catcher.result_path = compile_result_path(source);
                       entry.catcher.output =
                           compile_jsonata(source, "Output", Reads::error_output);
                       entry.catcher.assign = compile_assign(source, Reads::error_output);
                   });
    return catchers;
}

}  // namespace asl
