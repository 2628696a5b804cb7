// TagResource, UntagResource, ListTagsForResource: tags of state machines and activities.
#include <algorithm>
#include <map>

#include "json/parse.hpp"
#include "services/states/names.hpp"
#include "services/states/operations.hpp"
#include "services/states/tags.hpp"

namespace services::states {
namespace {

aws::Error not_found(const std::string& arn) {
    return {.code = "ResourceNotFound",
            .message = "Resource not found: '" + arn + "'",
            .extra = json::object({{"resourceName", json::Value::string(arn)}})};
}

base::Result<std::string, aws::Error> requested_resource(const json::Value& input) {
    std::string arn(*input.find_string("resourceArn"));
    QS_CHECK(check_arn(arn, "stateMachine"));
    return arn;
}

using Change = std::function<base::Result<std::string, aws::Error>(const std::string& tags)>;

void change_tags(States& states, const aws::Call& call, aws::Answer answer, Change change) {
    auto arn = requested_resource(call.input);
    if (!arn) return answer(base::fail(arn.error()));
    states.machines.change(
        [&machines = states.machines, arn = *std::move(arn), change = std::move(change)](
            runtime::ShardContext& context) -> base::Result<json::Value, aws::Error> {
            const auto machine = machines.newest(arn);
            if (!machine) return base::fail(not_found(arn));
            QS_TRY(std::string tags, change((*machine)->tags));
            if (tags != (*machine)->tags) machines.set_tags(context, arn, std::move(tags));
            return json::Value::empty_object();
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
    const auto arn = requested_resource(call.input);
    if (!arn) return answer(base::fail(arn.error()));
    const MachinePtr machine = states.machines.find(*arn);
    if (machine == nullptr) return answer(base::fail(not_found(*arn)));
    answer(json::object({{"tags", tags_value(machine->tags)}}));
}

}  // namespace services::states
