// What every operation has in common: how it is found, and how its handler is run.
#include "aws/operation.hpp"

#include <atomic>
#include <exception>

#include "base/hash.hpp"
#include "base/log.hpp"

namespace aws {
namespace {

/// The first answer goes out, others are dropped, and none at all is an answer too.
class OneAnswer {
public:
    OneAnswer(Answer answer, std::string name, std::string request_id)
        : answer_(std::move(answer)), name_(std::move(name)), request_id_(std::move(request_id)) {}
    OneAnswer(const OneAnswer&) = delete;
    OneAnswer& operator=(const OneAnswer&) = delete;
    ~OneAnswer() {
        if (!is_given_) fail("dropped");
    }

    void give(base::Result<json::Value, Error> answer) {
        if (!is_given_.exchange(true)) answer_(std::move(answer));
    }
    void fail(const std::string& what) {
        base::log::error("aws.operation_failed",
                         {{"operation", name_}, {"what", what}, {"request_id", request_id_}});
        give(base::fail(internal_failure()));
    }

private:
    Answer answer_;
    std::string name_;
    std::string request_id_;
    std::atomic<bool> is_given_ = false;
};

}  // namespace

const Operation* find_operation(const Service& service, std::string_view name) {
    for (const Operation& operation : service.operations) {
        if (operation.name == name) return &operation;
    }
    return nullptr;
}

void run(const Service& service, const Operation& operation, const Call& call, Answer answer) {
    if (auto checked = check_input(service, operation, call.input); !checked) {
        return answer(base::fail(std::move(checked).error()));
    }
    const auto once = std::make_shared<OneAnswer>(
        std::move(answer), std::string(service.id) + ":" + std::string(operation.name),
        call.request_id);
    try {
        operation.handler(
            call, [once](base::Result<json::Value, Error> given) { once->give(std::move(given)); });
    } catch (const std::exception& error) {  // base::Bug, or no memory: this request only.
        once->fail(error.what());
    }
}

std::string body_checksum(std::string_view body) {
    return std::to_string(base::crc32(body));
}

Error unknown_operation(std::string_view service, std::string_view operation) {
    return error("UnknownOperationException",
                 "Quickstep's " + std::string(service) + " has no operation '" +
                     std::string(operation) +
                     "'; GET /_quickstep/health lists the services that are here");
}

Error internal_failure() {
    return error(
        "InternalFailure",
        "The request failed because of an error in Quickstep; its log has the cause under this "
        "request id.",
        500);
}

}  // namespace aws
