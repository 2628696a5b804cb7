// Records are JSON with short member names: they are small and few, and can be read with any tool.
#include "services/lambda/function.hpp"

#include "aws/arn.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace services::lambda {
namespace {

/// Lambda's own form of a time: "2026-11-24T10:00:00.123+0000".
std::string lambda_time(base::TimePoint time) {
    std::string text = base::iso8601_ms(time);
    text.pop_back();
    return text + "+0000";
}

json::Value variables(const Function& function) {
    json::ObjectBuilder object;
    for (const auto& [name, value] : function.environment) object.set(name, value);
    return std::move(object).build();
}

std::string text_of(const json::Value& object, std::string_view name) {
    return std::string(object.find_string(name).value_or(""));
}
std::int64_t integer_of(const json::Value& object, std::string_view name) {
    const json::Value* found = object.find(name);
    return found != nullptr && found->is_number() ? found->as_integer().value_or(0) : 0;
}

}  // namespace

std::string Function::arn() const {
    return aws::function_arn(region, account, name);
}

std::string encode_function(const Function& f) {
    json::ObjectBuilder code;
    code.set("blob", f.code.blob.id.text);
    code.set_integer("bytes", static_cast<std::int64_t>(f.code.blob.bytes));
    code.set_integer("crc32c", f.code.blob.crc32c);
    code.set("sha256", f.code.sha256_base64);
    json::ObjectBuilder record;
    record.set("account", f.account);
    record.set("region", f.region);
    record.set("name", f.name);
    record.set("runtime", f.runtime);
    record.set("handler", f.handler);
    record.set("role", f.role);
    record.set("description", f.description);
    record.set_integer("timeout", f.timeout_seconds);
    record.set_integer("memory", f.memory_mb);
    record.set_integer("ephemeral", f.ephemeral_mb);
    record.set("architecture", f.architecture);
    record.set("tracing", f.tracing_mode);
    record.set("environment", variables(f));
    record.set("tags", f.tags);
    record.set("code", std::move(code).build());
    record.set_integer("modified", base::epoch_ms(f.last_modified));
    record.set("revision", f.revision_id);
    return json::print(std::move(record).build());
}

std::string encode_key(const FunctionKey& key) {
    json::ObjectBuilder object;
    object.set("account", key.account);
    object.set("region", key.region);
    object.set("name", key.name);
    return json::print(std::move(object).build());
}

base::Result<FunctionKey> decode_key(std::string_view text) {
    QS_TRY(const json::Value key, json::parse(text));
    return FunctionKey{text_of(key, "account"), text_of(key, "region"), text_of(key, "name")};
}

base::Result<Function> decode_function(std::string_view text) {
    const auto record = json::parse(text);
    if (!record || !record->is_object())
        return base::fail(base::corrupt("a function's record is no JSON object"));
    const json::Value* code = record->find("code");
    const json::Value* environment = record->find("environment");
    if (code == nullptr || environment == nullptr || text_of(*record, "name").empty()) {
        return base::fail(base::corrupt("a function's record lacks its name, code or environment"));
    }
    Function f{.account = text_of(*record, "account"),
               .region = text_of(*record, "region"),
               .name = text_of(*record, "name"),
               .runtime = text_of(*record, "runtime"),
               .handler = text_of(*record, "handler"),
               .role = text_of(*record, "role"),
               .description = text_of(*record, "description"),
               .timeout_seconds = integer_of(*record, "timeout"),
               .memory_mb = integer_of(*record, "memory"),
               .ephemeral_mb = integer_of(*record, "ephemeral"),
               .architecture = text_of(*record, "architecture"),
               .tracing_mode = text_of(*record, "tracing"),
               .environment = {},
               .tags = json::Value::empty_object(),
               .code = {.blob = {.id = {text_of(*code, "blob")},
                                 .bytes = static_cast<std::uint64_t>(integer_of(*code, "bytes")),
                                 .crc32c = static_cast<std::uint32_t>(integer_of(*code, "crc32c"))},
                        .sha256_base64 = text_of(*code, "sha256")},
               .last_modified = base::from_epoch_ms(integer_of(*record, "modified")),
               .revision_id = text_of(*record, "revision")};
    for (const json::Member& member : environment->members()) {
        if (member.value.is_string())
            f.environment.emplace_back(member.key(), member.value.as_string());
    }
    if (const json::Value* tags = record->find("tags"); tags != nullptr && tags->is_object()) {
        f.tags = json::compact(*tags);
    }
    return f;
}

json::Value describe_function(const Function& f) {
    using json::Value;
    json::ObjectBuilder out;
    out.set("FunctionName", f.name);
    out.set("FunctionArn", f.arn());
    out.set("Runtime", f.runtime);
    out.set("Role", f.role);
    out.set("Handler", f.handler);
    out.set_integer("CodeSize", static_cast<std::int64_t>(f.code.blob.bytes));
    out.set("Description", f.description);
    out.set_integer("Timeout", f.timeout_seconds);
    out.set_integer("MemorySize", f.memory_mb);
    out.set("LastModified", lambda_time(f.last_modified));
    out.set("CodeSha256", f.code.sha256_base64);
    out.set("Version", "$LATEST");
    if (!f.environment.empty()) out.set("Environment", json::object({{"Variables", variables(f)}}));
    out.set("TracingConfig", json::object({{"Mode", Value::string(f.tracing_mode)}}));
    out.set("RevisionId", f.revision_id);
    out.set("State", "Active");
    out.set("LastUpdateStatus", "Successful");
    out.set("PackageType", "Zip");
    out.set("Architectures", json::array({Value::string(f.architecture)}));
    out.set("EphemeralStorage", json::object({{"Size", Value::integer(f.ephemeral_mb)}}));
    out.set("SnapStart", json::object({{"ApplyOn", Value::string("None")},
                                       {"OptimizationStatus", Value::string("Off")}}));
    out.set("LoggingConfig", json::object({{"LogFormat", Value::string("Text")},
                                           {"LogGroup", Value::string("/aws/lambda/" + f.name)}}));
    return std::move(out).build();
}

}  // namespace services::lambda
