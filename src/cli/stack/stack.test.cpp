#include "cli/stack/stack.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "support/fake_aws.hpp"
#include "support/temporary_folder.hpp"

namespace {

namespace sam = cli::sam;
namespace stack = cli::stack;
using Lines = std::vector<std::string>;

constexpr const char* kTemplate = R"(Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: photos
      NotificationConfiguration: {EventBridgeConfiguration: {EventBridgeEnabled: true}}
  Rows:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - {AttributeName: key, AttributeType: S}
        - {AttributeName: bucket, AttributeType: S}
      KeySchema:
        - {AttributeName: bucket, KeyType: HASH}
        - {AttributeName: key, KeyType: RANGE}
  Worker:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.11, Handler: index.handler, CodeUri: code/, MemorySize: 128}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: machine.asl.json
      DefinitionSubstitutions: {Function: !GetAtt Worker.Arn}
      Events:
        Uploaded:
          Type: EventBridgeRule
          Properties:
            Pattern: {source: [aws.s3]}
)";
constexpr const char* kDefinition =
    R"({"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${Function}","End":true}}})";

/// A template's folder, the services it is deployed to, and what was reported.
class Deployment {
public:
    Deployment() {
        write("code/index.py", "def handler(event, context):\n    return event\n");
        write("machine.asl.json", kDefinition);
        write("template.yaml", kTemplate);
    }
    void write(const std::string& name, const std::string& text) {
        const auto path = std::filesystem::path(folder_.path()) / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
    }
    /// The template with one text of it replaced.
    void change(const std::string& from, const std::string& to) {
        std::string text = kTemplate;
        REQUIRE(text.find(from) != std::string::npos);
        write("template.yaml", text.replace(text.find(from), from.size(), to));
    }
    cli::Outcome<void> deploy(const std::string& name = "app", const Lines& parameters = {}) {
        reported.clear();
        const auto connection = cloud.connect();
        const auto plan = stack::plan(*connection, folder_.path(), name, parameters);
        if (!plan) return base::fail(plan.error());
        return stack::deploy(*connection, *plan,
                             [&](const sam::Planned& planned, stack::Change change) {
                                 reported.push_back(planned.logical_id + " " +
                                                    std::string(stack::change_text(change)));
                             });
    }
    /// Deploys what must work, and gives the calls that changed something.
    Lines deployed() {
        const auto done = deploy();
        REQUIRE_MESSAGE(done, done.error().message);
        return cloud.changes();
    }

    support::FakeAws cloud;
    Lines reported;

private:
    support::TemporaryFolder folder_;
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a deployment makes each resource once, and again nothing") {
    Deployment app;
    CHECK_EQ(app.deployed(),
             Lines{"PUT /photos", "PUT /photos?notification", "CreateTable",
                   "POST /2015-03-31/functions", "CreateStateMachine", "PutRule", "PutTargets"});
    CHECK_EQ(app.reported, Lines{"Bucket created", "Rows created", "Worker created",
                                 "Machine created", "MachineUploaded created"});
    CHECK_EQ(app.deployed(), Lines{});
    CHECK_EQ(app.reported, Lines{"Bucket unchanged", "Rows unchanged", "Worker unchanged",
                                 "Machine unchanged", "MachineUploaded unchanged"});
}

