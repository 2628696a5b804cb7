// The services that a deployment talks to, as a table of answers in memory: keeps what was made,
// notes each call that changes something, and fails the one it is told to.
#pragma once
#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "cli/connection.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace support {

class FakeAws {
public:
    /// A connection whose calls this object answers; it must not outlive it.
    std::unique_ptr<cli::Connection> connect() {
        aws::ClientOptions options;
        options.http.endpoint = "http://fake";
        options.http.instead = [this](const aws::ClientRequest& request) {
            return answer(request);
        };
        return std::make_unique<cli::Connection>(cli::Endpoint{"http://fake", "default"},
                                                 std::move(options));
    }
    /// The call of that name ("CreateTable", "PUT /bucket") answers this from now on.
    void fail(const std::string& call, const std::string& code, const std::string& message) {
        failing_[call] = R"({"__type":")" + code + R"(","message":")" + message + "\"}";
    }
    void repair() { failing_.clear(); }
    /// The calls since the last time that change something.
    std::vector<std::string> changes() { return std::exchange(changes_, {}); }
    bool is_empty() const {
        return buckets.empty() && tables.empty() && functions.empty() && machines.empty() &&
               rules.empty();
    }

    std::map<std::string, bool> buckets;  ///< To whether it sends events.
    std::map<std::string, json::Value> tables, functions, machines, rules, targets;

