// Reads events of a group in the order of their time, out of batches that may overlap.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "services/logs/batch_index.hpp"
#include "services/logs/group.hpp"
#include "store/store.hpp"

namespace services::logs {

struct ReadEvent {
    EventPlace place;
    std::string message;
    std::int64_t taken_ms = 0;
    std::shared_ptr<const std::string> stream;
};

/// What is to be read: events from `from_ms` on and before `to_ms`, behind `behind` (where it
/// reads forwards) or before it (where it reads backwards).
struct ReadRange {
    std::int64_t from_ms = 0;
    std::int64_t to_ms = INT64_MAX;
    std::optional<EventPlace> behind;
    bool is_backward = false;
};

class EventReader {
public:
    EventReader(const store::Store& store, std::vector<StreamBatches> streams, ReadRange range);
    /// The next event; nothing at the end. Errors: those of the store.
    base::Result<std::optional<ReadEvent>> next();
    /// How much was read from the log so far.
    std::size_t bytes_read() const { return bytes_read_; }

private:
    struct Source {
        BatchRef ref;
        std::shared_ptr<const std::string> stream;
    };
    /// A batch that was read, at its next event. `events` are in the order of the reading.
    struct Open {
        std::vector<ReadEvent> events;
        std::size_t at = 0;
    };

    bool comes_before(const EventPlace& a, const EventPlace& b) const {
        return range_.is_backward ? b < a : a < b;
    }
    /// The place that no event of the source comes before.
    EventPlace earliest(const Source& source) const;
    bool is_wanted(const EventPlace& place) const;
    base::Result<void> open(const Source& source);
    void sift_up();

    const store::Store& store_;
    ReadRange range_;
    std::vector<Source> sources_;  ///< By `earliest`, in the order of the reading.
    std::size_t next_source_ = 0;
    std::vector<Open> heap_;  ///< The one with the next event first.
    std::size_t bytes_read_ = 0;
};

}  // namespace services::logs
