// Event patterns: which events a rule is about.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
#pragma once
#include <memory>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "json/value.hpp"

namespace services::events {

struct PatternNode;

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

private:
    explicit Pattern(std::shared_ptr<const PatternNode> root) : root_(std::move(root)) {}
    std::shared_ptr<const PatternNode> root_;
};

}  // namespace services::events
