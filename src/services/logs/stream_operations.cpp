// Log streams: made, listed, deleted.
#include <algorithm>

#include "services/logs/errors.hpp"
#include "services/logs/names.hpp"
#include "services/logs/operations.hpp"

namespace services::logs {
namespace {

constexpr std::size_t kPageStreams = 50;

base::Result<StreamKey, aws::Error> requested_key(const aws::Call& call) {
    StreamKey key;
    QS_TRY(key.group, requested_group(call));
    QS_TRY(key.stream, requested_stream(call.input));
    return key;
}

json::Value described(const Stream& stream, const StreamFacts& facts) {
    json::ObjectBuilder reply;
    reply.set("logStreamName", stream.key.stream);
    reply.set_integer("creationTime", base::epoch_ms(stream.created));
    if (facts.first_ms) reply.set_integer("firstEventTimestamp", *facts.first_ms);
    if (facts.last_ms) reply.set_integer("lastEventTimestamp", *facts.last_ms);
    if (facts.last_taken) {
        reply.set_integer("lastIngestionTime", base::epoch_ms(*facts.last_taken));
    }
    reply.set("uploadSequenceToken", text_of(EventPlace{facts.last_ms.value_or(0), 0, 0}));
    reply.set("arn", stream.key.group + ":log-stream:" + stream.key.stream);
    // AWS gives 0 since 2019.
    reply.set_integer("storedBytes", 0);
    return std::move(reply).build();
}

struct Row {
    StreamPtr stream;
    StreamFacts facts;
};

/// In the order that is asked for.
std::vector<Row> ordered(const Logs& logs, const std::string& group, const json::Value& input) {
    std::vector<Row> rows;
    const std::string prefix(input.find_string("logStreamNamePrefix").value_or(""));
    for (StreamPtr& stream : logs.streams(group, prefix, "", base::limits::kLogStreamsMax)) {
        rows.push_back({stream, {}});
    }
    if (input.find_string("orderBy") == "LastEventTime") {
        for (Row& row : rows) row.facts = logs.index().facts(row.stream->key);
        std::ranges::stable_sort(rows, {},
                                 [](const Row& row) { return row.facts.last_ms.value_or(0); });
    }
    if (is_true(input, "descending")) std::ranges::reverse(rows);
    return rows;
}

}  // namespace

void create_log_stream(Logs& logs, const aws::Call& call, aws::Answer answer) {
    const auto key = requested_key(call);
    if (!key) return answer(base::fail(key.error()));
    logs.change(
        key->group, call,
        [&logs, key = *key](runtime::ShardContext& context) -> Reply {
            if (logs.newest(key.group) == nullptr) return base::fail(no_group());
            QS_CHECK(logs.create(context, key));
            return json::Value::empty_object();
        },
        std::move(answer));
}

void delete_log_stream(Logs& logs, const aws::Call& call, aws::Answer answer) {
    const auto key = requested_key(call);
    if (!key) return answer(base::fail(key.error()));
    logs.change(
        key->group, call,
        [&logs, key = *key](runtime::ShardContext& context) -> Reply {
            if (logs.newest(key.group) == nullptr) return base::fail(no_group());
            if (logs.newest(key) == nullptr) return base::fail(no_stream());
            logs.remove(context, key);
            return json::Value::empty_object();
        },
        std::move(answer));
}

void describe_log_streams(Logs& logs, const aws::Call& call, aws::Answer answer) {
    const json::Value& input = call.input;
    const auto group = requested_group(call);
    if (!group) return answer(base::fail(group.error()));
    if (input.find_string("orderBy") == "LastEventTime" &&
        input.find_string("logStreamNamePrefix")) {
        return answer(base::fail(
            invalid_parameter("Cannot order by LastEventTime with a logStreamNamePrefix.")));
    }
    const auto shown = decode_token(input);
    if (!shown) return answer(base::fail(shown.error()));
    if (logs.find(*group) == nullptr) return answer(base::fail(no_group()));
    const auto most =
        static_cast<std::size_t>(number_of(input, "limit").value_or(std::int64_t{kPageStreams}));
    const std::vector<Row> rows = ordered(logs, *group, input);
    // A token is the name of the stream that was shown last.
    auto at = rows.begin();
    if (!shown->empty()) {
        at = std::ranges::find_if(rows,
                                  [&](const Row& row) { return row.stream->key.stream == *shown; });
        if (at != rows.end()) ++at;
    }
    std::vector<json::Value> items;
    for (; at != rows.end() && items.size() < most; ++at) {
        items.push_back(described(*at->stream, logs.index().facts(at->stream->key)));
    }
    json::ObjectBuilder reply;
    reply.set("logStreams", json::Value::array(items));
    if (at != rows.end()) reply.set("nextToken", encode_token((at - 1)->stream->key.stream));
    answer(std::move(reply).build());
}

}  // namespace services::logs
