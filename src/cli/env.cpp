// `quickstep env`: shell lines that point AWS tools at a server.
#include "cli/commands.hpp"
#include "cli/connection.hpp"

namespace cli {
namespace {

std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'')
            out += "'\\''";
        else
            out += c;
    }
    return out + "'";
}

}  // namespace

Finished env(const EnvOptions& options) {
    const std::string region = choose_region(options.connection);
    const std::pair<const char*, std::string> variables[] = {
        {"AWS_ENDPOINT_URL", choose_endpoint(options.connection).url},
        {"AWS_REGION", region},
        {"AWS_DEFAULT_REGION", region},
        {"AWS_ACCESS_KEY_ID", "test"},
        {"AWS_SECRET_ACCESS_KEY", "test"},
        {"AWS_DISABLE_HOST_PREFIX_INJECTION", "true"},
    };
    std::string lines;
    for (const auto& [name, value] : variables) {
        lines += options.unsets ? "unset " + std::string(name)
                                : "export " + std::string(name) + "=" + quoted(value);
        lines += "\n";
    }
    if (!options.unsets) lines += "unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN\n";
    write_out(lines);
    return ExitCode::done;
}

}  // namespace cli
