// Parallel: all branches at once, each with the same input; their outputs become an array.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
#include "base/assert.hpp"
#include "engine/payload.hpp"
#include "engine/states/states.hpp"
#include "json/print.hpp"

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

/// The branches' outputs as an array. As recorded, AWS joins their texts, so their blanks stay.
json::Value joined(const std::vector<std::optional<json::Value>>& results) {
    std::vector<json::Value> outputs;
    outputs.reserve(results.size());
    bool is_written = false;
    for (const std::optional<json::Value>& output : results) {
        QS_ASSERT(output.has_value());
        is_written = is_written || !output->written_text().empty();
        outputs.push_back(json::without_written_text(*output));
    }
    json::Value array = json::Value::take_array(std::move(outputs));
    if (!is_written) return array;
    std::string text = "[";
    for (const std::optional<json::Value>& output : results) {
        if (text.size() > 1) text += ',';
        text += json::print_as_written(*output);
    }
    text += ']';
    return json::with_written_text(array, text);
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
    if (!step.fits(*input, view.data())) {
        engine::fail(step, id, too_large(view.state().name, true));
        return;
    }
    if (step.inspector() != nullptr) {
        // As recorded, AWS shows nothing of how a Parallel's input was made.
        step.inspector()->found.stages = {};
        return give_mock(step, id);
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
    if (running.running == 0) finish_parallel(step, id);
}

void finish_parallel(Step& step, ScopeId id) {
    json::Value outputs = joined(std::get<RunningParallel>(step.scope(id).activity).results);
    step.emit(id, ParallelSucceeded{});
    complete(step, id, outputs);
}

}  // namespace engine::states
