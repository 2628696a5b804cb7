// One execution environment: a function's process, the Runtime API that it polls, and the one
// invocation it works on. Each has a listening socket of its own, so that a process can only fetch
// what is meant for it. Runtime API 2018-06-01:
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/lambda/function.hpp"
#include "services/lambda/function_log.hpp"
#include "services/lambda/invocation.hpp"
#include "services/lambda/invocation_meter.hpp"
#include "services/lambda/process/child.hpp"
#include "services/lambda/process/event_loop.hpp"
#include "services/lambda/runtime_api/request_reader.hpp"

namespace services::lambda {

/// How a function's process is started.
struct EnvironmentSpec {
    FunctionRef function;
    std::vector<std::string> arguments;  ///< The program first.
    std::vector<std::string> variables;  ///< Without AWS_LAMBDA_RUNTIME_API, which is added.
    std::string folder;                  ///< The unpacked code.
    std::string scratch;                 ///< Its TMPDIR; whoever made it removes it.
    std::shared_ptr<FunctionLog> log;
    /// Gets each line too, if given.
    std::function<void(base::TimePoint at, std::string_view line)> print_line = {};
    /// Is told of each invocation, if given.
    std::shared_ptr<InvocationMeter> meter = nullptr;
    /// How long the runtime may take to ask for its first invocation.
    std::chrono::nanoseconds start_limit{};
};

/// Lives on the loop's thread only.
class Environment {
public:
    struct Events {
        /// It asks for an invocation: call `run`.
        std::function<void(Environment&)> idle;
        /// It ended or gave up before its first `idle`. The error object to answer, made for a
        /// request id.
        std::function<void(Environment&, std::function<std::string(std::string_view)>)>
            start_failed;
        /// The process is gone and reaped. The last event; destroy the environment later than in
        /// it.
        std::function<void(Environment&)> gone;
    };

    /// Errors: `io` when the program cannot be executed or there is no socket; then there are no
    /// events.
    static base::Result<std::unique_ptr<Environment>> start(EventLoop& loop,
                                                            const base::Clock& clock,
                                                            EnvironmentSpec spec, Events events);
    ~Environment();

    /// Precondition: idle. Its time-out begins now.
    void run(Invocation invocation);
    /// SIGTERM, and SIGKILL after 300 ms. An invocation that runs fails. `gone` follows.
    void stop();

    bool is_idle() const { return state_ == State::idle; }
    bool is_stopping() const { return state_ == State::ending; }
    const EnvironmentSpec& spec() const { return spec_; }
    /// Since when it has been idle.
    base::Monotonic idle_since() const { return idle_since_; }

private:
    enum class State : std::uint8_t {
        starting,  ///< Has not asked for an invocation yet.
        idle,
        busy,      ///< Works on `invocation_`.
        answered,  ///< Answered, but has not asked again.
        ending,    ///< Killed, or about to be.
    };
    struct Connection;

    Environment(EventLoop& loop, const base::Clock& clock, EnvironmentSpec spec, Events events);
    base::Result<std::uint16_t> listen();
    base::Result<void> launch(std::uint16_t port);

    void accept();
    void read(std::uint64_t id);
    void serve(std::uint64_t id, RuntimeRequest request);
    void serve_next(std::uint64_t id);
    void serve_answer(std::uint64_t id, std::string_view request_id, bool is_error,
                      RuntimeRequest request);
    void serve_init_error(std::uint64_t id, RuntimeRequest request);
    void send(std::uint64_t id, std::string bytes);
    void flush(std::uint64_t id);
    void drop(std::uint64_t id);
    void drop_all();

    void finish(std::string payload, bool is_error);
    void fail_invocation(std::string_view type, std::string_view text);
    void fail_start(std::function<std::string(std::string_view)> error);
    void time_out();
    void kill();
    void ended();

    void read_output();
    void log(std::string_view line);
    void log_report();

    EventLoop& loop_;
    const base::Clock& clock_;
    EnvironmentSpec spec_;
    Events events_;
    State state_ = State::starting;
    Child child_;
    Descriptor listener_;
    EventLoop::WatchId listener_watch_ = 0;
    EventLoop::WatchId ended_watch_ = 0;
    EventLoop::WatchId output_watch_ = 0;
    EventLoop::TimerId limit_timer_ = 0;
    EventLoop::TimerId kill_timer_ = 0;
    std::map<std::uint64_t, std::unique_ptr<Connection>> connections_;
    std::uint64_t next_connection_ = 1;
    std::uint64_t waiting_ = 0;  ///< The connection that asked for an invocation.

    std::optional<Invocation> invocation_;
    base::Monotonic began_{};
    base::Monotonic idle_since_{};
    std::optional<std::chrono::nanoseconds> init_duration_;
    bool was_ready_ = false;
    std::uint64_t peak_mib_ = 0;
    base::Monotonic peak_read_{};
    LineSplitter lines_;
    std::string tail_;
};

}  // namespace services::lambda
