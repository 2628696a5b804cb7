// What a template wants there to be, worked out whole before anything is made: every name, every
// ARN, every definition and every package.
#pragma once
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "cli/problem.hpp"
#include "json/value.hpp"

namespace cli::sam {

struct Bucket {
    std::string name;
    bool sends_events = false;  ///< To EventBridge.
};
struct Table {
    std::string name;
    json::Value input;  ///< CreateTable's.
};
struct Function {
    std::string name;
    std::string arn;
    json::Value configuration;  ///< What CreateFunction and UpdateFunctionConfiguration share.
    std::string zip;
};
struct StateMachine {
    std::string name;
    std::string arn;
    std::string type;
    std::string definition;
    std::string role_arn;
};
struct Rule {
    std::string name;
    std::string pattern;  ///< JSON.
    std::string target_id;
    std::string target_arn;
    std::string role_arn;
};

struct Planned {
    std::string logical_id;
    std::string type;  ///< "AWS::S3::Bucket"
    std::variant<Bucket, Table, Function, StateMachine, Rule> what;
};

struct Output {
    std::string name;
    std::string value;
    std::string description;
};

struct Plan {
    std::string stack_name;
    std::vector<Planned> resources;  ///< What others refer to stands before them.
    std::vector<Output> outputs;

    /// An output's value, or nothing.
    std::string output(std::string_view name) const;
};

struct PlanInput {
    std::string file;  ///< The template; paths in it are relative to its folder.
    std::string stack_name;
    std::map<std::string, std::string> parameters;
    std::string region;
    std::string account;
};

/// Errors (exit status 2, or 3 for a file that is not there) name file, line and logical id.
/// Anything that is not supported yet is one: nothing is left out silently.
Outcome<Plan> make_plan(const PlanInput& input);

/// A resource's own name, as people see it.
const std::string& physical_name(const Planned& planned);

}  // namespace cli::sam
