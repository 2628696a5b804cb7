// CreateActivity, DescribeActivity, ListActivities, DeleteActivity, GetActivityTask.
#include "json/print.hpp"
#include "services/states/names.hpp"
#include "services/states/operations.hpp"
#include "services/states/tags.hpp"

namespace services::states {
namespace {

constexpr std::string_view kPages = "activities";

aws::Error does_not_exist(const std::string& arn) {
    return aws::error("ActivityDoesNotExist", "Activity Does Not Exist: '" + arn + "'");
}

json::Value encryption_or_default(const json::Value& given) {
    return given.is_null() ? json::object({{"type", json::Value::string("AWS_OWNED_KEY")}}) : given;
}

base::Result<Activity, aws::Error> requested_activity(const aws::Call& call) {
    Activity activity;
    activity.name = *text_of(call.input, "name");
    QS_CHECK(check_name(activity.name));
    activity.arn = aws::activity_arn(call.region, call.account, activity.name);
    if (const json::Value* const given = call.input.find("encryptionConfiguration")) {
        activity.encryption = *given;
    }
    if (const json::Value* const tags = call.input.find("tags")) {
        QS_TRY(activity.tags, with_tags({}, *tags, activity.arn));
    }
    return activity;
}

Reply create(Activities& activities, runtime::ShardContext& context, Activity activity) {
    const auto reply = [](const Activity& made) {
        return json::object({{"activityArn", json::Value::string(made.arn)},
                             {"creationDate", timestamp(made.creation_date)}});
    };
    if (const ActivityPtr other = activities.newest(activity.arn)) {
        if (encryption_or_default(other->encryption) ==
            encryption_or_default(activity.encryption)) {
            return reply(*other);
        }
        return base::fail(
            aws::error("ActivityAlreadyExists", "Activity Already Exists: '" + activity.arn + "'"));
    }
    if (activities.newest_count() >= base::limits::kActivitiesMax) {
        return base::fail(aws::error("ActivityLimitExceeded",
                                     "The maximum number of activities has been reached; delete "
                                     "some that are not needed."));
    }
    activity.creation_date = context.now();
    const json::Value answer = reply(activity);
    activities.put(context, std::move(activity));
    return answer;
}

/// The ARN of a request, and that it is one of an activity. Error: InvalidArn.
base::Result<std::string, aws::Error> requested_arn(const json::Value& input) {
    std::string arn(*input.find_string("activityArn"));
    QS_CHECK(check_arn(arn, "activity"));
    return arn;
}

base::Result<ActivityPtr, aws::Error> requested_one(const States& states,
                                                    const json::Value& input) {
    QS_TRY(const std::string arn, requested_arn(input));
    ActivityPtr activity = states.activities.find(arn);
    if (activity == nullptr) return base::fail(does_not_exist(arn));
    return activity;
}

}  // namespace

void create_activity(States& states, const aws::Call& call, aws::Answer answer) {
    auto activity = requested_activity(call);
    if (!activity) return answer(base::fail(activity.error()));
    states.activities.change(
        call,
        [&activities = states.activities, activity = *std::move(activity)](
            runtime::ShardContext& context) { return create(activities, context, activity); },
        std::move(answer));
}

void describe_activity(States& states, const aws::Call& call, aws::Answer answer) {
    const auto activity = requested_one(states, call.input);
    if (!activity) return answer(base::fail(activity.error()));
    json::ObjectBuilder reply;
    reply.set("activityArn", (*activity)->arn);
    reply.set("name", (*activity)->name);
    reply.set("creationDate", timestamp((*activity)->creation_date));
    reply.set("encryptionConfiguration", encryption_or_default((*activity)->encryption));
    answer(std::move(reply).build());
}

void list_activities(States& states, const aws::Call& call, aws::Answer answer) {
    const auto behind = decode_token(call.input, kPages);
    if (!behind) return answer(base::fail(behind.error()));
    const std::size_t most = page_size(call.input);
    const auto activities = states.activities.list(*behind, most + 1);
    std::vector<json::Value> items;
    for (const ActivityPtr& activity : activities) {
        if (items.size() == most) break;
        items.push_back(json::object({{"activityArn", json::Value::string(activity->arn)},
                                      {"name", json::Value::string(activity->name)},
                                      {"creationDate", timestamp(activity->creation_date)}}));
    }
    json::ObjectBuilder reply;
    reply.set("activities", json::Value::array(items));
    if (activities.size() > most) {
        reply.set("nextToken", encode_token(kPages, activities[most - 1]->arn));
    }
    answer(std::move(reply).build());
}

void delete_activity(States& states, const aws::Call& call, aws::Answer answer) {
    auto arn = requested_arn(call.input);
    if (!arn) return answer(base::fail(arn.error()));
    states.activities.change(
        call,
        [&activities = states.activities,
         arn = *std::move(arn)](runtime::ShardContext& context) -> Reply {
            activities.remove(context, arn);
            return json::Value::empty_object();
        },
        std::move(answer));
}

void get_activity_task(States& states, const aws::Call& call, aws::Answer answer) {
    const auto activity = requested_one(states, call.input);
    if (!activity) return answer(base::fail(activity.error()));
    using Refusal = runtime::ActivityQueue::PollRefusal;
    states.activity_queue.poll(
        (*activity)->arn, text_of(call.input, "workerName"),
        [answer](base::Result<std::optional<runtime::ActivityQueue::Task>, Refusal> task) {
            if (!task) {
                return answer(base::fail(
                    task.error() == Refusal::busy
                        ? aws::throttled()
                        : aws::error("ActivityWorkerLimitExceeded",
                                     "At most 1000 workers can poll one activity at a time")));
            }
            // Without a task the answer has no token, which clients show as null.
            if (!*task) return answer(json::Value::empty_object());
            answer(json::object({{"taskToken", json::Value::string((*task)->token)},
                                 {"input", json::Value::string(json::print((*task)->input))}}));
        });
}

}  // namespace services::states
