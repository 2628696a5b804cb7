// Real processes, so real time: waits are for what must come, never for what must not.
#include "services/lambda/process/pool.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "base/random.hpp"
#include "base/text.hpp"
#include "services/lambda/process/test_function.hpp"

using namespace services::lambda;
using namespace std::chrono_literals;

namespace {

FunctionRef function(const std::string& behaviour, std::int64_t timeout = 5) {
    Function f;
    f.account = "000000000000";
    f.region = "us-east-1";
    f.name = "f";
    f.handler = behaviour;
    f.timeout_seconds = timeout;
    f.memory_mb = kTestFunctionMemoryMb;
    f.revision_id = base::uuid_v4();
    return std::make_shared<const Function>(std::move(f));
}

/// Answers, in the order they come.
class Answers {
public:
    void add(InvocationResult result) {
        const std::lock_guard lock(mutex_);
        results_.push_back(std::move(result));
        changed_.notify_all();
    }
    InvocationResult wait(std::size_t count = 1) {
        std::unique_lock lock(mutex_);
        REQUIRE(changed_.wait_for(lock, 20s, [&] { return results_.size() >= count; }));
        return results_[count - 1];
    }
    std::size_t size() {
        const std::lock_guard lock(mutex_);
        return results_.size();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<InvocationResult> results_;
};

struct Fixture {
    std::shared_ptr<FunctionLog> log = std::make_shared<FunctionLog>();
    std::atomic<int> prepared{0};
    Answers answers;  // Outlives the pool.
    Pool pool;

    explicit Fixture(PoolOptions options = {})
        : pool(
              base::system_clock(), options,
              [this](const FunctionRef& f,
                     std::function<void(base::Result<EnvironmentSpec>)> ready) {
                  ++prepared;
                  ready(EnvironmentSpec{
                      .function = f,
                      .arguments = {f->handler == "missing" ? "/nowhere/bootstrap"
                                                            : test_program()},
                      .variables = {std::string(kTestFunctionVariable) + "=" + f->handler,
                                    "PATH=/usr/bin"},
                      .folder = std::filesystem::temp_directory_path().string(),
                      .scratch = "",
                      .log = log,
                      .start_limit = 1s});
              },
              [](const std::string&) {}) {}

    void call(const FunctionRef& f, std::string payload = "{}", std::string id = "request-1") {
        Invocation invocation{.request_id = std::move(id),
                              .payload = std::move(payload),
                              .trace_id = "Root=1",
                              .client_context = "",
                              .wants_log_tail = true,
                              .done = [this](InvocationResult r) { answers.add(std::move(r)); }};
        REQUIRE(pool.invoke(f, std::move(invocation)));
    }
    InvocationResult answer(const std::string& behaviour, std::int64_t timeout = 5) {
        const std::size_t before = answers.size();
        call(function(behaviour, timeout));
        return answers.wait(before + 1);
    }
};

std::string exit_error(const std::string& text) {
    return R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: request-1 Error: )" +
           text + "\"}";
}

}  // namespace

TEST_CASE("a function gets the event and its answer comes back, from one warm process") {
    Fixture f;
    const FunctionRef echo = function("echo");
    for (std::size_t i = 1; i <= 50; ++i) {
        f.call(echo, R"({"n":)" + std::to_string(i) + "}");
        const InvocationResult result = f.answers.wait(i);
        CHECK_EQ(result.payload, R"({"n":)" + std::to_string(i) + "}");
        CHECK_FALSE(result.is_error);
    }
    CHECK_EQ(f.prepared, 1);
}

TEST_CASE("every way to die is told in AWS's words, and the next call gets a new process") {
    Fixture f;
    CHECK_EQ(f.answer("crash").payload, exit_error("Runtime exited with error: exit status 1"));
    CHECK_EQ(f.answer("exit 0").payload, exit_error("Runtime exited without providing a reason"));
    CHECK_EQ(f.answer("killed").payload, exit_error("Runtime exited with error: signal: killed"));
    CHECK_EQ(f.answer("abort").payload, exit_error("Runtime exited with error: signal: aborted"));
    CHECK_EQ(f.answer("exit early").payload,
             exit_error("Runtime exited with error: exit status 3"));
    const FunctionRef crash = function("crash");
    f.call(crash);
    f.call(crash);
    CHECK(f.answers.wait(7).is_error);
}

TEST_CASE("a function that hangs is killed at its time-out with everything it started") {
    Fixture f;
    const std::string expected =
        R"({"errorType":"Sandbox.Timedout","errorMessage":)"
        R"("RequestId: request-1 Error: Task timed out after 1.00 seconds"})";
    CHECK_EQ(f.answer("hang", 1).payload, expected);
    CHECK_EQ(f.answer("garbage", 1).payload, expected);
    CHECK_EQ(f.answer("closes", 1).payload, expected);
    CHECK_EQ(f.answer("forks", 1).payload, expected);
    CHECK_EQ(f.answer("never asks", 1).payload, expected);
}

