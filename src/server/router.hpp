// From an HTTP request to whoever answers it: our own pages, or the service that AWS's client
// means.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "aws/http.hpp"
#include "server/api_meter.hpp"
#include "server/authenticator.hpp"
#include "server/health.hpp"
#include "server/service_table.hpp"

namespace server {

/// A part of the server that answers pages of its own: the console, the event stream. The longest
/// fitting prefix wins; a prefix that ends with a slash stands for everything below it.
struct Route {
    std::string prefix;  ///< "/_console/". Begins with "/_quickstep/" or "/_console/".
    aws::HttpHandler handler;
};

struct RouterOptions {
    std::string region = "us-east-1";
    std::string account = "000000000000";
    std::string version = {};
    /// Names of this machine under which it may be called, beside loopback's.
    std::vector<std::string> host_names = {};
    /// Signed mode: who checks signatures. Null in open mode.
    std::shared_ptr<const Authenticator> authenticator = nullptr;
    /// Counts the requests to services, if given; must outlive the handler.
    ApiMeter* meter = nullptr;
};

/// The handler for `serve`. It checks the gate, gives each request an id, recognises its service
/// and hands it to the protocol. In open mode any credentials and none are accepted; in signed mode
/// services take signed requests alone, and pages of our own but health want an access key and its
/// secret by HTTP's Basic. A bug in a service is answered 500 `InternalFailure`. At level debug
/// every answer is logged.
aws::HttpHandler make_router(std::shared_ptr<const ServiceTable> services, RouterOptions options,
                             std::vector<Route> routes, HealthSource health);

}  // namespace server
