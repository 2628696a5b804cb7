// The fields of a Map, those of mode DISTRIBUTED among them.
#pragma once
#include "asl/compile_queries.hpp"
#include "asl/compile_states.hpp"

namespace asl {

/// Reports what is wrong with the fields, their sub-fields, and their place.
Map compile_map(const FieldSource& source, const StateDefinition& definition,
                const Placement& placement);

}  // namespace asl
