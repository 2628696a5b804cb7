// A rule's target: who gets the event, and what of it.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "json/value.hpp"
#include "services/events/input_template.hpp"

namespace services::events {

/// Immutable once compiled.
struct Target {
    /// The event itself; a constant; a part of the event; a template.
    struct WholeEvent {};
    using Input = std::variant<WholeEvent, std::string, query::Path, InputTemplate>;

    json::Value document;  ///< As PutTargets got it and ListTargetsByRule gives it.
    std::string id;
    std::string arn;
    Input input;
    std::int64_t retries_max = 0;
    std::int64_t age_seconds_max = 0;

    /// JSON text for an event.
    std::string render(const json::Value& event, const TemplateContext& context) const;
};
using TargetPtr = std::shared_ptr<const Target>;

/// Checks a target and compiles its input. Errors: ValidationException; kinds of targets and
/// settings that are not there yet are refused by name.
base::Result<TargetPtr, aws::Error> compile_target(const json::Value& document);

}  // namespace services::events