private:
    using Reply = base::Result<aws::ClientReply>;

    static Reply reply(int status, std::string body) {
        aws::ClientReply made{.status = status, .headers = {}, .body = std::move(body)};
        made.headers.add("x-amzn-requestid", "r-1");
        return made;
    }
    static Reply found(const std::map<std::string, json::Value>& in, const std::string& name,
                       const char* code, const char* member = nullptr) {
        const auto at = in.find(name);
        if (at == in.end()) {
            return reply(400, std::string(R"({"__type":")") + code + R"(","message":"no"})");
        }
        if (member == nullptr) return reply(200, json::print(at->second));
        return reply(200, json::print(json::object({{member, at->second}})));
    }
    static json::Value with(const json::Value& value, const char* member, std::string_view text) {
        json::ObjectBuilder made(value);
        made.set(member, text);
        return std::move(made).build();
    }
    static std::string text(const json::Value& value, const char* member) {
        return std::string(value.find_string(member).value_or(""));
    }

    Reply answer(const aws::ClientRequest& request) {
        const auto target = request.headers.find("X-Amz-Target");
        const std::string name = target ? std::string(target->substr(target->find('.') + 1))
                                        : request.method + " " + request.target;
        static const std::set<std::string> kReads{"DescribeTable", "DescribeStateMachine",
                                                  "DescribeRule", "ListTargetsByRule"};
        if (!kReads.contains(name) && request.method != "GET" && request.method != "HEAD") {
            changes_.push_back(name);
        }
        if (const auto failing = failing_.find(name); failing != failing_.end()) {
            return reply(400, failing->second);
        }
        if (name.find("/2015-03-31/functions") != std::string::npos) return lambda(request);
        const std::string& body = std::get<std::string>(request.body);
        if (!target) return s3(request, body);
        const auto input = json::parse(body);
        REQUIRE(input);
        if (name.find("Table") != std::string::npos) return dynamodb(name, *input);
        if (name.find("StateMachine") != std::string::npos) return states(name, *input);
        return events(name, *input);
    }
    Reply s3(const aws::ClientRequest& request, const std::string& body) {
        if (request.target == "/_quickstep/health") {
            return reply(200, R"({"account_id":"111122223333"})");
        }
        const std::string bucket = request.target.substr(1, request.target.find('?') - 1);
        const bool is_about_events = request.target.ends_with("?notification");
        if (request.method == "DELETE") buckets.erase(bucket);
        if (request.method == "PUT" && !is_about_events) buckets[bucket] = false;
        if (request.method == "PUT" && is_about_events) {
            buckets[bucket] = body.find("EventBridge") != std::string::npos;
        }
        if (request.method == "HEAD") return reply(buckets.contains(bucket) ? 200 : 404, "");
        return reply(200, buckets.contains(bucket) && buckets.at(bucket)
                              ? "<N><EventBridgeConfiguration/></N>"
                              : "<N></N>");
    }
    Reply dynamodb(const std::string& name, const json::Value& input) {
        const std::string table = text(input, "TableName");
        if (name == "CreateTable") tables[table] = with(input, "TableStatus", "ACTIVE");
        if (name == "DeleteTable") tables.erase(table);
        if (name != "DescribeTable") return reply(200, "{}");
        return found(tables, table, "ResourceNotFoundException", "Table");
    }
    Reply states(const std::string& name, const json::Value& input) {
        std::string arn = text(input, "stateMachineArn");
        if (name == "CreateStateMachine") {
            arn = "arn:aws:states:us-east-1:111122223333:stateMachine:" + text(input, "name");
        }
        if (name == "CreateStateMachine" || name == "UpdateStateMachine") {
            const json::Value before = machines.contains(arn) ? machines[arn] : input;
            json::ObjectBuilder made(before);
            for (const auto& member : input.members()) {
                made.set(member.key(), member.value);
            }
            made.set("stateMachineArn", arn);
            machines[arn] = std::move(made).build();
        }
        if (name == "DeleteStateMachine") {
            machines.erase(arn);
            return reply(200, "{}");
        }
        return found(machines, arn, "StateMachineDoesNotExist");
    }
    Reply events(const std::string& name, const json::Value& input) {
        const std::string rule =
            text(input, name.ends_with("Rule") && name != "ListTargetsByRule" ? "Name" : "Rule");
        if (name == "PutRule") rules[rule] = input;
        if (name == "PutTargets") targets[rule] = input;
        if (name == "RemoveTargets") targets.erase(rule);
        if (name == "DeleteRule") rules.erase(rule);
        if (name == "DescribeRule") return found(rules, rule, "ResourceNotFoundException");
        if (name == "ListTargetsByRule") return found(targets, rule, "ResourceNotFoundException");
        return reply(200, R"({"FailedEntryCount":0})");
    }
    Reply lambda(const aws::ClientRequest& request) {
        const std::string prefix = "/2015-03-31/functions";
        std::string name = request.target.substr(prefix.size());
        json::Value input = json::Value::empty_object();
        if (request.method == "POST" || request.method == "PUT") {
            input = *json::parse(std::get<std::string>(request.body));
        }
        if (name.empty()) {
            const std::string made = text(input, "FunctionName");
            functions[made] = coded(with(input, "FunctionArn",
                                         "arn:aws:lambda:us-east-1:111122223333:function:" + made),
                                    text(*input.find("Code"), "ZipFile"));
            return reply(201, json::print(functions[made]));
        }
        name = name.substr(1, name.find('/', 1) - 1);
        if (request.method == "DELETE") functions.erase(name);
        if (request.target.ends_with("/code")) {
            functions[name] = coded(functions[name], text(input, "ZipFile"));
        } else if (request.target.ends_with("/configuration")) {
            json::ObjectBuilder made(functions[name]);
            for (const auto& member : input.members()) made.set(member.key(), member.value);
            functions[name] = std::move(made).build();
        }
        if (request.method != "GET") return reply(200, "{}");
        return found(functions, name, "ResourceNotFoundException", "Configuration");
    }
    static json::Value coded(const json::Value& function, const std::string& zip) {
        const auto bytes = base::base64_decode(zip);
        REQUIRE(bytes);
        return with(function, "CodeSha256",
                    base::base64_encode(base::digest(base::DigestKind::sha256, *bytes)));
    }

    std::map<std::string, std::string> failing_;
    std::vector<std::string> changes_;
};

}  // namespace support
