#include "services/logs/event_reader.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "runtime/codec/fields.hpp"

namespace services::logs {
namespace {

std::string dropped_text(std::uint64_t count) {
    return "[quickstep] " + std::to_string(count) +
           " older log events were dropped: the log group may hold " +
           std::to_string(base::limits::kLogGroupBytesMax) + " bytes";
}

}  // namespace

EventReader::EventReader(const store::Store& store, std::vector<StreamBatches> streams,
                         ReadRange range)
    : store_(store), range_(range) {
    for (StreamBatches& stream : streams) {
        const auto name = std::make_shared<const std::string>(std::move(stream.stream));
        for (const BatchRef& ref : stream.batches) sources_.push_back({ref, name});
    }
    std::erase_if(sources_, [this](const Source& source) {
        if (!range_.behind) return false;
        return range_.is_backward ? source.ref.first_ms > range_.behind->timestamp_ms
                                  : source.ref.last_ms < range_.behind->timestamp_ms;
    });
    std::ranges::sort(sources_, [this](const Source& a, const Source& b) {
        return comes_before(earliest(a), earliest(b));
    });
}

EventPlace EventReader::earliest(const Source& source) const {
    if (range_.is_backward) return {source.ref.last_ms, source.ref.number, UINT64_MAX};
    return {source.ref.first_ms, source.ref.number, 0};
}

bool EventReader::is_wanted(const EventPlace& place) const {
    if (place.timestamp_ms < range_.from_ms || place.timestamp_ms >= range_.to_ms) return false;
    return !range_.behind || comes_before(*range_.behind, place);
}

base::Result<void> EventReader::open(const Source& source) {
    Open opened;
    const auto add = [&](const EventPlace& place, std::string message, std::int64_t taken_ms) {
        if (!is_wanted(place)) return;
        opened.events.push_back({place, std::move(message), taken_ms, source.stream});
    };
    if (source.ref.dropped > 0) {
        add({source.ref.first_ms, 0, 0}, dropped_text(source.ref.dropped), source.ref.first_ms);
    } else {
        QS_TRY(const std::string bytes, runtime::read_record(store_, source.ref.position));
        QS_TRY(Batch batch, runtime::codec::decode<Batch>(bytes));
        bytes_read_ += bytes.size();
        std::uint64_t item = 0;
        for (LogEvent& event : batch.events) {
            add({event.timestamp_ms, source.ref.number, item++}, std::move(event.message),
                base::epoch_ms(batch.taken));
        }
    }
    if (opened.events.empty()) return {};
    if (range_.is_backward) std::ranges::reverse(opened.events);
    heap_.push_back(std::move(opened));
    sift_up();
    return {};
}

void EventReader::sift_up() {
    std::ranges::push_heap(heap_, [this](const Open& a, const Open& b) {
        return comes_before(b.events[b.at].place, a.events[a.at].place);
    });
}

base::Result<std::optional<ReadEvent>> EventReader::next() {
    while (next_source_ < sources_.size() &&
           (heap_.empty() || !comes_before(heap_.front().events[heap_.front().at].place,
                                           earliest(sources_[next_source_])))) {
        QS_CHECK(open(sources_[next_source_++]));
    }
    if (heap_.empty()) return std::optional<ReadEvent>();
    std::ranges::pop_heap(heap_, [this](const Open& a, const Open& b) {
        return comes_before(b.events[b.at].place, a.events[a.at].place);
    });
    Open& first = heap_.back();
    std::optional<ReadEvent> event = std::move(first.events[first.at++]);
    if (first.at == first.events.size()) {
        heap_.pop_back();
    } else {
        sift_up();
    }
    return event;
}

}  // namespace services::logs
