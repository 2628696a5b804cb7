// Lanes: one for each revision that has processes or waiting invocations. Everything runs on the
// loop's thread; only the counters of what waits are shared, so that a full queue can be told at
// once.
#include "services/lambda/process/pool.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "services/lambda/process/idle_cores.hpp"

namespace services::lambda {
namespace {

constexpr std::chrono::milliseconds kLookAgain{100};
constexpr std::chrono::seconds kReapEvery{15};
constexpr std::chrono::milliseconds kKeepIdle{500};
/// More processes are started only when at least this share of the cores was idle.
constexpr double kIdleShare = 0.3;

struct Lane {
    FunctionRef function;
    std::deque<Invocation> queue;
    std::vector<Environment*> idle;  ///< The last one used is the last one here, and is used first.
    std::size_t starting = 0;        ///< Also those whose code is still being unpacked.
    std::size_t answered = 0;   ///< Have answered and will ask for the next invocation in a moment.
    std::size_t processes = 0;  ///< All of them, until they are gone.
    bool is_retired = false;
};

}  // namespace

struct Pool::State : std::enable_shared_from_this<Pool::State> {
    const base::Clock& clock;
    const PoolOptions options;
    const PrepareProcess prepare;
    const RemoveScratch remove_scratch;
    EventLoop loop;

    std::atomic<std::size_t> queued{0};
    std::atomic<std::size_t> queued_bytes{0};
    std::atomic<std::size_t> processes{0};  ///< Started, starting, or ending.
    std::atomic<std::size_t> busy{0};

    std::map<std::string, Lane> lanes;  ///< By revision id.
    std::map<Environment*, std::unique_ptr<Environment>> environments;
    std::unordered_set<Environment*> started;   ///< Has been idle, or has failed before.
    std::unordered_set<Environment*> answered;  ///< Counted in its lane's `answered`.
    std::size_t allowed;
    IdleCores cores;
    bool is_looking = false;
    bool is_stopping = false;
    std::mutex mutex;
    std::condition_variable all_gone;
    bool is_empty = false;

    State(const base::Clock& c, PoolOptions o, PrepareProcess p, RemoveScratch r)
        : clock(c),
          options(o),
          prepare(std::move(p)),
          remove_scratch(std::move(r)),
          loop(c),
          allowed(o.processes) {}

    void enqueue(FunctionRef function, Invocation invocation) {
        if (is_stopping) {
            --queued;
            queued_bytes -= invocation.payload.size();
            return refuse(std::move(invocation), "Runtime.Unavailable", "the server is stopping");
        }
        const std::string revision = function->revision_id;
        Lane& lane = lanes[revision];
        if (!lane.function) lane.function = std::move(function);
        lane.queue.push_back(std::move(invocation));
        pump(revision);
    }

    Invocation take(Lane& lane) {
        Invocation invocation = std::move(lane.queue.front());
        lane.queue.pop_front();
        --queued;
        queued_bytes -= invocation.payload.size();
        return invocation;
    }
    void refuse(Invocation invocation, std::string_view type, std::string_view text) {
        const std::string payload = process_error(invocation.request_id, type, text);
        invocation.done({.payload = payload, .is_error = true, .log_tail = {}, .is_refused = true});
    }

    /// Gives waiting invocations to idle processes, and starts processes for the rest. Those that
    /// will be idle in a moment are waited for, but not when it `is_late` already.
    void pump(const std::string& revision, bool is_late = false) {
        const auto found = lanes.find(revision);
        if (found == lanes.end()) return;
        Lane& lane = found->second;
        while (!lane.queue.empty() && !lane.idle.empty()) {
            Environment* const environment = lane.idle.back();
            lane.idle.pop_back();
            ++busy;
            environment->run(watched(*environment, take(lane)));
        }
        const std::size_t expected = is_late ? 0 : lane.answered;
        while (lane.queue.size() > lane.starting + expected && !is_stopping && has_room(lane))
            start(revision, lane);
        if (lane.queue.size() > lane.starting) look_again();
        if (lane.queue.empty() && lane.processes == 0 && lane.starting == 0) lanes.erase(found);
    }
    Invocation watched(Environment& environment, Invocation invocation) {
        invocation.done = [this, &environment,
                           done = std::move(invocation.done)](InvocationResult result) {
            --busy;
            ++lanes.at(environment.spec().function->revision_id).answered;
            answered.insert(&environment);
            done(std::move(result));
        };
        return invocation;
    }
    void forget_answer(Lane& lane, Environment& environment) {
        if (answered.erase(&environment) != 0) --lane.answered;
    }

