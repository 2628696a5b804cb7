// Our own warnings about definitions that AWS accepts without a word: what will surprise somebody
// at run time. Never in the API; `quickstep validate --lint` asks for them.
#pragma once
#include "asl/findings.hpp"
#include "asl/program.hpp"
#include "asl/state_machine.hpp"

namespace asl {

namespace code {
inline constexpr std::string_view kLintChoice = "LINT_CHOICE_FALLS_THROUGH";
inline constexpr std::string_view kLintToken = "LINT_TOKEN_WITHOUT_TIMEOUT";
inline constexpr std::string_view kLintHeartbeat = "LINT_HEARTBEAT_NEVER_MISSED";
inline constexpr std::string_view kLintRetry = "LINT_RETRY_NEVER_APPLIES";
inline constexpr std::string_view kLintCatch = "LINT_CATCH_HIDDEN";
inline constexpr std::string_view kLintUnassigned = "LINT_VARIABLE_NEVER_ASSIGNED";
inline constexpr std::string_view kLintUnread = "LINT_VARIABLE_NEVER_READ";
inline constexpr std::string_view kLintPayload = "LINT_PAYLOAD_MAY_EXCEED_LIMIT";
inline constexpr std::string_view kLintMember = "LINT_MEMBER_NEVER_GIVEN";
/// Valid on AWS, but not to be run here yet.
inline constexpr std::string_view kCannotRun = "QUICKSTEP_CANNOT_RUN";
}  // namespace code

/// Everything a check looks at. States have the same index in both.
struct LintSource {
    const StateMachine& machine;
    const Program& program;
    Findings& findings;
};

/// All checks. Precondition: the definition has no errors.
void lint(const LintSource& source);
/// Remarks about what this program cannot run yet.
void remark_unsupported(const LintSource& source);

/// The checks, each for itself.
void lint_choices(const LintSource& source);
void lint_tasks(const LintSource& source);
void lint_errors(const LintSource& source);
void lint_variables(const LintSource& source);
void lint_payloads(const LintSource& source);
void lint_members(const LintSource& source);

}  // namespace asl
