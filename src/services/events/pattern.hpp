// Event patterns: which events a rule is about.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
#pragma once
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "json/value.hpp"

namespace services::events {

struct PatternNode;

/// One of 64 bits for an event's source.
std::uint64_t source_bit(std::string_view source);

/// A compiled pattern. Immutable; copies share; any thread.
class Pattern {
public:
    /// Errors: `invalid` with the reason, as AWS gives it behind "Event pattern is not valid.
    /// Reason: ".
    static base::Result<Pattern> compile(std::string_view text);

    /// Whether an event fits. Every member of the pattern must fit; a list in the event fits where
    /// one of its elements does, and of a list of objects one element must fit all that the pattern
    /// says about it.
    bool matches(const json::Value& event) const;

    /// The sources that the pattern could want, as a set that may hold more than it should: events
    /// of a source whose `source_bit` is not in it never fit.
    std::uint64_t sources() const { return sources_; }

private:
    Pattern(std::shared_ptr<const PatternNode> root, std::uint64_t sources)
        : root_(std::move(root)), sources_(sources) {}
    std::shared_ptr<const PatternNode> root_;
    std::uint64_t sources_;
};

}  // namespace services::events
