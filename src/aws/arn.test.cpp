#include "aws/arn.hpp"

#include <doctest/doctest.h>

TEST_CASE("ARNs come back as they went in, colons of the resource included") {
    for (const char* text : {"arn:aws:states:us-east-1:000000000000:execution:machine:name",
                             "arn:aws:s3:::bucket/key:with:colons",
                             "arn:aws-cn:lambda:cn-north-1:123456789012:function:f",
                             "arn:aws:iam::000000000000:role/r"}) {
        const auto arn = aws::parse_arn(text);
        REQUIRE(arn);
        CHECK_EQ(arn->text(), text);
    }
    CHECK_EQ(aws::parse_arn("arn:aws:s3:::b")->resource, "b");
}

TEST_CASE("what has not six parts is no ARN") {
    for (const char* text : {"", "arn", "arn:aws:states:us-east-1:000000000000",
                             "arn:aws:states:us-east-1:000000000000:", "ARN:aws:s3:::b",
                             "arn::s3:::b", "arn:aws::::b", "x:aws:s3:::b"}) {
        CAPTURE(text);
        CHECK_FALSE(aws::parse_arn(text));
    }
}

TEST_CASE("the ARNs of Step Functions and Lambda are spelled as AWS spells them") {
    CHECK_EQ(aws::state_machine_arn("eu-west-1", "123456789012", "m"),
             "arn:aws:states:eu-west-1:123456789012:stateMachine:m");
    CHECK_EQ(aws::execution_arn("eu-west-1", "123456789012", "m", "e"),
             "arn:aws:states:eu-west-1:123456789012:execution:m:e");
    CHECK_EQ(aws::express_arn("eu-west-1", "123456789012", "m", "e", "u"),
             "arn:aws:states:eu-west-1:123456789012:express:m:e:u");
    CHECK_EQ(aws::function_arn("eu-west-1", "123456789012", "f"),
             "arn:aws:lambda:eu-west-1:123456789012:function:f");
}
