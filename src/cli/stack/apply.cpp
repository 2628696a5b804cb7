#include "cli/stack/apply.hpp"

#include <algorithm>

#include "aws/protocol/xml.hpp"
#include "base/hash.hpp"
#include "base/overloaded.hpp"
#include "base/text.hpp"
#include "cli/interrupt.hpp"
#include "cli/s3/objects.hpp"
#include "cli/table.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace cli::stack {
namespace {

using json::Value;

Value named(std::string_view member, std::string_view name) {
    return json::object({{member, Value::string(name)}});
}

/// A description, or null where the service says that there is no such thing.
Outcome<Value> describe(Connection& connection, std::string_view what, std::string_view service,
                        std::string_view operation, const Value& input) {
    auto answer = connection.client().call(service, operation, input);
    if (answer) return *std::move(answer);
    Problem problem = connection.problem("cannot look at " + std::string(what), answer.error());
    if (problem.exit_code == ExitCode::not_found) return Value{};
    return base::fail(std::move(problem));
}

bool same(const Value* left, const Value* right) {
    static const Value kNothing;
    return (left == nullptr ? kNothing : *left) == (right == nullptr ? kNothing : *right);
}

/// Lists whose order has no meaning, such as a table's AttributeDefinitions.
bool same_items(const Value* left, const Value* right) {
    if (left == nullptr || right == nullptr || left->size() != right->size()) return false;
    return std::ranges::is_permutation(left->items(), right->items());
}

/// The ARN that the server gave must be the one that the template's other resources were told.
Outcome<void> check_arn(const Value& answer, std::string_view member, const std::string& planned) {
    const std::string given = text_of(answer, member);
    if (given == planned) return {};
    return base::fail(
        Problem{.message = "the server made " + given + " where " + planned + " was planned",
                .hint = "give the server's region with --region"});
}

aws::ClientRequest bucket_request(std::string method, const std::string& bucket,
                                  std::string_view query) {
    return {.method = std::move(method),
            .target = "/" + base::percent_encode(bucket) + std::string(query)};
}

Outcome<bool> sends_events(Connection& connection, const std::string& bucket) {
    auto reply = connection.client().send("s3", bucket_request("GET", bucket, "?notification"));
    if (!reply) {
        return base::fail(
            connection.problem("cannot read the notifications of " + bucket, reply.error()));
    }
    const auto document = aws::protocol::parse_xml(reply->body);
    return document && document->child("EventBridgeConfiguration") != nullptr;
}

Outcome<void> set_events(Connection& connection, const sam::Bucket& bucket) {
    aws::ClientRequest request = bucket_request("PUT", bucket.name, "?notification");
    request.headers.add("Content-Type", "application/xml");
    request.body =
        std::string(
            R"(<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">)") +
        (bucket.sends_events ? "<EventBridgeConfiguration></EventBridgeConfiguration>" : "") +
        "</NotificationConfiguration>";
    auto reply = connection.client().send("s3", std::move(request));
    if (reply) return {};
    return base::fail(
        connection.problem("cannot set the notifications of " + bucket.name, reply.error()));
}

Outcome<void> wait_until_active(Connection& connection, const std::string& table) {
    constexpr int kTriesMax = 100;
    for (int i = 0; i < kTriesMax && !is_interrupted(); ++i) {
        QS_TRY(const Value answer, describe(connection, "the table " + table, "dynamodb",
                                            "DescribeTable", named("TableName", table)));
        const Value* const description = answer.find("Table");
        if (description != nullptr && description->find_string("TableStatus") == "ACTIVE")
            return {};
        wait_for(base::Milliseconds{100});
    }
    return base::fail(Problem{.message = "the table " + table + " does not become ACTIVE",
                              .exit_code = ExitCode::timed_out});
}

Outcome<void> create_function(Connection& connection, const sam::Function& function,
                              Change& change) {
    json::ObjectBuilder input(function.configuration);
    input.set("Code", named("ZipFile", base::base64_encode(function.zip)));
    QS_TRY(const Value made, connection.call("cannot make the function " + function.name, "lambda",
                                             "CreateFunction", std::move(input).build()));
    change = Change::created;
    return check_arn(made, "FunctionArn", function.arn);
}

bool same_configuration(const Value& there, const Value& wanted) {
    for (const auto& member : wanted.members()) {
        if (member.key() == "FunctionName") continue;
        if (member.key() == "Environment") {
            const Value* const variables = member.value.find("Variables");
            const Value* const environment = there.find("Environment");
            const Value* const now =
                environment == nullptr ? nullptr : environment->find("Variables");
            const bool both_empty = variables->size() == 0 && (now == nullptr || now->size() == 0);
            if (!both_empty && !same(now, variables)) return false;
        } else if (!same(there.find(member.key()), &member.value)) {
            return false;
        }
    }
    return true;
}

Value targets_of(const sam::Rule& rule) {
    return json::array({json::object({{"Id", Value::string(rule.target_id)},
                                      {"Arn", Value::string(rule.target_arn)},
                                      {"RoleArn", Value::string(rule.role_arn)}})});
}

Outcome<bool> has_target(Connection& connection, const sam::Rule& rule) {
    QS_TRY(const Value answer, describe(connection, "the targets of " + rule.name, "events",
                                        "ListTargetsByRule", named("Rule", rule.name)));
    const Value* const targets = answer.find("Targets");
    if (targets == nullptr || targets->size() != 1) return false;
    const Value& target = targets->items().front();
    return target.find_string("Id") == rule.target_id &&
           target.find_string("Arn") == rule.target_arn &&
           target.find_string("RoleArn") == rule.role_arn && target.size() == 3;
}

}  // namespace

