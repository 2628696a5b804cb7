// Tags of log groups, by ARN and by the older operations by name.
#include <algorithm>

#include "services/logs/errors.hpp"
#include "services/logs/names.hpp"
#include "services/logs/operations.hpp"

namespace services::logs {
namespace {

using Arn = base::Result<std::string, aws::Error>;

void list_tags(Logs& logs, const Arn& arn, const aws::Answer& answer) {
    if (!arn) return answer(base::fail(arn.error()));
    const GroupPtr group = logs.find(*arn);
    if (group == nullptr) return answer(base::fail(no_group()));
    answer(json::object(
        {{"tags", group->tags.is_null() ? json::Value::empty_object() : group->tags}}));
}

void change_tags(Logs& logs, const aws::Call& call, const Arn& arn,
                 const std::function<void(json::ObjectBuilder&)>& change, aws::Answer answer) {
    if (!arn) return answer(base::fail(arn.error()));
    logs.change(
        *arn, call,
        [&logs, arn = *arn, change](runtime::ShardContext& context) -> Reply {
            const GroupPtr before = logs.newest(arn);
            if (before == nullptr) return base::fail(no_group());
            json::ObjectBuilder tags(before->tags.is_null() ? json::Value::empty_object()
                                                            : before->tags);
            change(tags);
            Group after = *before;
            after.tags = json::compact(std::move(tags).build());
            if (after.tags.size() > base::limits::kTagsMax) {
                return base::fail(
                    aws::error("TooManyTagsException", "A resource can have at most 50 tags."));
            }
            logs.set(context, std::move(after));
            return json::Value::empty_object();
        },
        std::move(answer));
}

void add_tags(Logs& logs, const aws::Call& call, const Arn& arn, aws::Answer answer) {
    change_tags(
        logs, call, arn,
        [added = *call.input.find("tags")](json::ObjectBuilder& tags) {
            for (const json::Member& tag : added.members()) tags.set(tag.key(), tag.value);
        },
        std::move(answer));
}

void remove_tags(Logs& logs, const aws::Call& call, const Arn& arn, std::string_view member,
                 aws::Answer answer) {
    change_tags(
        logs, call, arn,
        [keys = *call.input.find(member)](json::ObjectBuilder& tags) {
            for (const json::Value& key : keys.items()) tags.remove(key.as_string());
        },
        std::move(answer));
}

}  // namespace

void list_tags_for_resource(Logs& logs, const aws::Call& call, aws::Answer answer) {
    list_tags(logs, requested_resource(call), answer);
}
void list_tags_log_group(Logs& logs, const aws::Call& call, aws::Answer answer) {
    list_tags(logs, requested_group(call), answer);
}
void tag_resource(Logs& logs, const aws::Call& call, aws::Answer answer) {
    add_tags(logs, call, requested_resource(call), std::move(answer));
}
void tag_log_group(Logs& logs, const aws::Call& call, aws::Answer answer) {
    add_tags(logs, call, requested_group(call), std::move(answer));
}
void untag_resource(Logs& logs, const aws::Call& call, aws::Answer answer) {
    remove_tags(logs, call, requested_resource(call), "tagKeys", std::move(answer));
}
void untag_log_group(Logs& logs, const aws::Call& call, aws::Answer answer) {
    remove_tags(logs, call, requested_group(call), "tags", std::move(answer));
}

}  // namespace services::logs
