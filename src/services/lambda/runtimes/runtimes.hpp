// Which runtimes work here, and how a process of each is started.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "services/lambda/function.hpp"

namespace services::lambda {

enum class RuntimeKind {
    provided,  ///< The package brings its own `bootstrap`.
    python,    ///< The machine's python3 with our own client.
};

/// Errors: InvalidParameterValueException with what works instead.
base::Result<RuntimeKind, aws::Error> runtime_kind(std::string_view runtime);

/// What a process of a function is started with, apart from its code.
struct RuntimeSettings {
    std::string python;         ///< The interpreter's path, or empty where there is none.
    std::string python_client;  ///< The path of our client.
    std::string endpoint;       ///< AWS_ENDPOINT_URL, or empty.
    std::string access_key;     ///< AWS_ACCESS_KEY_ID, with its secret.
    std::string secret_key;
};

/// The program and its arguments. Errors: `not_found` where the interpreter is missing.
base::Result<std::vector<std::string>> process_arguments(const Function& function,
                                                         const std::string& folder,
                                                         const RuntimeSettings& settings);

/// "NAME=value" for everything that a function's process may see: Lambda's own, then the user's.
/// `scratch` becomes TMPDIR. AWS_LAMBDA_RUNTIME_API is added by whoever opens the socket.
/// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
std::vector<std::string> process_variables(const Function& function, const std::string& folder,
                                           const std::string& scratch,
                                           const RuntimeSettings& settings);

/// Names that a function may not set itself.
bool is_reserved_variable(std::string_view name);

/// The machine's python3 as an absolute path that starts at once (not a shim), or empty. Blocks
/// while it asks the interpreter.
std::string find_python();

}  // namespace services::lambda
