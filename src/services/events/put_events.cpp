// PutEvents and TestEventPattern.
#include "base/limits.hpp"
#include "base/random.hpp"
#include "json/parse.hpp"
#include "services/events/errors.hpp"
#include "services/events/event.hpp"
#include "services/events/operations.hpp"

namespace services::events {
namespace {

struct Accepted {
    std::vector<json::Value> events;
    json::Value reply;
};

/// Good entries become events, bad ones errors of their own.
Accepted accept_entries(const aws::Call& call, base::TimePoint now) {
    Accepted accepted;
    std::vector<json::Value> results;
    for (const json::Value& entry : call.input.find("Entries")->items()) {
        const std::string id = base::uuid_v4();
        auto event = event_of_entry(entry, call, id, now);
        if (event) {
            accepted.events.push_back(*std::move(event));
            results.push_back(json::object({{"EventId", json::Value::string(id)}}));
        } else {
            results.push_back(
                json::object({{"ErrorCode", json::Value::string(event.error().code)},
                              {"ErrorMessage", json::Value::string(event.error().message)}}));
        }
    }
    const std::size_t failed = results.size() - accepted.events.size();
    accepted.reply =
        json::object({{"FailedEntryCount", json::Value::integer(static_cast<std::int64_t>(failed))},
                      {"Entries", json::Value::take_array(std::move(results))}});
    return accepted;
}

}  // namespace

void put_events(Events& events, const aws::Call& call, aws::Answer answer) {
    std::size_t bytes = 0;
    for (const json::Value& entry : call.input.find("Entries")->items())
        bytes += entry_bytes(entry);
    if (bytes > base::limits::kEventBytesMax) {
        return answer(
            base::fail(validation("Total size of the entries in the request is over the limit.")));
    }
    // A repeated effect must come to the shard that has its answer; other requests are spread.
    const std::string owner = call.effect.empty() ? call.request_id : call.effect.text();
    const bool posted =
        events.shards.post(runtime::shard_of("events/" + owner),
                           [&events, call, answer](runtime::ShardContext& context) {
                               const auto work = [&]() -> Reply {
                                   if (events.deliveries.is_full(context.shard()))
                                       return base::fail(aws::throttled());
                                   const Accepted accepted = accept_entries(call, context.now());
                                   for (const json::Value& event : accepted.events) {
                                       events.deliveries.accept(context, event);
                                   }
                                   return accepted.reply;
                               };
                               answer_once(context, call.effect, work, answer);
                           });
    if (!posted) answer(base::fail(aws::throttled()));
}

void test_event_pattern(Events&, const aws::Call& call, aws::Answer answer) {
    const auto pattern = Pattern::compile(call.input.find_string("EventPattern").value_or(""));
    if (!pattern) return answer(base::fail(invalid_pattern(pattern.error().message)));
    const auto event = json::parse(call.input.find_string("Event").value_or(""));
    if (!event || !event->is_object()) {
        return answer(
            base::fail(validation("Parameter Event is not valid. Reason: " +
                                  (event ? "it must be a JSON object." : event.error().message))));
    }
    answer(json::object({{"Result", json::Value::boolean(pattern->matches(*event))}}));
}

}  // namespace services::events
