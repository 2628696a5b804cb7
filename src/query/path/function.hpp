// The functions that may end a path, `$.items.length()`, as a table. For this folder only.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "query/path/evaluator.hpp"

namespace query::path {

/// One call: what it works on, and what it gives.
struct Call {
    const json::Value& model;
    std::span<const Argument> arguments;
    std::vector<json::Value> values;  ///< The arguments' values.
    const json::Value& root;
    std::size_t depth;
    Budget& budget;
    json::Value result;
    std::string message;
};

struct Function {
    std::string_view name;
    Status (*run)(Call& call);
};

/// nullptr if no function has this name.
const Function* find_function(std::string_view name);

/// Fills in the arguments' values.
Status evaluate_arguments(Call& call);

}  // namespace query::path
