// What runs: a definition with its states by index and every query compiled. Immutable, made once
// per revision of a state machine, shared by all its executions. It holds no execution data.
// Amazon States Language: https://states-language.net/spec.html
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "asl/choice_rule.hpp"
#include "asl/language.hpp"
#include "base/time.hpp"
#include "json/value.hpp"
#include "query/path/path.hpp"
#include "query/query.hpp"
#include "query/template/jsonata_template.hpp"
#include "query/template/template.hpp"

namespace asl {

/// Index of a state in `Program::states`.
using StateIndex = std::uint32_t;
/// Index of a `States` object in `Program::scopes`; 0 is the machine's own.
using ScopeIndex = std::uint32_t;

inline constexpr StateIndex kNoState = UINT32_MAX;

/// A payload template in the language of its state.
using Payload = std::variant<query::Template, query::JsonataTemplate>;

/// `InputPath` and `OutputPath`: absent means `$`; null means `{}`.
struct PathField {
    enum class Form : std::uint8_t { whole, empty, query } form = Form::whole;
    /// A path, a `$$.` path or a `$variable`; set for Form::query.
    std::optional<query::Query> query;
    std::string text;  ///< As written, for error texts.
};

/// `ResultPath`: absent means `$` (the result replaces the input); null keeps the input.
struct ResultPathField {
    enum class Form : std::uint8_t { replace, discard, path } form = Form::replace;
    std::optional<query::Path> path;  ///< A reference path; set for Form::path.
};

/// Where a state goes when it is done.
struct Transition {
    bool is_end = false;
    StateIndex next = kNoState;  ///< Set unless `is_end`.
};

/// One entry of `Retry`.
struct Retrier {
    std::vector<std::string> error_equals;
    std::int64_t interval_seconds = 1;
    std::int64_t max_attempts = 3;
    double backoff_rate = 2.0;
    std::optional<std::int64_t> max_delay_seconds;
    bool full_jitter = false;
};

/// One entry of `Catch`.
struct Catcher {
    std::vector<std::string> error_equals;
    StateIndex next = kNoState;
    ResultPathField result_path;
    std::optional<query::JsonataTemplate> output;  ///< JSONata.
    std::optional<Payload> assign;
};

/// A number of seconds that is written down, read from the state's input, or computed in JSONata.
using SecondsField =
    std::variant<std::monostate, std::int64_t, query::Query, query::JsonataTemplate>;

/// What a Task's `Resource` names.
struct TaskTarget {
    enum class Kind : std::uint8_t {
        lambda_function,  ///< A function's own ARN: LambdaFunction* events, the payload alone as
                          ///< result.
        activity,         ///< An activity's ARN.
        integration,      ///< arn:aws:states:::service:action[.pattern], aws-sdk and http included.
    } kind = Kind::integration;
    enum class Pattern : std::uint8_t { request_response, sync, sync2, wait_for_task_token };
    Pattern pattern = Pattern::request_response;
    /// As histories show them: "lambda", "aws-sdk:s3"; "invoke", "putItem",
    /// "startExecution.sync:2".
    std::string resource_type;
    std::string action;
};

struct Pass {
    std::optional<json::Value> result;
};
struct Task {
    std::string resource;
    TaskTarget target;
    SecondsField timeout;
    SecondsField heartbeat;
    std::optional<Payload> credentials;
};
/// One top-level rule: a condition and where it leads.
struct ChoiceBranch {
    ChoiceRule rule;
    StateIndex next = kNoState;
    std::optional<query::JsonataTemplate> output;  ///< JSONata.
    std::optional<Payload> assign;
};
struct Choice {
    std::vector<ChoiceBranch> branches;
    StateIndex fallback = kNoState;  ///< `Default`, or kNoState.
};
struct Wait {
    struct UntilPath {
        query::Query query;
    };
    struct SecondsExpression {
        query::JsonataTemplate expression;
    };
    struct UntilExpression {
        query::JsonataTemplate expression;
    };
    /// Seconds, SecondsPath, Timestamp, TimestampPath, and the two that JSONata computes.
    std::variant<std::int64_t, query::Query, base::TimePoint, UntilPath, SecondsExpression,
                 UntilExpression>
        until;
};
struct Succeed {};
struct Fail {
    /// A literal text, a path or intrinsic that gives one (`ErrorPath`, `CausePath`), or JSONata.
    using Text = std::variant<std::monostate, std::string, query::Query, query::JsonataTemplate>;
    Text error;
    Text cause;
};
struct Parallel {
    std::vector<ScopeIndex> branches;
};
/// `ItemReader`: where the items of a distributed Map come from, when not from the state's data.
struct ItemReader {
    std::string resource;               ///< arn:aws:states:::s3:getObject or s3:listObjectsV2.
    std::optional<Payload> parameters;  ///< `Parameters` of JSONPath, `Arguments` of JSONata.
    /// The words of `ReaderConfig` as they are written; empty where it does not have them.
    std::string input_type;           ///< CSV, JSON, JSONL, PARQUET, MANIFEST.
    std::string manifest_type;        ///< S3_INVENTORY, ATHENA_DATA.
    std::string transformation;       ///< NONE, LOAD_AND_FLATTEN.
    std::string csv_header_location;  ///< FIRST_ROW, GIVEN.
    std::string csv_delimiter;        ///< COMMA, PIPE, SEMICOLON, SPACE, TAB.
    std::vector<std::string> csv_headers;
    std::string items_pointer;  ///< A JSON Pointer to the items within a document.
    SecondsField max_items;     ///< A number of items here.
};
/// `ItemBatcher`: several items for one child execution.
struct ItemBatcher {
    SecondsField max_items;        ///< A number of items here.
    SecondsField max_input_bytes;  ///< A number of bytes here.
    std::optional<Payload> batch_input;
};
/// `ResultWriter`: where the results of a distributed Map go, when not into its output.
struct ResultWriter {
    std::string resource;  ///< arn:aws:states:::s3:putObject; empty where results stay here.
    std::optional<Payload> parameters;  ///< `Parameters` of JSONPath, `Arguments` of JSONata.
    std::string transformation;         ///< NONE, COMPACT, FLATTEN; empty where not said.
    std::string output_type;            ///< JSON, JSONL; empty where not said.
};
struct Map {
    ScopeIndex processor = 0;
    /// Mode DISTRIBUTED: each iteration is an execution of its own, gathered in a Map Run.
    bool is_distributed = false;
    bool is_express = false;  ///< ExecutionType EXPRESS of a distributed Map's children.
    std::string label;        ///< `Label`; empty where it is not there.
    std::optional<ItemReader> item_reader;
    std::optional<ItemBatcher> item_batcher;
    std::optional<ResultWriter> result_writer;
    PathField items_path;
    std::optional<query::JsonataTemplate> items;  ///< `Items` of JSONata.
    std::optional<Payload> item_selector;         ///< `ItemSelector`, or the old `Parameters`.
    SecondsField max_concurrency;  ///< A number of iterations here; 0 means no limit.
    std::optional<std::int64_t> tolerated_failure_count;
    std::optional<double> tolerated_failure_percentage;
    std::optional<query::Query> tolerated_failure_count_path;
    std::optional<query::Query> tolerated_failure_percentage_path;
    std::optional<query::JsonataTemplate> tolerated_failure_count_expression;
    std::optional<query::JsonataTemplate> tolerated_failure_percentage_expression;

