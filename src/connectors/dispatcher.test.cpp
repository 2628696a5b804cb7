#include "connectors/dispatcher.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "json/parse.hpp"
#include "json/print.hpp"

namespace {

/// Answers every call with what the test says, and keeps the last call.
class FakeCaller final : public aws::Caller {
public:
    void call(std::string_view service, std::string_view operation, aws::Call call,
              aws::Answer answer) override {
        called = std::string(service) + ":" + std::string(operation);
        last = std::move(call);
        answer(reply);
    }

    std::string called;
    aws::Call last;
    base::Result<json::Value, aws::Error> reply = json::Value::empty_object();
};

struct Fixture {
    FakeCaller caller;
    base::VirtualClock clock{base::from_epoch_ms(1'764'000'000'000)};
    connectors::Dispatcher dispatcher{{.caller = caller, .clock = clock}};

    runtime::TaskRequest request(std::string type, std::string action, const char* parameters) {
        runtime::TaskRequest made;
        made.effect = base::EffectId("execution/1-0");
        made.region = "us-east-1";
        made.account = "000000000000";
        made.target.resource_type = std::move(type);
        made.target.action = std::move(action);
        made.resource = "arn:aws:states:::" + made.target.resource_type + ":" + made.target.action;
        made.parameters = *json::parse(parameters);
        return made;
    }
    runtime::TaskOutcome run(runtime::TaskRequest made) {
        std::optional<runtime::TaskOutcome> outcome;
        dispatcher.invoke(std::move(made), [&](runtime::TaskOutcome o) { outcome = std::move(o); });
        REQUIRE(outcome);
        return *std::move(outcome);
    }
    engine::Failure failure(runtime::TaskRequest made) {
        return std::get<engine::Failure>(run(std::move(made)));
    }
};

json::Value parsed(const char* text) {
    return *json::parse(text);
}

}  // namespace

TEST_CASE("lambda:invoke gives the payload as JSON, with the SDK's metadata") {
    Fixture fixture;
    fixture.caller.reply =
        parsed(R"({"StatusCode":200,"ExecutedVersion":"$LATEST","Payload":"{\"a\": 1}"})");
    const auto outcome = fixture.run(
        fixture.request("lambda", "invoke", R"({"FunctionName":"resize","Payload":{"key":"k"}})"));

    CHECK_EQ(fixture.caller.called, "lambda:Invoke");
    CHECK_EQ(json::print(fixture.caller.last.input),
             R"({"FunctionName":"resize","Payload":"{\"key\":\"k\"}","Qualifier":"$LATEST"})");
    const json::Value& result = std::get<json::Value>(outcome);
    CHECK_EQ(json::print(*result.find("Payload")), R"({"a":1})");
    CHECK_EQ(result.find("StatusCode")->as_integer(), 200);
    CHECK_EQ(result.find("SdkHttpMetadata")->find("HttpHeaders")->find_string("Content-Length"),
             "8");
}

TEST_CASE("a function's own error becomes the task's error, with the whole payload as cause") {
    Fixture fixture;
    const char* const payload = R"({"errorMessage":"no","errorType":"CorruptImage"})";
    fixture.caller.reply = json::object({{"FunctionError", json::Value::string("Unhandled")},
                                         {"Payload", json::Value::string(payload)}});
    const auto failure =
        fixture.failure(fixture.request("lambda", "invoke", R"({"FunctionName":"f"})"));
    CHECK_EQ(failure.error, "CorruptImage");
    CHECK_EQ(failure.cause, payload);
}

TEST_CASE("only lambda:invoke takes the blanks out of a function's error") {
    Fixture fixture;
    fixture.caller.reply = json::object(
        {{"FunctionError", json::Value::string("Unhandled")},
         {"Payload", json::Value::string(R"({"errorMessage": "no", "errorType": "Oops"})")}});
    auto request = fixture.request("lambda", "invoke", R"({"FunctionName":"f"})");
    CHECK_EQ(fixture.failure(request).cause, R"({"errorMessage":"no","errorType":"Oops"})");
    request.target.kind = asl::TaskTarget::Kind::lambda_function;
    request.resource = "arn:aws:lambda:us-east-1:000000000000:function:f";
    CHECK_EQ(fixture.failure(request).cause, R"({"errorMessage": "no", "errorType": "Oops"})");
}

