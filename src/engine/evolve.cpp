// What each event changes. A list, one function an event, with no condition on anything but the
// event and the execution: the same events always give the same execution.
#include <algorithm>
#include <iterator>

#include "base/assert.hpp"
#include "engine/decide.hpp"

namespace engine {
namespace {

/// One event being applied.
class Change {
public:
    Change(Execution& execution, const Event& event) : execution_(execution), event_(event) {}

    void operator()(const ExecutionStarted& e) {
        QS_ASSERT(execution_.scopes.empty() && execution_.next_scope == 0);
        execution_.info = *e.info;
        execution_.input = e.input;
        execution_.timeout_due = e.timeout_due;
        Scope root;
        root.data = e.input;
        root.activity = Ready{e.start_at};
        execution_.scopes.emplace(kRootScope, std::move(root));
        execution_.next_scope = 1;
    }
    void operator()(const StateEntered& e) {
        Scope& scope = own();
        // A redrive enters some states again.
        QS_ASSERT(std::holds_alternative<Ready>(scope.activity) ||
                  std::holds_alternative<Resumed>(scope.activity));
        scope.state = e.state;
        scope.entry = e.entry;
        scope.entered_at = event_.at;
        scope.entered_event = event_.id;
        scope.entered_after = event_.previous;
        scope.data = e.input;
        scope.retries.clear();
        scope.attempt = 0;
        scope.activity = Idle{};
        scope.last_event = event_.id;
        execution_.next_entry = static_cast<std::uint64_t>(e.entry) + 1;
    }
    void operator()(const StateExited& e) {
        Scope& scope = own();
        if (!execution_.fallen.empty()) forget_fallen();  // A Catch has taken what failed.
        scope.data = e.output;
        for (const auto& [name, value] : e.assigned) scope.variables.insert_or_assign(name, value);
        if (e.next) {
            scope.activity = Ready{*e.next};
        } else {
            scope.activity = Idle{};
        }
        scope.last_event = event_.id;
    }

    void operator()(const TaskScheduled& e) {
        Scope& scope = own();
        RunningTask task;
        task.parameters = e.parameters;
        task.terms = TaskTerms{.token = e.token,
                               .credentials_role = e.credentials_role,
                               .timeout_seconds = e.timeout_seconds,
                               .heartbeat_seconds = e.heartbeat_seconds};
        if (e.timeout_seconds) task.timeout_due = event_.at + base::Seconds{*e.timeout_seconds};
        scope.activity = std::move(task);
        scope.last_event = event_.id;
    }
    void operator()(const TaskStarted&) {
        running_task().started = true;
        feel_heartbeat();
        own().last_event = event_.id;
    }
    void operator()(const TaskSubmitted&) {
        running_task().submitted = true;
        own().last_event = event_.id;
    }
    void operator()(const TaskHeartbeatReceived&) { feel_heartbeat(); }
    void operator()(const TaskSucceeded&) { settle_task(); }
    void operator()(const TaskFailed&) { settle_task(); }
    void operator()(const TaskTimedOut&) { settle_task(); }

    void operator()(const RetryScheduled& e) {
        end_descendants(event_.scope);
        if (!execution_.fallen.empty()) forget_fallen();
        Scope& scope = own();
        if (scope.retries.size() <= e.retrier) scope.retries.resize(e.retrier + std::size_t{1}, 0);
        ++scope.retries[e.retrier];
        ++scope.attempt;
        scope.activity = BackingOff{e.due};
        scope.last_event = event_.previous;
    }
    void operator()(const TimerStarted& e) { own().activity = Waiting{e.due}; }

    void operator()(const ParallelStarted& e) {
        Scope& scope = own();
        RunningParallel parallel;
        parallel.results.resize(e.branches.size());
        parallel.running = static_cast<std::uint32_t>(e.branches.size());
        scope.activity = std::move(parallel);
        scope.last_event = event_.id;
        const json::Value input = e.input ? *e.input : scope.data;
        std::uint32_t index = 0;
        for (const BranchStart& branch : e.branches) {
            add_child(branch.scope, branch.program_scope, branch.start_at, index++, input);
        }
    }
    void operator()(const BranchSucceeded&) {
        const auto branch = execution_.scopes.find(event_.scope);
        QS_ASSERT(branch != execution_.scopes.end());
        Scope& parent = scope_of(branch->second.parent);
        auto& parallel = std::get<RunningParallel>(parent.activity);
        QS_ASSERT(parallel.running > 0 && branch->second.index < parallel.results.size());
        parallel.results[branch->second.index] = std::move(branch->second.data);
        --parallel.running;
        parent.last_event = branch->second.last_event;
        execution_.scopes.erase(branch);
    }
    void operator()(const ParallelSucceeded&) { end_work<RunningParallel>(); }
    void operator()(const ParallelFailed&) {
        end_descendants(event_.scope);
        end_work<RunningParallel>();
        own().last_event = event_.id;
    }

