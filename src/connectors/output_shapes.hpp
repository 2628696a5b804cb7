// What the answers of AWS's operations look like, for services that are not here as well. The facts
// are the files in `shapes`, which tools/output_shapes.py writes from AWS's service models.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "json/value.hpp"

namespace connectors {

/// `strict`: all required members must be there; `present`: only what is there must be right.
enum class FieldValidation { none, present, strict };

/// Checks a result of an operation as a task sees it, with PascalCase members, against the
/// operation's model. `service` as `aws-sdk` resources name it ("sfn"), `operation` as the API does
/// ("StartExecution"). Members that the model does not have are ignored, and so is the member
/// `free`. Gives what is wrong first, in AWS's words: "Field 'StartDate' must be a string". Nothing
/// where the result fits, or the operation is not known. Any thread.
std::optional<std::string> mismatch(std::string_view service, std::string_view operation,
                                    const json::Value& result, FieldValidation mode,
                                    std::string_view free = {});

}  // namespace connectors
