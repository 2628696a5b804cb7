// Log groups: made, listed, kept for days, deleted.
#include <algorithm>
#include <array>

#include "services/logs/errors.hpp"
#include "services/logs/names.hpp"
#include "services/logs/operations.hpp"

namespace services::logs {
namespace {

constexpr std::size_t kPageGroups = 50;
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
constexpr std::array<std::int64_t, 23> kRetentionDays = {
    1,   3,   5,   7,    14,   30,   60,   90,   120,  150,  180, 365,
    400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 3654};

json::Value described(const Logs& logs, const Group& group) {
    json::ObjectBuilder reply;
    reply.set("logGroupName", group.name);
    reply.set_integer("creationTime", base::epoch_ms(group.created));
    if (group.retention_days) reply.set_integer("retentionInDays", *group.retention_days);
    reply.set_integer("metricFilterCount", 0);
    reply.set("arn", group.arn + ":*");
    reply.set_integer("storedBytes",
                      static_cast<std::int64_t>(logs.index().group_bytes(group.arn)));
    reply.set("logGroupClass", group.log_class);
    reply.set("logGroupArn", group.arn);
    return std::move(reply).build();
}

/// What is asked for by `logGroupNamePattern`, `logGroupClass` and `logGroupIdentifiers`.
bool is_wanted(const Group& group, const json::Value& input) {
    const auto pattern = input.find_string("logGroupNamePattern");
    if (pattern && group.name.find(*pattern) == std::string::npos) return false;
    const auto log_class = input.find_string("logGroupClass");
    if (log_class && group.log_class != *log_class) return false;
    const json::Value* const identifiers = input.find("logGroupIdentifiers");
    if (identifiers == nullptr || !identifiers->is_array()) return true;
    return std::ranges::any_of(identifiers->items(), [&group](const json::Value& each) {
        return each.is_string() &&
               (each.as_string() == group.name || without_star(each.as_string()) == group.arn);
    });
}

/// Changes a group that is there.
void change_group(Logs& logs, const aws::Call& call, const std::function<void(Group&)>& change,
                  aws::Answer answer) {
    const auto arn = requested_group(call);
    if (!arn) return answer(base::fail(arn.error()));
    logs.change(
        *arn, call,
        [&logs, arn = *arn, change](runtime::ShardContext& context) -> Reply {
            const GroupPtr before = logs.newest(arn);
            if (before == nullptr) return base::fail(no_group());
            Group after = *before;
            change(after);
            logs.set(context, std::move(after));
            return json::Value::empty_object();
        },
        std::move(answer));
}

}  // namespace

void create_log_group(Logs& logs, const aws::Call& call, aws::Answer answer) {
    const auto arn = requested_group(call);
    if (!arn) return answer(base::fail(arn.error()));
    Group group;
    group.arn = *arn;
    group.name = std::string(*call.input.find_string("logGroupName"));
    group.log_class = std::string(call.input.find_string("logGroupClass").value_or("STANDARD"));
    if (const json::Value* const tags = call.input.find("tags")) group.tags = json::compact(*tags);
    logs.change(
        *arn, call,
        [&logs, group = std::move(group)](runtime::ShardContext& context) -> Reply {
            QS_CHECK(logs.create(context, group));
            return json::Value::empty_object();
        },
        std::move(answer));
}

void delete_log_group(Logs& logs, const aws::Call& call, aws::Answer answer) {
    const auto arn = requested_group(call);
    if (!arn) return answer(base::fail(arn.error()));
    logs.change(
        *arn, call,
        [&logs, arn = *arn](runtime::ShardContext& context) -> Reply {
            if (logs.newest(arn) == nullptr) return base::fail(no_group());
            logs.remove(context, arn);
            return json::Value::empty_object();
        },
        std::move(answer));
}

void describe_log_groups(Logs& logs, const aws::Call& call, aws::Answer answer) {
    const json::Value& input = call.input;
    const auto name_prefix = input.find_string("logGroupNamePrefix");
    if (name_prefix && input.find_string("logGroupNamePattern")) {
        return answer(base::fail(invalid_parameter(
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")));
    }
    const auto behind = decode_token(input);
    if (!behind) return answer(base::fail(behind.error()));
    const std::string prefix = group_arn(call.region, call.account, name_prefix.value_or(""));
    const auto most =
        static_cast<std::size_t>(number_of(input, "limit").value_or(std::int64_t{kPageGroups}));
    std::vector<json::Value> items;
    std::string last = *behind;
    bool has_more = true;
    while (has_more && items.size() < most) {
        const auto groups = logs.groups(prefix, last, kPageGroups);
        has_more = groups.size() == kPageGroups;
        for (const GroupPtr& group : groups) {
            if (items.size() == most) {
                has_more = true;
                break;
            }
            last = group->arn;
            if (is_wanted(*group, input)) items.push_back(described(logs, *group));
        }
    }
    json::ObjectBuilder reply;
    reply.set("logGroups", json::Value::array(items));
    if (has_more && !logs.groups(prefix, last, 1).empty()) {
        reply.set("nextToken", encode_token(last));
    }
    answer(std::move(reply).build());
}

void put_retention_policy(Logs& logs, const aws::Call& call, aws::Answer answer) {
    const std::int64_t days = number_of(call.input, "retentionInDays").value_or(0);
    if (std::ranges::find(kRetentionDays, days) == kRetentionDays.end()) {
        std::string all;
        for (const std::int64_t each : kRetentionDays) {
            all += (all.empty() ? "" : ", ") + std::to_string(each);
        }
        return answer(base::fail(invalid_parameter(
            "1 validation error detected: Value '" + std::to_string(days) +
            "' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value "
            "set: [" +
            all + "]")));
    }
    change_group(
        logs, call, [days](Group& group) { group.retention_days = days; }, std::move(answer));
}

void delete_retention_policy(Logs& logs, const aws::Call& call, aws::Answer answer) {
    change_group(logs, call, [](Group& group) { group.retention_days.reset(); }, std::move(answer));
}

}  // namespace services::logs
