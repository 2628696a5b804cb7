// Every limit on what comes from outside, with its source. Numbers marked "ours" are not AWS's.
// Sorted by area; see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html and
// the pages named at each group.
#pragma once
#include <cstddef>
#include <cstdint>

namespace base::limits {

// HTTP (ours).
inline constexpr std::size_t kHttpHeaderBytesMax = 16 * 1024;
inline constexpr std::size_t kHttpHeadersMax = 100;
inline constexpr std::size_t kHttpTargetBytesMax = 8 * 1024;
inline constexpr std::size_t kHttpConnectionsMax = 10'000;
inline constexpr int kHttpIdleSeconds = 60;
inline constexpr int kHttpHeaderSeconds = 10;
/// A sender may be slow for this long; after it the average must keep up.
inline constexpr int kHttpBodyGraceSeconds = 10;
inline constexpr std::uint64_t kHttpBodyBytesPerSecondMin = 1024;
/// A body that nobody read is taken off the connection up to this size; beyond it the connection
/// closes.
inline constexpr std::size_t kHttpDrainBytesMax = 64 * 1024;
/// What our own client collects of an answer that does not go to a file.
inline constexpr std::size_t kClientReplyBytesMax = 64 * 1024 * 1024;
/// What may wait for a slow reader of a stream before it is cut.
inline constexpr std::size_t kHttpStreamWaitingBytesMax = 1024 * 1024;
/// The body of a JSON request, unless the operation's row says otherwise.
inline constexpr std::size_t kJsonRequestBytesMax = 1024 * 1024;
/// A request that carries a definition or an execution's input: the limit itself, escaped twice.
inline constexpr std::size_t kLargeJsonRequestBytesMax = 8 * 1024 * 1024;

// JSON (ours).
inline constexpr std::size_t kJsonDepthMax = 1'000;
inline constexpr std::size_t kJsonTextBytesMax = 1024 * 1024 * 1024;

// Expressions (ours, but for the intrinsics' depth, range and text length, which are AWS's).
inline constexpr std::size_t kPathBytesMax = 64 * 1024;
inline constexpr std::size_t kPathDepthMax = 100;
inline constexpr std::size_t kPathResultsMax = 1'000'000;
inline constexpr std::size_t kPathTokensMax = 1'000;
inline constexpr std::size_t kPathRecursionMax = 4'000;
inline constexpr std::uint32_t kRegexStepsMax = 1'000'000;
inline constexpr std::size_t kArrayRangeItemsMax = 1'000;
inline constexpr std::size_t kIntrinsicBytesMax = 64 * 1024;
inline constexpr std::size_t kIntrinsicDepthMax = 10;
inline constexpr std::size_t kIntrinsicTextLengthMax = 10'000;
inline constexpr std::size_t kJsonataBytesMax = 1024 * 1024;
/// Calls inside calls, tail calls of functions of the library included.
inline constexpr std::uint32_t kJsonataCallsMax = 1'000;
inline constexpr std::uint32_t kJsonataDepthMax = 1'000;
inline constexpr std::uint64_t kJsonataMemoryBytesMax = 256 * 1024 * 1024;
inline constexpr std::size_t kJsonataNestingMax = 1'000;
/// What AWS lets `$pad` add, as observed.
inline constexpr std::size_t kJsonataPadBytesMax = 6'990'256;
inline constexpr std::size_t kJsonataPatternBytesMax = 64 * 1024;
inline constexpr std::size_t kJsonataPictureBytesMax = 4 * 1024;
/// Work of one search by a regular expression: about as many characters or alternatives tried.
inline constexpr std::uint64_t kJsonataRegexStepsMax = 20'000'000;
inline constexpr std::size_t kJsonataRangeItemsMax = 360'145;
inline constexpr std::uint64_t kJsonataStepsMax = 100'000'000;
/// What one expression of a state machine may do: AWS's depth; the rest is ours. Its processor time
/// is watched from outside; the steps end it where nobody watches, and are a second for the
/// cheapest loops, which is a hundred times what AWS's evaluator does in a second.
inline constexpr std::int64_t kStatesExpressionMs = 1'000;
inline constexpr std::uint32_t kStatesJsonataDepthMax = 100;
inline constexpr std::uint64_t kStatesJsonataMemoryBytesMax = 64 * 1024 * 1024;
inline constexpr std::uint64_t kStatesJsonataStepsMax = 60'000'000;
inline constexpr std::uint64_t kQueryStepsMax = 10'000'000;
inline constexpr std::size_t kQueryResultBytesMax = 16 * 1024 * 1024;

// XML (ours).
inline constexpr std::size_t kXmlDepthMax = 64;

// Step Functions.
inline constexpr std::size_t kDefinitionBytesMax = 1'048'576;
inline constexpr std::size_t kPayloadBytesMax = 262'144;
inline constexpr std::size_t kNameLengthMax = 80;
inline constexpr std::size_t kArnLengthMax = 256;
inline constexpr std::size_t kErrorLengthMax = 256;
inline constexpr std::size_t kCauseLengthMax = 32'768;
inline constexpr std::size_t kTaskTokenLengthMax = 2'048;
inline constexpr std::size_t kHistoryEventsMax = 25'000;
inline constexpr std::size_t kOpenExecutionsMax = 1'000'000;
/// A redrive needs room for ExecutionRedriven and one more event: the history must be shorter.
inline constexpr std::size_t kRedriveHistoryEventsMax = 24'999;
/// How long an execution can be redriven after its end, and after its start (one year).
inline constexpr std::int64_t kRedriveDaysMax = 14;
inline constexpr std::int64_t kExecutionDaysMax = 365;
/// The client tokens of redrives that are remembered of an execution, and for how long.
inline constexpr std::size_t kRedriveTokensMax = 10;
inline constexpr std::int64_t kRedriveTokenMinutes = 15;
inline constexpr std::size_t kStateMachinesMax = 100'000;
inline constexpr std::size_t kActivitiesMax = 100'000;
inline constexpr std::size_t kVersionsMax = 1'000;         ///< Of a state machine; AWS's quota.
inline constexpr std::size_t kAliasesMax = 100;            ///< Of a state machine; AWS's quota.
inline constexpr std::size_t kActivityWorkersMax = 1'000;  ///< That poll one activity at once.
inline constexpr std::int64_t kActivityPollMs = 60'000;
inline constexpr std::size_t kTagsMax = 50;  ///< Of a resource; AWS's quota.
inline constexpr std::int64_t kPageSizeMax = 1'000;
inline constexpr std::int64_t kPageSizeDefault = 100;
inline constexpr int kExpressSecondsMax = 300;
inline constexpr std::size_t kInlineMapConcurrencyMax = 40;
/// Findings that are kept of one definition, and the bytes of their texts (ours; AWS gives back
/// 100).
inline constexpr std::size_t kDiagnosticsMax = 1'000;
inline constexpr std::size_t kDiagnosticTextBytesMax = 1'048'576;
/// Input and output, escaped, in a status-change event:
/// https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-states.html
inline constexpr std::size_t kStatusEventDataBytesMax = 248 * 1024;
/// Items that an ItemReader gives at most:
/// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
inline constexpr std::int64_t kItemReaderItemsMax = 100'000'000;
/// Characters of a distributed Map's Label.
inline constexpr std::size_t kMapLabelLengthMax = 40;
inline constexpr std::int64_t kRetryIntervalSecondsMax = 99'999'999;
inline constexpr std::int64_t kRetryAttemptsMax = 99'999'999;
inline constexpr std::int64_t kRetryDelaySecondsMax = 31'622'400;
inline constexpr std::int64_t kTimeoutSecondsMax = 99'999'999;
inline constexpr std::int64_t kWaitSecondsMax = 99'999'999;
/// One decision ends after this many events and goes on with a command to itself (ours).
inline constexpr std::size_t kEventsPerDecisionMax = 1'000;
/// The same for the payloads of its events (ours).
inline constexpr std::size_t kDecisionBytesMax = 4 * 1024 * 1024;

// Lambda.
inline constexpr std::size_t kLambdaPayloadBytesMax = 6'291'456;
inline constexpr std::size_t kLambdaResponseBytesMax = 6'291'556;
inline constexpr std::size_t kLambdaZipBytesMax = 50 * 1024 * 1024;
inline constexpr std::size_t kLambdaUnzippedBytesMax = 250 * 1024 * 1024;
inline constexpr std::size_t kLambdaZipEntriesMax = 20'000;
/// Beyond the first MiB a zip may grow this many times (ours).
inline constexpr std::uint64_t kLambdaZipRatioMax = 200;
inline constexpr std::size_t kLambdaAsyncPayloadBytesMax = 1'048'576;
inline constexpr std::size_t kLambdaEnvironmentBytesMax = 4 * 1024;
/// Invocations that wait for a process, and the bytes of their payloads (ours).
inline constexpr std::size_t kLambdaQueuedMax = 10'000;
inline constexpr std::size_t kLambdaQueuedBytesMax = 64 * 1024 * 1024;
/// Asynchronous invocations that are not done yet, and the bytes of their payloads (ours).
inline constexpr std::size_t kLambdaAsyncPendingMax = 10'000;
inline constexpr std::size_t kLambdaAsyncPendingBytesMax = 64 * 1024 * 1024;
inline constexpr std::size_t kLambdaFunctionsMax = 10'000;
/// Log lines kept for each function, and bytes of one line (ours).
inline constexpr std::size_t kLambdaLogBytesMax = 256 * 1024;
inline constexpr std::size_t kLambdaLogLineBytesMax = 16 * 1024;
/// What LogType Tail gives back.
inline constexpr std::size_t kLambdaLogTailBytesMax = 4 * 1024;
/// Connections of one function process to its Runtime API (ours).
inline constexpr std::size_t kLambdaRuntimeConnectionsMax = 8;
inline constexpr int kLambdaTimeoutSecondsMax = 900;

// S3.
inline constexpr std::size_t kS3KeyBytesMax = 1'024;
inline constexpr std::size_t kS3MetadataBytesMax = 2 * 1024;
inline constexpr std::uint64_t kS3PutBytesMax = 5ULL * 1024 * 1024 * 1024;
inline constexpr std::size_t kS3PageKeysMax = 1'000;
inline constexpr std::size_t kS3DeleteKeysMax = 1'000;
inline constexpr std::uint64_t kS3ObjectBytesMax = 5ULL * 1024 * 1024 * 1024 * 1024;
inline constexpr std::uint64_t kS3PartBytesMin = 5ULL * 1024 * 1024;
inline constexpr std::uint32_t kS3PartsMax = 10'000;
/// Unfinished multipart uploads of one bucket (ours).
inline constexpr std::size_t kS3UploadsMax = 10'000;
/// A document in a request; the longest completes an upload of 10,000 parts (ours).
inline constexpr std::size_t kS3DocumentBytesMax = 8 * 1024 * 1024;
/// A chunk's size line or a trailer field of an aws-chunked body, and how many fields (ours).
inline constexpr std::size_t kS3ChunkLineBytesMax = 1'024;
inline constexpr std::size_t kS3TrailersMax = 16;
/// Syncs, copies and reads that wait for one of S3's file threads (ours).
inline constexpr std::size_t kS3FileJobsMax = 10'000;

// DynamoDB.
inline constexpr std::size_t kDynamoItemBytesMax = 400 * 1024;
inline constexpr std::size_t kDynamoPageBytesMax = 1024 * 1024;
inline constexpr std::size_t kDynamoPartitionKeyBytesMax = 2'048;
inline constexpr std::size_t kDynamoSortKeyBytesMax = 1'024;
inline constexpr std::size_t kDynamoNumberDigitsMax = 38;
inline constexpr std::size_t kDynamoDepthMax = 32;
inline constexpr std::size_t kDynamoExpressionBytesMax = 4'096;
/// AWS's quota of an account in a region, which it raises on request.
inline constexpr std::size_t kDynamoTablesMax = 2'500;
/// An item of 400 KB whose every byte is escaped (ours).
inline constexpr std::size_t kDynamoRequestBytesMax = 4 * 1024 * 1024;

// Templates of SAM and CloudFormation (nodes and depth are ours).
inline constexpr std::size_t kTemplateBytesMax = 1024 * 1024;
inline constexpr std::size_t kTemplateNodesMax = 100'000;
inline constexpr std::size_t kTemplateDepthMax = 100;
inline constexpr std::size_t kTemplateParametersMax = 200;
inline constexpr std::size_t kTemplateResourcesMax = 500;

// EventBridge.
inline constexpr std::size_t kEventBytesMax = 256 * 1024;
inline constexpr std::size_t kEventEntriesMax = 10;
inline constexpr std::size_t kEventPatternBytesMax = 4'096;
inline constexpr std::size_t kEventTargetsPerRuleMax = 5;
/// AWS's quota is 300 a bus, which it raises on request.
inline constexpr std::size_t kEventRulesMax = 2'000;
inline constexpr std::int64_t kEventRetriesMax = 185;
inline constexpr std::int64_t kEventAgeSecondsMax = 86'400;
/// Ours: a request of PutEvents, escaped; deliveries that a shard has on their way before it takes
/// no more events; matches that a rule is remembered with.
inline constexpr std::size_t kEventRequestBytesMax = 2 * 1024 * 1024;
inline constexpr std::size_t kEventDeliveriesMax = 10'000;
inline constexpr std::size_t kEventDeliveryBytesMax = 64 * 1024 * 1024;
inline constexpr std::size_t kEventRecentMatchesMax = 50;
/// What the deliveries of one event add to the record of the change that caused it; further ones
/// are recorded right behind it.
inline constexpr std::size_t kEventDeliveryBytesPerWorkMax = 1024 * 1024;

// CloudWatch Logs.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
inline constexpr std::size_t kLogBatchBytesMax = 1'048'576;
inline constexpr std::size_t kLogPageEventsMax = 10'000;
/// Ours: a request of PutLogEvents, escaped; groups of the server; streams and bytes of events of a
/// group, beyond which its oldest events go; what waits of a group to be stored; what one search
/// reads before it gives a token to go on with.
inline constexpr std::size_t kLogRequestBytesMax = 8 * 1024 * 1024;
inline constexpr std::size_t kLogGroupsMax = 10'000;
inline constexpr std::size_t kLogStreamsMax = 100'000;
inline constexpr std::uint64_t kLogGroupBytesMax = 256 * 1024 * 1024;
inline constexpr std::size_t kLogPendingBytesMax = 8 * 1024 * 1024;
inline constexpr std::size_t kLogSearchBytesMax = 16 * 1024 * 1024;

// Store (ours).
inline constexpr std::size_t kRecordBytesMax = 16 * 1024 * 1024;
/// Records that are joined to one batch and synced once; a single larger part goes alone.
inline constexpr std::size_t kBatchBytesMax = 32 * 1024 * 1024;
/// Segments kept open for reading.
inline constexpr std::size_t kOpenSegmentsMax = 128;
/// Larger bodies are blobs of their own.
inline constexpr std::size_t kInlineBodyBytesMax = 64 * 1024;

// Queues (ours).
inline constexpr std::size_t kShardInboxMax = 10'000;

}  // namespace base::limits
