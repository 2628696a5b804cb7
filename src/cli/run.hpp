// The command line's one way in.
#pragma once
#include "cli/serve_options.hpp"

namespace cli {

/// Finds the command and runs it; gives the process's exit status (exit_code.hpp). `serve` is
/// called for the command `serve`: the client knows nothing of the server.
int run(int argc, char** argv, Serve serve);

}  // namespace cli
