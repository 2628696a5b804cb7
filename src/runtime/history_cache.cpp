#include "runtime/history_cache.hpp"

#include <algorithm>
#include <iterator>

#include "runtime/codec/decision.hpp"

namespace runtime {
namespace {

/// Fewer records are read again as fast as they are found here.
constexpr std::size_t kRecordsMin = 16;
/// A history of more stored bytes is not kept in memory.
constexpr std::uint64_t kBytesMax = 16U << 20;
constexpr std::size_t kEntriesMax = 8;

bool is_kept(const ExecutionSummary& summary) {
    std::uint64_t bytes = 0;
    for (const RecordPosition& position : summary.records) bytes += position.position.length;
    return summary.records.size() >= kRecordsMin && bytes <= kBytesMax;
}

/// Reads the records that the entry has not seen.
template <class Entry>
base::Result<void> read_on(const store::Store& store, const ExecutionSummary& summary,
                           Entry& entry) {
    while (entry.records < summary.records.size()) {
        const RecordPosition& position = summary.records[entry.records];
        QS_TRY(const std::string bytes, read_record(store, position));
        QS_TRY(auto events, codec::decode_events(bytes, entry.payloads));
        std::ranges::move(events, std::back_inserter(*entry.events));
        ++entry.records;
    }
    return {};
}

}  // namespace

base::Result<HistoryCache::Events> HistoryCache::events(const store::Store& store,
                                                        const ExecutionSummary& summary) {
    if (!is_kept(summary)) {
        Entry fresh;
        QS_CHECK(read_on(store, summary, fresh));
        return Events(std::move(fresh.events));
    }
    const std::lock_guard lock(mutex_);
    Entry entry;
    const auto known = std::ranges::find(entries_, summary.info.arn, &Entry::arn);
    if (known != entries_.end()) {
        entry = std::move(*known);
        entries_.erase(known);
    }
    entry.arn = summary.info.arn;
    // Who still reads what was there before keeps it.
    if (entry.records < summary.records.size() && entry.events.use_count() > 1) {
        entry.events = std::make_shared<std::vector<engine::Event>>(*entry.events);
    }
    QS_CHECK(read_on(store, summary, entry));
    Events events = entry.events;
    entries_.push_front(std::move(entry));
    if (entries_.size() > kEntriesMax) entries_.pop_back();
    return events;
}

}  // namespace runtime
