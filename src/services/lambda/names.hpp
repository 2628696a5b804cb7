// The forms in which callers name a function.
#pragma once
#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "aws/operation.hpp"
#include "base/result.hpp"
#include "services/lambda/function.hpp"

namespace services::lambda {

struct FunctionName {
    FunctionKey key;
    std::string qualifier;  ///< As it was given, or empty.

    /// arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]
    std::string arn() const;
};

/// Reads the members FunctionName (a name, ACCOUNT:function:NAME, or an ARN; with or without a
/// qualifier) and Qualifier of a call. Errors: ValidationException for another form,
/// InvalidParameterValueException where the two qualifiers differ.
base::Result<FunctionName, aws::Error> read_function_name(const aws::Call& call);

/// ResourceNotFoundException, as AWS words it.
aws::Error function_not_found(const FunctionName& name);

}  // namespace services::lambda
