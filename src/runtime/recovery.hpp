// Replaying the log into whoever keeps what the records say. Not for use outside `runtime`.
#pragma once
#include <functional>
#include <unordered_map>
#include <vector>

#include "runtime/runtime.hpp"

namespace runtime {

/// What was registered before the start.
struct Recovery {
    std::unordered_map<std::uint16_t, Replayer> replayers;
    std::vector<std::function<void(ShardContext&)>> recovered;
    std::vector<std::function<bool(const base::EffectId&)>> owners_of_answers;

    /// Whether somebody may still ask for a remembered answer. Only if anybody registered.
    bool is_owed(const base::EffectId& effect) const;

    /// Reads the whole log in order. A kind that nobody takes is an error: the log was written by a
    /// newer release, or something was not wired up. `restore` gets the answers to effects.
    base::Result<void> replay(
        store::Store& store,
        const std::function<void(store::ShardId, base::EffectId, std::string)>& restore) const;
};

}  // namespace runtime
