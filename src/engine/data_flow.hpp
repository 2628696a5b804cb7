// How data passes through a state: InputPath, Parameters, the state's work, ResultSelector,
// ResultPath, OutputPath, and Assign beside them.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
#pragma once
#include "base/result.hpp"
#include "engine/view.hpp"

namespace engine {

/// What a state leaves behind.
struct Outcome {
    json::Value output;
    Variables assigned;
};

/// InputPath over the state's raw input.
base::Result<json::Value, Problem> effective_input(View& view);
/// Parameters over the effective input, or that itself.
base::Result<json::Value, Problem> parameters(View& view, const json::Value& effective);
/// ResultSelector, ResultPath into the raw input, OutputPath; Assign sees the selected result.
base::Result<Outcome, Problem> outcome_of(View& view, const json::Value& result);
/// For states without a result: OutputPath over the effective input, which Assign sees too.
base::Result<Outcome, Problem> outcome_without_result(View& view, const json::Value& effective,
                                                      const std::optional<query::Template>& assign);
/// For a Catch: its ResultPath into the raw input; its Assign sees the error output.
base::Result<Outcome, Problem> outcome_of_catch(View& view, const asl::Catcher& catcher,
                                                const json::Value& error_output);

/// A number of seconds or of iterations. Nothing where the field is absent. `field` is the path's
/// name.
base::Result<std::optional<std::int64_t>, Problem> number_of(View& view,
                                                             const asl::SecondsField& field,
                                                             const json::Value& effective,
                                                             std::string_view name);

}  // namespace engine
