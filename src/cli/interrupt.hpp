// Waiting, and being told to stop: Ctrl-C ends a command that follows something, in good order.
#pragma once
#include "base/time.hpp"
#include "cli/exit_code.hpp"

namespace cli {

/// From here on SIGINT and SIGTERM are noted instead of ending the process; the second one ends it.
void catch_interrupts();
bool is_interrupted();
/// Of a command that was: by Ctrl-C, or by SIGTERM.
ExitCode interrupt_exit_code();
/// Waits, or returns at once when an interrupt comes.
void wait_for(base::Milliseconds time);

}  // namespace cli
