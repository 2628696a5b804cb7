#include "services/states/tested_state.hpp"

#include <set>
#include <string>

#include "asl/compile.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "services/states/definition.hpp"

namespace services::states {
namespace {

using ProgramResult = base::Result<std::shared_ptr<const asl::Program>, aws::Error>;

constexpr std::string_view kAlone = "StateName";
/// AWS ends a test after five minutes.
constexpr std::int64_t kSecondsMax = 300;

/// Where a state leads, as far as it is written as it should be.
std::set<std::string> targets_of(const json::Value& state) {
    std::set<std::string> targets;
    const auto add = [&](const json::Value& from, std::string_view field) {
        if (!from.is_object()) return;
        if (const auto target = from.find_string(field)) targets.emplace(*target);
    };
    add(state, "Next");
    add(state, "Default");
    for (const std::string_view list : {"Choices", "Catch"}) {
        const json::Value* const entries = state.find(list);
        if (entries == nullptr || !entries->is_array()) continue;
        for (const json::Value& entry : entries->items()) add(entry, "Next");
    }
    return targets;
}

/// The same program for a test of the state, in whatever scope it stands.
std::shared_ptr<const asl::Program> starting_at(const asl::Program& whole, asl::StateIndex state) {
    auto program = std::make_shared<asl::Program>(whole);
    program->scopes.front().start_at = state;
    program->timeout_seconds = kSecondsMax;
    return program;
}

/// The state with an empty one at each place that it leads to.
ProgramResult compile_alone(std::string_view definition) {
    const auto state = json::parse(definition);
    // What is no state at all is told as of any definition.
    if (!state || !state->is_object()) {
        return compile_definition(definition, asl::MachineType::standard);
    }
    json::ObjectBuilder states;
    states.set(kAlone, *state);
    for (const std::string& target : targets_of(*state)) {
        if (target != kAlone) {
            states.set(target, json::object({{"Type", json::Value::string("Succeed")}}));
        }
    }
    const json::Value machine = json::object(
        {{"StartAt", json::Value::string(kAlone)}, {"States", std::move(states).build()}});
    asl::Compiled compiled = asl::compile(json::print(machine));
    if (compiled.program != nullptr) {
        return starting_at(*compiled.program, compiled.program->scope(0).start_at);
    }
    // That nothing ends the machine which is made here is not the caller's concern.
    if (compiled.diagnostics.size() > 1) {
        std::erase_if(compiled.diagnostics, [](const asl::Diagnostic& diagnostic) {
            return diagnostic.code == "MISSING_END_STATE";
        });
    }
    // Places are told within the state that was given.
    const std::string prefix = "/States/" + std::string(kAlone);
    for (asl::Diagnostic& diagnostic : compiled.diagnostics) {
        if (!diagnostic.location.starts_with(prefix)) continue;
        diagnostic.location.erase(0, prefix.size());
        if (diagnostic.location.empty()) diagnostic.location = "/";
    }
    return base::fail(invalid_definition(compiled.diagnostics));
}

ProgramResult compile_named(std::string_view definition, std::string_view name) {
    QS_TRY(const auto whole, compile_definition(definition, asl::MachineType::standard));
    for (asl::StateIndex i = 0; i < whole->states.size(); ++i) {
        if (whole->state(i).name == name) return starting_at(*whole, i);
    }
    return base::fail(aws::error("ValidationException", "State not found in definition"));
}

}  // namespace

ProgramResult compile_tested_state(std::string_view definition,
                                   std::optional<std::string_view> name) {
    return name ? compile_named(definition, *name) : compile_alone(definition);
}

bool contains_state(const asl::Program& program, std::string_view name) {
    const asl::StateIndex tested = program.scope(0).start_at;
    for (const asl::State& state : program.states) {
        if (state.name != name) continue;
        asl::StateIndex owner = program.scope(state.scope).owner;
        while (owner != asl::kNoState && owner != tested) {
            owner = program.scope(program.state(owner).scope).owner;
        }
        if (owner == tested) return true;
    }
    return false;
}

const asl::State& tested_state(const asl::Program& program) {
    return program.state(program.scope(0).start_at);
}

}  // namespace services::states
