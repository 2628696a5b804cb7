// The table of operations; members as in the service's model of 2015-03-31.
#include "services/lambda/service.hpp"

#include "services/lambda/operations.hpp"

namespace services::lambda {
namespace {

using aws::Member;
using aws::Type;
using Location = aws::Member::Location;

/// Base64 makes four bytes of three.
constexpr std::size_t kCodeRequestBytesMax = base::limits::kLambdaZipBytesMax / 3 * 4 + 64 * 1024;
/// A little more than an event may have, so that our own sentence says which limit was passed.
constexpr std::size_t kInvokeRequestBytesMax = base::limits::kLambdaPayloadBytesMax + 1024 * 1024;

constexpr std::array<std::string_view, 2> kArchitectures = {"x86_64", "arm64"};
constexpr std::array<std::string_view, 2> kPackageTypes = {"Zip", "Image"};
constexpr std::array<std::string_view, 2> kTracingModes = {"Active", "PassThrough"};
constexpr std::array<std::string_view, 3> kInvocationTypes = {"Event", "RequestResponse", "DryRun"};
constexpr std::array<std::string_view, 2> kLogTypes = {"None", "Tail"};

constexpr Member kNameInPath{.name = "FunctionName",
                             .type = Type::string,
                             .required = true,
                             .min = 1,
                             .max = 256,
                             .location = Location::path};
constexpr Member kQualifier{
    .name = "Qualifier", .type = Type::string, .min = 1, .max = 128, .location = Location::query};

constexpr std::array kCode = {
    Member{.name = "ZipFile", .type = Type::blob},
    Member{.name = "S3Bucket", .type = Type::string, .min = 3, .max = 63},
    Member{.name = "S3Key", .type = Type::string, .min = 1, .max = 1024},
    Member{.name = "ImageUri", .type = Type::string},
};
constexpr std::array kEnvironment = {
    Member{.name = "Variables", .type = Type::map, .element = Type::string}};
constexpr std::array kTracing = {
    Member{.name = "Mode", .type = Type::string, .values = kTracingModes}};
constexpr std::array kStorage = {
    Member{.name = "Size", .type = Type::integer, .required = true, .min = 512, .max = 10'240}};

constexpr Member kRuntime{.name = "Runtime", .type = Type::string};
constexpr Member kHandler{.name = "Handler", .type = Type::string, .max = 128};
constexpr Member kDescription{.name = "Description", .type = Type::string, .max = 256};
constexpr Member kTimeout{.name = "Timeout",
                          .type = Type::integer,
                          .min = 1,
                          .max = base::limits::kLambdaTimeoutSecondsMax};
constexpr Member kMemory{.name = "MemorySize", .type = Type::integer, .min = 128, .max = 10'240};
constexpr Member kEnvironmentMember{
    .name = "Environment", .type = Type::structure, .shape = kEnvironment};
constexpr Member kTracingMember{
    .name = "TracingConfig", .type = Type::structure, .shape = kTracing};
constexpr Member kStorageMember{
    .name = "EphemeralStorage", .type = Type::structure, .shape = kStorage};
constexpr Member kArchitecturesMember{.name = "Architectures",
                                      .type = Type::list,
                                      .min = 1,
                                      .max = 1,
                                      .values = kArchitectures,
                                      .element = Type::string};

constexpr std::array kCreateInput = {
    Member{.name = "FunctionName", .type = Type::string, .required = true, .min = 1, .max = 140},
    Member{.name = "Role", .type = Type::string, .required = true},
    Member{.name = "Code", .type = Type::structure, .required = true, .shape = kCode},
    Member{.name = "PackageType", .type = Type::string, .values = kPackageTypes},
    Member{.name = "Tags", .type = Type::map, .element = Type::string},
    Member{.name = "Publish", .type = Type::boolean},
    kRuntime,
    kHandler,
    kDescription,
    kTimeout,
    kMemory,
    kEnvironmentMember,
    kTracingMember,
    kStorageMember,
    kArchitecturesMember,
};
constexpr std::array kUpdateConfigurationInput = {
    kNameInPath,
    Member{.name = "Role", .type = Type::string},
    Member{.name = "RevisionId", .type = Type::string},
    kRuntime,
    kHandler,
    kDescription,
    kTimeout,
    kMemory,
    kEnvironmentMember,
    kTracingMember,
    kStorageMember,
};
constexpr std::array kUpdateCodeInput = {
    kNameInPath,
    Member{.name = "ZipFile", .type = Type::blob},
    Member{.name = "S3Bucket", .type = Type::string, .min = 3, .max = 63},
    Member{.name = "S3Key", .type = Type::string, .min = 1, .max = 1024},
    Member{.name = "ImageUri", .type = Type::string},
    Member{.name = "RevisionId", .type = Type::string},
};
constexpr std::array kNameInput = {kNameInPath, kQualifier};
constexpr std::array kListInput = {
    Member{.name = "Marker", .type = Type::string, .location = Location::query},
    Member{.name = "MaxItems",
           .type = Type::integer,
           .min = 1,
           .max = 10'000,
           .location = Location::query},
};
constexpr std::array kInvokeInput = {
    kNameInPath,
    kQualifier,
    Member{.name = "InvocationType",
           .type = Type::string,
           .values = kInvocationTypes,
           .location = Location::header,
           .wire_name = "X-Amz-Invocation-Type"},
    Member{.name = "LogType",
           .type = Type::string,
           .values = kLogTypes,
           .location = Location::header,
           .wire_name = "X-Amz-Log-Type"},
    Member{.name = "ClientContext",
           .type = Type::string,
           .location = Location::header,
           .wire_name = "X-Amz-Client-Context"},
    Member{.name = "Payload", .type = Type::blob, .location = Location::payload},
};
constexpr std::array kInvokeOutput = {
    Member{.name = "StatusCode", .type = Type::integer, .location = Location::status},
    Member{.name = "FunctionError",
           .type = Type::string,
           .location = Location::header,
           .wire_name = "X-Amz-Function-Error"},
    Member{.name = "LogResult",
           .type = Type::string,
           .location = Location::header,
           .wire_name = "X-Amz-Log-Result"},
    Member{.name = "ExecutedVersion",
           .type = Type::string,
           .location = Location::header,
           .wire_name = "X-Amz-Executed-Version"},
    Member{.name = "Payload", .type = Type::blob, .location = Location::payload},
};
constexpr std::array kDeleteOutput = {
    Member{.name = "StatusCode", .type = Type::integer, .location = Location::status}};

constexpr std::string_view kAll = "/2015-03-31/functions";
constexpr std::string_view kOne = "/2015-03-31/functions/{FunctionName}";
constexpr std::string_view kConfiguration = "/2015-03-31/functions/{FunctionName}/configuration";
constexpr std::string_view kCodePath = "/2015-03-31/functions/{FunctionName}/code";
constexpr std::string_view kInvocations = "/2015-03-31/functions/{FunctionName}/invocations";

}  // namespace

Lambda::Lambda(Dependencies dependencies)
    : functions_(std::make_unique<Functions>(std::move(dependencies))) {}

Lambda::~Lambda() = default;

aws::Service Lambda::service() {
    Functions& functions = *functions_;
    const auto handler =
        [&functions](void (*handle)(Functions&, const aws::Call&, aws::Answer)) -> aws::Handler {
        return [&functions, handle](const aws::Call& call, aws::Answer answer) {
            handle(functions, call, std::move(answer));
        };
    };
    aws::Service service{.id = "lambda",
                         .signing_name = "lambda",
                         .target_prefix = {},
                         .protocol = aws::Protocol::rest_json,
                         .operations = {}};
    using aws::Operation;
    service.operations = {
        Operation{.name = "CreateFunction",
                  .input = kCreateInput,
                  .handler = handler(create_function),
                  .body_bytes_max = kCodeRequestBytesMax,
                  .method = "POST",
                  .path = kAll,
                  .success_status = 201},
        Operation{.name = "ListFunctions",
                  .input = kListInput,
                  .handler = handler(list_functions),
                  .method = "GET",
                  .path = kAll},
        Operation{.name = "GetFunction",
                  .input = kNameInput,
                  .handler = handler(get_function),
                  .method = "GET",
                  .path = kOne},
        Operation{.name = "DeleteFunction",
                  .input = kNameInput,
                  .handler = handler(delete_function),
                  .method = "DELETE",
                  .path = kOne,
                  .success_status = 204,
                  .output = kDeleteOutput},
        Operation{.name = "GetFunctionConfiguration",
                  .input = kNameInput,
                  .handler = handler(get_function_configuration),
                  .method = "GET",
                  .path = kConfiguration},
        Operation{.name = "UpdateFunctionConfiguration",
                  .input = kUpdateConfigurationInput,
                  .handler = handler(update_function_configuration),
                  .method = "PUT",
                  .path = kConfiguration},
        Operation{.name = "UpdateFunctionCode",
                  .input = kUpdateCodeInput,
                  .handler = handler(update_function_code),
                  .body_bytes_max = kCodeRequestBytesMax,
                  .method = "PUT",
                  .path = kCodePath},
        Operation{.name = "Invoke",
                  .input = kInvokeInput,
                  .handler = handler(invoke),
                  .body_bytes_max = kInvokeRequestBytesMax,
                  .method = "POST",
                  .path = kInvocations,
                  .output = kInvokeOutput},
    };
    return service;
}

json::Value Lambda::health() const {
    const PoolCounts counts = functions_->counts();
    json::ObjectBuilder out;
    out.set("status", "running");
    out.set("isolation", "L0");
    out.set("note", "functions are not isolated (level L0)");
    out.set_integer("functions", static_cast<std::int64_t>(functions_->visible().size()));
    out.set_integer("processes", static_cast<std::int64_t>(counts.processes));
    out.set_integer("busy", static_cast<std::int64_t>(counts.busy));
    out.set_integer("queued", static_cast<std::int64_t>(counts.queued));
    out.set_integer("asynchronous", static_cast<std::int64_t>(functions_->async().pending()));
    return std::move(out).build();
}

void Lambda::write_metrics(base::MetricsText& text) const {
    functions_->meter().write(text);
}

std::vector<LogLine> Lambda::log(std::string_view region, std::string_view account,
                                 std::string_view name, std::size_t count) const {
    const auto log =
        functions_->find_log({std::string(account), std::string(region), std::string(name)});
    return log ? log->newest(count) : std::vector<LogLine>{};
}

}  // namespace services::lambda
