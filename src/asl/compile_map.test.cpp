// Maps in mode DISTRIBUTED: what they keep, and what is refused in them.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "asl/compile.hpp"

namespace {

constexpr const char* kReader = R"("Resource": "arn:aws:states:::s3:getObject",
    "Parameters": {"Bucket": "b", "Key.$": "$.key"})";

std::string map(const std::string& fields, const std::string& config, const std::string& inner) {
    return std::string(R"({"StartAt": "M", "States": {"M": {"Type": "Map", "End": true)") + fields +
           R"(, "ItemProcessor": {"ProcessorConfig": {)" + config +
           R"(}, "StartAt": "I", "States": {"I": )" + inner + "}}}}}";
}

std::string distributed(const std::string& fields, const std::string& execution = "STANDARD",
                        const std::string& inner = R"({"Type": "Succeed"})") {
    return map(std::string(", ") + fields,
               std::string(R"("Mode": "DISTRIBUTED", "ExecutionType": ")") + execution + "\"",
               inner);
}

std::string reader(const std::string& config) {
    return distributed(std::string(R"("ItemReader": {)") + kReader + R"(, "ReaderConfig": {)" +
                       config + "}}");
}

struct Bad {
    std::string definition;
    std::string location;
    std::string message;
};

}  // namespace

TEST_CASE("a distributed Map keeps its reader, batcher and writer") {
    const auto compiled = asl::compile(
        distributed(std::string(R"("Label": "Orders", "ItemReader": {)") + kReader +
                        R"(, "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "GIVEN",
             "CSVDelimiter": "PIPE", "CSVHeaders": ["a", "b"], "MaxItems": 7}},
           "ItemBatcher": {"MaxItemsPerBatch": 3, "MaxInputBytesPerBatchPath": "$.bytes",
             "BatchInput": {"x.$": "$.x"}},
           "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
             "Parameters": {"Bucket": "b", "Prefix": "p"},
             "WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSONL"}})",
                    "EXPRESS"));
    CHECK(compiled.diagnostics.empty());
    REQUIRE(compiled.program != nullptr);
    const auto& state = std::get<asl::Map>(compiled.program->states.front().kind);
    CHECK(state.needs_map_run());
    CHECK(state.is_distributed);
    CHECK(state.is_express);
    CHECK_EQ(state.label, "Orders");
    REQUIRE(state.item_reader);
    CHECK_EQ(state.item_reader->resource, "arn:aws:states:::s3:getObject");
    CHECK_EQ(state.item_reader->input_type, "CSV");
    CHECK_EQ(state.item_reader->csv_header_location, "GIVEN");
    CHECK_EQ(state.item_reader->csv_delimiter, "PIPE");
    CHECK_EQ(state.item_reader->csv_headers, std::vector<std::string>{"a", "b"});
    CHECK_EQ(std::get<std::int64_t>(state.item_reader->max_items), 7);
    CHECK(state.item_reader->parameters);
    REQUIRE(state.item_batcher);
    CHECK_EQ(std::get<std::int64_t>(state.item_batcher->max_items), 3);
    CHECK(std::holds_alternative<query::Query>(state.item_batcher->max_input_bytes));
    CHECK(state.item_batcher->batch_input);
    REQUIRE(state.result_writer);
    CHECK_EQ(state.result_writer->transformation, "COMPACT");
    CHECK_EQ(state.result_writer->output_type, "JSONL");
    CHECK(state.result_writer->parameters);
}

TEST_CASE("an inline Map needs no Map Run unless a field asks for one") {
    const auto inline_map = [](const std::string& fields) {
        const auto compiled =
            asl::compile(map(fields, R"("Mode": "INLINE")", R"({"Type": "Succeed"})"));
        REQUIRE(compiled.program != nullptr);
        return std::get<asl::Map>(compiled.program->states.front().kind).needs_map_run();
    };
    CHECK_FALSE(inline_map(""));
    CHECK(inline_map(R"(, "ItemBatcher": {"MaxItemsPerBatch": 1})"));
}

