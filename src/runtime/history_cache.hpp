// The histories that were read last, so that the next page of a long one need not be read from its
// first record again: a payload may be stored with an event long before the one that refers to it.
#pragma once
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/event.hpp"
#include "runtime/codec/payloads.hpp"
#include "runtime/execution_index.hpp"

namespace runtime {

/// Any thread; readers of long histories take turns.
class HistoryCache {
public:
    using Events = std::shared_ptr<const std::vector<engine::Event>>;

    /// All events of an execution whose records are durable. Of one that is remembered only the
    /// records are read that have come since. Errors: those of reading and decoding.
    base::Result<Events> events(const store::Store& store, const ExecutionSummary& summary);

private:
    struct Entry {
        std::string arn;
        std::size_t records = 0;  ///< How many of its records have been read.
        codec::Payloads payloads;
        std::shared_ptr<std::vector<engine::Event>> events =
            std::make_shared<std::vector<engine::Event>>();
    };

    std::mutex mutex_;
    std::list<Entry> entries_;  ///< The one used last comes first.
};

}  // namespace runtime