TEST_CASE("a change of one resource is one call, and the others are left alone") {
    Deployment app;
    app.deployed();
    SUBCASE("code") {
        app.write("code/index.py", "def handler(event, context):\n    return 2\n");
        CHECK_EQ(app.deployed(), Lines{"PUT /2015-03-31/functions/app-Worker/code"});
        CHECK_EQ(app.reported[2], "Worker updated");
    }
    SUBCASE("configuration") {
        app.change("MemorySize: 128", "MemorySize: 256");
        CHECK_EQ(app.deployed(), Lines{"PUT /2015-03-31/functions/app-Worker/configuration"});
    }
    SUBCASE("definition") {
        std::string text = kDefinition;
        app.write("machine.asl.json", text.replace(text.find("\"A\""), 3, "\"A\""));
        CHECK_EQ(app.deployed(), Lines{});
        app.write("machine.asl.json",
                  R"({"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}})");
        app.change("      DefinitionSubstitutions: {Function: !GetAtt Worker.Arn}\n", "");
        CHECK_EQ(app.deployed(), Lines{"UpdateStateMachine"});
        CHECK_EQ(app.reported[3], "Machine updated");
    }
    SUBCASE("pattern") {
        app.change("[aws.s3]", "[aws.s3, mine]");
        CHECK_EQ(app.deployed(), Lines{"PutRule"});
    }
    SUBCASE("notifications") {
        app.change("EventBridgeEnabled: true", "EventBridgeEnabled: false");
        CHECK_EQ(app.deployed(), Lines{"PUT /photos?notification"});
        CHECK_FALSE(app.cloud.buckets.at("photos"));
    }
    CHECK_EQ(app.deployed(), Lines{});
}

TEST_CASE("what somebody else changed or took away is put right again") {
    Deployment app;
    app.deployed();
    app.cloud.targets.clear();
    CHECK_EQ(app.deployed(), Lines{"PutTargets"});
    CHECK_EQ(app.reported.back(), "MachineUploaded updated");
    app.cloud.functions.clear();
    CHECK_EQ(app.deployed(), Lines{"POST /2015-03-31/functions"});
    app.cloud.buckets["photos"] = false;
    CHECK_EQ(app.deployed(), Lines{"PUT /photos?notification"});
}

TEST_CASE("a failure takes back what was made before it, and says which resource and why") {
    for (const char* const call :
         {"PUT /photos?notification", "CreateTable", "POST /2015-03-31/functions",
          "CreateStateMachine", "PutRule", "PutTargets"}) {
        INFO(call);
        Deployment app;
        app.cloud.fail(call, "ServiceException", "the disk is full");
        const auto done = app.deploy();
        REQUIRE_FALSE(done);
        CHECK_EQ(done.error().exit_code, cli::ExitCode::failed);
        CHECK(has(done.error().message, "the disk is full"));
        CHECK(has(done.error().message, " (AWS::"));
        CHECK(app.cloud.is_empty());
        app.cloud.repair();
        app.deployed();
        CHECK_EQ(app.reported.size(), 5);
    }
    Deployment app;
    app.cloud.fail("CreateStateMachine", "InvalidDefinition", "no");
    const auto done = app.deploy();
    REQUIRE_FALSE(done);
    CHECK_EQ(done.error().message,
             "Machine (AWS::Serverless::StateMachine): cannot make the state "
             "machine app-Machine: no");
    CHECK(has(done.error().hint, "removed again"));
    CHECK(app.cloud.is_empty());
    CHECK_EQ(app.reported, Lines{"Bucket created", "Rows created", "Worker created"});
    const Lines calls = app.cloud.changes();
    CHECK_EQ(Lines(calls.end() - 3, calls.end()),
             Lines{"DELETE /2015-03-31/functions/app-Worker", "DeleteTable", "DELETE /photos"});
}

TEST_CASE("what cannot be taken back is named, and what was there before stays") {
    Deployment app;
    app.cloud.fail("CreateStateMachine", "InvalidDefinition", "no");
    app.cloud.fail("DeleteTable", "ResourceInUseException", "in use");
    const auto failed = app.deploy();
    REQUIRE_FALSE(failed);
    CHECK(has(failed.error().hint, "still there: Rows"));
    CHECK_FALSE(has(failed.error().hint, "removed again"));
    CHECK_EQ(app.cloud.tables.size(), 1);

    app.cloud.repair();
    app.deployed();
    app.write("code/index.py", "def handler(event, context):\n    return 3\n");
    app.change("[aws.s3]", "[other]");
    app.cloud.fail("PutRule", "LimitExceededException", "too many rules");
    const auto again = app.deploy();
    REQUIRE_FALSE(again);
    CHECK_EQ(again.error().hint, "");
    CHECK_EQ(app.cloud.functions.size(), 1);
    CHECK_EQ(app.cloud.changes(), Lines{"PUT /2015-03-31/functions/app-Worker/code", "PutRule"});
}

