// The context object, `$$` of JSONPath.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "asl/program.hpp"
#include "engine/execution.hpp"
#include "json/value.hpp"

namespace engine {

struct MapItem {
    std::int64_t index = 0;
    json::Value value;
};

/// What a state sees beyond what its scope says.
struct ContextExtras {
    std::optional<std::string> token;  ///< While the parameters of a callback task are evaluated.
    std::optional<MapItem> item;       ///< While an ItemSelector is evaluated.
};

/// The context object of the state that the scope is in. An iteration sees its item under `Map`; so
/// do the scopes inside it.
json::Value context_object(const asl::Program& program, const Execution& execution, ScopeId scope,
                           const ContextExtras& extras);
/// The same where a test gives the context object: with the item under `Map`, and a token where the
/// test gives none.
json::Value context_object(const json::Value& given, const ContextExtras& extras);

}  // namespace engine
