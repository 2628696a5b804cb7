// What a template's functions mean: Ref, Fn::GetAtt, Fn::Sub and the pseudo parameters. Names and
// ARNs of resources are known before anything is made, because we choose the names.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
#pragma once
#include <map>
#include <string>

#include "cli/sam/node.hpp"
#include "json/value.hpp"

namespace cli::sam {

/// What can be referred to.
struct Resource {
    std::string type;
    std::string reference;                          ///< What `Ref` gives.
    std::map<std::string, std::string> attributes;  ///< What `Fn::GetAtt` gives.
};

struct Scope {
    std::string file;                               ///< For messages.
    std::map<std::string, std::string> parameters;  ///< Pseudo parameters (`AWS::Region`) too.
    std::map<std::string, Resource> resources;
};

/// "template.yaml:17: ..." with exit status 2.
Problem problem_at(const Scope& scope, std::size_t line, std::string what, std::string hint = {});

/// The value with all functions worked out. Scalars become what YAML 1.1 core says they are:
/// numbers, booleans, else strings. Errors: a function that is not known yet, a name that nothing
/// has.
Outcome<json::Value> evaluate(const Scope& scope, const Node& node);
/// The same where a text is wanted; numbers and booleans count as their texts.
Outcome<std::string> evaluate_text(const Scope& scope, const Node& node, std::string_view what);

}  // namespace cli::sam
