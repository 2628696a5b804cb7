// JSONata that reads `$states.input.name` where no state before it gives a member of that name.
// Which members an input has is followed from state to state; where it is not certain, nothing is
// said.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "asl/lint/lint.hpp"
#include "base/text.hpp"
#include "query/template/jsonata_template.hpp"

namespace asl {

namespace {

/// The members that a value may have; nothing where it may be anything.
using Members = std::optional<std::set<std::string, std::less<>>>;

constexpr std::string_view kInput = "$states.input";

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Behind a string, a name in backquotes or a comment that begins at `at`.
std::size_t skip_quoted(std::string_view text, std::size_t at) {
    if (text.substr(at).starts_with("/*")) {
        const std::size_t end = text.find("*/", at + 2);
        return end == std::string_view::npos ? text.size() : end + 2;
    }
    const char quote = text[at];
    for (++at; at < text.size() && text[at] != quote; ++at) {
        if (text[at] == '\\' && quote != '`') ++at;
    }
    return std::min(at + 1, text.size());
}

/// The name of the member behind `$states.input`, or nothing.
std::string_view member_at(std::string_view rest) {
    rest = base::trim(rest);
    if (!rest.starts_with('.')) return {};
    rest = base::trim(rest.substr(1));
    if (rest.starts_with('`')) {
        const std::size_t end = rest.find('`', 1);
        return end == std::string_view::npos ? std::string_view{} : rest.substr(1, end - 1);
    }
    std::size_t length = 0;
    while (length < rest.size() && is_word(rest[length])) ++length;
    const bool is_name = length > 0 && !(rest.front() >= '0' && rest.front() <= '9');
    return is_name ? rest.substr(0, length) : std::string_view{};
}

/// Every `name` that the expression reads as `$states.input.name`.
std::vector<std::string_view> input_members(std::string_view expression) {
    std::vector<std::string_view> names;
    for (std::size_t at = 0; at < expression.size();) {
        const char c = expression[at];
        if (c == '"' || c == '\'' || c == '`' || expression.substr(at).starts_with("/*")) {
            at = skip_quoted(expression, at);
            continue;
        }
        const std::string_view rest = expression.substr(at);
        if (!rest.starts_with(kInput) ||
            (rest.size() > kInput.size() && is_word(rest[kInput.size()]))) {
            ++at;
            continue;
        }
        if (const auto name = member_at(rest.substr(kInput.size())); !name.empty())
            names.push_back(name);
        at += kInput.size();
    }
    return names;
}

std::string_view inside(std::string_view text) {
    return base::trim(text.substr(2, text.size() - 4));
}

/// The members of what a payload gives. `input` is what `$states.input` has.
Members members_of(const json::Value& payload, Language language, const Members& input) {
    if (language == Language::jsonata && payload.is_string() &&
        query::is_expression(payload.as_string())) {
        return inside(payload.as_string()) == kInput ? input : std::nullopt;
    }
    if (payload.is_array()) return std::nullopt;
    Members members(std::in_place);
    if (!payload.is_object()) return members;
    for (const json::Member& member : payload.members()) {
        std::string_view name = member.key();
        if (language == Language::jsonpath && name.ends_with(".$")) name.remove_suffix(2);
        members->emplace(name);
    }
    return members;
}

bool passes_on(StateType type) {
    return type == StateType::pass || type == StateType::choice || type == StateType::wait ||
           type == StateType::succeed;
}

Members output_of(const StateDefinition& state, const Members& input) {
    if (state.language == Language::jsonata) {
        if (const json::Value* output = state.fields.find("Output"))
            return members_of(*output, state.language, input);
        return passes_on(state.type) ? input : std::nullopt;
    }
    for (const std::string_view path : {"InputPath", "OutputPath", "ResultPath"}) {
        if (state.fields.has(path)) return std::nullopt;
    }
    if (!passes_on(state.type)) return std::nullopt;
    if (const json::Value* result = state.fields.find("Result"))
        return members_of(*result, Language::jsonata, std::nullopt);
    if (const json::Value* parameters = state.fields.find("Parameters"))
        return members_of(*parameters, state.language, input);
    return input;
}

Members caught(const json::Value& catcher, Language language, const Members& input) {
    if (language == Language::jsonata) {
        if (const json::Value* output = catcher.find("Output"))
            return members_of(*output, language, input);
    } else if (catcher.find("ResultPath") != nullptr) {
        return std::nullopt;
    }
    return std::set<std::string, std::less<>>{"Cause", "Error"};
}

class MemberCheck {
public:
    explicit MemberCheck(const LintSource& source)
        : source_(source),
          inputs_(source.machine.states.size()),
          is_reached_(source.machine.states.size(), false) {}

