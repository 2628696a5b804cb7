// How data passes through a state: in JSONPath InputPath, Parameters, the state's work,
// ResultSelector, ResultPath, OutputPath; in JSONata Arguments, the work, Output; and Assign beside
// them.
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
/// Parameters over the effective input, or that itself; Arguments of JSONata.
base::Result<json::Value, Problem> parameters(View& view, const json::Value& effective);
/// ResultSelector, ResultPath into the raw input, OutputPath; Assign sees the selected result. In
/// JSONata Output and Assign, which see the result.
base::Result<Outcome, Problem> outcome_of(View& view, const json::Value& result);
/// What a state without a result makes of its input in the end: the state's own fields, or those of
/// the Choice rule that was chosen. `prefix` stands in front of their names: "Choices[1]/".
struct LastFields {
    const std::optional<query::JsonataTemplate>& output;
    const std::optional<asl::Payload>& assign;
    std::string prefix = {};
};
/// For states without a result: OutputPath over the effective input, which Assign sees too; in
/// JSONata Output.
base::Result<Outcome, Problem> outcome_without_result(View& view, const json::Value& effective,
                                                      const LastFields& fields);
/// For a Catch: its ResultPath into the raw input, or Output; its Assign sees the error output.
base::Result<Outcome, Problem> outcome_of_catch(View& view, const asl::Catcher& catcher,
                                                const json::Value& error_output);

/// An integer of at least 0 that JSONata gives.
base::Result<std::int64_t, Problem> integer_of(View& view, const query::JsonataTemplate& expression,
                                               std::string_view name);
/// What JSONata gave has the right type but is no integer, or no timestamp.
Problem not_parsed(const View& view, std::string_view name, std::string_view wanted,
                   const json::Value& value);
/// A number of seconds or of iterations. Nothing where the field is absent. `name` is the field's
/// without `Path`.
base::Result<std::optional<std::int64_t>, Problem> number_of(View& view,
                                                             const asl::SecondsField& field,
                                                             const json::Value& effective,
                                                             std::string_view name);

}  // namespace engine
