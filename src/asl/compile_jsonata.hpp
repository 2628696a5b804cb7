// The fields of JSONata states: payloads, and single values that may be an expression. Like the
// functions of compile_queries.hpp, each reports what is wrong and then gives the field's default.
#pragma once
#include <optional>
#include <string_view>

#include "asl/compile_queries.hpp"

namespace asl {

/// The field as a payload; empty if absent or wrong.
std::optional<query::JsonataTemplate> compile_jsonata(const FieldSource& source,
                                                      std::string_view name,
                                                      Reads reads = Reads::input);
/// The same for a field that is a plain value unless it is written as one expression; empty where
/// it is a plain value.
std::optional<query::JsonataTemplate> compile_expression(const FieldSource& source,
                                                         std::string_view name);

}  // namespace asl
