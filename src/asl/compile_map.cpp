// Map: where the items come from, how they are gathered, and what their executions may fail.
// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
#include "asl/compile_map.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "asl/compile_jsonata.hpp"
#include "asl/resource.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace asl {

namespace {

constexpr std::string_view kNeedsCsv = "only where InputType is CSV";

/// `Parameters` of JSONPath or `Arguments` of JSONata.
std::optional<Payload> compile_call(const FieldSource& source) {
    const bool is_jsonata = source.language == Language::jsonata;
    return compile_payload(source, is_jsonata ? "Arguments" : "Parameters");
}

/// A Resource that must be one of a few integrations of S3.
template <std::size_t Count>
std::string read_resource(const FieldSource& source,
                          const std::array<std::string_view, Count>& actions) {
    std::string resource(source.fields.text("Resource"));
    if (source.fields.find("Resource") == nullptr) return resource;
    const auto target = parse_resource(resource);
    if (target && target->kind == TaskTarget::Kind::integration && target->resource_type == "s3" &&
        std::ranges::find(actions, target->action) != actions.end()) {
        return resource;
    }
    std::string allowed;
    for (const std::string_view action : actions) {
        allowed += (allowed.empty() ? "arn:aws:states:::s3:" : " or arn:aws:states:::s3:");
        allowed += action;
    }
    source.findings.schema("The resource '" + shown(resource) + "' can not be used here",
                           Location(source.where, "Resource"), "it must be " + allowed);
    return resource;
}

void refuse(const FieldSource& source, std::string_view field, std::string_view hint) {
    if (!source.fields.has(field)) return;
    source.findings.schema("Field '" + std::string(field) + "' is not supported", source.where,
                           std::string(hint));
}

/// What the fields of `ReaderConfig` must be to each other.
void check_reader(const FieldSource& config, std::string_view input_type) {
    if (!input_type.empty() && input_type != "CSV") {
        refuse(config, "CSVHeaderLocation", kNeedsCsv);
        refuse(config, "CSVHeaders", kNeedsCsv);
        refuse(config, "CSVDelimiter", kNeedsCsv);
    }
    if (config.fields.text("CSVHeaderLocation") == "GIVEN" && !config.fields.has("CSVHeaders")) {
        config.findings.schema("These fields are required: [CSVHeaders]", config.where,
                               "the names of the columns, because CSVHeaderLocation is GIVEN");
    }
    const std::string_view pointer = config.fields.text("ItemsPointer");
    if (!pointer.empty() && !pointer.starts_with('/')) {
        config.findings.schema("The value for the field 'ItemsPointer' must be a JSON Pointer",
                               Location(config.where, "ItemsPointer"), "as \"/orders/items\"");
    }
}

void read_reader_config(const FieldSource& config, ItemReader& reader) {
    reader.input_type = config.fields.text("InputType");
    reader.manifest_type = config.fields.text("ManifestType");
    reader.transformation = config.fields.text("Transformation");
    reader.csv_header_location = config.fields.text("CSVHeaderLocation");
    reader.csv_delimiter = config.fields.text("CSVDelimiter");
    reader.items_pointer = config.fields.text("ItemsPointer");
    if (const json::Value* headers = config.fields.find("CSVHeaders")) {
        for (const json::Value& header : headers->items())
            reader.csv_headers.emplace_back(header.as_string());
    }
    reader.max_items = compile_number_or_path(config, "MaxItems");
    check_reader(config, reader.input_type);
}

std::optional<ItemReader> compile_item_reader(const FieldSource& map) {
    const json::Value* value = map.fields.find("ItemReader");
    if (value == nullptr) return std::nullopt;
    const Location place(map.where, "ItemReader");
    const Fields fields =
        check_fields(*value, kItemReaderFields, kAnyState, map.language, place, map.findings);
    const FieldSource source{fields, place, map.findings, map.language};
    ItemReader reader;
    reader.resource =
        read_resource(source, std::array<std::string_view, 2>{"getObject", "listObjectsV2"});
    reader.parameters = compile_call(source);
    if (const json::Value* config = fields.find("ReaderConfig")) {
        const Location at(place, "ReaderConfig");
        const Fields checked =
            check_fields(*config, kReaderConfigFields, kAnyState, map.language, at, map.findings);
        read_reader_config({checked, at, map.findings, map.language}, reader);
    }
    return reader;
}

std::optional<ItemBatcher> compile_item_batcher(const FieldSource& map) {
    const json::Value* value = map.fields.find("ItemBatcher");
    if (value == nullptr) return std::nullopt;
    const Location place(map.where, "ItemBatcher");
    const Fields fields =
        check_fields(*value, kItemBatcherFields, kAnyState, map.language, place, map.findings);
    const FieldSource source{fields, place, map.findings, map.language};
    const bool has_limit = fields.has("MaxItemsPerBatch") || fields.has("MaxItemsPerBatchPath") ||
                           fields.has("MaxInputBytesPerBatch") ||
                           fields.has("MaxInputBytesPerBatchPath");
    if (!has_limit) {
        map.findings.schema(
            "One of these fields is required: [MaxItemsPerBatch, MaxInputBytesPerBatch]", place,
            "a batch must end somewhere, as with \"MaxItemsPerBatch\": 100");
    }
    ItemBatcher batcher;
    batcher.max_items = compile_number_or_path(source, "MaxItemsPerBatch");
    batcher.max_input_bytes = compile_number_or_path(source, "MaxInputBytesPerBatch");
    batcher.batch_input = compile_payload(source, "BatchInput");
    return batcher;
}

std::optional<ResultWriter> compile_result_writer(const FieldSource& map) {
    const json::Value* value = map.fields.find("ResultWriter");
    if (value == nullptr) return std::nullopt;
    const Location place(map.where, "ResultWriter");
    const Fields fields =
        check_fields(*value, kResultWriterFields, kAnyState, map.language, place, map.findings);
    const FieldSource source{fields, place, map.findings, map.language};
    ResultWriter writer;
    writer.resource = read_resource(source, std::array<std::string_view, 1>{"putObject"});
    writer.parameters = compile_call(source);
    if (!fields.has("Resource") && !fields.has("WriterConfig")) {
        map.findings.schema("One of these fields is required: [Resource, WriterConfig]", place,
                            "where the results go, and how they are written");
    }
    if (const json::Value* config = fields.find("WriterConfig")) {
        const Location at(place, "WriterConfig");
        const Fields checked =
            check_fields(*config, kWriterConfigFields, kAnyState, map.language, at, map.findings);
        writer.transformation = checked.text("Transformation");
        writer.output_type = checked.text("OutputType");
    }
    return writer;
}

/// A Label becomes part of an ARN. AWS names the characters that may not stand in it.
void check_label(const FieldSource& source) {
    const json::Value* label = source.fields.find("Label");
    if (label == nullptr) return;
    const std::string_view text = label->as_string();
    const bool is_plain =
        text.find_first_of(" \t\r\n?*<>{}[]\"#%\\^|~`$&,;:/") == std::string_view::npos;
    if (!text.empty() && is_plain && base::utf8_length(text) <= base::limits::kMapLabelLengthMax)
        return;
    source.findings.schema("'" + shown(text) + "' is not a valid Label",
                           Location(source.where, "Label"),
                           "1 to 40 characters, no spaces, no brackets, none of ? * \" # % \\ ^ | "
                           "~ ` $ & , ; : /");
}

void compile_tolerance(const FieldSource& source, Map& map) {
    map.tolerated_failure_count_expression = compile_expression(source, "ToleratedFailureCount");
    map.tolerated_failure_percentage_expression =
        compile_expression(source, "ToleratedFailurePercentage");
    const json::Value* count = source.fields.find("ToleratedFailureCount");
    if (count != nullptr && count->is_number()) map.tolerated_failure_count = count->as_integer();
    const json::Value* percentage = source.fields.find("ToleratedFailurePercentage");
    if (percentage != nullptr && percentage->is_number()) {
        map.tolerated_failure_percentage = percentage->as_double();
    }
    map.tolerated_failure_count_path = compile_path(source, "ToleratedFailureCountPath");
    map.tolerated_failure_percentage_path = compile_path(source, "ToleratedFailurePercentagePath");
}

}  // namespace

Map compile_map(const FieldSource& source, const StateDefinition& definition,
                const Placement& placement) {
    Map map;
    if (!definition.inner.empty()) map.processor = definition.inner.front();
    if (placement.processor != nullptr && placement.processor->is_distributed) {
        map.is_distributed = true;
        map.is_express = placement.processor->is_express;
        if (placement.type == MachineType::express) {
            source.findings.schema(
                "Express state machine does not support Map state in mode 'DISTRIBUTED'",
                Location(Location(*placement.processor->where, "ProcessorConfig"), "Mode"),
                "use mode INLINE, or a Standard state machine");
        }
    }
    check_label(source);
    map.label = source.fields.text("Label");
    map.item_reader = compile_item_reader(source);
    map.item_batcher = compile_item_batcher(source);
    map.result_writer = compile_result_writer(source);
    map.items_path = compile_path_field(source, "ItemsPath");
    map.items = compile_jsonata(source, "Items");
    map.item_selector = compile_payload(source, "ItemSelector");
    if (!map.item_selector) map.item_selector = compile_payload(source, "Parameters");
    map.max_concurrency = compile_number_or_path(source, "MaxConcurrency");
    compile_tolerance(source, map);
    return map;
}

}  // namespace asl
