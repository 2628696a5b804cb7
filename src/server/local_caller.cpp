// Calls inside the process.
#include "server/local_caller.hpp"

#include "base/random.hpp"

namespace server {
namespace {

std::string_view service_id(std::string_view name) {
    if (name == "sfn" || name == "stepfunctions") return "states";
    if (name == "eventbridge") return "events";
    return name;
}

std::string operation_name(std::string_view name) {
    std::string text(name);
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 32);
    return text;
}

}  // namespace

void LocalCaller::call(std::string_view service_name, std::string_view operation, aws::Call call,
                       aws::Answer answer) {
    const std::string name = operation_name(operation);
    const aws::Service* service = services_ ? services_->find(service_id(service_name)) : nullptr;
    if (service == nullptr) return answer(base::fail(aws::unknown_operation(service_name, name)));
    const aws::Operation* found = aws::find_operation(*service, name);
    if (found == nullptr) return answer(base::fail(aws::unknown_operation(service->id, name)));
    if (call.region.empty()) call.region = region_;
    if (call.account.empty()) call.account = account_;
    if (call.request_id.empty()) call.request_id = base::uuid_v4();
    aws::run(*service, *found, call, std::move(answer));
}

}  // namespace server
