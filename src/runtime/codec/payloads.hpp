// Payloads are stored once: a later event of the same execution that carries the same value refers
// to it by its number. Writer and reader keep the same short memory, so that a long history cannot
// hold all its payloads in memory.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>

#include "json/value.hpp"

namespace runtime::codec {

/// The newest payloads of one execution, numbered from 0 in the order they were stored.
class Payloads {
public:
    /// Shorter ones are written out each time: a reference would not be smaller by much.
    static constexpr std::size_t kBytesMin = 64;
    /// How many are remembered.
    static constexpr std::size_t kRemembered = 64;

    /// The number of a payload that is remembered and the same one (not merely equal).
    std::optional<std::uint64_t> find(const json::Value& value) const;
    /// The next number belongs to this value.
    void add(const json::Value& value);
    /// The payload of a number; nothing if it is forgotten or was never there.
    std::optional<json::Value> at(std::uint64_t number) const;
    std::uint64_t count() const { return first_ + newest_.size(); }

private:
    std::deque<json::Value> newest_;
    std::uint64_t first_ = 0;  ///< The number of newest_.front().
    std::unordered_map<const void*, std::uint64_t> by_address_;
};

}  // namespace runtime::codec
