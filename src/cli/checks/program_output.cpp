#include "cli/checks/program_output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "base/clock.hpp"
#include "cli/environment.hpp"

namespace cli::checks {
namespace {

constexpr std::size_t kOutputBytesMax = 4'096;

/// Reads until the writers are gone, the text is long enough or the time is over; false then.
bool read_until(int descriptor, base::Monotonic deadline, std::string& text) {
    std::array<char, 1'024> piece{};
    while (text.size() < kOutputBytesMax) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - base::system_clock().monotonic());
        if (left.count() <= 0) return false;
        pollfd wait{.fd = descriptor, .events = POLLIN, .revents = 0};
        const int ready = ::poll(&wait, 1, static_cast<int>(left.count()));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        const ssize_t got = ::read(descriptor, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return true;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
    return true;
}

}  // namespace

std::optional<std::string> find_program(const std::string& name) {
    const std::string path = environment("PATH");
    std::size_t begin = 0;
    while (begin <= path.size()) {
        std::size_t end = path.find(':', begin);
        if (end == std::string::npos) end = path.size();
        const std::string candidate = path.substr(begin, end - begin) + "/" + name;
        if (end > begin && ::access(candidate.c_str(), X_OK) == 0) return candidate;
        begin = end + 1;
    }
    return std::nullopt;
}

std::optional<std::string> program_output(const std::string& path,
                                          const std::vector<std::string>& arguments, int seconds) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return std::nullopt;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], 1);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], 2);
    std::vector<std::string> words = {path};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::vector<std::string> variables = {"PATH=" + environment("PATH"),
                                          "HOME=" + environment("HOME"), "SAM_CLI_TELEMETRY=0",
                                          "CDK_DISABLE_VERSION_CHECK=1"};
    std::vector<char*> envp;
    for (std::string& variable : variables) envp.push_back(variable.data());
    envp.push_back(nullptr);
    pid_t child = 0;
    const int failed =
        ::posix_spawn(&child, path.c_str(), &actions, nullptr, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    std::string text;
    const base::Monotonic deadline =
        base::system_clock().monotonic() + std::chrono::seconds(seconds);
    const bool is_read = failed == 0 && read_until(pipe[0], deadline, text);
    ::close(pipe[0]);
    if (failed != 0) return std::nullopt;
    if (!is_read) ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!is_read) return std::nullopt;
    return text.substr(0, kOutputBytesMax);
}

}  // namespace cli::checks
