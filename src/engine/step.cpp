// Emitting: number the event, apply it, keep it.
#include "engine/step.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "engine/payload.hpp"
#include "json/print.hpp"

namespace engine {
namespace {

/// Most decisions have fewer events, so that their list does not move while it grows.
constexpr std::size_t kEventsUsual = 16;

}  // namespace

Step::Step(const asl::Program& program, Execution& execution, const Moment& moment)
    : program_(program),
      execution_(execution),
      now_(std::max(moment.now, execution.last_event_at)),
      random_(moment.seed),
      watch_(moment.watch),
      inspector_(moment.inspector) {
    decision_.events.reserve(kEventsUsual);
}

const Scope& Step::scope(ScopeId id) const {
    const auto found = execution_.scopes.find(id);
    QS_ASSERT(found != execution_.scopes.end());
    return found->second;
}

const asl::State& Step::state_of(ScopeId id) const {
    const std::uint32_t index = scope(id).state;
    QS_ASSERT(index < program_.states.size());
    return program_.state(index);
}

void Step::prepare_test() {
    QS_ASSERT(inspector_ != nullptr);
    // No event tells of these: a test is never stored.
    Scope& root = execution_.scopes.at(kRootScope);
    root.variables = inspector_->variables;
    const asl::State& state = program_.state(program_.scope(0).start_at);
    root.retries.assign(state.retry.size(), inspector_->retries);
    root.attempt = inspector_->retries;
}

void Step::emit(ScopeId id, EventBody body) {
    emit_after(scope(id).last_event, id, std::move(body));
}

void Step::emit_after(std::int64_t previous, ScopeId scope, EventBody body) {
    const auto shown = static_cast<std::size_t>(execution_.last_event_id) + 1;
    if (!is_internal(body) && shown >= base::limits::kHistoryEventsMax) throw HistoryFull{};
    apply(previous, scope, std::move(body));
}

void Step::emit_end(std::int64_t previous, EventBody body) {
    apply(previous, kRootScope, std::move(body));
}

void Step::request(Effect effect) {
    decision_.effects.push_back(std::move(effect));
}

std::optional<ScopeId> Step::next_of(std::deque<ScopeId>& queue) {
    while (!queue.empty()) {
        const ScopeId id = queue.front();
        queue.pop_front();
        if (execution_.scopes.contains(id)) return id;  // It may have been ended meanwhile.
    }
    return {};
}

bool Step::fits(const json::Value& payload, const json::Value& known) {
    if (same_bits(payload, known) || same_bits(payload, measured_)) return true;
    const std::string_view written = payload.written_text();
    const std::size_t bytes = written.empty() ? json::printed_bytes(payload) : written.size();
    bytes_ += bytes;
    if (bytes > base::limits::kPayloadBytesMax) return false;
    measured_ = payload;
    return true;
}

bool Step::is_large() const {
    return decision_.events.size() >= base::limits::kEventsPerDecisionMax ||
           bytes_ >= base::limits::kDecisionBytesMax;
}

void Step::apply(std::int64_t previous, ScopeId scope, EventBody body) {
    const std::int64_t id = is_internal(body) ? 0 : execution_.last_event_id + 1;
    const Event& event =
        decision_.events.emplace_back(Event{id, previous, now_, scope, std::move(body)});
    evolve(execution_, event);
}

}  // namespace engine
