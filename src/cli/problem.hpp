// Why a command could not do its work, as people read it: what, why, and what to do next.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "aws/client.hpp"
#include "base/result.hpp"
#include "cli/exit_code.hpp"

namespace cli {

struct Problem {
    std::string message;     ///< One sentence, lower case: names the thing and the value given.
    std::string cause = {};  ///< AWS's code and request id, or the place in a file; may be empty.
    std::string hint = {};   ///< A command to paste, or what would be right; may be empty.
    ExitCode exit_code = ExitCode::failed;
    std::string code = {};        ///< AWS's error code alone, for `-o json`.
    std::string request_id = {};  ///< The same.
};

template <class T>
using Outcome = base::Result<T, Problem>;
/// What a command gives: its exit status.
using Finished = Outcome<ExitCode>;

Problem usage_problem(std::string message, std::string hint = {});
Problem not_found_problem(std::string message, std::string hint = {});
/// `what` was tried: "cannot make the table photos-PhotoTable".
Problem call_problem(std::string what, const aws::CallFailure& failure);

/// Lines for stderr, or one JSON object. Control characters are shown, never sent.
std::string problem_text(const Problem& problem, bool as_json, bool with_colour);

/// The nearest of `names`, as a hint: `did you mean "deploy"?`, or nothing.
std::string did_you_mean(std::string_view given, const std::vector<std::string>& names);

}  // namespace cli
