#include "services/lambda/runtimes/runtimes.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "base/random.hpp"
#include "base/text.hpp"
#include "services/lambda/process/child.hpp"

namespace services::lambda {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 26> kReserved = {
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
    "GLIBC_TUNABLES",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "LD_AUDIT",
    "LD_PRELOAD",
    "_AWS_XRAY_DAEMON_ADDRESS",
    "_AWS_XRAY_DAEMON_PORT",
    "_HANDLER",
    "_LAMBDA_TELEMETRY_LOG_FD",
    "_X_AMZN_TRACE_ID",
};

constexpr std::chrono::seconds kPythonAnswers{20};

/// Everything a short-lived program prints, or nothing when it takes too long or fails.
std::string output_of(const ChildCommand& command) {
    auto child = start_child(command);
    if (!child) return {};
    std::string text;
    std::array<char, 1024> buffer{};
    bool is_whole = false;
    while (text.size() < 4096) {
        pollfd wait{.fd = child->output.get(), .events = POLLIN, .revents = 0};
        if (::poll(&wait, 1, static_cast<int>(std::chrono::milliseconds(kPythonAnswers).count())) <=
            0)
            break;
        const ssize_t got = ::read(child->output.get(), buffer.data(), buffer.size());
        if (got == 0) is_whole = true;
        if (got <= 0) break;
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    signal_group(child->pid, is_whole ? 0 : 9);
    const bool is_good = reap_child(*child) == "exit status 0";
    return is_whole && is_good ? text : std::string();
}

std::string in_path(std::string_view program) {
    const char* const path = std::getenv("PATH");
    for (const std::string_view folder :
         base::split(path == nullptr ? "/usr/bin:/bin" : path, ':')) {
        std::error_code error;
        fs::path candidate = fs::path(folder) / program;
        const auto mode = fs::status(candidate, error).permissions();
        if (!error && (mode & fs::perms::others_exec) != fs::perms::none) return candidate.string();
    }
    return {};
}

}  // namespace

base::Result<RuntimeKind, aws::Error> runtime_kind(std::string_view runtime) {
    if (runtime == "provided.al2023" || runtime == "provided.al2") return RuntimeKind::provided;
    if (runtime.starts_with("python3.") && runtime.size() > 8) return RuntimeKind::python;
    return base::fail(aws::error("InvalidParameterValueException",
                                 "The runtime '" + std::string(runtime) +
                                     "' cannot be run here. Use provided.al2023 or provided.al2 "
                                     "with an executable named bootstrap in the package, or "
                                     "python3.x, which runs on this machine's python3."));
}

bool is_reserved_variable(std::string_view name) {
    return std::ranges::binary_search(kReserved, name);
}

base::Result<std::vector<std::string>> process_arguments(const Function& function,
                                                         const std::string& folder,
                                                         const RuntimeSettings& settings) {
    const auto kind = runtime_kind(function.runtime);
    if (kind && *kind == RuntimeKind::python) {
        if (settings.python.empty()) {
            return base::fail(
                base::not_found("there is no python3 on this machine; install it and try again"));
        }
        return std::vector<std::string>{settings.python, "-u", settings.python_client};
    }
    return std::vector<std::string>{folder + "/bootstrap"};
}

std::vector<std::string> process_variables(const Function& f, const std::string& folder,
                                           const std::string& scratch,
                                           const RuntimeSettings& settings) {
    const bool is_python = f.runtime.starts_with("python");
    const std::string stream = base::hex(base::random_bytes(16));
    std::vector<std::string> out{
        "_HANDLER=" + f.handler,
        "LAMBDA_TASK_ROOT=" + folder,
        "LAMBDA_RUNTIME_DIR=" +
            (is_python ? fs::path(settings.python_client).parent_path().string() : folder),
        "AWS_LAMBDA_FUNCTION_NAME=" + f.name,
        "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=" + std::to_string(f.memory_mb),
        "AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/" + f.name,
        "AWS_LAMBDA_LOG_STREAM_NAME=[$LATEST]" + stream,
        "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
        "AWS_REGION=" + f.region,
        "AWS_DEFAULT_REGION=" + f.region,
        "AWS_ACCESS_KEY_ID=" + settings.access_key,
        "AWS_SECRET_ACCESS_KEY=" + settings.secret_key,
        "AWS_DISABLE_HOST_PREFIX_INJECTION=true",
        "TZ=:UTC",
        "LANG=en_US.UTF-8",
        "PATH=/usr/local/bin:/usr/bin:/bin:/opt/bin",
        "LD_LIBRARY_PATH=" + folder + ":" + folder + "/lib",
        "TMPDIR=" + scratch,
        "HOME=" + scratch,
    };
    if (is_python) out.push_back("AWS_EXECUTION_ENV=AWS_Lambda_" + f.runtime);
    if (!settings.endpoint.empty()) out.push_back("AWS_ENDPOINT_URL=" + settings.endpoint);
    for (const auto& [name, value] : f.environment) {
        // The first of two counts for most programs, so the user's own replaces ours.
        const std::string prefix = name + "=";
        std::erase_if(out, [&](const std::string& one) { return one.starts_with(prefix); });
        out.push_back(prefix + value);
    }
    return out;
}

std::string find_python() {
    const std::string found = in_path("python3");
    if (found.empty()) return {};
    const char* const path = std::getenv("PATH");
    const char* const home = std::getenv("HOME");
    ChildCommand command{
        .arguments = {found, "-c", "import sys; print(sys.executable)"},
        .environment = {std::string("PATH=") + (path == nullptr ? "/usr/bin:/bin" : path),
                        std::string("HOME=") + (home == nullptr ? "/" : home)},
        .folder = "/",
        .limits = {}};
    const std::string text = output_of(command);
    return std::string(base::trim(std::string_view(text).substr(0, text.find('\n'))));
}

}  // namespace services::lambda
