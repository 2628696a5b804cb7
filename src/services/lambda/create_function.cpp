// CreateFunction: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
#include "base/random.hpp"
#include "base/text.hpp"
#include "services/lambda/operations.hpp"

namespace services::lambda {
namespace {

aws::Error exists(const std::string& name) {
    json::ObjectBuilder extra;
    extra.set("Type", "User");
    return {"ResourceConflictException", "Function already exist: " + name, 409,
            std::move(extra).build()};
}

}  // namespace

void take_package(Functions& functions, const aws::Call& call, const json::Value& code,
                  std::string runtime,
                  std::function<void(base::Result<FunctionCode, aws::Error>)> answer) {
    auto keep = [&functions, runtime = std::move(runtime), answer](std::string zip) {
        functions.background().run([&functions, runtime, answer, zip = std::move(zip)] {
            if (runtime.starts_with("python") && functions.python().empty()) {
                return answer(
                    base::fail(aws::error("InvalidParameterValueException",
                                          "There is no python3 on this machine to run " + runtime +
                                              "; install python3 and try again.")));
            }
            answer(functions.packages().keep(zip));
        });
    };
    const auto bucket = code.find_string("S3Bucket");
    const auto key = code.find_string("S3Key");
    if (const auto zip = code.find_string("ZipFile")) {
        auto bytes = base::base64_decode(*zip);
        if (!bytes) {
            return answer(
                base::fail(aws::error("SerializationException", "ZipFile must be Base64.")));
        }
        if (bucket || key) {
            return answer(base::fail(
                aws::error("InvalidParameterValueException",
                           "Please do not provide other FunctionCode parameters when providing "
                           "a ZipFile.")));
        }
        return keep(*std::move(bytes));
    }
    if (!bucket || !key) {
        return answer(base::fail(
            aws::error("InvalidParameterValueException",
                       "Please provide a source for function code: ZipFile, or S3Bucket and "
                       "S3Key.")));
    }
    if (!functions.fetch_package()) {
        return answer(
            base::fail(aws::error("InvalidParameterValueException",
                                  "Code from S3 is not there yet; send the package as ZipFile.")));
    }
    functions.fetch_package()(
        call, std::string(*bucket), std::string(*key),
        [keep = std::move(keep), answer](base::Result<std::string, aws::Error> zip) {
            if (!zip) return answer(base::fail(zip.error()));
            keep(*std::move(zip));
        });
}

void create_function(Functions& functions, const aws::Call& call, aws::Answer answer) {
    const auto name = read_function_name(call);
    if (!name) return answer(base::fail(name.error()));
    const FunctionKey key = name->key;
    if (!name->qualifier.empty() || key.account != call.account || key.region != call.region) {
        return answer(base::fail(
            aws::error("InvalidParameterValueException",
                       "FunctionName must name a function of this account and region, without "
                       "a version.")));
    }
    Function function{.account = key.account, .region = key.region, .name = key.name};
    if (const auto applied = apply_configuration(call.input, function); !applied) {
        return answer(base::fail(applied.error()));
    }
    if (const json::Value* tags = call.input.find("Tags"); tags != nullptr && tags->is_object()) {
        function.tags = json::compact(*tags);
    }
    if (call.effect.empty() && functions.visible().find(key))
        return answer(base::fail(exists(key.name)));
    const json::Value* const code = call.input.find("Code");
    take_package(
        functions, call, code == nullptr ? json::Value::empty_object() : *code, function.runtime,
        [&functions, call, key, function, answer](base::Result<FunctionCode, aws::Error> kept) {
            if (!kept) return answer(base::fail(kept.error()));
            functions.change(
                call, key,
                [&functions, function, code = *kept](const FunctionRef& before, base::TimePoint now)
                    -> base::Result<Function, aws::Error> {
                    if (before) return base::fail(exists(function.name));
                    if (functions.visible().size() >= base::limits::kLambdaFunctionsMax) {
                        return base::fail(
                            aws::error("CodeStorageExceededException",
                                       "There are 10,000 functions already; delete some."));
                    }
                    Function made = function;
                    made.code = code;
                    made.last_modified = now;
                    made.revision_id = base::uuid_v4();
                    return made;
                },
                [&functions, code = *kept](bool is_made) {
                    if (is_made) return;
                    functions.background().run(
                        [&functions, code] { functions.packages().remove(code); });
                },
                answer);
        });
}

}  // namespace services::lambda