    void operator()(const MapStarted& e) {
        Scope& scope = own();
        RunningMap map;
        map.items = e.items ? *e.items : scope.data;
        QS_ASSERT(map.items.is_array());
        QS_ASSERT(e.length == static_cast<std::int64_t>(map.items.size()) && e.concurrency > 0);
        map.results.resize(map.items.size());
        map.concurrency = e.concurrency;
        map.room_event = event_.id;
        scope.activity = std::move(map);
        scope.last_event = event_.id;
    }
    void operator()(const IterationStarted& e) {
        auto& map = std::get<RunningMap>(own().activity);
        QS_ASSERT(e.index == map.next_index && e.index < map.results.size());
        ++map.next_index;
        ++map.running;
        const json::Value input = e.input ? *e.input : map.items.items()[e.index];
        add_child(e.child, e.program_scope, e.start_at, e.index, input);
    }
    void operator()(const IterationSucceeded& e) {
        Scope& iteration = own();
        Scope& parent = scope_of(iteration.parent);
        auto& map = std::get<RunningMap>(parent.activity);
        QS_ASSERT(map.running > 0 && e.index < map.results.size());
        map.results[e.index] = std::move(iteration.data);
        --map.running;
        map.room_event = iteration.last_event;
        parent.last_event = event_.id;
        execution_.scopes.erase(event_.scope);
    }
    void operator()(const IterationFailed&) {
        Scope& parent = scope_of(own().parent);
        auto& map = std::get<RunningMap>(parent.activity);
        --map.running;
        ++map.failed;
        parent.last_event = event_.previous;
        end_descendants(event_.scope);
        fall(execution_.scopes.find(event_.scope));
    }
    void operator()(const IterationAborted&) {
        // An iteration around it may have ended it already; then this only tells the reader.
        if (!execution_.scopes.contains(event_.scope)) return;
        --std::get<RunningMap>(scope_of(own().parent).activity).running;
        end_descendants(event_.scope);
        fall(execution_.scopes.find(event_.scope));
    }
    void operator()(const MapSucceeded&) { end_work<RunningMap>(); }
    void operator()(const MapFailed&) {
        end_descendants(event_.scope);
        end_work<RunningMap>();
        own().last_event = event_.id;
    }

    void operator()(const StateAborted&) {}
    void operator()(const EvaluationFailed&) { own().last_event = event_.id; }

    void operator()(const ExecutionSucceeded& e) { end(Status::succeeded, {}, e.output); }
    void operator()(const ExecutionFailed& e) { end(Status::failed, e.failure); }
    void operator()(const ExecutionAborted& e) { end(Status::aborted, e.failure); }
    void operator()(const ExecutionTimedOut& e) { end(Status::timed_out, e.failure); }

