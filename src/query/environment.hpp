// What an evaluation sees: the data, the context object, the workflow's variables, and a random
// source. There is no clock here.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "base/random.hpp"
#include "json/value.hpp"

namespace query {

/// Finds a variable's value by its name without `$`; refers to its source, which must outlive it.
/// Cheap to copy; the default knows no variables.
class Variables {
public:
    Variables() = default;
    /// `Source` has `const json::Value* find_variable(std::string_view name) const`, nullptr when
    /// there is no such variable: the engine's scopes, for example.
    template <class Source>
    static Variables of(const Source& source) {
        return Variables(&source, [](const void* self, std::string_view name) {
            return static_cast<const Source*>(self)->find_variable(name);
        });
    }
    /// The same for a plain map.
    static Variables of(const std::map<std::string, json::Value, std::less<>>& map) {
        using Map = std::map<std::string, json::Value, std::less<>>;
        return Variables(&map, [](const void* self, std::string_view name) {
            const auto* const all = static_cast<const Map*>(self);
            const auto found = all->find(name);
            return found == all->end() ? nullptr : &found->second;
        });
    }

    const json::Value* find(std::string_view name) const {
        return find_ == nullptr ? nullptr : find_(source_, name);
    }

private:
    using Find = const json::Value* (*)(const void*, std::string_view);
    Variables(const void* source, Find function) : source_(source), find_(function) {}

    const void* source_ = nullptr;
    Find find_ = nullptr;
};

/// One evaluation's surroundings. For one thread, for as long as what it refers to lives.
struct Environment {
    /// What `$` is.
    const json::Value& input;
    /// What `$$` is; where it is nullptr a context path finds nothing. Making a context object
    /// costs time: `uses_context()` of a query or template says whether it is wanted.
    const json::Value* context = nullptr;
    Variables variables = {};
    /// Where States.UUID and States.MathRandom draw from.
    base::SeededRandom& random;
    /// An evaluation that takes more steps than this fails with States.Runtime.
    std::uint64_t steps_max = base::limits::kQueryStepsMax;
    /// Set from outside, it ends the evaluation soon, in the same way.
    const std::atomic<bool>* abort = nullptr;
};

}  // namespace query