std::string_view change_text(Change change) {
    switch (change) {
        case Change::unchanged: return "unchanged";
        case Change::updated: return "updated";
        case Change::created: return "created";
    }
    return "";
}

Outcome<void> apply(Connection& connection, const sam::Bucket& bucket, Change& change) {
    const auto head = connection.client().send("s3", bucket_request("HEAD", bucket.name, ""));
    if (!head && head.error().http_status != 404) {
        return base::fail(
            connection.problem("cannot look at the bucket " + bucket.name, head.error()));
    }
    if (!head) {
        QS_CHECK(s3::make_bucket(connection, bucket.name));
        change = Change::created;
    }
    QS_TRY(const bool sends, sends_events(connection, bucket.name));
    if (sends != bucket.sends_events) {
        QS_CHECK(set_events(connection, bucket));
        if (change == Change::unchanged) change = Change::updated;
    }
    return {};
}

Outcome<void> apply(Connection& connection, const sam::Table& table, Change& change) {
    QS_TRY(const Value answer, describe(connection, "the table " + table.name, "dynamodb",
                                        "DescribeTable", named("TableName", table.name)));
    const Value* const there = answer.find("Table");
    if (there == nullptr) {
        QS_CHECK(connection.call("cannot make the table " + table.name, "dynamodb", "CreateTable",
                                 table.input));
        change = Change::created;
        return wait_until_active(connection, table.name);
    }
    if (!same(there->find("KeySchema"), table.input.find("KeySchema")) ||
        !same_items(there->find("AttributeDefinitions"),
                    table.input.find("AttributeDefinitions"))) {
        return base::fail(Problem{.message = "the table " + table.name +
                                             " is there with other keys, and keys of a table "
                                             "cannot be changed",
                                  .hint = "give the table another TableName, or delete it first",
                                  .exit_code = ExitCode::conflict});
    }
    return {};
}

Outcome<void> apply(Connection& connection, const sam::Function& function, Change& change) {
    QS_TRY(const Value answer, describe(connection, "the function " + function.name, "lambda",
                                        "GetFunction", named("FunctionName", function.name)));
    const Value* const there = answer.find("Configuration");
    if (there == nullptr) return create_function(connection, function, change);
    QS_CHECK(check_arn(*there, "FunctionArn", function.arn));
    const std::string digest =
        base::base64_encode(base::digest(base::DigestKind::sha256, function.zip));
    if (there->find_string("CodeSha256") != digest) {
        json::ObjectBuilder input;
        input.set("FunctionName", function.name);
        input.set("ZipFile", base::base64_encode(function.zip));
        QS_CHECK(connection.call("cannot update the code of " + function.name, "lambda",
                                 "UpdateFunctionCode", std::move(input).build()));
        change = Change::updated;
    }
    if (!same_configuration(*there, function.configuration)) {
        QS_CHECK(connection.call("cannot update the configuration of " + function.name, "lambda",
                                 "UpdateFunctionConfiguration", function.configuration));
        change = Change::updated;
    }
    return {};
}

