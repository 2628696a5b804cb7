// What the meter makes of requests.
#include "server/api_meter.hpp"

#include <doctest/doctest.h>

namespace {

aws::Service states() {
    return {.id = "states",
            .signing_name = "states",
            .target_prefix = "AWSStepFunctions",
            .operations = {{"StartExecution", {}, {}}}};
}

}  // namespace

TEST_CASE("requests are counted by service, operation and what was answered") {
    base::VirtualClock clock(base::from_epoch_ms(0));
    server::ApiMeter meter(clock);
    const aws::Service service = states();
    int replies = 0;
    const auto ask = [&](std::string_view operation, int status, const char* error) {
        const auto reply = meter.watch(&service, operation, "POST",
                                       [&replies](const aws::HttpReply&) { ++replies; });
        clock.advance(base::Milliseconds{3});
        aws::HttpReply answer;
        answer.status = status;
        if (error != nullptr) answer.headers.add("x-amzn-ErrorType", error);
        reply(std::move(answer));
    };
    ask("StartExecution", 200, nullptr);
    ask("StartExecution", 400, "ThrottlingException");
    // Names that a client makes up become no series.
    ask("Made\"Up", 400, nullptr);
    ask("MadeUp2", 400, nullptr);
    CHECK_EQ(replies, 4);
    base::MetricsText text;
    meter.write(text);
    const std::string page = std::move(text).take();
    for (
        const char* line :
        {R"(quickstep_api_requests_total{service="states",operation="StartExecution",code="OK"} 1)",
         R"(operation="StartExecution",code="ThrottlingException"} 1)",
         R"(quickstep_api_requests_total{service="states",operation="POST",code="400"} 2)",
         R"(quickstep_throttled_total{service="states"} 1)",
         R"(quickstep_api_duration_seconds_bucket{service="states",le="0.005"} 4)",
         R"(quickstep_api_duration_seconds_sum{service="states"} 0.012)"}) {
        CHECK_MESSAGE(page.find(line) != std::string::npos, line << "\n" << page);
    }
}
