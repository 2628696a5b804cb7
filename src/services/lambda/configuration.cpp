// What may be configured, with AWS's words for what may not.
#include <algorithm>

#include "base/text.hpp"
#include "json/print.hpp"
#include "services/lambda/operations.hpp"

namespace services::lambda {
namespace {

// Not inline: g++ 12 otherwise warns of bounds inside its own strings.
[[gnu::noinline]] aws::Error invalid(std::string message) {
    return aws::error("InvalidParameterValueException", std::move(message));
}
[[gnu::noinline]] aws::Error bad_environment(std::string_view why) {
    return invalid(
        "Lambda was unable to configure your environment variables because the environment "
        "variables "
        "you have provided " +
        std::string(why));
}

void take(const json::Value& input, std::string_view name, std::string& into) {
    if (const auto text = input.find_string(name)) into = *text;
}
void take(const json::Value& input, std::string_view name, std::int64_t& into) {
    const json::Value* const found = input.find(name);
    if (found != nullptr && found->is_number()) into = found->as_integer().value_or(into);
}

bool is_variable_name(std::string_view name) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return name.size() >= 2 && is_letter(name.front()) && std::ranges::all_of(name, [&](char c) {
               return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
           });
}

base::Result<void, aws::Error> take_environment(const json::Value& input, Function& function) {
    const json::Value* const environment = input.find("Environment");
    if (environment == nullptr || environment->is_null()) return {};
    const json::Value* const variables = environment->find("Variables");
    function.environment.clear();
    if (variables == nullptr || !variables->is_object()) return {};
    std::string reserved;
    for (const json::Member& member : variables->members()) {
        const std::string_view name = member.key();
        if (!member.value.is_string()) {
            return base::fail(aws::error(
                "SerializationException",
                "The environment variable '" + std::string(name) + "' must be a string."));
        }
        if (is_reserved_variable(name)) {
            reserved += (reserved.empty() ? "" : ", ") + std::string(name);
            continue;
        }
        if (!is_variable_name(name) ||
            member.value.as_string().find('\0') != std::string_view::npos) {
            return base::fail(
                aws::error("ValidationException",
                           "1 validation error detected: Value at 'environment.variables' failed "
                           "to satisfy constraint: Map keys "
                           "must satisfy constraint: [Member must satisfy regular expression "
                           "pattern: [a-zA-Z]([a-zA-Z0-9_])+]"));
        }
        function.environment.emplace_back(name, member.value.as_string());
    }
    if (!reserved.empty()) {
        return base::fail(
            bad_environment("contains reserved keys that are currently not supported for "
                            "modification. Reserved keys used in this request: " +
                            reserved));
    }
    if (json::printed_bytes(*variables) > base::limits::kLambdaEnvironmentBytesMax) {
        return base::fail(bad_environment("exceeded the 4KB limit. String measured: " +
                                          base::printable(json::print(*variables).substr(0, 200)) +
                                          "..."));
    }
    return {};
}

base::Result<void, aws::Error> check_code_place(const Function& function) {
    QS_TRY(const RuntimeKind kind, runtime_kind(function.runtime));
    if (kind == RuntimeKind::python && function.handler.empty()) {
        return base::fail(
            invalid("Runtime and Handler are mandatory parameters for functions created with "
                    "deployment packages."));
    }
    return {};
}

}  // namespace

base::Result<void, aws::Error> refuse_unsupported(const json::Value& input) {
    const auto is_there = [&input](std::string_view name) {
        const json::Value* const found = input.find(name);
        return found != nullptr && !found->is_null() && (found->size() != 0 || found->is_string());
    };
    if (input.find_string("PackageType").value_or("Zip") == "Image" || is_there("ImageConfig") ||
        is_there("ImageUri")) {
        return base::fail(
            invalid("Container images cannot be run here. Put the function into a zip file: with "
                    "provided.al2023 and an executable named bootstrap, or with python3.x."));
    }
    constexpr std::array kMissing = {
        "Layers",        "FileSystemConfigs", "CodeSigningConfigArn", "CapacityProviderConfig",
        "DurableConfig", "TenancyConfig",     "DeadLetterConfig"};
    for (const std::string_view name : kMissing) {
        if (is_there(name)) {
            return base::fail(
                invalid("The parameter " + std::string(name) + " is not there yet; leave it out."));
        }
    }
    return {};
}

base::Result<void, aws::Error> apply_configuration(const json::Value& input, Function& function) {
    QS_CHECK(refuse_unsupported(input));
    take(input, "Runtime", function.runtime);
    take(input, "Handler", function.handler);
    take(input, "Role", function.role);
    take(input, "Description", function.description);
    take(input, "Timeout", function.timeout_seconds);
    take(input, "MemorySize", function.memory_mb);
    if (const json::Value* storage = input.find("EphemeralStorage"))
        take(*storage, "Size", function.ephemeral_mb);
    if (const json::Value* tracing = input.find("TracingConfig"))
        take(*tracing, "Mode", function.tracing_mode);
    const json::Value* const architectures = input.find("Architectures");
    if (architectures != nullptr && architectures->is_array() && architectures->size() == 1 &&
        architectures->items()[0].is_string()) {
        function.architecture = architectures->items()[0].as_string();
    }
    QS_CHECK(take_environment(input, function));
    return check_code_place(function);
}

}  // namespace services::lambda
