// What `quickstep doctor` found, and the checks that find it. Each looks at one habit of clients or
// one thing of the machine, and knows the way out.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/connection.hpp"

namespace cli::checks {

enum class Verdict { ok, warning, failure };

struct Finding {
    Verdict verdict = Verdict::ok;
    std::string what;   ///< One or two words: "server", "aws on PATH".
    std::string text;   ///< One sentence.
    std::string fix{};  ///< What to type or change; empty when nothing is wrong.
};

using Findings = std::vector<Finding>;

/// The host of "http://host:port/path"; of an IPv6 address without its brackets.
std::string host_of(std::string_view url);

/// The first three numbers after `before` ("aws-cli/2.9.19 Python/3.11" and "aws-cli/"), or
/// nothing. `before` may be empty: then those that begin the text.
std::vector<int> version_in(std::string_view text, std::string_view before);

/// Whether an aws of that version reads AWS_ENDPOINT_URL: v1 from 1.29.0, v2 from 2.13.0.
bool reads_endpoint_variable(const std::vector<int>& version);

/// The server's health, and the room on the disk that its data folder is on.
void check_server(const ConnectionOptions& options, Findings& found);
/// AWS's variables in this shell: endpoint, keys, profile.
void check_variables(const ConnectionOptions& options, Findings& found);
/// StartSyncExecution and TestState put `sync-` before the host.
void check_host_prefix(const ConnectionOptions& options, Findings& found);
/// The aws, cdk and sam that this shell would start.
void check_tools(Findings& found);

}  // namespace cli::checks
