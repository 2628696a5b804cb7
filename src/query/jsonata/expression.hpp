// One JSONata expression: compiled once, evaluated often. The language is that of JSONata 2.0.6
// (https://docs.jsonata.org) with the functions that Step Functions adds: `$partition`, `$range`,
// `$hash`, `$random([seed])`, `$uuid`, `$parse`.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/random.hpp"
#include "json/value.hpp"
#include "query/environment.hpp"
#include "query/jsonata/error.hpp"

namespace query::jsonata {

/// What one evaluation sees and how much it may do. For one thread, for as long as what it refers
/// to lives.
struct Surroundings {
    /// What `$` and `$$` are; nullptr where there is no input at all, which is not null.
    const json::Value* input = nullptr;
    /// `$name`. Step Functions' `$states` is one of them.
    Variables variables = {};
    /// What `$random`, `$shuffle` and `$uuid` draw from.
    base::SeededRandom& random;
    /// What `$now` and `$millis` give: milliseconds since 1970 in UTC. One instant for the whole
    /// evaluation.
    std::int64_t now_ms = 0;
    /// An evaluation that takes more steps than this ends with U1001. A step is about one node of
    /// the expression over one item.
    std::uint64_t steps_max = base::limits::kJsonataStepsMax;
    /// Nested evaluations of sub-expressions, as the reference counts them; tail calls do not nest.
    std::uint32_t depth_max = base::limits::kJsonataDepthMax;
    /// Bytes that the evaluation may hold at once for what it builds.
    std::uint64_t memory_bytes_max = base::limits::kJsonataMemoryBytesMax;
    /// Set from outside, it ends the evaluation within 1,000 steps, with U1001.
    const std::atomic<bool>* abort = nullptr;
};

/// Immutable; copies share; any thread.
class Expression {
public:
    /// Reads `text`, without `{% %}`. Errors: `S....` codes with a position.
    static Result<Expression> compile(std::string_view text);

    /// The expression as it was written.
    const std::string& text() const;
    /// The names of the variables that it reads and nothing in it binds, sorted, without `$`.
    /// Functions of the library are not among them.
    const std::vector<std::string>& variables() const;
    /// The members of `$states` that it reads: `input`, `result`, `errorOutput`, `context`, sorted.
    /// Where `$states` is read as a whole, or indirectly, all of them.
    const std::vector<std::string>& state_members() const;
    /// Whether it reads `$states.context`: making a context object costs time.
    bool uses_context() const;
    /// What Step Functions refuses when it reads a definition: `$eval`, `$` or `$$` at the top
    /// level of the expression, and field names there. The sentence and the place in the text, in
    /// bytes; nothing where AWS accepts it.
    struct Refusal {
        std::string message;
        std::size_t position = 0;
    };
    const std::optional<Refusal>& refusal() const;

    /// The value, or nothing where the expression gives none (undefined). Functions in the result
    /// are empty texts, as the reference prints them. Never shorter-lived than the input: the
    /// result shares what it took over.
    Result<std::optional<json::Value>> evaluate(const Surroundings& surroundings) const;

private:
    struct State;
    explicit Expression(std::shared_ptr<const State> state);
    std::shared_ptr<const State> state_;
};

}  // namespace query::jsonata
