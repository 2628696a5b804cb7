// What happened in an execution, told for people: one line a fact, made from AWS's history. The
// same lines serve a pipe, where each is printed once, and a terminal, where they make a tree.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "json/value.hpp"

namespace cli::watch {

enum class Mark : std::uint8_t { good, bad, retry, going };

struct Fact {
    Mark mark = Mark::good;
    std::string step;  ///< The state's name, or empty for the execution itself.
    std::string text;  ///< "84 ms", "attempt 1 failed after 12 ms: States.Timeout".
};

/// One state that was entered.
struct Step {
    std::string name;
    double entered = 0;  ///< Seconds since 1970, as all times here.
    bool is_task = false;
    bool has_exited = false;
    int attempts = 0;
    double attempt_began = 0;
    double attempt_failed = 0;  ///< 0: the last attempt did not fail (yet).
    std::string error;          ///< Of the last attempt.
};

struct Story {
    std::string arn;
    std::string title;  ///< The S3 key that started it, or the execution's name.
    std::string status = "RUNNING";
    double started = 0;
    double stopped = 0;
    std::string error;
    std::string cause;
    std::vector<Step> steps;
    std::vector<Fact> facts;

    bool is_running() const { return status == "RUNNING"; }
};

/// Folds the whole history (GetExecutionHistory's events, oldest first) into a story. Events of
/// types that it does not know are passed over.
Story tell(std::string arn, const std::vector<json::Value>& events);

/// The execution's name, of its ARN.
std::string name_of(const std::string& execution_arn);

}  // namespace cli::watch
