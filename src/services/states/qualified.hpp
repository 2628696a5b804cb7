// State machine ARNs with a version or an alias behind the name.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "services/states/service.hpp"

namespace services::states {

/// The parts of a state machine's ARN. At most one of `version` and `alias` is there: the name of
/// an alias has a letter, `_`, `-` or `.`, so it never looks like a version.
struct QualifiedArn {
    std::string machine_arn;
    std::optional<std::int64_t> version;
    std::optional<std::string> alias;
};

/// Error: InvalidArn.
base::Result<QualifiedArn, aws::Error> split_arn(std::string_view arn);

/// One revision of a machine, and by which version and alias it was found.
struct FoundMachine {
    MachinePtr machine;
    std::optional<Version> version;
    std::optional<std::string> version_arn;
    std::optional<std::string> alias_arn;
};

/// What an ARN of a machine or a version names. Errors: InvalidArn, StateMachineDoesNotExist.
base::Result<FoundMachine, aws::Error> find_version(const States& states, std::string_view arn);
/// What a start through an ARN of a machine, a version or an alias runs; an alias with two routes
/// is decided by lot. Errors: those of `find_version`.
base::Result<FoundMachine, aws::Error> find_startable(const States& states, std::string_view arn);

aws::Error machine_does_not_exist(std::string_view arn);

}  // namespace services::states
