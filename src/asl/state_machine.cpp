// Walks down the scopes. Depth is bounded by the JSON parser's limit: each scope costs at least two
// levels.
#include "asl/state_machine.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace asl {

namespace {

std::optional<StateType> type_of(std::string_view name) {
    const auto found = std::ranges::find(kStateTypeNames, name);
    if (found == kStateTypeNames.end()) return std::nullopt;
    return static_cast<StateType>(found - kStateTypeNames.begin());
}

std::string type_list() {
    std::string text;
    for (const std::string_view name : kStateTypeNames)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

class Reader {
public:
    Reader(StateMachine& machine, Findings& findings) : machine_(machine), findings_(findings) {}

    void read_machine() {
        const Location& root = machine_.locations.emplace_back();
        const json::Value& document = machine_.document;
        if (const auto language = document.find_string("QueryLanguage"); language == "JSONata") {
            machine_.language = Language::jsonata;
        }
        machine_.fields =
            check_fields(document, kMachineFields, kAnyState, machine_.language, root, findings_);
        read_scope(machine_.fields, kNoState, root);
    }

private:
    ScopeIndex read_scope(const Fields& fields, StateIndex owner, const Location& where) {
        const auto index = static_cast<ScopeIndex>(machine_.scopes.size());
        machine_.scopes.push_back({.start_at = fields.text("StartAt"),
                                   .has_start = fields.find("StartAt") != nullptr,
                                   .states = {},
                                   .owner = owner,
                                   .where = &where});
        const json::Value* states = fields.find("States");
        if (states == nullptr) return index;
        const Location& list = machine_.locations.emplace_back(where, "States");
        if (states->size() == 0)
            findings_.schema("States must hold at least one state", list,
                             "as \"Done\": {\"Type\": \"Succeed\"}");
        for (const json::Member& member : states->members()) {
            const Location& place = machine_.locations.emplace_back(list, member.key());
            const StateIndex state = add_state(member.key(), index, place);
            read_state(state, member.value, place);
        }
        return index;
    }

    StateIndex add_state(std::string_view name, ScopeIndex scope, const Location& where) {
        const auto index = static_cast<StateIndex>(machine_.states.size());
        machine_.scopes[scope].states.push_back(index);
        StateDefinition& state = machine_.states.emplace_back();
        state.name = name;
        state.scope = scope;
        state.where = &where;
        if (name.empty() || base::utf8_length(name) > base::limits::kNameLengthMax) {
            findings_.error(code::kStateName, "The name of a state must have 1 to 80 characters",
                            where);
        }
        return index;
    }

    /// The vector of states may grow below, so the state is reached by its index.
    void read_state(StateIndex index, const json::Value& value, const Location& where) {
        if (!value.is_object()) {
            findings_.schema("Expected value of type Object", where,
                             "a state is an object with a Type");
            return;
        }
        const std::optional<StateType> type = read_type(value, where);
        if (!type) return;
        const Language language = read_language(value, where);
        Fields fields = check_fields(value, kStateFields, only(*type), language, where, findings_);
        std::vector<ScopeIndex> inner;
        if (*type == StateType::parallel) inner = read_branches(fields, index, where);
        if (*type == StateType::map) inner = read_processor(fields, index, where);
        StateDefinition& state = machine_.states[index];
        state.type = *type;
        state.is_known = true;
        state.written = &value;
        state.language = language;
        state.fields = std::move(fields);
        state.inner = std::move(inner);
    }

    std::optional<StateType> read_type(const json::Value& value, const Location& where) {
        const json::Value* written = value.find("Type");
        if (written == nullptr) {
            findings_.schema("These fields are required: [Type]", where, "one of " + type_list());
            return std::nullopt;
        }
        const std::string_view name =
            written->is_string() ? written->as_string() : std::string_view{};
        const auto type = type_of(name);
        if (type) return type;
        std::string hint = did_you_mean(name, {kStateTypeNames.begin(), kStateTypeNames.end()});
        if (hint.empty()) hint = "one of these words in double quotes";
        findings_.schema("The field 'Type' should have one of these values: [" + type_list() + "]",
                         Location(where, "Type"), std::move(hint));
        return std::nullopt;
    }

    Language read_language(const json::Value& value, const Location& where) {
        const auto written = value.find_string("QueryLanguage");
        if (written == "JSONPath" && machine_.language == Language::jsonata) {
            findings_.schema(
                "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
                where, "leave it out, or take JSONata from the top and give it to single states");
            return Language::jsonpath;
        }
        // What a Map or Parallel says is not handed down: states within it go by the machine's
        // word.
        return written == "JSONata" ? Language::jsonata : machine_.language;
    }

    std::vector<ScopeIndex> read_branches(const Fields& fields, StateIndex owner,
                                          const Location& where) {
        std::vector<ScopeIndex> inner;
        const json::Value* branches = fields.find("Branches");
        if (branches == nullptr) return inner;
        const Location& list = machine_.locations.emplace_back(where, "Branches");
        for (std::size_t i = 0; i < branches->size(); ++i) {
            const json::Value& branch = branches->items()[i];
            const Location& place = machine_.locations.emplace_back(list, i);
            if (!branch.is_object()) {
                findings_.schema("Expected value of type Object", place,
                                 "a branch is an object with StartAt and States");
                continue;
            }
            const Fields checked =
                check_fields(branch, kBranchFields, kAnyState, machine_.language, place, findings_);
            inner.push_back(read_scope(checked, owner, place));
        }
        return inner;
    }

    std::vector<ScopeIndex> read_processor(const Fields& fields, StateIndex owner,
                                           const Location& where) {
        for (const std::string_view name : {"ItemProcessor", "Iterator"}) {
            const json::Value* processor = fields.find(name);
            if (processor == nullptr) continue;
            const Location& place = machine_.locations.emplace_back(where, name);
            const Fields checked = check_fields(*processor, kProcessorFields, kAnyState,
                                                machine_.language, place, findings_);
            const ScopeIndex scope = read_scope(checked, owner, place);
            ScopeDefinition& inner = machine_.scopes[scope];
            read_processor_config(checked, place, inner);
            return {scope};
        }
        return {};
    }

    void read_processor_config(const Fields& processor, const Location& where,
                               ScopeDefinition& scope) {
        const json::Value* config = processor.find("ProcessorConfig");
        if (config == nullptr) return;
        const Location place(where, "ProcessorConfig");
        const Fields checked = check_fields(*config, kProcessorConfigFields, kAnyState,
                                            machine_.language, place, findings_);
        if (checked.text("Mode") != "DISTRIBUTED") return;
        scope.is_distributed = true;
        scope.is_express = checked.text("ExecutionType") == "EXPRESS";
        if (checked.has("ExecutionType")) return;
        findings_.schema("These fields are required: [ExecutionType]", place,
                         "STANDARD or EXPRESS: how the executions of the items run");
    }

    StateMachine& machine_;
    Findings& findings_;
};

}  // namespace

StateMachine parse_state_machine(json::Value document, Findings& findings) {
    StateMachine machine;
    machine.document = std::move(document);
    Reader(machine, findings).read_machine();
    return machine;
}

}  // namespace asl
