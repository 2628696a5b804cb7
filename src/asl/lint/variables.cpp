// Variables that are read but never assigned, or assigned but never read. A state sees the
// variables of its own scope and of those around it, up to a distributed Map.
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "asl/lint/lint.hpp"
#include "asl/variable_references.hpp"

namespace asl {

namespace {

/// JSONata's functions and Step Functions' own: a misspelled call reads a variable of that name.
/// https://docs.jsonata.org/overview.html
constexpr std::array<std::string_view, 67> kFunctions = {"abs",
                                                         "append",
                                                         "assert",
                                                         "average",
                                                         "base64decode",
                                                         "base64encode",
                                                         "boolean",
                                                         "ceil",
                                                         "clone",
                                                         "contains",
                                                         "count",
                                                         "decodeUrl",
                                                         "decodeUrlComponent",
                                                         "distinct",
                                                         "each",
                                                         "encodeUrl",
                                                         "encodeUrlComponent",
                                                         "error",
                                                         "exists",
                                                         "filter",
                                                         "floor",
                                                         "formatBase",
                                                         "formatInteger",
                                                         "formatNumber",
                                                         "fromMillis",
                                                         "hash",
                                                         "join",
                                                         "keys",
                                                         "length",
                                                         "lookup",
                                                         "lowercase",
                                                         "map",
                                                         "match",
                                                         "max",
                                                         "merge",
                                                         "millis",
                                                         "min",
                                                         "not",
                                                         "now",
                                                         "number",
                                                         "pad",
                                                         "parse",
                                                         "parseInteger",
                                                         "partition",
                                                         "power",
                                                         "random",
                                                         "range",
                                                         "reduce",
                                                         "replace",
                                                         "reverse",
                                                         "round",
                                                         "shuffle",
                                                         "sift",
                                                         "single",
                                                         "sort",
                                                         "split",
                                                         "spread",
                                                         "sqrt",
                                                         "string",
                                                         "substring",
                                                         "substringAfter",
                                                         "substringBefore",
                                                         "sum",
                                                         "toMillis",
                                                         "trim",
                                                         "type",
                                                         "zip"};

/// Names by scope: what its states assign, or read.
using NamesByScope = std::vector<std::set<std::string, std::less<>>>;

/// Calls `visit(name, place)` for each variable that the object assigns.
template <class Visit>
void visit_assign(const json::Value* holder, Language language, const Location& where,
                  const Visit& visit) {
    const json::Value* assign = holder == nullptr ? nullptr : holder->find("Assign");
    if (assign == nullptr || !assign->is_object()) return;
    const Location list(where, "Assign");
    for (const json::Member& member : assign->members()) {
        std::string_view name = member.key();
        if (language == Language::jsonpath && name.ends_with(".$")) name.remove_suffix(2);
        visit(name, Location(list, member.key()));
    }
}

template <class Visit>
void for_each_assignment(const StateDefinition& state, const Visit& visit) {
    if (const json::Value* assign = state.fields.find("Assign")) {
        const Location list(*state.where, "Assign");
        for (const json::Member& member : assign->members()) {
            std::string_view name = member.key();
            if (state.language == Language::jsonpath && name.ends_with(".$")) name.remove_suffix(2);
            visit(name, Location(list, member.key()));
        }
    }
    for (const std::string_view field : {"Choices", "Catch"}) {
        const json::Value* entries = state.fields.find(field);
        if (entries == nullptr) continue;
        const Location list(*state.where, field);
        for (std::size_t i = 0; i < entries->size(); ++i) {
            visit_assign(&entries->items()[i], state.language, Location(list, i), visit);
        }
    }
}

class VariableCheck {
public:
    explicit VariableCheck(const LintSource& source)
        : source_(source),
          references_(variable_references(source.program)),
          assigned_(source.machine.scopes.size()),
          read_within_(source.machine.scopes.size()) {}

    void run() {
        gather();
        for (const StateDefinition& state : source_.machine.states) {
            check_reads(state);
            check_assignments(state);
        }
    }

private:
    /// The scope around this one whose variables it sees; kNoScope where there is none.
    static constexpr ScopeIndex kNoScope = UINT32_MAX;
    ScopeIndex outer(ScopeIndex scope) const {
        const ScopeDefinition& definition = source_.machine.scopes[scope];
        if (definition.owner == kNoState || definition.is_distributed) return kNoScope;
        return source_.machine.states[definition.owner].scope;
    }

    void gather() {
        for (const StateDefinition& state : source_.machine.states) {
            for_each_assignment(state, [&](std::string_view name, const Location&) {
                assigned_[state.scope].emplace(name);
            });
            const auto reads = references_.find(std::string(state.name));
            if (reads == references_.end()) continue;
            for (ScopeIndex at = state.scope; at != kNoScope; at = outer(at)) {
                read_within_[at].insert(reads->second.begin(), reads->second.end());
            }
        }
    }

    bool is_visible(std::string_view name, ScopeIndex scope) const {
        for (ScopeIndex at = scope; at != kNoScope; at = outer(at)) {
            if (assigned_[at].contains(name)) return true;
        }
        return false;
    }

    void check_reads(const StateDefinition& state) {
        const auto reads = references_.find(std::string(state.name));
        if (reads == references_.end()) return;
        for (const std::string& name : reads->second) {
            if (is_visible(name, state.scope)) continue;
            std::vector<std::string_view> known(kFunctions.begin(), kFunctions.end());
            if (state.language == Language::jsonpath) known.clear();
            for (ScopeIndex at = state.scope; at != kNoScope; at = outer(at)) {
                known.insert(known.end(), assigned_[at].begin(), assigned_[at].end());
            }
            std::string hint =
                source_.findings.wants_hints() ? did_you_mean(name, known) : std::string();
            if (hint.empty()) hint = "assign it in a state before this one";
            source_.findings.ours(code::kLintUnassigned,
                                  "The variable $" + shown(name) +
                                      " is read here, but no state that this one sees assigns it",
                                  *state.where, std::move(hint));
        }
    }

    void check_assignments(const StateDefinition& state) {
        for_each_assignment(state, [&](std::string_view name, const Location& place) {
            if (read_within_[state.scope].contains(name)) return;
            source_.findings.ours(code::kLintUnread,
                                  "The variable $" + shown(name) + " is assigned, but never read",
                                  place, "leave it out, or read it as $" + shown(name));
        });
    }

    const LintSource& source_;
    std::map<std::string, std::vector<std::string>> references_;
    NamesByScope assigned_;
    NamesByScope read_within_;
};

}  // namespace

void lint_variables(const LintSource& source) {
    VariableCheck(source).run();
}

}  // namespace asl
