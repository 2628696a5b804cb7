// The table of AWS's services on the wire, and the order in which a request is looked at.
#include "aws/recognition.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace aws {
namespace {

/// Services that clients may call, whether they are here or not: an error then names the right one.
struct KnownService {
    std::string_view id;
    std::string_view signing_name;
    std::string_view target_prefix;  ///< JSON services.
    Protocol protocol;
};
constexpr std::array kServices = {
    KnownService{"s3", "s3", "", Protocol::rest_xml},
    KnownService{"states", "states", "AWSStepFunctions", Protocol::json10},
    KnownService{"dynamodb", "dynamodb", "DynamoDB_20120810", Protocol::json10},
    KnownService{"lambda", "lambda", "", Protocol::rest_json},
    KnownService{"events", "events", "AWSEvents", Protocol::json11},
    KnownService{"dynamodbstreams", "dynamodb", "DynamoDBStreams_20120810", Protocol::json10},
    KnownService{"sqs", "sqs", "AmazonSQS", Protocol::json10},
    KnownService{"sns", "sns", "", Protocol::query},
    KnownService{"logs", "logs", "Logs_20140328", Protocol::json11},
    KnownService{"cloudwatch", "monitoring", "GraniteServiceVersion20100801", Protocol::json10},
    KnownService{"iam", "iam", "", Protocol::query},
    KnownService{"sts", "sts", "", Protocol::query},
    KnownService{"cloudformation", "cloudformation", "", Protocol::query},
    KnownService{"ssm", "ssm", "AmazonSSM", Protocol::json11},
    KnownService{"secretsmanager", "secretsmanager", "secretsmanager", Protocol::json11},
    KnownService{"kms", "kms", "TrentService", Protocol::json11},
    KnownService{"scheduler", "scheduler", "", Protocol::rest_json},
    KnownService{"pipes", "pipes", "", Protocol::rest_json},
    KnownService{"apigateway", "apigateway", "", Protocol::rest_json},
    KnownService{"glue", "glue", "AWSGlue", Protocol::json11},
    KnownService{"athena", "athena", "AmazonAthena", Protocol::json11},
};

/// Query services by the version that their requests carry, for unsigned ones.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kQueryVersions = {{
    {"2012-11-05", "sqs"},
    {"2010-03-31", "sns"},
    {"2010-05-08", "iam"},
    {"2011-06-15", "sts"},
    {"2010-05-15", "cloudformation"},
    {"2010-08-01", "cloudwatch"},
}};

/// First path segments of REST services, for unsigned requests. Lambda's begin with a date.
constexpr std::array<std::string_view, 7> kLambdaResources = {
    "functions", "layers",           "event-source-mappings", "code-signing-configs",
    "tags",      "account-settings", "durable-executions"};

const KnownService* by_signing_name(std::string_view name) {
    const auto found = std::ranges::find(kServices, name, &KnownService::signing_name);
    return found == kServices.end() ? nullptr : &*found;
}

/// "/2015-03-31/functions/..."
bool is_lambda_path(std::string_view path) {
    if (path.size() < 13 || path[0] != '/' || path[11] != '/' || path[5] != '-' || path[8] != '-') {
        return false;
    }
    for (const std::size_t i : {1U, 2U, 3U, 4U, 6U, 7U, 9U, 10U}) {
        if (path[i] < '0' || path[i] > '9') return false;
    }
    const std::string_view rest = path.substr(12);
    return std::ranges::find(kLambdaResources, rest.substr(0, rest.find('/'))) !=
           kLambdaResources.end();
}

bool is_path_of(std::string_view path, std::string_view resource) {
    return path.starts_with(resource) &&
           (path.size() == resource.size() || path[resource.size()] == '/');
}

/// A parameter of the query string, decoded.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
    for (const std::string_view pair : base::split(query, '&')) {
        const auto equals = pair.find('=');
        if (pair.substr(0, equals) != name) continue;
        return equals == std::string_view::npos
                   ? ""
                   : base::percent_decode(pair.substr(equals + 1), true);
    }
    return std::nullopt;
}

CredentialScope parse_credential(std::string_view credential) {
    // KEY/DATE/REGION/SERVICE/aws4_request; keys have no slash, but let the end decide.
    const auto parts = base::split(credential, '/');
    if (parts.size() < 5) return {std::string(parts[0]), {}, {}};
    const std::size_t count = parts.size();
    return {std::string(parts[0]), std::string(parts[count - 3]), std::string(parts[count - 2])};
}

bool is_form(const HttpRequest& request) {
    const auto type = request.headers.find("content-type");
    return type && base::lower(*type).starts_with("application/x-www-form-urlencoded");
}