    /// Whether one more process may be started for the lane; an idle one of another lane makes way
    /// if need be. One that was busy a moment ago does so only for a lane without any: it will be
    /// wanted again soon, and a start costs more than the wait.
    bool has_room(const Lane& asking) {
        if (processes < allowed) return true;
        const bool has_none = asking.processes == 0 && asking.starting == 0;
        Environment* oldest = nullptr;
        for (const auto& [revision, lane] : lanes) {
            if (lane.idle.empty()) continue;
            Environment* const candidate = lane.idle.front();
            if (!has_none && loop.now() - candidate->idle_since() < kKeepIdle) continue;
            if (oldest == nullptr || candidate->idle_since() < oldest->idle_since())
                oldest = candidate;
        }
        if (oldest != nullptr)
            evict(*oldest);  // Its place is free when it is gone; then `pump` runs again.
        return false;
    }
    void evict(Environment& environment) {
        std::erase(lanes.at(environment.spec().function->revision_id).idle, &environment);
        environment.stop();
    }

    void start(const std::string& revision, Lane& lane) {
        ++lane.starting;
        ++processes;
        prepare(lane.function, [weak = weak_from_this(),
                                revision](base::Result<EnvironmentSpec> spec) {
            if (const auto self = weak.lock()) {
                self->loop.post([self = self.get(), revision, spec = std::move(spec)]() mutable {
                    self->launch(revision, std::move(spec));
                });
            }
        });
    }
    void launch(const std::string& revision, base::Result<EnvironmentSpec> spec) {
        Lane& lane = lanes.at(revision);
        if (!spec || is_stopping) {
            --processes;
            --lane.starting;
            const std::string why = spec ? "the server is stopping" : spec.error().message;
            base::log::warn("function process not started",
                            {{"function", lane.function->name}, {"why", why}});
            if (!lane.queue.empty()) refuse(take(lane), "Runtime.Unavailable", why);
            return settle(revision);
        }
        const std::string scratch = spec->scratch;
        Environment::Events events{
            .idle = [this](Environment& environment) { became_idle(environment); },
            .start_failed = [this](Environment& e, auto error) { start_failed(e, error); },
            .gone =
                [this](Environment& environment) {
                    loop.post([this, gone = &environment] { forget(gone); });
                }};
        auto environment = Environment::start(loop, clock, *std::move(spec), std::move(events));
        if (!environment) {
            --processes;
            --lane.starting;
            remove_scratch(scratch);
            if (!lane.queue.empty()) {
                Invocation invocation = take(lane);
                const std::string payload =
                    process_error(invocation.request_id, "Runtime.InvalidEntrypoint",
                                  environment.error().message);
                invocation.done({.payload = payload, .is_error = true, .log_tail = {}});
            }
            return settle(revision);
        }
        ++lane.processes;
        Environment* const key = environment->get();
        environments.emplace(key, *std::move(environment));
    }

    void became_idle(Environment& environment) {
        const std::string& revision = environment.spec().function->revision_id;
        Lane& lane = lanes.at(revision);
        if (started.insert(&environment).second) --lane.starting;
        forget_answer(lane, environment);
        if (lane.is_retired && lane.queue.empty()) return environment.stop();
        // A lane without any process must not wait for ever behind one that is never empty.
        if (processes >= allowed && lane.processes > 1 && somebody_starves())
            return environment.stop();
        lane.idle.push_back(&environment);
        pump(revision);
    }
    bool somebody_starves() const {
        return std::ranges::any_of(lanes, [](const auto& entry) {
            const Lane& lane = entry.second;
            return !lane.queue.empty() && lane.processes == 0 && lane.starting == 0;
        });
    }

    void start_failed(Environment& environment,
                      const std::function<std::string(std::string_view)>& error) {
        const std::string revision = environment.spec().function->revision_id;
        Lane& lane = lanes.at(revision);
        started.insert(&environment);
        --lane.starting;
        if (!lane.queue.empty()) {
            Invocation invocation = take(lane);
            const std::string payload = error(invocation.request_id);
            invocation.done({.payload = payload, .is_error = true, .log_tail = {}});
        }
        environment.stop();
    }