    /// Whether it asks for what only a Map Run gives. AWS takes the three fields in mode INLINE
    /// too; to leave them out silently would change what the machine does.
    bool needs_map_run() const {
        return is_distributed || item_reader || item_batcher || result_writer;
    }
};

struct State {
    std::string name;
    Language language = Language::jsonpath;
    std::variant<Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map> kind;
    PathField input_path;
    PathField output_path;
    std::optional<Payload> parameters;  ///< `Parameters` of JSONPath, `Arguments` of JSONata.
    std::optional<query::Template> result_selector;
    ResultPathField result_path;
    std::optional<query::JsonataTemplate> output;  ///< JSONata.
    std::optional<Payload> assign;
    std::vector<Retrier> retry;
    std::vector<Catcher> catchers;
    Transition transition;  ///< Not for Choice, Succeed, Fail.
    ScopeIndex scope = 0;   ///< The `States` object that it stands in.
};

/// One `States` object: the machine's, a Parallel branch's, or a Map processor's.
struct StateScope {
    StateIndex start_at = kNoState;
    std::vector<StateIndex> states;  ///< In the order they are written.
    StateIndex owner = kNoState;  ///< The Parallel or Map that it belongs to; kNoState at the top.
};

struct Program {
    std::vector<State> states;
    std::vector<StateScope> scopes;
    std::optional<std::int64_t> timeout_seconds;
    std::string comment;

    const State& state(StateIndex index) const { return states[index]; }
    const StateScope& scope(ScopeIndex index) const { return scopes[index]; }
};

/// "Pass", "Task", ... as ASL spells the type.
std::string_view type_name(const State& state);

}  // namespace asl