TEST_CASE("a function that crashed or timed out is Lambda.Unknown") {
    Fixture fixture;
    for (const char* type : {"Runtime.ExitError", "Sandbox.Timedout"}) {
        const std::string payload = std::string(R"({"errorType":")") + type + R"("})";
        fixture.caller.reply = json::object({{"FunctionError", json::Value::string("Unhandled")},
                                             {"Payload", json::Value::string(payload)}});
        const auto failure =
            fixture.failure(fixture.request("lambda", "invoke", R"({"FunctionName":"f"})"));
        CHECK_EQ(failure.error, "Lambda.Unknown");
        CHECK_NE(failure.cause->find(payload), std::string::npos);
    }
}

TEST_CASE("a function that may have run when the server died is not run again") {
    Fixture fixture;
    auto request = fixture.request("lambda", "invoke", R"({"FunctionName":"f"})");
    request.recovered = true;
    CHECK_EQ(fixture.failure(std::move(request)).error, "Lambda.SdkClientException");
    CHECK_EQ(fixture.caller.called, "");
}

TEST_CASE("a task of an embedded service is sent again after a restart, with the same effect id") {
    Fixture fixture;
    auto request = fixture.request("dynamodb", "putItem", R"({"TableName":"t","Item":{}})");
    request.recovered = true;
    const auto outcome = fixture.run(std::move(request));
    CHECK(std::holds_alternative<json::Value>(outcome));
    CHECK_EQ(fixture.caller.called, "dynamodb:PutItem");
    CHECK_EQ(fixture.caller.last.effect.text(), "execution/1-0");
}

TEST_CASE("a DynamoDB task shows the checksum and the length of the very answer") {
    Fixture fixture;
    const auto header = [&](const char* reply, const char* name) {
        fixture.caller.reply = parsed(reply);
        const auto outcome = fixture.run(fixture.request("dynamodb", "getItem", "{}"));
        const json::Value& http = *std::get<json::Value>(outcome).find("SdkHttpMetadata");
        CHECK_EQ(http.find("AllHttpHeaders")->find(name)->items()[0].as_string(),
                 http.find("HttpHeaders")->find_string(name));
        return std::string(*http.find("HttpHeaders")->find_string(name));
    };
    // The CRC-32 of `{}`, which AWS answers to a putItem.
    CHECK_EQ(header("{}", "x-amz-crc32"), "2745614147");
    CHECK_EQ(header("{}", "Content-Length"), "2");
    const char* const item = R"({"Item":{"data":{"S":"HelloWorld"},"id":{"S":"id1"}}})";
    CHECK_EQ(header(item, "x-amz-crc32"), "3261338916");
    CHECK_EQ(header(item, "Content-Length"), "53");
}

TEST_CASE("errors of services have the names and texts of AWS's SDKs") {
    Fixture fixture;
    fixture.caller.reply =
        base::fail(aws::error("ResourceNotFoundException", "Requested resource not found"));
    auto failure = fixture.failure(fixture.request("dynamodb", "putItem", "{}"));
    CHECK_EQ(failure.error, "DynamoDB.ResourceNotFoundException");
    CHECK(
        failure.cause->starts_with("Requested resource not found (Service: AmazonDynamoDBv2; "
                                   "Status Code: 400; Error Code: ResourceNotFoundException; "
                                   "Request ID: "));
    CHECK(failure.cause->ends_with("; Proxy: null)"));

    failure = fixture.failure(fixture.request("aws-sdk:dynamodb", "putItem", "{}"));
    CHECK_EQ(failure.error, "DynamoDb.ResourceNotFoundException");
    CHECK(failure.cause->starts_with(
        "Requested resource not found (Service: DynamoDb, Status Code: 400, Request ID: "));

    fixture.caller.reply = base::fail(aws::error("ValidationException", "bad"));
    CHECK_EQ(fixture.failure(fixture.request("dynamodb", "putItem", "{}")).error,
             "DynamoDB.AmazonDynamoDBException");
}

TEST_CASE("errors of S3 are those of its SDK's model, or its base class") {
    Fixture fixture;
    const auto failure = [&](const char* code, int status) {
        fixture.caller.reply = base::fail(aws::error(code, "the text", status));
        return fixture.failure(fixture.request("aws-sdk:s3", "getObject", "{}"));
    };
    CHECK_EQ(failure("NoSuchKey", 404).error, "S3.NoSuchKeyException");
    CHECK_EQ(failure("PreconditionFailed", 412).error, "S3.S3Exception");
    CHECK_EQ(failure("UnknownOperationException", 400).error, "S3.S3Exception");
    const auto missing = failure("NoSuchBucket", 404);
    CHECK_EQ(missing.error, "S3.NoSuchBucketException");
    CHECK(missing.cause->starts_with("the text (Service: S3, Status Code: 404, Request ID: "));
    CHECK_NE(missing.cause->find(", Extended Request ID: "), std::string::npos);
}

TEST_CASE("a nested start is named after its effect, so that a repeated one is the same") {
    Fixture fixture;
    std::string names[2];
    for (std::string& name : names) {
        (void)fixture.run(fixture.request("states", "startExecution",
                                          R"({"StateMachineArn":"a","Input":{"x":1}})"));
        name = fixture.caller.last.input.find_string("name").value_or("");
        CHECK_EQ(fixture.caller.last.input.find_string("input"), R"({"x":1})");
    }
    CHECK_EQ(names[0], names[1]);
    CHECK_FALSE(names[0].empty());
}

TEST_CASE("events of a task name its state machine and its execution behind the given resources") {
    Fixture fixture;
    const auto sent = [&](const char* parameters) {
        auto request = fixture.request("events", "putEvents", parameters);
        request.state_machine_arn = "machine";
        request.execution = base::ExecutionArn("execution");
        (void)fixture.run(std::move(request));
        return json::print(*fixture.caller.last.input.find("Entries"));
    };
    CHECK_EQ(sent(R"({"Entries":[{"Detail":{"a":1}},{"Detail":"{}","Resources":["r"]}]})"),
             R"([{"Detail":"{\"a\":1}","Resources":["machine","execution"]},)"
             R"({"Detail":"{}","Resources":["r","machine","execution"]}])");
    // The service says what is wrong with these.
    CHECK_EQ(sent(R"({"Entries":[7,{"Resources":"r"}]})"), R"([7,{"Resources":"r"}])");
}

