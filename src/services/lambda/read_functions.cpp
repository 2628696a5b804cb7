// GetFunction, GetFunctionConfiguration, ListFunctions, DeleteFunction.
#include "base/text.hpp"
#include "services/lambda/operations.hpp"

namespace services::lambda {
namespace {

constexpr std::int64_t kPageMax = 50;

}  // namespace

void get_function(Functions& functions, const aws::Call& call, aws::Answer answer) {
    const auto function = functions.find(call);
    if (!function) return answer(base::fail(function.error()));
    json::ObjectBuilder out;
    out.set("Configuration", describe_function(**function));
    out.set("Code", json::object({{"RepositoryType", json::Value::string("S3")}}));
    if ((*function)->tags.size() != 0) out.set("Tags", (*function)->tags);
    answer(std::move(out).build());
}

void get_function_configuration(Functions& functions, const aws::Call& call, aws::Answer answer) {
    const auto function = functions.find(call);
    if (!function) return answer(base::fail(function.error()));
    answer(describe_function(**function));
}

void list_functions(Functions& functions, const aws::Call& call, aws::Answer answer) {
    const json::Value* const wanted = call.input.find("MaxItems");
    const auto count =
        std::min(wanted == nullptr ? kPageMax : wanted->as_integer().value_or(kPageMax), kPageMax);
    const auto marker = base::base64_decode(call.input.find_string("Marker").value_or(""));
    if (!marker) {
        return answer(
            base::fail(aws::error("InvalidParameterValueException",
                                  "Marker must be the NextMarker of an earlier answer.")));
    }
    auto found = functions.visible().list(
        {call.account, call.region, *marker},
        static_cast<std::size_t>(std::max<std::int64_t>(count, 1)) + 1,
        [&call](const FunctionKey& key) {
            return key.account == call.account && key.region == call.region;
        });
    const bool is_more = found.size() > static_cast<std::size_t>(count);
    if (is_more) found.pop_back();
    std::vector<json::Value> described;
    for (const FunctionRef& function : found) described.push_back(describe_function(*function));
    json::ObjectBuilder out;
    out.set("Functions", json::Value::array(described));
    if (is_more) out.set("NextMarker", base::base64_encode(found.back()->name));
    answer(std::move(out).build());
}

void delete_function(Functions& functions, const aws::Call& call, aws::Answer answer) {
    const auto name = read_function_name(call);
    if (!name) return answer(base::fail(name.error()));
    if (!name->qualifier.empty()) {
        return answer(base::fail(
            aws::error("InvalidParameterValueException",
                       "$LATEST version cannot be deleted without deleting the function.")));
    }
    functions.remove(call, *name, std::move(answer));
}

}  // namespace services::lambda