Outcome<void> apply(Connection& connection, const sam::StateMachine& machine, Change& change) {
    QS_TRY(const Value there,
           describe(connection, "the state machine " + machine.name, "states",
                    "DescribeStateMachine", named("stateMachineArn", machine.arn)));
    json::ObjectBuilder input;
    input.set("definition", machine.definition);
    input.set("roleArn", machine.role_arn);
    if (there.is_null()) {
        input.set("name", machine.name);
        input.set("type", machine.type);
        QS_TRY(const Value made,
               connection.call("cannot make the state machine " + machine.name, "states",
                               "CreateStateMachine", std::move(input).build()));
        change = Change::created;
        return check_arn(made, "stateMachineArn", machine.arn);
    }
    if (there.find_string("type") != machine.type) {
        return base::fail(Problem{.message = "the state machine " + machine.name +
                                             " is there with the type " + text_of(there, "type") +
                                             ", and a type cannot be changed",
                                  .hint = "give it another Name, or delete it first",
                                  .exit_code = ExitCode::conflict});
    }
    if (there.find_string("definition") == machine.definition &&
        there.find_string("roleArn") == machine.role_arn) {
        return {};
    }
    input.set("stateMachineArn", machine.arn);
    QS_CHECK(connection.call("cannot update the state machine " + machine.name, "states",
                             "UpdateStateMachine", std::move(input).build()));
    change = Change::updated;
    return {};
}

Outcome<void> apply(Connection& connection, const sam::Rule& rule, Change& change) {
    QS_TRY(const Value there, describe(connection, "the rule " + rule.name, "events",
                                       "DescribeRule", named("Name", rule.name)));
    const auto pattern_there = json::parse(text_of(there, "EventPattern"));
    const auto pattern_wanted = json::parse(rule.pattern);
    const bool is_same = pattern_there && pattern_wanted && *pattern_there == *pattern_wanted &&
                         there.find_string("State") == "ENABLED";
    if (!is_same) {
        json::ObjectBuilder input;
        input.set("Name", rule.name);
        input.set("EventPattern", rule.pattern);
        input.set("State", "ENABLED");
        QS_CHECK(connection.call("cannot make the rule " + rule.name, "events", "PutRule",
                                 std::move(input).build()));
        change = there.is_null() ? Change::created : Change::updated;
    }
    bool is_aimed = false;
    if (change != Change::created) {
        QS_TRY(is_aimed, has_target(connection, rule));
    }
    if (!is_aimed) {
        const Value input =
            json::object({{"Rule", Value::string(rule.name)}, {"Targets", targets_of(rule)}});
        QS_TRY(const Value answer,
               connection.call("cannot aim the rule " + rule.name, "events", "PutTargets", input));
        if (number_of(answer, "FailedEntryCount") > 0) {
            return base::fail(Problem{.message = "cannot aim the rule " + rule.name + ": " +
                                                 json::print(answer)});
        }
        if (change == Change::unchanged) change = Change::updated;
    }
    return {};
}

Outcome<void> remove(Connection& connection, const sam::Planned& planned) {
    const std::string& name = sam::physical_name(planned);
    const std::string what = "cannot remove " + name + " again";
    const auto call = [&](std::string_view service, std::string_view operation,
                          const Value& input) -> Outcome<void> {
        QS_CHECK(connection.call(what, service, operation, input));
        return {};
    };
    return std::visit(
        base::Overloaded{
            [&](const sam::Bucket&) -> Outcome<void> {
                auto reply = connection.client().send("s3", bucket_request("DELETE", name, ""));
                if (reply) return {};
                return base::fail(connection.problem(what, reply.error()));
            },
            [&](const sam::Table&) {
                return call("dynamodb", "DeleteTable", named("TableName", name));
            },
            [&](const sam::Function&) {
                return call("lambda", "DeleteFunction", named("FunctionName", name));
            },
            [&](const sam::StateMachine& machine) {
                return call("states", "DeleteStateMachine", named("stateMachineArn", machine.arn));
            },
            [&](const sam::Rule& rule) -> Outcome<void> {
                QS_CHECK(
                    call("events", "RemoveTargets",
                         json::object({{"Rule", Value::string(name)},
                                       {"Ids", json::array({Value::string(rule.target_id)})}})));
                return call("events", "DeleteRule", named("Name", name));
            },
        },
        planned.what);
}

}  // namespace cli::stack