TEST_CASE("a failed entry of putEvents fails the task") {
    Fixture fixture;
    fixture.caller.reply = parsed(
        R"({"FailedEntryCount":1,"Entries":[{"ErrorCode":"MalformedDetail","ErrorMessage":"m"}]})");
    const auto failure = fixture.failure(
        fixture.request("events", "putEvents", R"({"Entries":[{"Detail":{"a":1}}]})"));
    CHECK_EQ(failure.error, "EventBridge.FailedEntry");
    CHECK_EQ(
        failure.cause,
        R"({"Entries":[{"ErrorCode":"MalformedDetail","ErrorMessage":"m"}],"FailedEntryCount":1})");
}

TEST_CASE("a resource that nothing here stands for fails the task and is named") {
    Fixture fixture;
    for (const auto& [type, action] : {std::pair{"glue", "startJobRun"}, {"aws-sdk:athena", "x"}}) {
        const auto failure = fixture.failure(fixture.request(type, action, "{}"));
        CHECK_EQ(failure.error, "States.TaskFailed");
        CHECK_NE(failure.cause->find(std::string(type) + ":" + action), std::string::npos);
    }
}

TEST_CASE(
    "payloads go to functions as AWS's histories show: JSON texts as they are, null as none") {
    Fixture fixture;
    const auto sent = [&](const char* parameters) {
        fixture.run(fixture.request("lambda", "invoke", parameters));
        const auto payload = fixture.caller.last.input.find_string("Payload");
        return payload ? std::string(*payload) : std::string("none");
    };
    CHECK_EQ(sent(R"({"FunctionName":"f"})"), "none");
    CHECK_EQ(sent(R"({"FunctionName":"f","Payload":null})"), "none");
    CHECK_EQ(sent(R"({"FunctionName":"f","Payload":{"a":1.0}})"), R"({"a":1.0})");
    CHECK_EQ(sent(R"({"FunctionName":"f","Payload":"0"})"), "0");
    CHECK_EQ(sent(R"({"FunctionName":"f","Payload":"plain words"})"), R"("plain words")");
    CHECK_EQ(sent(R"({"FunctionName":"arn:aws:lambda:r:1:function:f:3"})"), "none");
    CHECK(fixture.caller.last.input.find("Qualifier") == nullptr);
}

TEST_CASE("lambda:invoke gives bytes that are no JSON as a text, and the log that was asked for") {
    Fixture fixture;
    fixture.caller.reply = parsed(
        R"({"StatusCode":200,"ExecutedVersion":"$LATEST","LogResult":"bG9n","Payload":"no json"})");
    const auto outcome =
        fixture.run(fixture.request("lambda", "invoke", R"({"FunctionName":"f"})"));
    const json::Value& result = std::get<json::Value>(outcome);
    CHECK_EQ(result.find_string("Payload"), "no json");
    CHECK_EQ(result.find_string("LogResult"), "bG9n");
    CHECK_EQ(result.find("SdkHttpMetadata")->find("HttpHeaders")->find_string("X-Amz-Log-Result"),
             "bG9n");
}

TEST_CASE("an asynchronous invocation is asked for again after a crash, under its effect's id") {
    Fixture fixture;
    auto request =
        fixture.request("lambda", "invoke", R"({"FunctionName":"f","InvocationType":"Event"})");
    request.recovered = true;
    fixture.caller.reply = parsed(R"({"StatusCode":202})");
    const auto outcome = fixture.run(std::move(request));
    CHECK_EQ(std::get<json::Value>(outcome).find("StatusCode")->as_integer(), 202);
    CHECK_EQ(fixture.caller.last.effect.text(), "execution/1-0");
}

TEST_CASE("an error of Step Functions as an SDK task tells how often the SDK tried") {
    Fixture fixture;
    fixture.caller.reply = base::fail(aws::error("InvalidToken", "Invalid Token: 'Invalid token'"));
    const engine::Failure failed = fixture.failure(
        fixture.request("aws-sdk:sfn", "sendTaskSuccess", R"({"TaskToken":"t","Output":"{}"})"));
    CHECK_EQ(failed.error, "Sfn.InvalidTokenException");
    CHECK_EQ(failed.cause->find("Invalid Token: 'Invalid token' (Service: Sfn, Status Code: 400, "),
             0);
    CHECK(failed.cause->ends_with(") (SDK Attempt Count: 1)"));
}
