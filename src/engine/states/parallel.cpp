// Parallel: all branches at once, each with the same input; their outputs become an array.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
#include "base/assert.hpp"
#include "engine/payload.hpp"
#include "engine/states/states.hpp"

namespace engine::states {
namespace {

base::Result<json::Value, Problem> branch_input(View& view) {
    QS_TRY(const json::Value effective, effective_input(view));
    return parameters(view, effective);
}

ParallelStarted start_of(const asl::Parallel& parallel, const Step& step) {
    ParallelStarted started;
    std::uint32_t next = step.execution().next_scope;
    for (const asl::ScopeIndex branch : parallel.branches) {
        started.branches.push_back({.scope = ScopeId{next++},
                                    .program_scope = branch,
                                    .start_at = step.program().scope(branch).start_at});
    }
    return started;
}

}  // namespace

void run(const asl::Parallel& parallel, Step& step, ScopeId id) {
    View view(step, id);
    auto input = branch_input(view);
    if (!input) {
        input.error().unstarted = input.error().evaluation.has_value();
        engine::fail(step, id, input.error());
        return;
    }
    ParallelStarted started = start_of(parallel, step);
    if (!same_bits(*input, view.data())) started.input = *input;
    const std::vector<BranchStart> branches = started.branches;
    step.emit(id, std::move(started));
    for (const BranchStart& branch : branches) step.enqueue(branch.scope);
}

void finish_branch(Step& step, ScopeId branch) {
    const ScopeId id = step.scope(branch).parent;
    step.emit(branch, BranchSucceeded{});
    const auto& running = std::get<RunningParallel>(step.scope(id).activity);
    if (running.running > 0) return;
    std::vector<json::Value> outputs;
    outputs.reserve(running.results.size());
    for (const std::optional<json::Value>& output : running.results) {
        QS_ASSERT(output.has_value());
        outputs.push_back(*output);
    }
    step.emit(id, ParallelSucceeded{});
    complete(step, id, json::Value::take_array(std::move(outputs)));
}

}  // namespace engine::states
