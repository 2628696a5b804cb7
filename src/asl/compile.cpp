// Text to Program in four steps: parse, check the fields, compile the queries, check the flow.
// Every step goes on after errors, so that one run finds them all.
#include "asl/compile.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include "asl/check_flow.hpp"
#include "asl/compile_states.hpp"
#include "asl/findings.hpp"
#include "asl/lint/lint.hpp"
#include "asl/state_machine.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "json/parse.hpp"

namespace asl {

namespace {

using NameIndex = std::unordered_map<std::string_view, StateIndex>;

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// The document, or nothing and a finding.
std::optional<json::Value> parse_document(std::string_view definition, Findings& findings) {
    constexpr std::string_view kNoObject = "Definition must be a valid JSON object";
    if (definition.size() > base::limits::kDefinitionBytesMax) {
        findings.error_nowhere(code::kSchema,
                               "Definition must have at most " +
                                   std::to_string(base::limits::kDefinitionBytesMax) +
                                   " bytes, but has " + std::to_string(definition.size()));
        return std::nullopt;
    }
    if (is_blank(definition)) {
        findings.error_nowhere(code::kSchema, std::string(kNoObject));
        return std::nullopt;
    }
    auto document = json::parse(definition);
    if (!document) {
        const bool is_too_deep = document.error().kind == base::ErrorKind::limit;
        findings.error_nowhere(is_too_deep ? code::kTooDeep : code::kInvalidJson,
                               document.error().message);
        return std::nullopt;
    }
    if (!document->is_object()) {
        findings.error_nowhere(code::kSchema, std::string(kNoObject));
        return std::nullopt;
    }
    return *std::move(document);
}

std::vector<NameIndex> index_names(const StateMachine& machine) {
    std::vector<NameIndex> names(machine.scopes.size());
    for (StateIndex i = 0; i < machine.states.size(); ++i) {
        names[machine.states[i].scope].emplace(machine.states[i].name, i);
    }
    return names;
}

StateIndex find_name(const NameIndex& names, std::string_view name) {
    const auto found = names.find(name);
    return found == names.end() ? kNoState : found->second;
}

/// What runs each scope: the machine's own execution, or the children of a distributed Map.
std::vector<MachineType> types_of_scopes(const StateMachine& machine, MachineType type) {
    std::vector<MachineType> types;
    types.reserve(machine.scopes.size());
    for (const ScopeDefinition& scope : machine.scopes) {
        // A scope's owner stands in a scope before it.
        const MachineType outer =
            scope.owner == kNoState ? type : types[machine.states[scope.owner].scope];
        types.push_back(scope.is_express ? MachineType::express : outer);
    }
    return types;
}

Program build(const StateMachine& machine, MachineType type, Findings& findings) {
    const std::vector<NameIndex> names = index_names(machine);
    const std::vector<MachineType> types = types_of_scopes(machine, type);
    Program program;
    program.comment = machine.fields.text("Comment");
    if (const json::Value* seconds = machine.fields.find("TimeoutSeconds")) {
        program.timeout_seconds = seconds->as_integer();
    }
    for (std::size_t s = 0; s < machine.scopes.size(); ++s) {
        const ScopeDefinition& scope = machine.scopes[s];
        program.scopes.push_back({find_name(names[s], scope.start_at), scope.states, scope.owner});
    }
    program.states.reserve(machine.states.size());
    for (const StateDefinition& state : machine.states) {
        if (!state.is_known) {
            program.states.emplace_back();
            continue;
        }
        const NameIndex& scope = names[state.scope];
        const Placement placement{
            .type = types[state.scope],
            .processor = state.inner.empty() ? nullptr : &machine.scopes[state.inner.front()]};
        program.states.push_back(compile_state(
            state, placement, [&](std::string_view name) { return find_name(scope, name); },
            findings));
    }
    return program;
}

}  // namespace

Compiled compile(std::string_view definition, MachineType type) {
    return compile(definition, CompileOptions{.type = type});
}

Compiled compile(std::string_view definition, const CompileOptions& options) {
    Findings findings;
    Compiled compiled;
    if (auto document = parse_document(definition, findings)) {
        const StateMachine machine = parse_state_machine(*std::move(document), findings);
        Program program = build(machine, options.type, findings);
        check_flow(machine, findings);
        if (!findings.has_errors()) {
            const LintSource source{machine, program, findings};
            if (options.lint) lint(source);
            if (options.remarks) remark_unsupported(source);
            compiled.program = std::make_shared<const Program>(std::move(program));
        }
    }
    compiled.diagnostics = std::move(findings).take();
    return compiled;
}

std::string_view type_name(const State& state) {
    // In the order of the variant.
    constexpr std::array<std::string_view, 8> kNames = {"Pass",    "Task", "Choice",   "Wait",
                                                        "Succeed", "Fail", "Parallel", "Map"};
    static_assert(std::variant_size_v<decltype(State::kind)> == kNames.size());
    return kNames[state.kind.index()];
}

}  // namespace asl
