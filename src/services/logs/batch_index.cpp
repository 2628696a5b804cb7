#include "services/logs/batch_index.hpp"

#include <algorithm>
#include <charconv>

#include "base/assert.hpp"

namespace services::logs {
namespace {

constexpr std::size_t kTimeDigits = 16;
constexpr std::size_t kNumberDigits = 20;

std::string padded(std::uint64_t number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return text.size() >= digits ? text : std::string(digits - text.size(), '0') + text;
}

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return number;
}

}  // namespace

std::string text_of(const EventPlace& place) {
    return padded(static_cast<std::uint64_t>(std::max<std::int64_t>(place.timestamp_ms, 0)),
                  kTimeDigits) +
           padded(place.batch, kNumberDigits) + padded(place.item, kNumberDigits);
}

std::optional<EventPlace> place_of(std::string_view text) {
    if (text.size() != kTimeDigits + 2 * kNumberDigits) return std::nullopt;
    const auto time = number_in(text.substr(0, kTimeDigits));
    const auto batch = number_in(text.substr(kTimeDigits, kNumberDigits));
    const auto item = number_in(text.substr(kTimeDigits + kNumberDigits));
    if (!time || !batch || !item) return std::nullopt;
    return EventPlace{static_cast<std::int64_t>(*time), *batch, *item};
}

void BatchIndex::add(const Batch& batch, const runtime::RecordPosition& position,
                     std::optional<std::int64_t> expired_before_ms) {
    QS_ASSERT(!batch.events.empty());
    BatchRef ref{.position = position,
                 .first_ms = batch.events.front().timestamp_ms,
                 .last_ms = batch.events.back().timestamp_ms,
                 .events = static_cast<std::uint32_t>(batch.events.size())};
    for (const LogEvent& event : batch.events) {
        ref.bytes += static_cast<std::uint32_t>(event.message.size() + kEventOverheadBytes);
    }
    const std::unique_lock lock(mutex_);
    GroupState& group = groups_[batch.key.group];
    StreamState& stream = group.streams[batch.key.stream];
    ref.number = group.next_number++;
    stream.bytes += ref.bytes;
    stream.last_taken = batch.taken;
    group.bytes += ref.bytes;
    group.order.emplace(ref.number, batch.key.stream);
    stream.batches.emplace(ref.number, ref);
    // What has expired goes silently, as on AWS; what goes for want of room is told to the reader.
    while (expired_before_ms && group.order.size() > 1) {
        StreamState& oldest = group.streams.at(group.order.begin()->second);
        if (oldest.batches.at(group.order.begin()->first).last_ms >= *expired_before_ms) break;
        (void)drop_oldest(group);
    }
    while (group.bytes > bytes_max_ && group.order.size() > 1) {
        StreamState& oldest = group.streams.at(group.order.begin()->second);
        oldest.dropped += drop_oldest(group).events;
    }
}

BatchRef BatchIndex::drop_oldest(GroupState& group) {
    const auto first = group.order.begin();
    StreamState& stream = group.streams.at(first->second);
    const auto found = stream.batches.find(first->first);
    const BatchRef ref = found->second;
    stream.batches.erase(found);
    stream.bytes -= ref.bytes;
    group.bytes -= ref.bytes;
    group.order.erase(first);
    return ref;
}

void BatchIndex::remove_stream(const StreamKey& key) {
    const std::unique_lock lock(mutex_);
    const auto group = groups_.find(key.group);
    if (group == groups_.end()) return;
    const auto stream = group->second.streams.find(key.stream);
    if (stream == group->second.streams.end()) return;
    for (const auto& [number, ref] : stream->second.batches) {
        group->second.bytes -= ref.bytes;
        group->second.order.erase(number);
    }
    group->second.streams.erase(stream);
}

void BatchIndex::remove_group(const std::string& group) {
    const std::unique_lock lock(mutex_);
    groups_.erase(group);
}

StreamFacts BatchIndex::facts(const StreamKey& key) const {
    StreamFacts facts;
    const std::shared_lock lock(mutex_);
    const auto group = groups_.find(key.group);
    if (group == groups_.end()) return facts;
    const auto stream = group->second.streams.find(key.stream);
    if (stream == group->second.streams.end()) return facts;
    facts.bytes = stream->second.bytes;
    facts.last_taken = stream->second.last_taken;
    for (const auto& [number, ref] : stream->second.batches) {
        facts.first_ms = std::min(facts.first_ms.value_or(ref.first_ms), ref.first_ms);
        facts.last_ms = std::max(facts.last_ms.value_or(ref.last_ms), ref.last_ms);
    }
    return facts;
}

std::uint64_t BatchIndex::group_bytes(const std::string& group) const {
    const std::shared_lock lock(mutex_);
    const auto found = groups_.find(group);
    return found == groups_.end() ? 0 : found->second.bytes;
}

std::vector<BatchRef> BatchIndex::overlapping(const StreamState& stream, std::int64_t from_ms,
                                              std::int64_t to_ms) {
    std::vector<BatchRef> result;
    for (const auto& [number, ref] : stream.batches) {
        if (ref.last_ms >= from_ms && ref.first_ms < to_ms) result.push_back(ref);
    }
    if (stream.dropped > 0) {
        // It stands where the oldest event stands that is left.
        const std::int64_t at = stream.batches.empty() ? base::epoch_ms(stream.last_taken)
                                                       : stream.batches.begin()->second.first_ms;
        if (at >= from_ms && at < to_ms) {
            result.push_back(
                {.first_ms = at, .last_ms = at, .events = 1, .dropped = stream.dropped});
        }
    }
    return result;
}

}  // namespace services::logs