TEST_CASE("what cannot be changed in place is a conflict, and nothing is touched") {
    Deployment app;
    app.deployed();
    SUBCASE("keys of a table") {
        app.change("{AttributeName: key, KeyType: RANGE}", "{AttributeName: name, KeyType: RANGE}");
    }
    SUBCASE("type of a machine") {
        app.change("      DefinitionUri", "      Type: EXPRESS\n      DefinitionUri");
    }
    const auto done = app.deploy();
    REQUIRE_FALSE(done);
    CHECK_EQ(done.error().exit_code, cli::ExitCode::conflict);
    CHECK(has(done.error().hint, "delete it first"));
    CHECK_EQ(app.cloud.changes(), Lines{});
}

TEST_CASE("a template that is not understood is refused before any call") {
    Deployment app;
    app.write("template.yaml", std::string(kTemplate) + "  Queue:\n    Type: AWS::SQS::Queue\n");
    const auto done = app.deploy();
    REQUIRE_FALSE(done);
    CHECK_EQ(done.error().exit_code, cli::ExitCode::wrong_usage);
    CHECK(has(done.error().message, "Queue: the type AWS::SQS::Queue"));
    CHECK_EQ(app.cloud.changes(), Lines{});
    CHECK(app.cloud.is_empty());
}

TEST_CASE("names and parameters of a stack are checked before any call") {
    Deployment app;
    for (const char* const name : {"-a", "1a", "a b", "a/b", "\xc3\xa4"}) {
        INFO(name);
        const auto done = app.deploy(name);
        REQUIRE_FALSE(done);
        CHECK_EQ(done.error().exit_code, cli::ExitCode::wrong_usage);
    }
    for (const char* const parameter : {"novalue", "=x", ""}) {
        INFO(parameter);
        const auto done = app.deploy("app", {parameter});
        REQUIRE_FALSE(done);
        CHECK(has(done.error().message, "NAME=VALUE"));
    }
    CHECK_EQ(app.cloud.changes(), Lines{});
}

TEST_CASE("a server of another region is noticed") {
    Deployment app;
    const auto connection = app.cloud.connect();
    const sam::Function function{
        .name = "f",
        .arn = "arn:aws:lambda:eu-west-1:111122223333:function:f",
        .configuration = json::object({{"FunctionName", json::Value::string("f")}}),
        .zip = "z"};
    stack::Change change = stack::Change::unchanged;
    const auto made = stack::apply(*connection, function, change);
    CHECK_EQ(change, stack::Change::created);
    REQUIRE_FALSE(made);
    CHECK(has(made.error().message, "us-east-1"));
    CHECK(has(made.error().hint, "--region"));
}

TEST_CASE("what was removed can be deployed anew") {
    Deployment app;
    app.deployed();
    const auto connection = app.cloud.connect();
    const sam::Planned rule{.logical_id = "R",
                            .type = "AWS::Events::Rule",
                            .what = sam::Rule{.name = app.cloud.rules.begin()->first,
                                              .pattern = "{}",
                                              .target_id = "t",
                                              .target_arn = "a",
                                              .role_arn = "r"}};
    REQUIRE(stack::remove(*connection, rule));
    CHECK(app.cloud.rules.empty());
    CHECK_EQ(app.cloud.changes(), Lines{"RemoveTargets", "DeleteRule"});
    CHECK_EQ(app.deployed(), Lines{"PutRule", "PutTargets"});
}
