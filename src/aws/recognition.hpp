// Whom a request is for, by what AWS's clients send: X-Amz-Target, the signature's scope, the
// content type, the path (compatibility.md, section 3). Host prefixes such as `sync-` do not
// matter.
#pragma once
#include <string>
#include <string_view>

#include "aws/http.hpp"
#include "aws/operation.hpp"

namespace aws {

/// Who signed, and for where: the credential scope of a header or of a presigned query. Nothing is
/// verified. All empty for an unsigned request.
struct CredentialScope {
    std::string access_key;
    std::string region;
    std::string service;  ///< The signing name.
};
CredentialScope credential_scope(const HttpRequest& request);

struct Recognition {
    std::string
        service;  ///< An id as in `Service`; the wire's own name for a service nobody knows.
    std::string operation;  ///< Where the headers say it (JSON); else the protocol finds it.
    Protocol protocol = Protocol::rest_xml;
    CredentialScope scope;
};

/// Always finds something: what nothing else claims is S3's.
Recognition recognize(const HttpRequest& request);

/// The name by which a service's requests are signed: "monitoring" for "cloudwatch".
std::string_view signing_name_of(std::string_view service_id);

/// The account a request works in: an access key of 12 digits is one, else `fallback`.
std::string account_of(const CredentialScope& scope, std::string_view fallback);
/// The region of the signature if it is spelled like one, else `fallback`.
std::string region_of(const CredentialScope& scope, std::string_view fallback);

}  // namespace aws
