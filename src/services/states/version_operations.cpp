// PublishStateMachineVersion, ListStateMachineVersions, DeleteStateMachineVersion.
#include <algorithm>

#include "services/states/names.hpp"
#include "services/states/operations.hpp"
#include "services/states/qualified.hpp"

namespace services::states {
namespace {

/// What the API calls the revision of a machine that was never updated.
constexpr std::string_view kFirstRevision = "INITIAL";
constexpr std::string_view kPages = "versions";

base::Result<void, aws::Error> check_revision(const Machine& machine,
                                              const std::optional<std::string>& wanted) {
    const std::string_view current =
        machine.revision_id.empty() ? kFirstRevision : std::string_view(machine.revision_id);
    if (!wanted || *wanted == current) return {};
    return base::fail(aws::error(
        "ConflictException", "Failed to publish the State Machine version for revision " + *wanted +
                                 ". The current State Machine revision is " + std::string(current) +
                                 "."));
}

base::Result<json::Value, aws::Error> publish(Machines& machines, runtime::ShardContext& context,
                                              const std::string& arn, const json::Value& input) {
    QS_TRY(const MachinePtr machine, machines.newest(arn));
    QS_CHECK(check_revision(*machine, text_of(input, "revisionId")));
    QS_TRY(const Version version, publish_version(machines, context, *machine,
                                                  text_of(input, "description").value_or("")));
    json::ObjectBuilder reply;
    reply.set("creationDate", timestamp(version.creation_date));
    reply.set("stateMachineVersionArn", version_arn(arn, version.number));
    return std::move(reply).build();
}

base::Result<json::Value, aws::Error> remove(Machines& machines, runtime::ShardContext& context,
                                             const QualifiedArn& name) {
    std::string referring;
    for (const AliasPtr& alias : machines.aliases().newest_of(context.shard(), name.machine_arn)) {
        if (!alias->leads_to(*name.version)) continue;
        referring += (referring.empty() ? "" : ", ") + alias->name;
    }
    if (!referring.empty()) {
        return base::fail(aws::error("ConflictException",
                                     "Version to be deleted must not be referenced by an alias. "
                                     "Current list of aliases referencing this version: [" +
                                         referring + "]"));
    }
    const VersionListPtr list = machines.versions().newest(context.shard(), name.machine_arn);
    if (list != nullptr && list->find(*name.version) != nullptr) {
        machines.versions().remove(context, name.machine_arn, *name.version);
    }
    return json::Value::empty_object();
}

}  // namespace

base::Result<void, aws::Error> check_version_room(const Machines& machines, store::ShardId shard,
                                                  const Machine& machine) {
    const VersionListPtr list = machines.versions().newest(shard, machine.arn);
    if (list == nullptr || list->versions.size() < base::limits::kVersionsMax ||
        list->of_revision(machine.revision) != nullptr) {
        return {};
    }
    return base::fail(aws::error("ServiceQuotaExceededException",
                                 "A state machine has at most 1000 versions; delete some that no "
                                 "alias leads to"));
}

base::Result<Version, aws::Error> publish_version(Machines& machines,
                                                  runtime::ShardContext& context,
                                                  const Machine& machine,
                                                  const std::string& description) {
    QS_CHECK(check_version_room(machines, context.shard(), machine));
    const VersionListPtr list = machines.versions().newest(context.shard(), machine.arn);
    if (list != nullptr) {
        if (const Version* const same = list->of_revision(machine.revision)) return *same;
    }
    return machines.versions().publish(context, machine.arn, machine.revision, description);
}

void publish_state_machine_version(States& states, const aws::Call& call, aws::Answer answer) {
    const auto name = split_arn(*call.input.find_string("stateMachineArn"));
    if (!name) return answer(base::fail(name.error()));
    // Only the machine itself has revisions.
    const std::string arn(*call.input.find_string("stateMachineArn"));
    states.machines.change(
        call,
        [&machines = states.machines, arn, input = call.input](runtime::ShardContext& context) {
            return publish(machines, context, arn, input);
        },
        std::move(answer));
}

void list_state_machine_versions(States& states, const aws::Call& call, aws::Answer answer) {
    const auto machine = find_machine(states, *call.input.find_string("stateMachineArn"));
    if (!machine) return answer(base::fail(machine.error()));
    const auto place = decode_number_token(call.input, kPages);
    if (!place) return answer(base::fail(place.error()));
    // Newest first; a page goes on below the last number shown.
    const std::int64_t below = place->value_or(INT64_MAX);
    const VersionListPtr list = states.machines.versions().find((*machine)->arn);
    const std::size_t most = page_size(call.input);
    std::vector<json::Value> items;
    json::ObjectBuilder reply;
    for (auto at = list->versions.rbegin(); at != list->versions.rend(); ++at) {
        if (at->number >= below) continue;
        if (items.size() == most) {
            reply.set("nextToken", encode_token(kPages, std::to_string(std::prev(at)->number)));
            break;
        }
        json::ObjectBuilder item;
        item.set("creationDate", timestamp(at->creation_date));
        item.set("stateMachineVersionArn", version_arn((*machine)->arn, at->number));
        items.push_back(std::move(item).build());
    }
    reply.set("stateMachineVersions", json::Value::array(items));
    answer(std::move(reply).build());
}

void delete_state_machine_version(States& states, const aws::Call& call, aws::Answer answer) {
    const std::string arn(*call.input.find_string("stateMachineVersionArn"));
    auto name = split_arn(arn);
    if (!name) return answer(base::fail(name.error()));
    if (!name->version) {
        return answer(base::fail(aws::error(
            "ValidationException",
            "stateMachineVersionArn must end in the number of a version: '" + arn + "'")));
    }
    states.machines.change(
        call,
        [&machines = states.machines, name = *std::move(name)](runtime::ShardContext& context) {
            return remove(machines, context, name);
        },
        std::move(answer));
}

}  // namespace services::states