/// The root, or an old SQS client's queue URL: /000000000000/name.
bool is_query_path(std::string_view path) {
    if (path == "/") return true;
    return path.size() > 14 && path[13] == '/' &&
           path.substr(1, 12).find_first_not_of("0123456789") == std::string_view::npos;
}

void recognize_target(std::string_view target, Recognition& found) {
    const auto dot = target.rfind('.');
    const std::string_view prefix = target.substr(0, dot);
    found.operation = dot == std::string_view::npos ? "" : target.substr(dot + 1);
    found.service = prefix;
    found.protocol = Protocol::json10;
    for (const KnownService& service : kServices) {
        if (service.target_prefix.empty() || service.target_prefix != prefix) continue;
        found.service = service.id;
        found.protocol = service.protocol;
    }
}

/// True if the request is one of the query protocol.
bool recognize_query(const HttpRequest& request, Recognition& found) {
    const KnownService* signer = by_signing_name(found.scope.service);
    const bool is_rest = signer != nullptr && (signer->protocol == Protocol::rest_xml ||
                                               signer->protocol == Protocol::rest_json);
    const bool in_target = query_parameter(request.query(), "Action").has_value() &&
                           query_parameter(request.query(), "Version").has_value();
    const bool in_body =
        request.method == "POST" && is_form(request) && is_query_path(request.path());
    if (is_rest || !(in_target || in_body)) return false;
    found.protocol = Protocol::query;
    found.service = signer != nullptr ? signer->id : found.scope.service;
    found.operation = query_parameter(request.query(), "Action").value_or("");
    if (found.service.empty()) {
        const auto version = query_parameter(request.query(), "Version").value_or("");
        for (const auto& [known, service] : kQueryVersions) {
            if (known == version) found.service = service;
        }
    }
    return true;
}

void recognize_rest(const HttpRequest& request, Recognition& found) {
    const std::string_view path = request.path();
    found.protocol = Protocol::rest_json;
    if (const KnownService* signer = by_signing_name(found.scope.service)) {
        found.service = signer->id;
        found.protocol = signer->protocol;
    } else if (!found.scope.service.empty()) {
        found.service = found.scope.service;
    } else if (is_lambda_path(path)) {
        found.service = "lambda";
    } else if (is_path_of(path, "/schedules") || is_path_of(path, "/schedule-groups")) {
        found.service = "scheduler";
    } else if (is_path_of(path, "/v1/pipes")) {
        found.service = "pipes";
    } else if (is_path_of(path, "/restapis")) {
        found.service = "apigateway";
    } else {
        found.service = "s3";
        found.protocol = Protocol::rest_xml;
    }
}

}  // namespace

CredentialScope credential_scope(const HttpRequest& request) {
    if (const auto header = request.headers.find("authorization")) {
        constexpr std::string_view kField = "Credential=";
        const auto at = header->find(kField);
        if (at != std::string_view::npos) {
            const std::string_view rest = header->substr(at + kField.size());
            return parse_credential(rest.substr(0, rest.find_first_of(", ")));
        }
    }
    if (const auto presigned = query_parameter(request.query(), "X-Amz-Credential")) {
        return parse_credential(*presigned);
    }
    return {};
}

Recognition recognize(const HttpRequest& request) {
    Recognition found;
    found.scope = credential_scope(request);
    if (const auto target = request.headers.find("x-amz-target")) {
        recognize_target(*target, found);
    } else if (request.path().starts_with("/service/") && request.headers.find("smithy-protocol")) {
        // /service/NAME/operation/OPERATION of rpc-v2-cbor: its answers read error headers too.
        const auto parts = base::split(request.path(), '/');
        recognize_target(parts[2], found);
        found.operation = parts.size() > 4 ? parts[4] : "";
    } else if (!recognize_query(request, found)) {
        recognize_rest(request, found);
    }
    return found;
}

std::string_view signing_name_of(std::string_view service_id) {
    const auto found = std::ranges::find(kServices, service_id, &KnownService::id);
    return found == kServices.end() ? service_id : found->signing_name;
}

std::string account_of(const CredentialScope& scope, std::string_view fallback) {
    const bool is_account = scope.access_key.size() == 12 &&
                            scope.access_key.find_first_not_of("0123456789") == std::string::npos;
    return is_account ? scope.access_key : std::string(fallback);
}

std::string region_of(const CredentialScope& scope, std::string_view fallback) {
    constexpr std::size_t kRegionBytesMax = 32;
    const bool is_region = !scope.region.empty() && scope.region.size() <= kRegionBytesMax &&
                           scope.region.find_first_not_of(
                               "abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
    return is_region ? scope.region : std::string(fallback);
}

}  // namespace aws