TEST_CASE(
    "the limits of an answer: 6 MB pass, 7 MB are refused, bytes that are no JSON pass through") {
    Fixture f;
    CHECK_EQ(f.answer("6 MB").payload.size(), 6'291'456);
    const InvocationResult large = f.answer("7 MB");
    CHECK(large.is_error);
    CHECK_EQ(large.payload,
             R"({"errorType":"Function.ResponseSizeTooLarge","errorMessage":)"
             R"("Response payload size exceeded maximum allowed payload size (6291556 bytes)."})");
    const InvocationResult odd = f.answer("not json");
    CHECK_EQ(odd.payload, "{oops");
    CHECK_FALSE(odd.is_error);
}

TEST_CASE("a function's own error comes through as it is") {
    Fixture f;
    const InvocationResult error = f.answer("error");
    CHECK(error.is_error);
    CHECK_EQ(error.payload, R"({"errorType":"Mine","errorMessage":"m"})");
    const InvocationResult init = f.answer("init error");
    CHECK(init.is_error);
    CHECK_EQ(init.payload, R"({"errorType":"Broken","errorMessage":"no","stackTrace":[]})");
}

TEST_CASE("a program that cannot be executed is told at once") {
    Fixture f;
    const InvocationResult result = f.answer("missing");
    CHECK(result.is_error);
    CHECK_NE(result.payload.find("Runtime.InvalidEntrypoint"), std::string::npos);
    CHECK_NE(result.payload.find("No such file"), std::string::npos);
}

TEST_CASE("answers for another id, second answers and impatient questions are refused") {
    Fixture f;
    CHECK_EQ(f.answer("wrong id").payload, "\"mine\"");
    CHECK_EQ(f.answer("twice").payload, "1");
    CHECK_EQ(f.answer("next again").payload, "\"403\"");
    CHECK_EQ(f.answer("answers and dies").payload, "\"last words\"");
}

TEST_CASE("invocations share as many processes as are allowed, and all are answered") {
    Fixture f({.processes = 2, .processes_max = 2});
    const FunctionRef slow = function("slow");
    for (int i = 0; i < 8; ++i) f.call(slow);
    std::vector<std::string> pids;
    for (std::size_t i = 1; i <= 8; ++i) pids.push_back(f.answers.wait(i).payload);
    std::ranges::sort(pids);
    CHECK_EQ(std::ranges::unique(pids).begin() - pids.begin(), 2);
    CHECK_EQ(f.prepared, 2);
}

TEST_CASE(
    "functions that wait get more processes while cores are idle, and a new function is not "
    "starved") {
    Fixture f({.processes = 1, .processes_max = 1});
    const FunctionRef echo = function("echo");
    f.call(echo);
    f.answers.wait(1);
    f.call(function("pid"));  // The idle process of the other one makes way.
    CHECK_FALSE(f.answers.wait(2).is_error);
}

TEST_CASE("a slow start is waited for") {
    Fixture f;
    CHECK_EQ(f.answer("slow start").payload, "{}");
}

TEST_CASE("a retired revision leaves no process") {
    Fixture f;
    const FunctionRef pid = function("pid");
    f.call(pid);
    const pid_t process = std::stoi(f.answers.wait().payload);
    const Descriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
    f.pool.retire(pid->revision_id);
    pollfd wait{.fd = ended.get(), .events = POLLIN, .revents = 0};
    CHECK_EQ(::poll(&wait, 1, 20'000), 1);
}

TEST_CASE("what a function prints stands between Lambda's own lines") {
    Fixture f;
    const InvocationResult result = f.answer("prints");
    const std::string& tail = result.log_tail;
    CHECK(
        tail.starts_with("START RequestId: request-1 Version: $LATEST\nhello from the function\n"));
    CHECK_NE(tail.find("END RequestId: request-1\nREPORT RequestId: request-1\tDuration: "),
             std::string::npos);
    CHECK_NE(tail.find("Memory Size: " + std::to_string(kTestFunctionMemoryMb) + " MB\t"),
             std::string::npos);
    CHECK_NE(tail.find("Init Duration: "), std::string::npos);
    CHECK_GE(f.log->newest(100).size(), 4);
}

TEST_CASE("a process gets the environment that was made for it and nothing of the server's") {
    ::setenv("QS_SERVER_SECRET", "x", 1);
    Fixture f;
    const std::string text = f.answer("environment").payload;
    CHECK_EQ(text.find("QS_SERVER_SECRET"), std::string::npos);
    CHECK_NE(text.find("AWS_LAMBDA_RUNTIME_API=127.0.0.1:"), std::string::npos);
}

TEST_CASE("the end of the pool ends every process and answers every invocation") {
    auto f = std::make_unique<Fixture>(PoolOptions{.processes = 1, .processes_max = 1});
    Answers seen;
    const FunctionRef hang = function("hang", 900);
    const auto call = [&] {
        Invocation invocation{.request_id = "r",
                              .payload = "{}",
                              .trace_id = "",
                              .client_context = "",
                              .done = [&seen](InvocationResult r) { seen.add(std::move(r)); }};
        REQUIRE(f->pool.invoke(hang, std::move(invocation)));
    };
    call();
    call();
    f.reset();
    CHECK_EQ(seen.size(), 2);
    CHECK(seen.wait(1).is_error);
}
