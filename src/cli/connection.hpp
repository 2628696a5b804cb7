// Which server a command talks to, and where that was said.
#pragma once
#include <memory>
#include <string>

#include "aws/client.hpp"
#include "cli/options.hpp"
#include "cli/problem.hpp"

namespace cli {

struct Endpoint {
    std::string url;
    std::string origin;  ///< "--endpoint", "AWS_ENDPOINT_URL", "default".
};

Endpoint choose_endpoint(const ConnectionOptions& options);
std::string choose_region(const ConnectionOptions& options);

/// A client with what people need to know about it. Belongs to one thread.
class Connection {
public:
    /// Errors: an endpoint that is no http or https URL.
    static Outcome<std::unique_ptr<Connection>> open(const ConnectionOptions& options);

    Connection(Endpoint endpoint, aws::ClientOptions options);

    aws::Client& client() { return client_; }
    const std::string& url() const { return client_.endpoint(); }
    const std::string& region() const { return client_.region(); }
    /// The account that the server works in, as its health says; asked once.
    Outcome<std::string> account();

    /// A call whose failure says what was tried, and where the endpoint came from.
    Outcome<json::Value> call(std::string_view what, std::string_view service,
                              std::string_view operation, const json::Value& input);
    Problem problem(std::string_view what, const aws::CallFailure& failure) const;

private:
    Endpoint endpoint_;
    aws::Client client_;
    std::string account_;
};

}  // namespace cli
