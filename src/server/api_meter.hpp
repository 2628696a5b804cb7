// Counts what clients ask for and how long it takes, for the page of metrics.
#pragma once
#include <string>
#include <string_view>

#include "aws/http.hpp"
#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "server/service_table.hpp"

namespace server {

class ApiMeter {
public:
    explicit ApiMeter(const base::Clock& clock) : clock_(clock) {}

    /// The reply that counts what it is given. `service` is null for one that is not here. The
    /// operation is one of the service's table, else the HTTP method: names that clients make up
    /// become no series.
    std::function<void(aws::HttpReply)> watch(const aws::Service* service,
                                              std::string_view operation, std::string_view method,
                                              std::function<void(aws::HttpReply)> reply);
    void write(base::MetricsText& text) const;

private:
    static constexpr std::size_t kSeriesMax = 1'000;
    static constexpr std::size_t kServicesMax = 50;

    const base::Clock& clock_;
    base::Family<base::Counter> requests_{kSeriesMax};
    base::Family<base::Counter> throttled_{kServicesMax};
    base::Family<base::Histogram> seconds_{kServicesMax};
};

}  // namespace server
