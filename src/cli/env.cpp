// `quickstep env`: shell lines that point AWS tools at a server.
#include "cli/commands.hpp"
#include "cli/connection.hpp"
#include "cli/environment.hpp"

namespace cli {
namespace {

/// What a shell of one kind wants to read.
struct Shell {
    bool is_fish = false;

    std::string quoted(const std::string& text) const {
        std::string out = "'";
        for (const char c : text) {
            if (is_fish && (c == '\'' || c == '\\')) {
                out += '\\';
                out += c;
            } else if (c == '\'') {
                out += "'\\''";
            } else {
                out += c;
            }
        }
        return out + "'";
    }

    std::string set(const std::string& name, const std::string& value) const {
        return is_fish ? "set -gx " + name + " " + quoted(value) + "\n"
                       : "export " + name + "=" + quoted(value) + "\n";
    }

    std::string unset(const std::string& names) const {
        return (is_fish ? "set -e " : "unset ") + names + "\n";
    }
};

/// Somebody's own keys stay: any are accepted here, and they are not ours to take away.
bool has_own_keys() {
    const std::string id = environment("AWS_ACCESS_KEY_ID");
    return !id.empty() && id != "test";
}

}  // namespace

Finished env(const EnvOptions& options) {
    const Shell shell{.is_fish = options.shell == "fish"};
    const std::string region = choose_region(options.connection);
    std::vector<std::pair<std::string, std::string>> variables = {
        {"AWS_ENDPOINT_URL", choose_endpoint(options.connection).url},
        {"AWS_REGION", region},
        {"AWS_DEFAULT_REGION", region},
        {"AWS_DISABLE_HOST_PREFIX_INJECTION", "true"},
    };
    if (!has_own_keys()) {
        variables.emplace_back("AWS_ACCESS_KEY_ID", "test");
        variables.emplace_back("AWS_SECRET_ACCESS_KEY", "test");
    }
    std::string lines;
    for (const auto& [name, value] : variables) {
        lines += options.unsets ? shell.unset(name) : shell.set(name, value);
    }
    // A profile that is left over wins over the keys, and leads to the real AWS. A session token
    // belongs to keys that are somebody's own.
    if (!options.unsets) {
        lines += shell.unset("AWS_PROFILE AWS_DEFAULT_PROFILE");
        if (!has_own_keys()) lines += shell.unset("AWS_SESSION_TOKEN");
    }
    write_out(lines);
    return ExitCode::done;
}

}  // namespace cli
