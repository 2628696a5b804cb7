#include "aws/recognition.hpp"

#include <doctest/doctest.h>

namespace {

struct Case {
    const char* name;
    const char* method;
    const char* target;
    std::vector<std::pair<std::string, std::string>> headers;
    const char* service;
    const char* operation;
    aws::Protocol protocol;
};

std::string signed_for(const std::string& service, const std::string& key = "test") {
    return "AWS4-HMAC-SHA256 Credential=" + key + "/20261124/eu-west-1/" + service +
           "/aws4_request, SignedHeaders=host;x-amz-date, Signature=00";
}

aws::HttpRequest request_of(const Case& entry) {
    aws::HttpRequest request;
    request.method = entry.method;
    request.target = entry.target;
    for (const auto& [name, value] : entry.headers) request.headers.add(name, value);
    return request;
}

const std::pair<std::string, std::string> kForm{"Content-Type",
                                                "application/x-www-form-urlencoded; charset=utf-8"};

}  // namespace

TEST_CASE("requests are recognised by what clients send") {
    using enum aws::Protocol;
    const std::vector<Case> cases = {
        {"target",
         "POST",
         "/",
         {{"X-Amz-Target", "AWSStepFunctions.StartExecution"}},
         "states",
         "StartExecution",
         json10},
        {"target behind a sync- host",
         "POST",
         "/",
         {{"Host", "sync-localhost:4566"}, {"x-amz-target", "AWSStepFunctions.StartSyncExecution"}},
         "states",
         "StartSyncExecution",
         json10},
        {"dynamodb",
         "POST",
         "/",
         {{"X-Amz-Target", "DynamoDB_20120810.PutItem"}},
         "dynamodb",
         "PutItem",
         json10},
        {"streams",
         "POST",
         "/",
         {{"X-Amz-Target", "DynamoDBStreams_20120810.GetRecords"}},
         "dynamodbstreams",
         "GetRecords",
         json10},
        {"events",
         "POST",
         "/",
         {{"X-Amz-Target", "AWSEvents.PutEvents"}},
         "events",
         "PutEvents",
         json11},
        {"a service nobody knows",
         "POST",
         "/",
         {{"X-Amz-Target", "Foo_1.Bar"}},
         "Foo_1",
         "Bar",
         json10},
        {"target without a dot", "POST", "/", {{"X-Amz-Target", "Foo"}}, "Foo", "", json10},
        {"old SQS client",
         "POST",
         "/",
         {kForm, {"Authorization", signed_for("sqs")}},
         "sqs",
         "",
         query},
        {"SQS queue URL", "POST", "/000000000000/queue", {kForm}, "", "", query},
        {"STS by GET",
         "GET",
         "/?Action=GetCallerIdentity&Version=2011-06-15",
         {},
         "sts",
         "GetCallerIdentity",
         query},
        {"SNS", "POST", "/", {kForm, {"Authorization", signed_for("sns")}}, "sns", "", query},
        {"S3 signed",
         "PUT",
         "/bucket/key",
         {{"Authorization", signed_for("s3")}},
         "s3",
         "",
         rest_xml},
        {"S3 with a form type",
         "POST",
         "/",
         {kForm, {"Authorization", signed_for("s3")}},
         "s3",
         "",
         rest_xml},
        {"S3 presigned",
         "GET",
         "/b/k?X-Amz-Credential=test%2F20261124%2Fus-east-1%2Fs3%2Faws4_request",
         {},
         "s3",
         "",
         rest_xml},
        {"S3 unsigned", "GET", "/bucket/2015-03-31/functions/x", {}, "s3", "", rest_xml},
        {"Lambda signed",
         "GET",
         "/2015-03-31/functions",
         {{"Authorization", signed_for("lambda")}},
         "lambda",
         "",
         rest_json},
        {"Lambda unsigned, as curl sends it",
         "POST",
         "/2015-03-31/functions/f/invocations",
         {kForm},
         "lambda",
         "",
         rest_json},
        {"Lambda's other dates", "GET", "/2021-10-31/functions/f/url", {}, "lambda", "", rest_json},
        {"a bucket that looks like a date",
         "GET",
         "/2015-03-31/picture.jpg",
         {},
         "s3",
         "",
         rest_xml},
        {"Scheduler", "GET", "/schedules/daily", {}, "scheduler", "", rest_json},
        {"a bucket named schedules-old", "GET", "/schedules-old", {}, "s3", "", rest_xml},
        {"a signed service nobody knows",
         "GET",
         "/x",
         {{"Authorization", signed_for("batch")}},
         "batch",
         "",
         rest_json},
        {"CBOR",
         "POST",
         "/service/GraniteServiceVersion20100801/operation/PutMetricData",
         {{"smithy-protocol", "rpc-v2-cbor"}},
         "cloudwatch",
         "PutMetricData",
         json10},
        {"nothing at all", "GET", "/", {}, "s3", "", rest_xml},
    };
    for (const Case& entry : cases) {
        CAPTURE(entry.name);
        const auto found = aws::recognize(request_of(entry));
        CHECK_EQ(found.service, entry.service);
        CHECK_EQ(found.operation, entry.operation);
        CHECK(found.protocol == entry.protocol);
    }
}

TEST_CASE("the signature says region and account") {
    aws::HttpRequest request;
    request.headers.add("Authorization", signed_for("states", "123456789012"));
    auto scope = aws::credential_scope(request);
    CHECK_EQ(aws::region_of(scope, "us-east-1"), "eu-west-1");
    CHECK_EQ(aws::account_of(scope, "000000000000"), "123456789012");

    scope = {"test", "", ""};
    CHECK_EQ(aws::region_of(scope, "us-east-1"), "us-east-1");
    CHECK_EQ(aws::account_of(scope, "000000000000"), "000000000000");

    // What is no region must not get into an ARN.
    scope.region = "eu:west/1";
    CHECK_EQ(aws::region_of(scope, "us-east-1"), "us-east-1");
    scope.access_key = "12345678901a";
    CHECK_EQ(aws::account_of(scope, "000000000000"), "000000000000");
}

TEST_CASE("odd credentials are no scope and no crash") {
    for (const char* text : {"", "Credential=", "AWS4-HMAC-SHA256 Credential=a/b", "Basic eDp5",
                             "AWS test:signature", "Credential=////////"}) {
        aws::HttpRequest request;
        request.headers.add("Authorization", text);
        request.target = "/";
        CAPTURE(text);
        CHECK_EQ(aws::region_of(aws::credential_scope(request), "r"), "r");
    }
}
