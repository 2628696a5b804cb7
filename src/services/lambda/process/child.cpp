// vfork and exec: the server may be large, and a fork would copy its page tables. Between the two
// only async-signal-safe calls are made, on memory that was prepared before.
#include "services/lambda/process/child.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace services::lambda {
namespace {

struct Prepared {
    std::vector<char*> arguments;
    std::vector<char*> environment;
    const char* folder = nullptr;
    int output = -1;
    int error = -1;
    pid_t parent = -1;
    ChildLimits limits;
};

void limit(decltype(RLIMIT_CORE) what, std::uint64_t value) {
    const rlimit both{.rlim_cur = value, .rlim_max = value};
    ::setrlimit(what, &both);  // Where the hard limit is lower already, it stays.
}

/// Runs in the child, which shares the parent's memory until exec.
[[noreturn]] void become(const Prepared& p) {
    const auto give_up = [&p] {
        const int why = errno;
        [[maybe_unused]] const auto put = ::write(p.error, &why, sizeof why);
        ::_exit(127);
    };
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != p.parent) ::_exit(127);  // The parent died before it could matter.
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const int nothing = ::open("/dev/null", O_RDONLY);
    if (nothing < 0 || ::dup2(nothing, 0) < 0 || ::dup2(p.output, 1) < 0 || ::dup2(p.output, 2) < 0)
        give_up();
    // The error pipe closes itself at exec and must not be closed before.
    if (p.error > 3) ::close_range(3, static_cast<unsigned>(p.error - 1), 0);
    ::close_range(static_cast<unsigned>(p.error + 1), ~0U, 0);
    if (::chdir(p.folder) != 0) give_up();
    ::umask(022);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, p.limits.descriptors);
    limit(RLIMIT_NPROC, p.limits.processes);
    if (p.limits.data_bytes != 0) limit(RLIMIT_DATA, p.limits.data_bytes);
    if (p.limits.file_bytes != 0) limit(RLIMIT_FSIZE, p.limits.file_bytes);
    struct sigaction standard{};
    standard.sa_handler = SIG_DFL;
    for (int signal = 1; signal < 32; ++signal) ::sigaction(signal, &standard, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(p.arguments[0], p.arguments.data(), p.environment.data());
    give_up();
    __builtin_unreachable();
}

[[gnu::noinline]] pid_t start(const Prepared& p) {
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);  // No handler of the server runs in the child.
    const pid_t pid = ::vfork();
    if (pid == 0) become(p);
    const int why = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = why;
    return pid;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
    result.push_back(nullptr);
    return result;
}

base::Result<std::array<Descriptor, 2>> make_pipe(int flags) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), flags) != 0)
        return base::fail(base::io_error("cannot make a pipe", errno));
    return std::array{Descriptor(ends[0]), Descriptor(ends[1])};
}

std::string signal_text(int signal) {
    switch (signal) {  // As Go's runtime, and so AWS, words them.
        case SIGKILL: return "killed";
        case SIGSEGV: return "segmentation fault";
        case SIGABRT: return "aborted";
        case SIGTERM: return "terminated";
        case SIGBUS: return "bus error";
        case SIGFPE: return "floating point exception";
        case SIGILL: return "illegal instruction";
        case SIGINT: return "interrupt";
        case SIGHUP: return "hangup";
        case SIGPIPE: return "broken pipe";
        default: return "signal " + std::to_string(signal);
    }
}

}  // namespace

base::Result<Child> start_child(const ChildCommand& command) {
    QS_TRY(auto output, make_pipe(O_CLOEXEC));
    QS_TRY(auto error, make_pipe(O_CLOEXEC));
    const Prepared prepared{.arguments = pointers(command.arguments),
                            .environment = pointers(command.environment),
                            .folder = command.folder.c_str(),
                            .output = output[1].get(),
                            .error = error[1].get(),
                            .parent = ::getpid(),
                            .limits = command.limits};
    const pid_t pid = start(prepared);
    if (pid < 0) return base::fail(base::io_error("cannot start a process", errno));
    error[1].reset();
    output[1].reset();
    int why = 0;
    if (::read(error[0].get(), &why, sizeof why) == static_cast<ssize_t>(sizeof why)) {
        ::waitpid(pid, nullptr, 0);
        return base::fail(base::io_error("fork/exec " + command.arguments[0], why));
    }
    const auto ended = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (ended < 0) {
        const int no_pidfd = errno;
        signal_group(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
        return base::fail(
            base::io_error("cannot watch a process; Linux 5.3 or newer is needed", no_pidfd));
    }
    ::fcntl(output[0].get(), F_SETFL, O_NONBLOCK);
    return Child{.pid = pid, .ended = Descriptor(ended), .output = std::move(output[0])};
}

void signal_group(pid_t group, int signal) {
    if (group > 0) ::kill(-group, signal);
}

std::string reap_child(const Child& child) {
    int status = 0;
    if (::waitpid(child.pid, &status, 0) != child.pid) return "exit status unknown";
    if (WIFSIGNALED(status)) return "signal: " + signal_text(WTERMSIG(status));
    return "exit status " + std::to_string(WEXITSTATUS(status));
}

std::uint64_t peak_memory_mib(pid_t pid) {
    std::array<char, 64> path{};
    std::snprintf(path.data(), path.size(), "/proc/%d/status", pid);
    const Descriptor file(::open(path.data(), O_RDONLY | O_CLOEXEC));
    std::array<char, 4096> text{};
    const ssize_t got = file ? ::read(file.get(), text.data(), text.size() - 1) : -1;
    if (got <= 0) return 0;
    const char* found = std::strstr(text.data(), "VmHWM:");
    if (found == nullptr) return 0;
    found += 6;
    while (*found == ' ' || *found == '\t') ++found;
    std::uint64_t kib = 0;
    std::from_chars(found, text.data() + got, kib);
    return (kib + 1023) / 1024;
}

}  // namespace services::lambda
