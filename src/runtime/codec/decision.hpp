// The stored form of one decision: which execution, and its events. A record of kind kDecision.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/event.hpp"
#include "runtime/codec/payloads.hpp"

namespace runtime::codec {

inline constexpr std::uint16_t kDecisionSchema = 1;

/// What stands before the events, enough to keep lists of executions without reading them.
struct DecisionHeader {
    std::uint64_t number = 0;  ///< The execution's number on its shard.
    /// With the first decision only: the revision of the state machine that it was started with.
    std::optional<std::string> revision;
    engine::Status status = engine::Status::running;  ///< After the decision.
    std::int64_t last_event_id = 0;
    base::TimePoint at{};  ///< Of the last event.

    bool operator==(const DecisionHeader&) const = default;
    static constexpr auto fields() {
        using H = DecisionHeader;
        return std::tuple{&H::number, &H::revision, &H::status, &H::last_event_id, &H::at};
    }
};

/// `payloads` is the execution's memory; it goes on from decision to decision.
std::string encode_decision(const DecisionHeader& header, const std::vector<engine::Event>& events,
                            Payloads& payloads);

/// Only what stands first, and of a first decision the execution's info. Errors: `corrupt`.
struct DecisionHead {
    DecisionHeader header;
    std::optional<engine::ExecutionInfo> info;
};
base::Result<DecisionHead> decode_head(std::string_view bytes);

/// The events. Decisions must be read in order, with the same `payloads`. Errors: `corrupt`.
base::Result<std::vector<engine::Event>> decode_events(std::string_view bytes, Payloads& payloads);

}  // namespace runtime::codec
