// The shell's variables and the tools on PATH: what would send a client elsewhere than to the
// server.
#include <sys/stat.h>

#include "cli/checks/finding.hpp"
#include "cli/checks/program_output.hpp"
#include "cli/environment.hpp"

namespace cli::checks {
namespace {

constexpr std::string_view kEnvLine = "eval \"$(quickstep env)\"";

std::string text_of(const std::vector<int>& version) {
    std::string text;
    for (const int number : version) text += (text.empty() ? "" : ".") + std::to_string(number);
    return text;
}

bool is_there(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0;
}

void check_keys(Findings& found) {
    if (!environment("AWS_ACCESS_KEY_ID").empty()) {
        found.push_back({Verdict::ok, "keys", "AWS_ACCESS_KEY_ID is set"});
    } else if (is_there(environment("HOME") + "/.aws/credentials")) {
        found.push_back(
            {Verdict::ok, "keys", "there is a file of credentials, and any key will do"});
    } else {
        found.push_back({Verdict::warning, "keys",
                         "no AWS keys are set, and SDKs refuse to send anything without",
                         std::string(kEnvLine) + " (any keys will do)"});
    }
}

/// Tools that ignore AWS_ENDPOINT_URL below a version, and then speak to the real AWS.
void check_deployer(const std::string& name, std::string_view before, const std::vector<int>& first,
                    const std::string& about, Findings& found) {
    const auto path = find_program(name);
    if (!path) return;
    const auto output = program_output(*path, {"--version"});
    const std::vector<int> version = version_in(output.value_or(""), before);
    if (version.empty()) {
        found.push_back({Verdict::warning, name, *path + " does not say its version",
                         "it must be " + text_of(first) + " or newer"});
    } else if (version < first) {
        found.push_back({Verdict::warning, name,
                         *path + " is " + text_of(version) +
                             ", which ignores AWS_ENDPOINT_URL and deploys to the real AWS",
                         about});
    } else {
        found.push_back({Verdict::ok, name, *path + " is " + text_of(version)});
    }
}

void check_aws(Findings& found) {
    const auto path = find_program("aws");
    if (!path) return;
    const auto output = program_output(*path, {"--version"});
    const std::vector<int> version = version_in(output.value_or(""), "aws-cli/");
    if (version.empty()) {
        found.push_back({Verdict::warning, "aws", *path + " does not say its version",
                         "try: " + *path + " --version"});
    } else if (!reads_endpoint_variable(version)) {
        found.push_back({Verdict::warning, "aws",
                         *path + " is " + text_of(version) +
                             ", which ignores AWS_ENDPOINT_URL and calls the real AWS",
                         "pass --endpoint-url each time, or: pip install awscli"});
    } else {
        found.push_back({Verdict::ok, "aws",
                         *path + " is " + text_of(version) + " and reads AWS_ENDPOINT_URL"});
    }
}

}  // namespace

std::vector<int> version_in(std::string_view text, std::string_view before) {
    const std::size_t at = text.find(before);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + before.size());
    std::vector<int> version;
    while (version.size() < 3) {
        int number = 0;
        std::size_t digits = 0;
        while (digits < text.size() && digits < 6 && text[digits] >= '0' && text[digits] <= '9') {
            number = number * 10 + (text[digits++] - '0');
        }
        if (digits == 0) return {};
        version.push_back(number);
        text.remove_prefix(digits);
        if (version.size() < 3) {
            if (!text.starts_with('.')) return {};
            text.remove_prefix(1);
        }
    }
    return version;
}

bool reads_endpoint_variable(const std::vector<int>& version) {
    return version >= (version.front() < 2 ? std::vector{1, 29, 0} : std::vector{2, 13, 0});
}

void check_variables(const ConnectionOptions& options, Findings& found) {
    const std::string given = environment("AWS_ENDPOINT_URL");
    const std::string here = choose_endpoint(options).url;
    if (given.empty()) {
        found.push_back({Verdict::warning, "endpoint",
                         "AWS_ENDPOINT_URL is not set: clients without an endpoint of their own "
                         "call the real AWS",
                         std::string(kEnvLine)});
    } else if (given != here) {
        found.push_back({Verdict::warning, "endpoint",
                         "AWS_ENDPOINT_URL is " + given + ", but looked at is " + here,
                         "eval \"$(quickstep env --endpoint " + here + ")\""});
    } else {
        found.push_back({Verdict::ok, "endpoint", "AWS_ENDPOINT_URL is " + given});
    }
    if (environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == "true") {
        found.push_back({Verdict::warning, "endpoint",
                         "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS makes clients ignore "
                         "AWS_ENDPOINT_URL",
                         "unset AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"});
    }
    check_keys(found);
    for (const char* const name : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
        const std::string profile = environment(name);
        if (profile.empty()) continue;
        found.push_back({Verdict::warning, "profile",
                         std::string(name) + " is " + profile +
                             ": its keys and its endpoint may lead to the real AWS",
                         "unset " + std::string(name)});
    }
}

void check_tools(Findings& found) {
    check_aws(found);
    check_deployer("cdk", "", {2, 177, 0}, "npm install -g aws-cdk@latest", found);
    check_deployer("sam", "version ", {1, 95, 0}, "pip install -U aws-sam-cli", found);
}

}  // namespace cli::checks
