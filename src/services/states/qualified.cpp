#include "services/states/qualified.hpp"

#include "base/random.hpp"
#include "base/text.hpp"
#include "services/states/names.hpp"

namespace services::states {
namespace {

constexpr std::size_t kVersionDigitsMax = 18;

bool is_version(std::string_view qualifier) {
    return !qualifier.empty() && qualifier.size() <= kVersionDigitsMax &&
           qualifier.find_first_not_of("0123456789") == std::string_view::npos;
}

base::Result<FoundMachine, aws::Error> found_version(const States& states, std::string_view arn,
                                                     const std::string& machine_arn,
                                                     std::int64_t number) {
    const VersionListPtr versions = states.machines.versions().find(machine_arn);
    const Version* const version = versions->find(number);
    MachinePtr machine = version == nullptr ? nullptr : states.machines.revision(version->revision);
    if (machine == nullptr) return base::fail(machine_does_not_exist(arn));
    return FoundMachine{.machine = std::move(machine),
                        .version = *version,
                        .version_arn = version_arn(machine_arn, number),
                        .alias_arn = {}};
}

}  // namespace

aws::Error machine_does_not_exist(std::string_view arn) {
    return aws::error("StateMachineDoesNotExist",
                      "State Machine Does Not Exist: '" + std::string(arn) + "'");
}

base::Result<QualifiedArn, aws::Error> split_arn(std::string_view text) {
    QS_TRY(const aws::Arn arn, check_arn(text, "stateMachine"));
    const auto parts = base::split(arn.resource, ':');
    if (parts.size() > 3) {
        return base::fail(aws::error(
            "InvalidArn", "Invalid Arn: 'Invalid ARN, too many parts: " + std::string(text) + "'"));
    }
    if (parts.size() < 3) return QualifiedArn{std::string(text), {}, {}};
    const std::string_view qualifier = parts[2];
    QualifiedArn found{std::string(text.substr(0, text.size() - qualifier.size() - 1)), {}, {}};
    if (is_version(qualifier)) {
        found.version = std::stoll(std::string(qualifier));
    } else {
        found.alias = std::string(qualifier);
    }
    return found;
}

base::Result<FoundMachine, aws::Error> find_version(const States& states, std::string_view arn) {
    QS_TRY(const QualifiedArn name, split_arn(arn));
    if (name.version) return found_version(states, arn, name.machine_arn, *name.version);
    if (name.alias) return base::fail(machine_does_not_exist(arn));
    QS_TRY(MachinePtr machine, find_machine(states, arn));
    return FoundMachine{std::move(machine), {}, {}, {}};
}

base::Result<FoundMachine, aws::Error> find_startable(const States& states, std::string_view arn) {
    QS_TRY(const QualifiedArn name, split_arn(arn));
    if (!name.alias) return find_version(states, arn);
    const AliasPtr alias = states.machines.aliases().find(std::string(arn));
    if (alias == nullptr) return base::fail(machine_does_not_exist(arn));
    QS_TRY(FoundMachine found, found_version(states, arn, name.machine_arn,
                                             alias->version_of(base::random_seed() % 100)));
    found.alias_arn = alias->arn;
    return found;
}

}  // namespace services::states
