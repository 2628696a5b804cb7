// Which catcher takes a failure, and what its next state gets.
// https://states-language.net/spec.html#fallback-states
#pragma once
#include "asl/program.hpp"
#include "engine/problem.hpp"
#include "json/value.hpp"

namespace engine {

/// The first catcher that matches; nullptr where there is none.
const asl::Catcher* catcher_for(const asl::State& state, const Problem& problem);

/// `{"Error": ..., "Cause": ...}`; null for what the failure does not have, as AWS gives it.
json::Value error_output(const Failure& failure);

}  // namespace engine
