// What an expression reads, and what Step Functions refuses in it, found out without evaluating it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "query/jsonata/expression.hpp"
#include "query/jsonata/node.hpp"

namespace query::jsonata {

struct Survey {
    std::vector<std::string> variables;      ///< As Expression::variables().
    std::vector<std::string> state_members;  ///< As Expression::state_members().
    std::optional<Expression::Refusal> refusal;
};

Survey survey(const Code& code);

}  // namespace query::jsonata
