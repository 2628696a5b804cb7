// Which variables the states of a definition read, as DescribeStateMachine tells it.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
#pragma once
#include <map>
#include <string>
#include <vector>

#include "asl/program.hpp"

namespace asl {

/// The names of the variables that each state reads, sorted and without `$`. States that read none
/// are not in it; those inside of a Parallel or Map are.
std::map<std::string, std::vector<std::string>> variable_references(const Program& program);

}  // namespace asl
