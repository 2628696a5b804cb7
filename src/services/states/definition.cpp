#include "services/states/definition.hpp"

#include "aws/arn.hpp"

namespace services::states {

base::Result<std::shared_ptr<const asl::Program>, aws::Error> compile_definition(
    std::string_view definition, asl::MachineType type) {
    asl::Compiled compiled = asl::compile(definition, type);
    if (compiled.program != nullptr) return compiled.program;
    return base::fail(invalid_definition(compiled.diagnostics));
}

aws::Error invalid_definition(const std::vector<asl::Diagnostic>& diagnostics) {
    std::string all;
    for (const asl::Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.severity != asl::Severity::error) continue;
        if (!all.empty()) all += ", ";
        all += diagnostic.code + ": " + diagnostic.message + " at " +
               (diagnostic.location.empty() ? "null" : diagnostic.location);
    }
    return aws::error("InvalidDefinition", "Invalid State Machine Definition: '" + all + "'");
}

base::Result<void, aws::Error> check_role(std::string_view role_arn) {
    const auto arn = aws::parse_arn(role_arn);
    if (!arn) {
        return base::fail(aws::error(
            "InvalidArn", "Invalid Role Arn: 'Invalid ARN prefix: " + std::string(role_arn) + "'"));
    }
    if (arn->service != "iam" || !arn->resource.starts_with("role/")) {
        return base::fail(
            aws::error("InvalidArn", "Invalid Role Arn: '" + std::string(role_arn) +
                                         "' must be arn:aws:iam::<account>:role/<name>"));
    }
    return {};
}

base::Result<void, aws::Error> check_logging(const json::Value& logging) {
    if (logging.is_null()) return {};
    const std::string_view level = logging.find_string("level").value_or("OFF");
    const json::Value* const destinations = logging.find("destinations");
    const std::size_t count = destinations == nullptr ? 0 : destinations->size();
    if (count > 1 || (level != "OFF" && count != 1)) {
        return base::fail(aws::error("InvalidLoggingConfiguration",
                                     "Invalid Logging Configuration: Must specify exactly one Log "
                                     "Destination."));
    }
    return {};
}

}  // namespace services::states
