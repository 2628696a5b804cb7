// Parallel and Map gather what their branches and iterations give: whether the sum of it can pass
// the limit of 256 KiB. How large each part may be is followed through the states inside.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "asl/check_flow.hpp"
#include "asl/lint/lint.hpp"

namespace asl {

namespace {

/// What is known of a payload's size. A larger one takes a smaller one over.
enum class Bulk : std::uint8_t {
    bounded,  ///< Written down, or members picked by hand.
    input,    ///< As large as the input of the scope.
    any,      ///< What a Task gave: up to the limit itself.
};

/// Whether a payload of JSONPath holds the whole input: a key that ends in `.$` with "$".
bool takes_all(const json::Value& payload) {
    if (payload.is_array()) return std::ranges::any_of(payload.items(), takes_all);
    if (!payload.is_object()) return false;
    return std::ranges::any_of(payload.members(), [](const json::Member& member) {
        if (!member.value.is_string()) return takes_all(member.value);
        return member.key().ends_with(".$") && member.value.as_string() == "$";
    });
}

bool is_null(const StateDefinition& state, std::string_view field) {
    const json::Value* value = state.fields.find(field);
    return value != nullptr && value->is_null();
}

bool has_work(const StateDefinition& state) {
    return state.type == StateType::task || state.type == StateType::parallel ||
           state.type == StateType::map;
}

Bulk shaped(const json::Value* payload, Bulk without) {
    if (payload == nullptr) return without;
    return takes_all(*payload) ? without : Bulk::bounded;
}

Bulk result_of(const StateDefinition& state, Bulk in) {
    if (has_work(state)) return shaped(state.fields.find("ResultSelector"), Bulk::any);
    if (state.type != StateType::pass) return in;
    if (state.fields.find("Result") != nullptr) return Bulk::bounded;
    return shaped(state.fields.find("Parameters"), in);
}

Bulk output_of(const StateDefinition& state, Bulk in) {
    if (state.language == Language::jsonata) {
        if (state.fields.find("Output") != nullptr) return Bulk::bounded;
        return has_work(state) ? Bulk::any : in;
    }
    if (is_null(state, "OutputPath")) return Bulk::bounded;
    const Bulk result = result_of(state, is_null(state, "InputPath") ? Bulk::bounded : in);
    if (is_null(state, "ResultPath")) return in;
    const std::string_view path = state.fields.text("ResultPath");
    return path.empty() || path == "$" ? result : std::max(result, in);
}

bool ends(const StateDefinition& state) {
    if (state.type == StateType::succeed) return true;
    const json::Value* end = state.fields.find("End");
    return end != nullptr && end->as_boolean();
}

/// How large the output of one run of the scope may be.
class ScopeBulk {
public:
    ScopeBulk(const StateMachine& machine, ScopeIndex scope) : machine_(machine) {
        for (const StateIndex index : machine.scopes[scope].states)
            names_.emplace_back(machine.states[index].name, index);
        std::ranges::sort(names_);
        reached_.assign(names_.size(), kNever);
        reach(machine.scopes[scope].start_at, Bulk::input);
    }

    Bulk run() {
        Bulk largest = Bulk::bounded;
        while (!waiting_.empty()) {
            const std::size_t at = waiting_.back();
            waiting_.pop_back();
            const StateDefinition& state = machine_.states[names_[at].second];
            const Bulk out = output_of(state, static_cast<Bulk>(reached_[at]));
            if (ends(state)) largest = std::max(largest, out);
            for_each_transition(
                state, [&](const TransitionName& transition) { reach(transition.target, out); });
        }
        return largest;
    }

private:
    static constexpr int kNever = -1;

    void reach(std::string_view name, Bulk bulk) {
        const auto found = std::ranges::lower_bound(
            names_, name, {}, &std::pair<std::string_view, StateIndex>::first);
        if (found == names_.end() || found->first != name) return;
        const auto at = static_cast<std::size_t>(found - names_.begin());
        if (reached_[at] >= static_cast<int>(bulk)) return;
        reached_[at] = static_cast<int>(bulk);
        waiting_.push_back(at);
    }

    const StateMachine& machine_;
    std::vector<std::pair<std::string_view, StateIndex>> names_;  ///< Sorted.
    std::vector<int> reached_;                                    ///< A Bulk each, or kNever.
    std::vector<std::size_t> waiting_;
};

/// Whether the state throws its result away or picks from it.
bool narrows(const StateDefinition& state) {
    if (state.language == Language::jsonata) return state.fields.find("Output") != nullptr;
    return is_null(state, "ResultPath") || is_null(state, "OutputPath") ||
           state.fields.find("ResultSelector") != nullptr;
}

constexpr const char* kHint =
    "keep results in S3 or DynamoDB and pass on their keys, or pick members with ResultSelector "
    "or Output inside";

void check_parallel(const LintSource& source, const StateDefinition& state) {
    std::size_t large = 0;
    for (const ScopeIndex branch : state.inner) {
        if (ScopeBulk(source.machine, branch).run() != Bulk::bounded) ++large;
    }
    if (large < 2) return;
    source.findings.ours(code::kLintPayload,
                         std::to_string(large) +
                             " branches give their whole input or result on: together they can "
                             "pass the limit of 256 KiB",
                         *state.where, kHint);
}

void check_map(const LintSource& source, const StateDefinition& state, const Map& map) {
    if (state.inner.empty() || (map.result_writer && !map.result_writer->resource.empty())) return;
    const json::Value* selector = state.fields.find("ItemSelector");
    const Bulk item = selector != nullptr && takes_all(*selector) ? Bulk::any : Bulk::bounded;
    const Bulk bulk = ScopeBulk(source.machine, state.inner.front()).run();
    if (bulk == Bulk::bounded || (bulk == Bulk::input && item == Bulk::bounded)) return;
    source.findings.ours(code::kLintPayload,
                         "Each iteration gives a whole result on: with many items their list can "
                         "pass the limit of 256 KiB",
                         *state.where, kHint);
}

}  // namespace

void lint_payloads(const LintSource& source) {
    for (StateIndex i = 0; i < source.machine.states.size(); ++i) {
        const StateDefinition& state = source.machine.states[i];
        if (narrows(state)) continue;
        if (state.type == StateType::parallel) check_parallel(source, state);
        if (const auto* map = std::get_if<Map>(&source.program.states[i].kind))
            check_map(source, state, *map);
    }
}

}  // namespace asl