TEST_CASE("the fields of a distributed Map are refused at their place") {
    const std::string at = "/States/M";
    const std::string config = at + "/ItemReader/ReaderConfig";
    const std::string long_name(41, 'a');
    for (const Bad& bad : std::vector<Bad>{
             {map("", R"("Mode": "DISTRIBUTED")", R"({"Type": "Succeed"})"),
              at + "/ItemProcessor/ProcessorConfig", "These fields are required: [ExecutionType]"},
             {distributed(R"("ItemReader": {})"), at + "/ItemReader",
              "These fields are required: [Resource]"},
             {distributed(R"("ItemReader": {"Resource": "arn:aws:states:::s3:putObject"})"),
              at + "/ItemReader/Resource",
              "The resource 'arn:aws:states:::s3:putObject' can not be used here"},
             {distributed(R"("ItemReader": {"Resource": "x"})"), at + "/ItemReader/Resource",
              "The resource 'x' can not be used here"},
             {reader(R"("InputType": "XML")"), config + "/InputType",
              "The field 'InputType' should have one of these values: [CSV, JSON, JSONL, PARQUET, "
              "MANIFEST]"},
             {reader(R"("InputType": "JSON", "CSVHeaderLocation": "FIRST_ROW")"), config,
              "Field 'CSVHeaderLocation' is not supported"},
             {reader(R"("InputType": "CSV", "CSVHeaderLocation": "GIVEN")"), config,
              "These fields are required: [CSVHeaders]"},
             {reader(R"("MaxItems": 1, "MaxItemsPath": "$.n")"), config,
              "Only one of these fields is allowed: [MaxItems, MaxItemsPath]"},
             {reader(R"("MaxItems": 100000001)"), config + "/MaxItems",
              "MaxItems must be an integer from 0 to 100000000, not 100000001"},
             {reader(R"("ItemsPointer": "a/b")"), config + "/ItemsPointer",
              "The value for the field 'ItemsPointer' must be a JSON Pointer"},
             {distributed(R"("ItemBatcher": {"BatchInput": {}})"), at + "/ItemBatcher",
              "One of these fields is required: [MaxItemsPerBatch, MaxInputBytesPerBatch]"},
             {distributed(R"("ItemBatcher": {"MaxInputBytesPerBatch": 262145})"),
              at + "/ItemBatcher/MaxInputBytesPerBatch",
              "MaxInputBytesPerBatch must be an integer from 1 to 262144, not 262145"},
             {distributed(R"("ResultWriter": {})"), at + "/ResultWriter",
              "One of these fields is required: [Resource, WriterConfig]"},
             {distributed(R"("ResultWriter": {"Resource": "arn:aws:states:::s3:getObject"})"),
              at + "/ResultWriter/Resource",
              "The resource 'arn:aws:states:::s3:getObject' can not be used here"},
             {distributed(R"("Label": "a b")"), at + "/Label", "'a b' is not a valid Label"},
             {distributed(std::string(R"("Label": ")") + long_name + R"(")"), at + "/Label",
              std::string("'") + long_name + "' is not a valid Label"},
             {distributed(R"("Comment": "Express children")", "EXPRESS",
                          R"({"Type": "Task", "End": true,
                              "Resource": "arn:aws:states:::states:startExecution.sync"})"),
              at + "/ItemProcessor/States/I/Resource",
              "Express state machine does not support '.sync' service integration"},
         }) {
        CAPTURE(bad.definition);
        const auto compiled = asl::compile(bad.definition);
        CHECK(compiled.program == nullptr);
        REQUIRE_EQ(compiled.diagnostics.size(), 1);
        CHECK_EQ(compiled.diagnostics.front().location, bad.location);
        CHECK_EQ(compiled.diagnostics.front().message, bad.message);
    }
}

TEST_CASE("an Express machine has no distributed Map") {
    const auto compiled = asl::compile(distributed(R"("Label": "x")"), asl::MachineType::express);
    REQUIRE_EQ(compiled.diagnostics.size(), 1);
    CHECK_EQ(compiled.diagnostics.front().location, "/States/M/ItemProcessor/ProcessorConfig/Mode");
}
