// What the author wrote: the tree of scopes and states with the fields that passed their checks,
// before names become indexes and texts become queries. The compiler makes a Program of it.
#pragma once
#include <deque>
#include <string_view>
#include <vector>

#include "asl/check_fields.hpp"
#include "asl/fields.hpp"
#include "asl/findings.hpp"
#include "asl/location.hpp"
#include "asl/program.hpp"
#include "json/value.hpp"

namespace asl {

/// A state as it is written. Scopes that it owns (branches, a Map's processor) are in `inner`.
struct StateDefinition {
    std::string_view name;
    StateType type = StateType::pass;
    bool is_known = false;  ///< False: no object, or no valid type; then `fields` is empty.
    Language language = Language::jsonpath;
    const json::Value* written = nullptr;  ///< The whole of it; set where it is known.
    Fields fields;
    std::vector<ScopeIndex> inner;
    ScopeIndex scope = 0;
    const Location* where = nullptr;
};

/// A `States` object as it is written.
struct ScopeDefinition {
    std::string_view start_at;
    bool has_start = false;           ///< False: `start_at` is missing or wrong, and reported.
    std::vector<StateIndex> states;   ///< In the order they are written.
    StateIndex owner = kNoState;      ///< The Parallel or Map around it.
    const Location* where = nullptr;  ///< The object that holds `StartAt` and `States`.
    bool is_distributed = false;      ///< Its Map is in mode DISTRIBUTED.
    bool is_express = false;          ///< Its executions are Express ones.
};

/// Scope 0 is the machine's own; a scope's states have higher indexes than its owner.
struct StateMachine {
    json::Value document;  ///< Keeps alive what the views point into.
    Fields fields;         ///< The machine's own.
    Language language = Language::jsonpath;
    std::vector<StateDefinition> states;
    std::vector<ScopeDefinition> scopes;
    std::deque<Location> locations;  ///< Their home: a deque does not move them.
};

/// Reads the tree and reports what is wrong with its fields. What is beyond repair is left out.
/// Precondition: `document` is an object.
StateMachine parse_state_machine(json::Value document, Findings& findings);

}  // namespace asl