    void run() {
        // A scope's owner stands in a scope before it, so that its input is known by now.
        for (ScopeIndex scope = 0; scope < source_.machine.scopes.size(); ++scope) {
            names_.clear();
            for (const StateIndex index : source_.machine.scopes[scope].states)
                names_.emplace(source_.machine.states[index].name, index);
            reach(source_.machine.scopes[scope].start_at, scope_input(scope));
            follow();
        }
        for (StateIndex i = 0; i < source_.machine.states.size(); ++i) {
            if (is_reached_[i] && inputs_[i]) check(source_.machine.states[i], *inputs_[i]);
        }
    }

private:
    Members scope_input(ScopeIndex scope) const {
        const StateIndex owner = source_.machine.scopes[scope].owner;
        if (owner == kNoState) return std::nullopt;
        const StateDefinition& state = source_.machine.states[owner];
        if (state.type == StateType::parallel) {
            const bool is_jsonata = state.language == Language::jsonata;
            if (!is_jsonata && state.fields.has("InputPath")) return std::nullopt;
            const json::Value* given = state.fields.find(is_jsonata ? "Arguments" : "Parameters");
            return given == nullptr ? inputs_[owner]
                                    : members_of(*given, state.language, inputs_[owner]);
        }
        const json::Value* item = state.fields.find("ItemSelector");
        const bool is_batch = state.fields.has("ItemBatcher");
        if (item == nullptr || is_batch) return std::nullopt;
        return members_of(*item, state.language, inputs_[owner]);
    }

    void reach(std::string_view name, const Members& given) {
        const auto found = names_.find(name);
        if (found == names_.end()) return;
        const StateIndex index = found->second;
        if (!is_reached_[index]) {
            is_reached_[index] = true;
            inputs_[index] = given;
        } else {
            Members& known = inputs_[index];
            if (!known) return;
            if (given && std::ranges::includes(*known, *given)) return;
            if (given) {
                known->insert(given->begin(), given->end());
            } else {
                known.reset();
            }
        }
        waiting_.push_back(index);
    }

    void follow() {
        while (!waiting_.empty()) {
            const StateIndex index = waiting_.back();
            waiting_.pop_back();
            const StateDefinition& state = source_.machine.states[index];
            const Members input = inputs_[index];
            const Members output = output_of(state, input);
            reach(state.fields.text("Next"), output);
            reach(state.fields.text("Default"), output);
            each_entry(state, "Choices", [&](const json::Value& rule, std::string_view next) {
                const json::Value* own =
                    state.language == Language::jsonata ? rule.find("Output") : nullptr;
                reach(next, own == nullptr ? output : members_of(*own, state.language, input));
            });
            each_entry(state, "Catch", [&](const json::Value& catcher, std::string_view next) {
                reach(next, caught(catcher, state.language, input));
            });
        }
    }

    template <class Visit>
    static void each_entry(const StateDefinition& state, std::string_view field,
                           const Visit& visit) {
        const json::Value* list = state.fields.find(field);
        if (list == nullptr) return;
        for (const json::Value& entry : list->items()) {
            visit(entry, entry.find_string("Next").value_or(std::string_view{}));
        }
    }

    void check(const StateDefinition& state, const std::set<std::string, std::less<>>& given) {
        if (state.language != Language::jsonata) return;
        for (const json::Member& member : state.written->members()) {
            const std::string_view name = member.key();
            if (name == "Branches" || name == "ItemProcessor" || name == "Iterator" ||
                name == "Comment") {
                continue;
            }
            check_value(member.value, Location(*state.where, name), given);
        }
    }

    void check_value(const json::Value& value, const Location& where,
                     const std::set<std::string, std::less<>>& given) {
        if (value.is_object()) {
            for (const json::Member& member : value.members())
                check_value(member.value, Location(where, member.key()), given);
        } else if (value.is_array()) {
            for (std::size_t i = 0; i < value.size(); ++i)
                check_value(value.items()[i], Location(where, i), given);
        } else if (value.is_string() && query::is_expression(value.as_string())) {
            for (const std::string_view name : input_members(inside(value.as_string()))) {
                if (!given.contains(name)) report(name, where, given);
            }
        }
    }

    void report(std::string_view name, const Location& where,
                const std::set<std::string, std::less<>>& given) {
        std::string hint =
            source_.findings.wants_hints() ? did_you_mean(name, {given.begin(), given.end()}) : "";
        if (hint.empty()) {
            for (const std::string& one : given) hint += (hint.empty() ? "" : ", ") + one;
            hint = given.empty() ? "the input has no members" : "the input has " + shown(hint);
        }
        source_.findings.ours(
            code::kLintMember,
            "No state before this one gives the member '" + shown(name) + "' of $states.input",
            where, std::move(hint));
    }

    const LintSource& source_;
    std::vector<Members> inputs_;
    std::vector<bool> is_reached_;
    std::unordered_map<std::string_view, StateIndex> names_;  ///< Of the scope that is followed.
    std::vector<StateIndex> waiting_;
};

}  // namespace

void lint_members(const LintSource& source) {
    MemberCheck(source).run();
}

}  // namespace asl