    void forget(Environment* environment) {
        const std::string revision = environment->spec().function->revision_id;
        const std::string scratch = environment->spec().scratch;
        Lane& lane = lanes.at(revision);
        std::erase(lane.idle, environment);
        if (!started.contains(environment)) --lane.starting;
        started.erase(environment);
        forget_answer(lane, *environment);
        --lane.processes;
        --processes;
        environments.erase(environment);
        remove_scratch(scratch);
        settle(revision);
    }
    /// A place became free. A lane without any process comes first: were its turn behind the lane
    /// that just gave up a process for it, that lane would take the place back, for ever.
    void settle(const std::string& revision) {
        std::vector<std::tuple<bool, base::Monotonic, std::string>> waiting;
        for (const auto& [id, lane] : lanes) {
            if (lane.queue.size() <= lane.starting) continue;
            const bool has_any = lane.processes + lane.starting > 0;
            waiting.emplace_back(has_any, lane.queue.front().queued, id);
        }
        std::ranges::sort(waiting);  // Then who waits longest.
        for (const auto& [has_any, since, id] : waiting) pump(id);
        pump(revision);
        if (is_stopping) stop_all();
    }

    /// Something waits. When it still does in a while and cores are idle, then functions are
    /// waiting too, for something else than a core: allow more of them.
    void look_again() {
        if (std::exchange(is_looking, true)) return;
        cores.share();
        loop.after(kLookAgain, [this] {
            is_looking = false;
            if (queued == 0 || is_stopping) return;
            if (cores.share() >= kIdleShare) {
                allowed = std::min(allowed + options.processes, options.processes_max);
            }
            std::vector<std::string> ids;
            for (const auto& [id, lane] : lanes) ids.push_back(id);
            for (const std::string& id : ids) pump(id, true);
        });
    }
    void reap() {
        loop.after(kReapEvery, [this] {
            if (is_stopping) return;
            const base::Monotonic now = loop.now();
            std::vector<Environment*> old;
            for (const auto& [revision, lane] : lanes) {
                for (Environment* e : lane.idle) {
                    if (now - e->idle_since() >= options.idle_limit) old.push_back(e);
                }
            }
            for (Environment* environment : old) evict(*environment);
            if (queued == 0)
                allowed = std::max(options.processes, std::min<std::size_t>(allowed, busy + 1));
            reap();
        });
    }

    void retire(const std::string& revision) {
        const auto found = lanes.find(revision);
        if (found == lanes.end()) return;
        found->second.is_retired = true;
        for (Environment* environment : std::exchange(found->second.idle, {})) environment->stop();
        pump(revision);
    }

    void stop_all() {
        is_stopping = true;
        for (auto& [revision, lane] : lanes) {
            lane.idle.clear();
            while (!lane.queue.empty())
                refuse(take(lane), "Runtime.Unavailable", "the server is stopping");
        }
        std::vector<Environment*> all;
        for (const auto& [key, environment] : environments) all.push_back(key);
        for (Environment* environment : all) environment->stop();
        if (processes == 0) {
            const std::lock_guard lock(mutex);
            is_empty = true;
            all_gone.notify_all();
        }
    }
};

Pool::Pool(const base::Clock& clock, PoolOptions options, PrepareProcess prepare,
           RemoveScratch remove_scratch)
    : state_(
          std::make_shared<State>(clock, options, std::move(prepare), std::move(remove_scratch))) {
    state_->loop.start();
    state_->loop.post([state = state_.get()] { state->reap(); });
}

Pool::~Pool() {
    state_->loop.post([state = state_.get()] { state->stop_all(); });
    {
        std::unique_lock lock(state_->mutex);
        state_->all_gone.wait(lock, [this] { return state_->is_empty; });
    }
    state_->loop.stop();
}

bool Pool::invoke(FunctionRef function, Invocation invocation) {
    const std::size_t bytes = invocation.payload.size();
    if (++state_->queued > base::limits::kLambdaQueuedMax) {
        --state_->queued;
        return false;
    }
    const std::size_t before = state_->queued_bytes.fetch_add(bytes);
    if (before != 0 && before + bytes > base::limits::kLambdaQueuedBytesMax) {
        --state_->queued;
        state_->queued_bytes -= bytes;
        return false;
    }
    invocation.queued = state_->clock.monotonic();
    state_->loop.post([state = state_.get(), function = std::move(function),
                       invocation = std::move(invocation)]() mutable {
        state->enqueue(std::move(function), std::move(invocation));
    });
    return true;
}

void Pool::retire(std::string revision_id) {
    state_->loop.post([state = state_.get(), id = std::move(revision_id)] { state->retire(id); });
}

PoolCounts Pool::counts() const {
    return {.processes = state_->processes, .busy = state_->busy, .queued = state_->queued};
}

}  // namespace services::lambda
