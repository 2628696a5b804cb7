// Calls to AWS's services at an endpoint, by service and operation: what the command line is built
// on. Every call is signed (Signature Version 4), whether the server looks at it or not.
#pragma once
#include <string>
#include <string_view>

#include "aws/http_client.hpp"
#include "base/clock.hpp"
#include "json/value.hpp"

namespace aws {

/// Why a call gave nothing: the service said no, or no answer came.
struct CallFailure {
    std::string code;  ///< AWS's ("ResourceNotFoundException"); empty if no answer came.
    std::string message;
    std::string request_id;  ///< Empty if no answer came.
    int http_status = 0;     ///< 0 if no answer came.
    /// Why no answer came; `network` also where one came that is none of AWS's (no `code` then).
    base::ErrorKind kind = base::ErrorKind::invalid;

    bool was_answered() const { return http_status != 0; }
};

template <class T>
using CallResult = base::Result<T, CallFailure>;

struct ClientOptions {
    HttpClientOptions http;
    std::string region = "us-east-1";
    std::string access_key = "test";
    std::string secret_key = "test";
    const base::Clock* clock = &base::system_clock();
};

/// Belongs to one thread, as its HttpClient.
class Client {
public:
    explicit Client(ClientOptions options);

    const std::string& endpoint() const { return http_.endpoint(); }
    const std::string& region() const { return region_; }

    /// `service` is "states", "dynamodb", "events" or "lambda". The answer of a payload operation
    /// is its JSON; an empty answer is an empty object.
    CallResult<json::Value> call(std::string_view service, std::string_view operation,
                                 const json::Value& input);
    /// A request of a service that speaks HTTP itself (S3). Any answered status but 2xx is a
    /// failure with the code of the XML or JSON document, or of the status where there is none
    /// (HEAD). An answer without AWS's marks is one too: some other server listens there.
    CallResult<ClientReply> send(std::string_view service, ClientRequest request,
                                 const HttpClient::Sink& sink = {});

private:
    HttpClient http_;
    std::string region_;
    void sign(std::string_view service, ClientRequest& request) const;

    std::string access_key_;
    std::string secret_key_;
    const base::Clock* clock_;
};

}  // namespace aws
