#include "server/api_meter.hpp"

#include <algorithm>
#include <array>

namespace server {
namespace {

/// "OK", the error's name where the protocol puts it into a header, else the HTTP status.
std::string code_of(const aws::HttpReply& reply) {
    if (reply.status < 400) return "OK";
    if (const auto name = reply.headers.find("x-amzn-errortype")) return std::string(*name);
    return std::to_string(reply.status);
}

bool is_throttled(const std::string& code) {
    return code == "429" || code == "503" || code.find("Throttl") != std::string::npos ||
           code.find("TooManyRequests") != std::string::npos;
}

std::string known_method(std::string_view method) {
    constexpr std::array<std::string_view, 6> kMethods = {"GET",  "PUT",    "POST",
                                                          "HEAD", "DELETE", "OPTIONS"};
    return std::string(std::ranges::find(kMethods, method) == kMethods.end() ? "other" : method);
}

}  // namespace

std::function<void(aws::HttpReply)> ApiMeter::watch(const aws::Service* service,
                                                    std::string_view operation,
                                                    std::string_view method,
                                                    std::function<void(aws::HttpReply)> reply) {
    const bool is_known = service != nullptr && aws::find_operation(*service, operation) != nullptr;
    return [this, name = std::string(service == nullptr ? "none" : service->id),
            operation = is_known ? std::string(operation) : known_method(method),
            begun = clock_.monotonic(), reply = std::move(reply)](aws::HttpReply answer) {
        const std::string code = code_of(answer);
        requests_.of({{"service", name}, {"operation", operation}, {"code", code}}).add();
        seconds_.of({{"service", name}}).observe(clock_.monotonic() - begun);
        if (is_throttled(code)) throttled_.of({{"service", name}}).add();
        reply(std::move(answer));
    };
}

void ApiMeter::write(base::MetricsText& text) const {
    text.counters("quickstep_api_requests_total", "Requests of clients.", requests_);
    text.histograms("quickstep_api_duration_seconds", "From a request to its answer.", seconds_);
    text.counters("quickstep_throttled_total", "Requests that were refused for load.", throttled_);
}

}  // namespace server
