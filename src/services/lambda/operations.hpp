// The handlers of Lambda's operations, one file a family, and the shapes of their inputs.
#pragma once
#include "services/lambda/functions.hpp"

namespace services::lambda {

void create_function(Functions& functions, const aws::Call& call, aws::Answer answer);
void update_function_code(Functions& functions, const aws::Call& call, aws::Answer answer);
void update_function_configuration(Functions& functions, const aws::Call& call, aws::Answer answer);
void get_function(Functions& functions, const aws::Call& call, aws::Answer answer);
void get_function_configuration(Functions& functions, const aws::Call& call, aws::Answer answer);
void list_functions(Functions& functions, const aws::Call& call, aws::Answer answer);
void delete_function(Functions& functions, const aws::Call& call, aws::Answer answer);
void invoke(Functions& functions, const aws::Call& call, aws::Answer answer);

/// Takes the configuration's members that the call has into `function`. Errors:
/// InvalidParameterValueException.
base::Result<void, aws::Error> apply_configuration(const json::Value& input, Function& function);

/// Refuses what would silently be missing: layers, images, VPCs and the like.
base::Result<void, aws::Error> refuse_unsupported(const json::Value& input);

/// Gets the package that a call brings or names, and keeps it. Answers on another thread.
/// `function` is what the package is for.
void take_package(Functions& functions, const aws::Call& call, const json::Value& code,
                  std::string runtime,
                  std::function<void(base::Result<FunctionCode, aws::Error>)> answer);

}  // namespace services::lambda
