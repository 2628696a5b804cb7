// Signed mode: every request proves who it is from before anybody acts on it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "aws/error.hpp"
#include "aws/http.hpp"
#include "aws/recognition.hpp"
#include "aws/signature/credentials.hpp"
#include "base/clock.hpp"

namespace server {

/// Knows the keys. Immutable; any thread.
class Authenticator {
public:
    /// The request, and who signed it for where: the only scope that may be believed.
    using Admit = std::function<void(aws::HttpRequest, const aws::CredentialScope&)>;
    using Refuse = std::function<void(aws::Error)>;

    Authenticator(const std::vector<aws::Credentials>& keys, const base::Clock& clock);

    /// Checks the request's Signature Version 4 in its header or query: key, age (15 minutes, or
    /// what a presigned URL says, at most 7 days), service, signed headers, and the body's hash or
    /// the signatures of its chunks. Then calls `admit` with the same request, or `refuse` with the
    /// service's own error. A body that is checked as it streams fails while it is read; what was
    /// read of it must be thrown away then.
    void check(aws::HttpRequest request, const aws::Recognition& found, Admit admit,
               Refuse refuse) const;

    /// For pages of our own: HTTP's Basic with an access key and its secret.
    bool is_known(const aws::HttpRequest& request) const;

private:
    std::map<std::string, std::string, std::less<>> secrets_;  ///< By access key.
    const base::Clock& clock_;
};

}  // namespace server
