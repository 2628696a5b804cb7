// `quickstep serve`: the only place where every floor is known. It wires them together, runs until
// it is told to stop, and takes them apart again in the right order.
#pragma once
#include "cli/serve_options.hpp"

/// Prints one line on stdout when ready, which ends in the address. Ends on SIGTERM and SIGINT.
/// Gives the exit status: 0 after a drain, 2 for options that make no sense, 8 when the server
/// cannot start.
int serve(const cli::ServeOptions& options);
