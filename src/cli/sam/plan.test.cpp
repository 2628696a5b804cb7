#include "cli/sam/plan.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "json/parse.hpp"
#include "support/temporary_folder.hpp"

namespace {

namespace sam = cli::sam;

constexpr const char* kDefinition = R"({"StartAt": "A", "States": {"A": {"Type": "Task",
    "Resource": "arn:aws:states:::lambda:invoke",
    "Parameters": {"FunctionName": "${Function}", "Payload": "${Quoted}"}, "End": true}}})";

/// A folder with a template, a definition and a function's code.
class Application {
public:
    Application() {
        write("machine.asl.json", kDefinition);
        write("code/bootstrap", "#!/bin/sh\n");
    }
    void write(const std::string& name, const std::string& text) {
        const auto path = std::filesystem::path(folder_.path()) / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
    }
    cli::Outcome<sam::Plan> plan(const std::string& text,
                                 std::map<std::string, std::string> parameters = {}) {
        write("template.yaml", text);
        return sam::make_plan(
            {.file = (std::filesystem::path(folder_.path()) / "template.yaml").string(),
             .stack_name = "photos",
             .parameters = std::move(parameters),
             .region = "eu-central-1",
             .account = "111122223333"});
    }
    /// The message of a template that must be refused.
    std::string refusal(const std::string& text,
                        std::map<std::string, std::string> parameters = {}) {
        const auto refused = plan(text, std::move(parameters));
        REQUIRE_FALSE(refused);
        CHECK_EQ(refused.error().exit_code, cli::ExitCode::wrong_usage);
        const std::string& message = refused.error().message;
        const auto at = message.find("template.yaml:");
        return at == std::string::npos ? message : message.substr(at);
    }

private:
    support::TemporaryFolder folder_;
};

const char* const kWhole = R"(Transform: AWS::Serverless-2016-10-31
Parameters:
  Name: {Type: String, Default: pictures}
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: machine.asl.json
      DefinitionSubstitutions:
        Function: !GetAtt Worker.Arn
        Quoted: a "quoted" \ text
      Events:
        Uploaded:
          Type: EventBridgeRule
          Properties:
            Pattern: {source: [aws.s3], detail: {bucket: {name: [!Ref Name]}, size: [{numeric: [">", 5]}]}}
  Worker:
    Type: AWS::Serverless::Function
    Properties: {Runtime: provided.al2023, Handler: bootstrap, CodeUri: code/, MemorySize: 512}
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Ref Name
      NotificationConfiguration: {EventBridgeConfiguration: {EventBridgeEnabled: true}}
Outputs:
  Place: {Value: !Sub "${AWS::Region}/${Bucket}/${Worker.Arn}/${!Kept}"}
)";

}  // namespace

TEST_CASE("a template becomes resources in the order in which they can be made") {
    Application application;
    const auto plan = application.plan(kWhole);
    REQUIRE_MESSAGE(plan, plan.error().message);
    REQUIRE_EQ(plan->resources.size(), 4);
    CHECK_EQ(std::get<sam::Bucket>(plan->resources[0].what).name, "pictures");
    CHECK(std::get<sam::Bucket>(plan->resources[0].what).sends_events);
    const auto& function = std::get<sam::Function>(plan->resources[1].what);
    CHECK_EQ(function.arn, "arn:aws:lambda:eu-central-1:111122223333:function:photos-Worker");
    CHECK_EQ(function.configuration.find("MemorySize")->as_integer(), 512);
    const auto& machine = std::get<sam::StateMachine>(plan->resources[2].what);
    CHECK_EQ(machine.name, "photos-Machine");
    const auto& rule = std::get<sam::Rule>(plan->resources[3].what);
    CHECK_EQ(rule.target_arn, machine.arn);
    CHECK_EQ(rule.pattern, R"({"source":["aws.s3"],"detail":{"bucket":{"name":["pictures"]},)"
                           R"("size":[{"numeric":[">",5]}]}})");
    CHECK_EQ(plan->output("Place"),
             "eu-central-1/pictures/"
             "arn:aws:lambda:eu-central-1:111122223333:function:photos-Worker/${Kept}");
}

TEST_CASE("what is substituted into a definition is escaped for JSON") {
    Application application;
    const auto plan = application.plan(kWhole);
    REQUIRE(plan);
    const auto definition =
        json::parse(std::get<sam::StateMachine>(plan->resources[2].what).definition);
    REQUIRE(definition);
    const auto* const parameters = definition->find("States")->find("A")->find("Parameters");
    CHECK_EQ(parameters->find_string("Payload"), R"(a "quoted" \ text)");
}

