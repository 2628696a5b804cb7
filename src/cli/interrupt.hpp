// Waiting, and being told to stop: Ctrl-C ends a command that follows something, in good order.
#pragma once
#include "base/time.hpp"

namespace cli {

/// From here on SIGINT and SIGTERM are noted instead of ending the process; the second one ends it.
void catch_interrupts();
bool is_interrupted();
/// Waits, or returns at once when an interrupt comes.
void wait_for(base::Milliseconds time);

}  // namespace cli
