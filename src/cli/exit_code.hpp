// What the process's exit status means; `quickstep help exit-codes` shows this table.
#pragma once

namespace cli {

enum class ExitCode {
    done = 0,
    failed = 1,       ///< An execution, a validation, a check or a request failed.
    wrong_usage = 2,  ///< Or a file that cannot be read as what it should be.
    not_found = 3,
    not_allowed = 4,  ///< Credentials, signature, policy.
    conflict = 5,     ///< It exists already, a precondition, still in use.
    unreachable = 6,  ///< No server answers.
    timed_out = 7,
    server_failed = 8,  ///< The server cannot start or go on.
    bug = 70,
    interrupted = 130,
    terminated = 143,
};

}  // namespace cli
