// Resource ARNs.
#include "asl/resource.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using Kind = asl::TaskTarget::Kind;
using Pattern = asl::TaskTarget::Pattern;

void check_target(std::string_view arn, Kind kind, Pattern pattern, std::string_view type,
                  std::string_view action) {
    CAPTURE(arn);
    const auto target = asl::parse_resource(arn);
    REQUIRE(target.has_value());
    CHECK(target->kind == kind);
    CHECK(target->pattern == pattern);
    CHECK_EQ(target->resource_type, type);
    CHECK_EQ(target->action, action);
}

}  // namespace

TEST_CASE("a resource names a function, an activity or an integration with its pattern") {
    check_target("arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST", Kind::lambda_function,
                 Pattern::request_response, "lambda", "");
    check_target("arn:aws-cn:states:cn-north-1:123456789012:activity:a", Kind::activity,
                 Pattern::request_response, "activity", "");
    check_target("arn:aws:states:::lambda:invoke", Kind::integration, Pattern::request_response,
                 "lambda", "invoke");
    check_target("arn:aws:states:::lambda:invoke.waitForTaskToken", Kind::integration,
                 Pattern::wait_for_task_token, "lambda", "invoke.waitForTaskToken");
    check_target("arn:aws:states:::ecs:runTask.sync", Kind::integration, Pattern::sync, "ecs",
                 "runTask.sync");
    check_target("arn:aws:states:::states:startExecution.sync:2", Kind::integration, Pattern::sync2,
                 "states", "startExecution.sync:2");
    check_target("arn:aws:states:::aws-sdk:s3:getObject", Kind::integration,
                 Pattern::request_response, "aws-sdk:s3", "getObject");
    check_target("arn:aws:states:::http:invoke", Kind::integration, Pattern::request_response,
                 "http", "invoke");
}

TEST_CASE("what is no resource is refused") {
    for (const std::string_view arn :
         {"", "f", "arn", "arn:aws:states:::", "arn:aws:states:::lambda",
          "arn:aws:states:::lambda:", "arn:aws:states:::lambda:invoke.wait",
          "arn:aws:states:::aws-sdk:s3", "arn:aws:states:::aws-sdk:s3:getObject.sync",
          "arn:aws:states:::ecs:runTask.sync:2", "arn:aws:states:::la mbda:invoke",
          "arn:aws:lambda:us-east-1:123456789012:layer:l",
          "arn:aws:lambda:us-east-1:123456789012:function:",
          "arn:aws:states:us-east-1:123456789012:activity:", "urn:aws:states:::lambda:invoke",
          "arn::states:::lambda:invoke", "arn:aws:sqs:us-east-1:123456789012:queue"}) {
        CAPTURE(arn);
        CHECK_FALSE(asl::parse_resource(arn).has_value());
    }
}
