#include "connectors/outcome.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "base/text.hpp"

namespace connectors {

aws::Call call_of(const runtime::TaskRequest& request, json::Value input) {
    return {.region = request.region,
            .account = request.account,
            .request_id = base::uuid_v4(),
            .effect = request.effect,
            .input = std::move(input)};
}

json::Value with_sdk_metadata(const json::Value& result, const HeaderList& headers,
                              const std::string& request_id, int http_status) {
    json::ObjectBuilder all;
    for (const auto& [name, value] : headers) {
        all.set(name, json::array({json::Value::string(value)}));
    }
    HeaderList sorted = headers;
    std::ranges::sort(sorted, {}, [](const auto& header) { return base::lower(header.first); });
    json::ObjectBuilder single;
    for (const auto& [name, value] : sorted) single.set(name, value);

    json::ObjectBuilder http;
    http.set("AllHttpHeaders", std::move(all).build());
    http.set("HttpHeaders", std::move(single).build());
    http.set_integer("HttpStatusCode", http_status);

    json::ObjectBuilder made(result);
    made.set("SdkHttpMetadata", std::move(http).build());
    made.set("SdkResponseMetadata", json::object({{"RequestId", json::Value::string(request_id)}}));
    return std::move(made).build();
}

std::string optimised_cause(const aws::Error& error, std::string_view service,
                            const std::string& request_id) {
    return error.message + " (Service: " + std::string(service) +
           "; Status Code: " + std::to_string(error.http_status) + "; Error Code: " + error.code +
           "; Request ID: " + request_id + "; Proxy: null)";
}

std::string sdk_cause(const aws::Error& error, std::string_view service,
                      const std::string& request_id, const std::string& extended_id) {
    return error.message + " (Service: " + std::string(service) +
           ", Status Code: " + std::to_string(error.http_status) + ", Request ID: " + request_id +
           (extended_id.empty() ? "" : ", Extended Request ID: " + extended_id) + ")";
}

}  // namespace connectors
