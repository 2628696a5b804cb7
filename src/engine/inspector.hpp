// Testing one state alone, as TestState does it: what the test sets up before the state is entered,
// and what is seen of the state's data on its way. The same code runs as in any execution; it only
// looks whether somebody inspects.
// https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/time.hpp"
#include "engine/execution.hpp"
#include "engine/failure.hpp"
#include "json/value.hpp"

namespace engine {

/// The state's data at each stage of its way; nothing for stages that it did not come to or does
/// not have.
struct Stages {
    std::optional<json::Value> after_input_path;
    std::optional<json::Value> after_parameters;
    std::optional<json::Value> after_arguments;
    std::optional<json::Value> after_items_path;
    std::optional<json::Value> after_item_selector;
    std::optional<json::Value> result;
    std::optional<json::Value> after_result_selector;
    std::optional<json::Value> after_result_path;
};

/// What a test finds out beside the output or the failure, which are those of the execution.
struct Findings {
    Stages stages;
    std::optional<std::int64_t> max_concurrency;  ///< Of a Map: as it is defined, 0 for no limit.
    std::optional<std::int64_t> tolerated_failure_count;
    std::optional<double> tolerated_failure_percentage;

    /// The failure that a retrier or catcher took.
    Failure handled;
    std::optional<std::uint32_t> retrier;  ///< Which one matches, also where its tries are used up.
    std::optional<base::Milliseconds> retry_delay;  ///< Set where the state would be tried again.
    std::optional<std::uint32_t> catcher;

    std::optional<std::uint32_t> next;  ///< asl::StateIndex; nothing where it leads nowhere.
    Variables variables;                ///< After the state.
    /// The test itself makes no sense, as is only found out while it runs; AWS's sentence.
    std::string misuse;
};

/// One test. Whoever decides (`Moment::inspector`) keeps it until the execution has ended.
struct Inspector {
    // Set up.
    Variables variables;
    std::int64_t retries = 0;            ///< So many tries have been made already.
    std::optional<json::Value> context;  ///< Takes the context object's place.
    /// What comes of the state's work, which is not done then. Precondition: set for a Map or
    /// Parallel.
    std::variant<std::monostate, json::Value, Failure> mock;
    std::optional<json::Value> read_items;  ///< What ItemReader reads; an array.
    std::optional<std::int64_t> failed_iterations;

    Findings found;

    bool has_mock() const { return !std::holds_alternative<std::monostate>(mock); }
};

}  // namespace engine
