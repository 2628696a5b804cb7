// TagResource, UntagResource, ListTagsForResource: tags of state machines and activities.
#include <optional>

#include "services/states/names.hpp"
#include "services/states/operations.hpp"
#include "services/states/tags.hpp"

namespace services::states {
namespace {

/// A resource that has tags: a state machine or an activity.
struct Resource {
    std::string arn;
    bool is_activity = false;
};

base::Result<Resource, aws::Error> requested_resource(const json::Value& input) {
    std::string arn(*input.find_string("resourceArn"));
    if (check_arn(arn, "activity")) return Resource{std::move(arn), true};
    QS_CHECK(check_arn(arn, "stateMachine"));
    return Resource{std::move(arn), false};
}

using Change = std::function<base::Result<std::string, aws::Error>(const std::string& tags)>;

Reply change_machine(Machines& machines, runtime::ShardContext& context, const std::string& arn,
                     const Change& change) {
    const auto machine = machines.newest(arn);
    if (!machine) return base::fail(resource_not_found(arn));
    QS_TRY(std::string tags, change((*machine)->tags));
    if (tags != (*machine)->tags) machines.set_tags(context, arn, std::move(tags));
    return json::Value::empty_object();
}

Reply change_activity(Activities& activities, runtime::ShardContext& context,
                      const std::string& arn, const Change& change) {
    const ActivityPtr activity = activities.newest(arn);
    if (activity == nullptr) return base::fail(resource_not_found(arn));
    Activity made = *activity;
    QS_TRY(made.tags, change(activity->tags));
    if (made.tags != activity->tags) activities.put(context, std::move(made));
    return json::Value::empty_object();
}

void change_tags(States& states, const aws::Call& call, aws::Answer answer, Change change) {
    const auto resource = requested_resource(call.input);
    if (!resource) return answer(base::fail(resource.error()));
    const std::string arn = resource->arn;
    if (resource->is_activity) {
        return states.activities.change(
            call,
            [&activities = states.activities, arn, change](runtime::ShardContext& context) {
                return change_activity(activities, context, arn, change);
            },
            std::move(answer));
    }
    states.machines.change(
        call,
        [&machines = states.machines, arn, change](runtime::ShardContext& context) {
            return change_machine(machines, context, arn, change);
        },
        std::move(answer));
}

}  // namespace

void tag_resource(States& states, const aws::Call& call, aws::Answer answer) {
    change_tags(states, call, std::move(answer),
                [arn = *text_of(call.input, "resourceArn"), added = *call.input.find("tags")](
                    const std::string& tags) { return with_tags(tags, added, arn); });
}

void untag_resource(States& states, const aws::Call& call, aws::Answer answer) {
    change_tags(states, call, std::move(answer),
                [keys = *call.input.find("tagKeys")](const std::string& tags)
                    -> base::Result<std::string, aws::Error> { return without_tags(tags, keys); });
}

void list_tags_for_resource(States& states, const aws::Call& call, aws::Answer answer) {
    const auto resource = requested_resource(call.input);
    if (!resource) return answer(base::fail(resource.error()));
    std::optional<std::string> tags;
    if (resource->is_activity) {
        if (const ActivityPtr activity = states.activities.find(resource->arn)) {
            tags = activity->tags;
        }
    } else if (const MachinePtr machine = states.machines.find(resource->arn)) {
        tags = machine->tags;
    }
    if (!tags) return answer(base::fail(resource_not_found(resource->arn)));
    answer(json::object({{"tags", tags_value(*tags)}}));
}

}  // namespace services::states
