#include "cli/interrupt.hpp"

#include <poll.h>

#include <csignal>

namespace cli {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void note_signal(int signal) {
    interrupted = signal;
}

}  // namespace

void catch_interrupts() {
    struct sigaction action{};
    action.sa_handler = &note_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND);  // The second signal has its ordinary effect.
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool is_interrupted() {
    return interrupted != 0;
}

ExitCode interrupt_exit_code() {
    return interrupted == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
}

void wait_for(base::Milliseconds time) {
    if (is_interrupted()) return;
    // A signal ends poll early, which is what is wanted.
    ::poll(nullptr, 0, static_cast<int>(time.count()));
}

}  // namespace cli