    void operator()(const ExecutionRedriven& e) {
        QS_ASSERT(execution_.scopes.empty() && execution_.fallen.contains(kRootScope));
        execution_.status = Status::running;
        execution_.ending.reset();
        execution_.timeout_due = e.timeout_due;
        execution_.info.redrive_count = e.redrive_count;
        execution_.redrive_time = event_.at;
        execution_.scopes.swap(execution_.fallen);
        if (e.whole) {
            execution_.scopes.erase(std::next(execution_.scopes.begin()), execution_.scopes.end());
            own().activity = Resumed{};
        }
        for (auto& [id, scope] : execution_.scopes) bring_back(scope);
        // Nothing had started that had not failed, been cut off or left its result.
        for (auto& [id, scope] : execution_.scopes) {
            if (scope.parent == kNoScope) continue;
            Activity& activity = scope_of(scope.parent).activity;
            if (auto* const map = std::get_if<RunningMap>(&activity)) {
                ++map->running;
            } else {
                ++std::get<RunningParallel>(activity).running;
            }
        }
    }
    void operator()(const StateResumed& e) {
        Scope& scope = own();
        QS_ASSERT(std::holds_alternative<Resumed>(scope.activity) && scope.state == e.state);
        scope.activity = Idle{};
    }

private:
    Scope& scope_of(ScopeId id) {
        const auto found = execution_.scopes.find(id);
        QS_ASSERT(found != execution_.scopes.end());
        return found->second;
    }
    Scope& own() { return scope_of(event_.scope); }
    RunningTask& running_task() {
        RunningTask* const task = std::get_if<RunningTask>(&own().activity);
        QS_ASSERT(task != nullptr);
        return *task;
    }
    void feel_heartbeat() {
        RunningTask& task = running_task();
        // Only who has a token can send heartbeats.
        if (task.terms->heartbeat_seconds && task.terms->token) {
            task.heartbeat_due = event_.at + base::Seconds{*task.terms->heartbeat_seconds};
        }
    }
    void settle_task() {
        running_task();  // Asserts that there is one.
        own().activity = Idle{};
        own().last_event = event_.id;
    }
    void add_child(ScopeId id, std::uint32_t program_scope, std::uint32_t start_at,
                   std::uint32_t index, const json::Value& input) {
        QS_ASSERT(static_cast<std::uint32_t>(id) == execution_.next_scope);
        ++execution_.next_scope;
        Scope child;
        child.parent = event_.scope;
        child.program_scope = program_scope;
        child.index = index;
        child.last_event = event_.id;
        child.data = input;
        child.activity = Ready{start_at};
        execution_.scopes.emplace(id, std::move(child));
    }
    /// The own Parallel or Map has joined or failed; where it had not begun there are no results.
    template <class Work>
    void end_work() {
        Activity& activity = own().activity;
        if (auto* const work = std::get_if<Work>(&activity)) {
            Over<Work> over{std::move(*work)};
            activity = std::move(over);
        } else {
            activity = Idle{};
        }
    }
    /// The scope that follows it.
    std::map<ScopeId, Scope>::iterator fall(std::map<ScopeId, Scope>::iterator scope) {
        const auto next = std::next(scope);
        execution_.fallen.insert(execution_.scopes.extract(scope));
        return next;
    }
    /// A child has a larger number than its parent, so one pass in order finds all generations.
    void end_descendants(ScopeId ancestor) {
        std::vector<ScopeId> gone{ancestor};
        auto at = execution_.scopes.upper_bound(ancestor);
        while (at != execution_.scopes.end()) {
            if (std::ranges::binary_search(gone, at->second.parent)) {
                gone.push_back(at->first);
                at = fall(at);
            } else {
                ++at;
            }
        }
    }
    /// Retry or Catch has taken the failure of the own state: all within it is gone for good.
    void forget_fallen() {
        std::vector<ScopeId> gone{event_.scope};
        std::erase_if(execution_.fallen, [&](const auto& each) {
            const bool is_within = std::ranges::binary_search(gone, each.second.parent);
            if (is_within) gone.push_back(each.first);
            return is_within;
        });
    }
    /// A fallen scope as a redrive finds it: between two states it goes on, branches and iterations
    /// keep their results, and every other state is run again.
    void bring_back(Scope& scope) {
        scope.last_event = event_.id;
        if (std::holds_alternative<Ready>(scope.activity)) return;
        // Timers, tasks and tokens of the run before must not fit any more.
        scope.entry = EntryId{execution_.next_entry++};
        scope.retries.clear();
        scope.attempt = 0;
        if (auto* const parallel = work_of<RunningParallel>(scope.activity)) {
            RunningParallel work = std::move(*parallel);
            work.running = 0;
            scope.activity = std::move(work);
        } else if (auto* const map = work_of<RunningMap>(scope.activity)) {
            RunningMap work = std::move(*map);
            work.running = 0;
            work.failed = 0;
            work.room_event = event_.id;
            scope.activity = std::move(work);
        } else {
            scope.activity = Resumed{};
        }
    }
    template <class Work>
    static Work* work_of(Activity& activity) {
        if (auto* const over = std::get_if<Over<Work>>(&activity)) return &over->work;
        return std::get_if<Work>(&activity);
    }
    void end(Status status, const Failure& failure, std::optional<json::Value> output = {}) {
        QS_ASSERT(execution_.status == Status::running);
        execution_.status = status;
        execution_.ending = Shared<Ending>(
            {.output = std::move(output), .failure = failure, .stop_time = event_.at});
        if (status == Status::succeeded) {
            execution_.scopes.clear();
        } else if (execution_.fallen.empty()) {
            execution_.fallen.swap(execution_.scopes);
        } else {
            execution_.fallen.merge(execution_.scopes);
        }
    }

    Execution& execution_;
    const Event& event_;
};

}  // namespace

bool is_internal(const EventBody& body) {
    return std::holds_alternative<TaskHeartbeatReceived>(body) ||
           std::holds_alternative<RetryScheduled>(body) ||
           std::holds_alternative<TimerStarted>(body) ||
           std::holds_alternative<BranchSucceeded>(body) ||
           std::holds_alternative<StateResumed>(body);
}

void evolve(Execution& execution, const Event& event) {
    QS_ASSERT(execution.status == Status::running ||
              std::holds_alternative<ExecutionRedriven>(event.body));
    if (is_internal(event.body)) {
        QS_ASSERT(event.id == 0);
    } else {
        QS_ASSERT(event.id == execution.last_event_id + 1 && event.previous < event.id);
        execution.last_event_id = event.id;
    }
    QS_ASSERT(event.at >= execution.last_event_at);
    execution.last_event_at = event.at;
    std::visit(Change{execution, event}, event.body);
}

}  // namespace engine