TEST_CASE("a definition may be YAML") {
    Application application;
    application.write("machine.asl.yaml",
                      "StartAt: A\nStates:\n  A: {Type: Wait, Seconds: 5, Next: B}\n"
                      "  B: {Type: Succeed, Comment: \"${Word}\"}\n");
    const std::string resource =
        "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n"
        "      DefinitionUri: machine.asl.yaml\n      DefinitionSubstitutions: {Word: a\"b}\n";
    CHECK(application.plan(resource).has_value());
    application.write("machine.asl.yaml",
                      "StartAt: A\nStates:\n  A: {Type: Pass, Next: Nowhere}\n");
    CHECK(application.refusal(resource).find("machine.asl.yaml:") != std::string::npos);
}

TEST_CASE("a parameter given by hand wins over its default") {
    Application application;
    const auto plan = application.plan(kWhole, {{"Name", "mine"}});
    REQUIRE(plan);
    CHECK_EQ(std::get<sam::Bucket>(plan->resources[0].what).name, "mine");
}

TEST_CASE("what is not supported yet is refused with its name and line") {
    Application application;
    CHECK_EQ(application.refusal("Resources:\n  Q:\n    Type: AWS::SQS::Queue\n"),
             "template.yaml:3: Q: the type AWS::SQS::Queue is not supported yet");
    CHECK_EQ(application.refusal("Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n"
                                 "      VersioningConfiguration: {Status: Enabled}\n"),
             "template.yaml:5: B: VersioningConfiguration is not supported yet");
    CHECK_EQ(
        application.refusal("Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Condition: Big\n"),
        "template.yaml:4: B: Condition is not supported yet");
    CHECK_EQ(application.refusal("Globals:\n  Function: {Timeout: 5}\n"
                                 "Resources:\n  B: {Type: 'AWS::S3::Bucket'}\n"),
             "template.yaml:1: the template: Globals is not supported yet");
    CHECK_EQ(application.refusal("Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n"
                                 "      BucketName: !Join ['-', [a, b]]\n"),
             "template.yaml:5: the function Fn::Join is not known here yet");
    CHECK_EQ(application.refusal("Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n"
                                 "    Properties:\n      DefinitionUri: machine.asl.json\n"
                                 "      Events:\n        Nightly:\n          Type: Schedule\n"),
             "template.yaml:7: M: the event Nightly: the type Schedule is not supported yet");
}

TEST_CASE("names that nothing has are refused where they stand") {
    Application application;
    CHECK_EQ(application.refusal("Resources:\n  B:\n    Type: AWS::S3::Bucket\nOutputs:\n  O:\n"
                                 "    Value: !Ref C\n"),
             "template.yaml:6: no parameter and no resource is called \"C\"");
    CHECK_EQ(application.refusal("Resources:\n  B:\n    Type: AWS::S3::Bucket\nOutputs:\n  O:\n"
                                 "    Value: !GetAtt B.Colour\n"),
             "template.yaml:6: B (AWS::S3::Bucket) has no attribute \"Colour\" here yet");
    CHECK_EQ(application.refusal("Resources:\n  B:\n    Type: AWS::S3::Bucket\nOutputs:\n  O:\n"
                                 "    Value: !Sub '${B'\n"),
             "template.yaml:6: Fn::Sub: a ${ without its }");
    CHECK_EQ(application.refusal(kWhole, {{"Nam", "x"}}), "the template has no parameter \"Nam\"");
}

TEST_CASE("a text that is no template is refused") {
    Application application;
    CHECK_EQ(application.refusal(""), "template.yaml:1: this is no template: it has no Resources");
    CHECK_EQ(application.refusal("just words"),
             "template.yaml:1: this is no template: it has no Resources");
    CHECK_EQ(application.refusal("Resources:\n  A: {Type: x}\n  A: {Type: y}\n"),
             "template.yaml:3: \"A\" stands here for the second time");
    CHECK(application.refusal("Resources: [\n").starts_with("template.yaml:2: "));
}

TEST_CASE("aliases that mean millions of nodes end at the limit") {
    Application application;
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 9; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int k = 1; k < 10; ++k) bomb += ", " + before;
        bomb += "]\n";
    }
    CHECK(application.refusal(bomb).find("too large") != std::string::npos);
}

TEST_CASE("a definition that does not hold is found before anything is made") {
    Application application;
    application.write("machine.asl.json",
                      R"({"StartAt": "B", "States": {"A": {"Type": "Succeed"}}})");
    const std::string message = application.refusal(
        "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n"
        "      DefinitionUri: machine.asl.json\n");
    CHECK(message.starts_with("template.yaml:5: M: "));
    CHECK(message.find("machine.asl.json") != std::string::npos);
}

TEST_CASE("a function without its code says how to build it") {
    Application application;
    const auto refused = application.plan(
        "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        "      Runtime: provided.al2023\n      Handler: bootstrap\n      CodeUri: nowhere/\n");
    REQUIRE_FALSE(refused);
    CHECK_EQ(refused.error().exit_code, cli::ExitCode::not_found);
    CHECK(refused.error().hint.find("build") != std::string::npos);
}
