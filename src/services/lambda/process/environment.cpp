// The life of an environment: start, invocations, ends. What its connections say is in
// environment_api.cpp, what it prints in environment_log.cpp.
#include "services/lambda/process/environment.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "services/lambda/process/connection.hpp"

namespace services::lambda {
namespace {

constexpr std::chrono::milliseconds kGrace{300};

std::string timed_out_text(std::int64_t seconds) {
    return "Task timed out after " + std::to_string(seconds) + ".00 seconds";
}

}  // namespace

Environment::Environment(EventLoop& loop, const base::Clock& clock, EnvironmentSpec spec,
                         Events events)
    : loop_(loop), clock_(clock), spec_(std::move(spec)), events_(std::move(events)) {}

base::Result<std::unique_ptr<Environment>> Environment::start(EventLoop& loop,
                                                              const base::Clock& clock,
                                                              EnvironmentSpec spec, Events events) {
    std::unique_ptr<Environment> made(
        new Environment(loop, clock, std::move(spec), std::move(events)));
    QS_TRY(const std::uint16_t port, made->listen());
    QS_CHECK(made->launch(port));
    return made;
}

Environment::~Environment() {
    drop_all();
    loop_.unwatch(listener_watch_);
    loop_.unwatch(ended_watch_);
    loop_.unwatch(output_watch_);
    loop_.cancel(limit_timer_);
    loop_.cancel(kill_timer_);
}

base::Result<std::uint16_t> Environment::listen() {
    listener_ = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (!listener_ || ::bind(listener_.get(), generic, length) != 0 ||
        ::listen(listener_.get(), 8) != 0 ||
        ::getsockname(listener_.get(), generic, &length) != 0) {
        return base::fail(base::io_error("cannot listen for a function on 127.0.0.1", errno));
    }
    return ntohs(address.sin_port);
}

base::Result<void> Environment::launch(std::uint16_t port) {
    ChildCommand command{.arguments = spec_.arguments,
                         .environment = spec_.variables,
                         .folder = spec_.folder,
                         .limits = {}};
    command.environment.push_back("AWS_LAMBDA_RUNTIME_API=127.0.0.1:" + std::to_string(port));
    // A guard against runaway processes rather than the exact size, which RLIMIT_DATA cannot
    // measure: it counts what is reserved for threads and arenas too.
    command.limits.data_bytes = static_cast<std::uint64_t>(spec_.function->memory_mb * 2 + 256)
                                << 20U;
    command.limits.file_bytes = static_cast<std::uint64_t>(spec_.function->ephemeral_mb) << 20U;
    began_ = loop_.now();
    QS_TRY(child_, start_child(command));
    listener_watch_ = loop_.watch(listener_.get(), [this] { accept(); });
    output_watch_ = loop_.watch(child_.output.get(), [this] { read_output(); });
    ended_watch_ = loop_.watch(child_.ended.get(), [this] { ended(); });
    limit_timer_ = loop_.after(spec_.start_limit, [this] {
        fail_start([text = timed_out_text(spec_.function->timeout_seconds)](std::string_view id) {
            return process_error(id, "Sandbox.Timedout", text);
        });
        kill();
    });
    return {};
}

void Environment::run(Invocation invocation) {
    QS_ASSERT(state_ == State::idle && waiting_ != 0);
    state_ = State::busy;
    began_ = loop_.now();
    invocation_ = std::move(invocation);
    const std::chrono::seconds limit(spec_.function->timeout_seconds);
    limit_timer_ = loop_.after(limit, [this] { time_out(); });
    tail_.clear();
    log("START RequestId: " + invocation_->request_id + " Version: $LATEST");
    const std::uint64_t id = std::exchange(waiting_, 0);
    send(id, next_reply(*invocation_, *spec_.function, clock_.now() + limit));
}

void Environment::finish(std::string payload, bool is_error) {
    loop_.cancel(std::exchange(limit_timer_, 0));
    read_output();
    if (spec_.meter) spec_.meter->note(loop_.now() - began_, is_error, init_duration_.has_value());
    log_report();
    state_ = State::answered;
    Invocation invocation = *std::move(invocation_);
    invocation_.reset();
    InvocationResult result{.payload = std::move(payload), .is_error = is_error, .log_tail = {}};
    if (invocation.wants_log_tail) {
        const std::size_t keep = base::limits::kLambdaLogTailBytesMax;
        result.log_tail = tail_.size() > keep ? tail_.substr(tail_.size() - keep) : tail_;
    }
    invocation.done(std::move(result));
}

void Environment::fail_invocation(std::string_view type, std::string_view text) {
    if (type == "Sandbox.Timedout") {
        log(base::iso8601_ms(clock_.now()) + " " + invocation_->request_id + " " +
            std::string(text));
    } else {
        log("RequestId: " + invocation_->request_id + " Error: " + std::string(text));
        log(type);
    }
    finish(process_error(invocation_->request_id, type, text), true);
}

void Environment::time_out() {
    fail_invocation("Sandbox.Timedout", timed_out_text(spec_.function->timeout_seconds));
    kill();
}

void Environment::fail_start(std::function<std::string(std::string_view)> error) {
    if (was_ready_) return;
    was_ready_ = true;
    loop_.cancel(std::exchange(limit_timer_, 0));
    events_.start_failed(*this, std::move(error));
}

void Environment::kill() {
    state_ = State::ending;
    signal_group(child_.pid, SIGKILL);
}

void Environment::stop() {
    if (state_ == State::ending) return;
    if (state_ == State::busy)
        fail_invocation("Runtime.ExitError", "Runtime exited with error: signal: terminated");
    state_ = State::ending;
    loop_.cancel(std::exchange(limit_timer_, 0));
    signal_group(child_.pid, SIGTERM);
    kill_timer_ = loop_.after(kGrace, [this] { kill(); });
}

/// The main process is over, perhaps with an answer still in its socket. What it left behind in its
/// group goes too, before the group's number is free again.
void Environment::ended() {
    std::vector<std::uint64_t> ids;
    for (const auto& [id, connection] : connections_) ids.push_back(id);
    for (const std::uint64_t id : ids) read(id);
    signal_group(child_.pid, SIGKILL);
    const std::string how = reap_child(child_);
    loop_.unwatch(std::exchange(ended_watch_, 0));
    read_output();
    const std::string text = how == "exit status 0" ? "Runtime exited without providing a reason"
                                                    : "Runtime exited with error: " + how;
    if (state_ == State::busy) fail_invocation("Runtime.ExitError", text);
    fail_start(
        [text](std::string_view id) { return process_error(id, "Runtime.ExitError", text); });
    state_ = State::ending;
    base::log::debug("function process ended", {{"function", spec_.function->name}, {"how", how}});
    drop_all();
    events_.gone(*this);
}

}  // namespace services::lambda
