// A child process with the fences of level L0 (security.md, section 5): a process group of its own,
// dies with its parent, no new privileges, resource limits, nothing of the server's descriptors,
// signals or environment. It is no sandbox: it runs as the server's user and sees the machine.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "services/lambda/process/descriptor.hpp"

namespace services::lambda {

struct ChildLimits {
    std::uint64_t data_bytes =
        0;  ///< Private memory that can be written (RLIMIT_DATA); 0: no limit.
    std::uint64_t file_bytes = 0;  ///< The largest file (RLIMIT_FSIZE); 0: no limit.
    std::uint64_t descriptors = 1024;
    std::uint64_t processes = 8192;  ///< Of the user; root has no such limit.
};

struct ChildCommand {
    std::vector<std::string> arguments;    ///< The program's path first.
    std::vector<std::string> environment;  ///< "NAME=value"; nothing else is passed.
    std::string folder;                    ///< Where it starts.
    ChildLimits limits;
};

struct Child {
    pid_t pid = -1;     ///< Also its process group.
    Descriptor ended;   ///< Can be read when the process has ended (a pidfd).
    Descriptor output;  ///< What it writes to stdout and stderr. Not blocking.
};

/// Starts the command. The thread that calls must live as long as the child: it dies with it.
/// Errors: `io` with errno's text when the program cannot be executed.
base::Result<Child> start_child(const ChildCommand& command);

/// Sends a signal to the whole group. A group that is gone is no error.
void signal_group(pid_t group, int signal);

/// How a process ended, in the words AWS uses: "exit status 1", "signal: killed".
std::string reap_child(const Child& child);

/// The most memory the process has had in RAM, in MiB; 0 when it cannot be read.
std::uint64_t peak_memory_mib(pid_t pid);

}  // namespace services::lambda
