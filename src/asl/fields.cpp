// The field tables. Limits come from base/limits.hpp, which names AWS's sources.
#include "asl/fields.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace asl {

namespace {

using namespace base::limits;

constexpr StateSet kTask = only(StateType::task);
constexpr StateSet kWait = only(StateType::wait);
constexpr StateSet kPass = only(StateType::pass);
constexpr StateSet kFail = only(StateType::fail);
constexpr StateSet kChoice = only(StateType::choice);
constexpr StateSet kParallel = only(StateType::parallel);
constexpr StateSet kMap = only(StateType::map);
/// Those that name their successor in `Next` or are an `End`.
constexpr StateSet kGoesOn = kTask | kWait | kPass | kParallel | kMap;
/// Those that can fail and try again.
constexpr StateSet kWorks = kTask | kParallel | kMap;

constexpr std::string_view kLanguages = "JSONPath, JSONata";
constexpr auto kBoth = Speaks::both;
constexpr auto kPathOnly = Speaks::jsonpath;
constexpr auto kJsonata = Speaks::jsonata;
constexpr auto kMay = Need::optional;
constexpr auto kMust = Need::required;

constexpr std::array kMachineRows = {
    FieldRow{"Comment", kAnyState, kBoth, Shape::text},
    FieldRow{"QueryLanguage", kAnyState, kBoth, Shape::one_of, kMay, 0, 0, kLanguages},
    FieldRow{"StartAt", kAnyState, kBoth, Shape::text, kMust},
    FieldRow{"States", kAnyState, kBoth, Shape::object, kMust},
    FieldRow{"TimeoutSeconds", kAnyState, kBoth, Shape::integer, kMay, 0, kTimeoutSecondsMax},
    FieldRow{"Version", kAnyState, kBoth, Shape::one_of, kMay, 0, 0, "1.0"},
};

constexpr std::array kStateRows = {
    FieldRow{"Arguments", kTask | kParallel, kJsonata, Shape::any},
    FieldRow{"Assign", kGoesOn | kChoice, kBoth, Shape::object},
    FieldRow{"Branches", kParallel, kBoth, Shape::array, kMust, 1},
    FieldRow{"Catch", kWorks, kBoth, Shape::array},
    FieldRow{"Cause", kFail, kBoth, Shape::text},
    FieldRow{"CausePath", kFail, kPathOnly, Shape::text},
    FieldRow{"Choices", kChoice, kBoth, Shape::array, kMust, 1},
    FieldRow{"Comment", kAnyState, kBoth, Shape::text},
    FieldRow{"Credentials", kTask, kBoth, Shape::object},
    FieldRow{"Default", kChoice, kBoth, Shape::text},
    FieldRow{"End", kGoesOn, kBoth, Shape::boolean},
    FieldRow{"Error", kFail, kBoth, Shape::text},
    FieldRow{"ErrorPath", kFail, kPathOnly, Shape::text},
    FieldRow{
        "HeartbeatSeconds", kTask, kBoth, Shape::integer, kMay, 1, kTimeoutSecondsMax, {}, true},
    FieldRow{"HeartbeatSecondsPath", kTask, kPathOnly, Shape::text},
    FieldRow{"InputPath", kAnyState & ~kFail, kPathOnly, Shape::text_or_null},
    FieldRow{"ItemBatcher", kMap, kBoth, Shape::object},
    FieldRow{"ItemProcessor", kMap, kBoth, Shape::object},
    FieldRow{"ItemReader", kMap, kBoth, Shape::object},
    FieldRow{"ItemSelector", kMap, kPathOnly, Shape::object},
    FieldRow{"ItemSelector", kMap, kJsonata, Shape::any},
    FieldRow{"Items", kMap, kJsonata, Shape::any},
    FieldRow{"ItemsPath", kMap, kPathOnly, Shape::text},
    FieldRow{"Iterator", kMap, kBoth, Shape::object},
    FieldRow{"Label", kMap, kBoth, Shape::text},
    FieldRow{"MaxConcurrency", kMap, kBoth, Shape::integer, kMay, 0, INT64_MAX, {}, true},
    FieldRow{"MaxConcurrencyPath", kMap, kPathOnly, Shape::text},
    FieldRow{"Next", kGoesOn, kBoth, Shape::text},
    FieldRow{"Output", kAnyState & ~kFail, kJsonata, Shape::any},
    FieldRow{"OutputPath", kAnyState & ~kFail, kPathOnly, Shape::text_or_null},
    FieldRow{"Parameters", kPass | kWorks, kPathOnly, Shape::object},
    FieldRow{"QueryLanguage", kAnyState, kBoth, Shape::one_of, kMay, 0, 0, kLanguages},
    FieldRow{"Resource", kTask, kBoth, Shape::text, kMust},
    FieldRow{"Result", kPass, kPathOnly, Shape::any},
    FieldRow{"ResultPath", kPass | kWorks, kPathOnly, Shape::text_or_null},
    FieldRow{"ResultSelector", kWorks, kPathOnly, Shape::object},
    FieldRow{"ResultWriter", kMap, kBoth, Shape::object},
    FieldRow{"Retry", kWorks, kBoth, Shape::array},
    FieldRow{"Seconds", kWait, kBoth, Shape::integer, kMay, 0, kWaitSecondsMax, {}, true},
    FieldRow{"SecondsPath", kWait, kPathOnly, Shape::text},
    FieldRow{"TimeoutSeconds", kTask, kBoth, Shape::integer, kMay, 1, kTimeoutSecondsMax, {}, true},
    FieldRow{"TimeoutSecondsPath", kTask, kPathOnly, Shape::text},
    FieldRow{"Timestamp", kWait, kBoth, Shape::text},
    FieldRow{"TimestampPath", kWait, kPathOnly, Shape::text},
    FieldRow{"ToleratedFailureCount", kMap, kBoth, Shape::integer, kMay, 0, INT64_MAX, {}, true},
    FieldRow{"ToleratedFailureCountPath", kMap, kPathOnly, Shape::text},
    FieldRow{"ToleratedFailurePercentage", kMap, kBoth, Shape::number, kMay, 0, 100, {}, true},
    FieldRow{"ToleratedFailurePercentagePath", kMap, kPathOnly, Shape::text},
    FieldRow{"Type", kAnyState, kBoth, Shape::any},
};

constexpr std::array kStateChoices = {
    FieldChoice{kGoesOn, {"Next", "End"}, kMust},
    FieldChoice{kTask, {"TimeoutSeconds", "TimeoutSecondsPath"}},
    FieldChoice{kTask, {"HeartbeatSeconds", "HeartbeatSecondsPath"}},
    FieldChoice{kWait, {"Seconds", "SecondsPath", "Timestamp", "TimestampPath"}, kMust},
    FieldChoice{kFail, {"Error", "ErrorPath"}},
    FieldChoice{kFail, {"Cause", "CausePath"}},
    FieldChoice{kMap, {"ItemProcessor", "Iterator"}, kMust},
    FieldChoice{kMap, {"ItemSelector", "Parameters"}},
    FieldChoice{kMap, {"MaxConcurrency", "MaxConcurrencyPath"}},
    FieldChoice{kMap, {"ToleratedFailureCount", "ToleratedFailureCountPath"}},
    FieldChoice{kMap, {"ToleratedFailurePercentage", "ToleratedFailurePercentagePath"}},
};

constexpr std::array kBranchRows = {
    FieldRow{"Comment", kAnyState, kBoth, Shape::text},
    FieldRow{"StartAt", kAnyState, kBoth, Shape::text, kMust},
    FieldRow{"States", kAnyState, kBoth, Shape::object, kMust},
};

constexpr std::array kProcessorRows = {
    FieldRow{"Comment", kAnyState, kBoth, Shape::text},
    FieldRow{"ProcessorConfig", kAnyState, kBoth, Shape::object},
    FieldRow{"StartAt", kAnyState, kBoth, Shape::text, kMust},
    FieldRow{"States", kAnyState, kBoth, Shape::object, kMust},
};

constexpr std::array kProcessorConfigRows = {
    FieldRow{"ExecutionType", kAnyState, kBoth, Shape::one_of, kMay, 0, 0, "STANDARD, EXPRESS"},
    FieldRow{"Mode", kAnyState, kBoth, Shape::one_of, kMay, 0, 0, "INLINE, DISTRIBUTED"},
};

constexpr std::array kItemReaderRows = {
    FieldRow{"Arguments", kAnyState, kJsonata, Shape::any},
    FieldRow{"Parameters", kAnyState, kPathOnly, Shape::object},
    FieldRow{"ReaderConfig", kAnyState, kBoth, Shape::object},
    FieldRow{"Resource", kAnyState, kBoth, Shape::text, kMust},
};

constexpr std::array kReaderConfigRows = {
    FieldRow{"CSVDelimiter", kAnyState, kBoth, Shape::one_of, kMay, 0, 0,
             "COMMA, PIPE, SEMICOLON, SPACE, TAB"},
    FieldRow{"CSVHeaderLocation", kAnyState, kBoth, Shape::one_of, kMay, 0, 0, "FIRST_ROW, GIVEN"},
    FieldRow{"CSVHeaders", kAnyState, kBoth, Shape::text_list, kMay, 1},
    FieldRow{"InputType", kAnyState, kBoth, Shape::one_of, kMay, 0, 0,
             "CSV, JSON, JSONL, PARQUET, MANIFEST"},
    FieldRow{"ItemsPointer", kAnyState, kBoth, Shape::text},
    FieldRow{"ManifestType", kAnyState, kBoth, Shape::one_of, kMay, 0, 0,
             "S3_INVENTORY, ATHENA_DATA"},
    FieldRow{"MaxItems", kAnyState, kBoth, Shape::integer, kMay, 0, kItemReaderItemsMax, {}, true},
    FieldRow{"MaxItemsPath", kAnyState, kPathOnly, Shape::text},
    FieldRow{"Transformation", kAnyState, kBoth, Shape::one_of, kMay, 0, 0,
             "NONE, LOAD_AND_FLATTEN"},
};
constexpr std::array kReaderConfigChoices = {
    FieldChoice{kAnyState, {"MaxItems", "MaxItemsPath"}},
};

constexpr std::array kItemBatcherRows = {
    FieldRow{"BatchInput", kAnyState, kPathOnly, Shape::object},
    FieldRow{"BatchInput", kAnyState, kJsonata, Shape::any},
    FieldRow{"MaxInputBytesPerBatch",
             kAnyState,
             kBoth,
             Shape::integer,
             kMay,
             1,
             kPayloadBytesMax,
             {},
             true},
    FieldRow{"MaxInputBytesPerBatchPath", kAnyState, kPathOnly, Shape::text},
    FieldRow{"MaxItemsPerBatch", kAnyState, kBoth, Shape::integer, kMay, 1, INT64_MAX, {}, true},
    FieldRow{"MaxItemsPerBatchPath", kAnyState, kPathOnly, Shape::text},
};
constexpr std::array kItemBatcherChoices = {
    FieldChoice{kAnyState, {"MaxItemsPerBatch", "MaxItemsPerBatchPath"}},
    FieldChoice{kAnyState, {"MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"}},
};

constexpr std::array kResultWriterRows = {
    FieldRow{"Arguments", kAnyState, kJsonata, Shape::any},
    FieldRow{"Parameters", kAnyState, kPathOnly, Shape::object},
    FieldRow{"Resource", kAnyState, kBoth, Shape::text},
    FieldRow{"WriterConfig", kAnyState, kBoth, Shape::object},
};

constexpr std::array kWriterConfigRows = {
    FieldRow{"OutputType", kAnyState, kBoth, Shape::one_of, kMay, 0, 0, "JSON, JSONL"},
    FieldRow{"Transformation", kAnyState, kBoth, Shape::one_of, kMay, 0, 0,
             "NONE, COMPACT, FLATTEN"},
};

constexpr std::array kRetrierRows = {
    FieldRow{"BackoffRate", kAnyState, kBoth, Shape::number, kMay, 1},
    FieldRow{"Comment", kAnyState, kBoth, Shape::text},
    FieldRow{"ErrorEquals", kAnyState, kBoth, Shape::text_list, kMust, 1},
    FieldRow{"IntervalSeconds", kAnyState, kBoth, Shape::integer, kMay, 1,
             kRetryIntervalSecondsMax},
    FieldRow{"JitterStrategy", kAnyState, kBoth, Shape::one_of, kMay, 0, 0, "NONE, FULL"},
    FieldRow{"MaxAttempts", kAnyState, kBoth, Shape::integer, kMay, 0, kRetryAttemptsMax},
    FieldRow{"MaxDelaySeconds", kAnyState, kBoth, Shape::integer, kMay, 1, kRetryDelaySecondsMax},
};

constexpr std::array kCatcherRows = {
    FieldRow{"Assign", kAnyState, kBoth, Shape::object},
    FieldRow{"Comment", kAnyState, kBoth, Shape::text},
    FieldRow{"ErrorEquals", kAnyState, kBoth, Shape::text_list, kMust, 1},
    FieldRow{"Next", kAnyState, kBoth, Shape::text, kMust},
    FieldRow{"Output", kAnyState, kJsonata, Shape::any},
    FieldRow{"ResultPath", kAnyState, kPathOnly, Shape::text_or_null},
};

constexpr std::array kChoiceRuleRows = {
    FieldRow{"Assign", kAnyState, kBoth, Shape::object},
    FieldRow{"Comment", kAnyState, kBoth, Shape::text},
    FieldRow{"Next", kAnyState, kBoth, Shape::text, kMust},
};

constexpr std::array kConditionRuleRows = {
    FieldRow{"Assign", kAnyState, kBoth, Shape::object},
    FieldRow{"Comment", kAnyState, kBoth, Shape::text},
    FieldRow{"Condition", kAnyState, kBoth, Shape::any, kMust},
    FieldRow{"Next", kAnyState, kBoth, Shape::text, kMust},
    FieldRow{"Output", kAnyState, kBoth, Shape::any},
};

constexpr std::array kCredentialsRows = {
    FieldRow{"RoleArn", kAnyState, kBoth, Shape::text},
    FieldRow{"RoleArn.$", kAnyState, kPathOnly, Shape::text},
};

template <class Rows>
constexpr bool sorted(const Rows& rows) {
    return std::ranges::is_sorted(rows, {}, &FieldRow::name);
}
// They are searched by halves.
static_assert(sorted(kMachineRows) && sorted(kStateRows) && sorted(kBranchRows) &&
              sorted(kProcessorRows));
static_assert(sorted(kProcessorConfigRows) && sorted(kItemReaderRows) && sorted(kReaderConfigRows));
static_assert(sorted(kItemBatcherRows) && sorted(kResultWriterRows) && sorted(kWriterConfigRows) &&
              sorted(kRetrierRows));
static_assert(sorted(kCatcherRows) && sorted(kChoiceRuleRows) && sorted(kConditionRuleRows) &&
              sorted(kCredentialsRows));

}  // namespace

const FieldTable kMachineFields{kMachineRows};
const FieldTable kStateFields{kStateRows, kStateChoices};
const FieldTable kBranchFields{kBranchRows};
const FieldTable kProcessorFields{kProcessorRows};
const FieldTable kProcessorConfigFields{kProcessorConfigRows};
const FieldTable kItemReaderFields{kItemReaderRows};
const FieldTable kReaderConfigFields{kReaderConfigRows, kReaderConfigChoices};
const FieldTable kItemBatcherFields{kItemBatcherRows, kItemBatcherChoices};
const FieldTable kResultWriterFields{kResultWriterRows};
const FieldTable kWriterConfigFields{kWriterConfigRows};
const FieldTable kRetrierFields{kRetrierRows};
const FieldTable kCatcherFields{kCatcherRows};
const FieldTable kChoiceRuleFields{kChoiceRuleRows, {}, true};
const FieldTable kConditionRuleFields{kConditionRuleRows};
const FieldTable kCredentialsFields{kCredentialsRows};

}  // namespace asl
