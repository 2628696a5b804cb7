#include "connectors/mock_result.hpp"

#include <doctest/doctest.h>

#include "asl/compile.hpp"
#include "json/parse.hpp"

namespace {

using connectors::FieldValidation;

asl::TaskTarget target(const std::string& resource) {
    const asl::Compiled compiled =
        asl::compile(R"({"StartAt":"T","States":{"T":{"Type":"Task","Resource":")" + resource +
                     R"(","End":true}}})");
    REQUIRE(compiled.program != nullptr);
    return std::get<asl::Task>(compiled.program->states[0].kind).target;
}

std::string wrong(const std::string& resource, const char* result,
                  FieldValidation mode = FieldValidation::strict) {
    return connectors::mock_mismatch(target(resource), *json::parse(result), mode)
        .value_or("nothing");
}

}  // namespace

TEST_CASE("a mocked result is checked member by member against the operation's model") {
    const std::string get = "arn:aws:states:::aws-sdk:s3:getObject";
    CHECK_EQ(wrong(get, R"({"ContentLength":"1"})"), "Field 'ContentLength' must be a number");
    CHECK_EQ(wrong(get, R"({"DeleteMarker":1})"), "Field 'DeleteMarker' must be a boolean");
    CHECK_EQ(wrong(get, R"({"Metadata":[]})"), "Field 'Metadata' must be an object");
    CHECK_EQ(wrong(get, R"({"Metadata":{"a":1}})"), "Field 'a' must be a string");
    CHECK_EQ(wrong(get, R"({"StorageClass":"STANDARD","Unknown":1})"), "nothing");
    CHECK_EQ(wrong("arn:aws:states:::sqs:sendMessage", R"({"MessageId":null})"),
             "Field 'MessageId' must be a string");
    CHECK_EQ(wrong("arn:aws:states:::aws-sdk:kms:encrypt",
                   (R"({"CiphertextBlob":")" + std::string(6145, 'x') + "\"}").c_str()),
             "Field 'CiphertextBlob' is larger than the maximum length");
    CHECK_EQ(wrong("arn:aws:states:::aws-sdk:lambda:getFunctionConfiguration",
                   R"({"Timeout":0,"MemorySize":99999})"),
             "Field 'Timeout' is less than the minimum value");
}

TEST_CASE("required members are asked for in strict mode alone, also deep inside") {
    const std::string start = "arn:aws:states:::states:startExecution";
    CHECK_EQ(wrong(start, R"({"StartDate":"d"})"), "Required field 'ExecutionArn' is missing");
    CHECK_EQ(wrong(start, R"({"StartDate":"d"})", FieldValidation::present), "nothing");
    CHECK_EQ(wrong(start, R"({"StartDate":1})", FieldValidation::none), "nothing");
    CHECK_EQ(wrong("arn:aws:states:::aws-sdk:sfn:listStateMachines",
                   R"({"StateMachines":[{"Name":"m"}]})"),
             "Required field 'StateMachineArn' is missing");
}

TEST_CASE("values that contain themselves end with the value") {
    CHECK_EQ(wrong("arn:aws:states:::dynamodb:getItem",
                   R"({"Item":{"a":{"M":{"b":{"L":[{"M":{"c":{"BOOL":"x"}}}]}}}}})"),
             "Field 'BOOL' must be a boolean");
}

TEST_CASE("what nobody has a model of is not looked at") {
    CHECK_EQ(wrong("arn:aws:states:::aws-sdk:nosuchservice:getThing", "[1]"), "nothing");
    CHECK_EQ(wrong("arn:aws:states:::aws-sdk:s3:noSuchAction", "[1]"), "nothing");
    CHECK_EQ(wrong("arn:aws:states:::http:invoke", "1"), "nothing");
    CHECK_EQ(wrong("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "1"), "nothing");
    CHECK_EQ(wrong("arn:aws:lambda:us-east-1:000000000000:function:f", "1"), "nothing");
    CHECK_EQ(wrong("arn:aws:states:::lambda:invoke", R"({"Payload":{"any":1}})"), "nothing");
    CHECK_EQ(wrong("arn:aws:states:::lambda:invoke", "7"), "The result must be an object");
}
