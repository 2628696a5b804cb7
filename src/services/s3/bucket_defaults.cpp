// What common tools read of a bucket or an object and nobody can change here yet: each sub-resource
// answers as it does on AWS where it was never configured.
#include <array>

#include "services/s3/errors.hpp"
#include "services/s3/operations.hpp"

namespace services::s3 {
namespace {

using Fill = void (*)(XmlWriter&, const Exchange&);

void nothing(XmlWriter&, const Exchange&) {}

void owner_may_all(XmlWriter& document, const Exchange& exchange) {
    const std::string& account = exchange.call.account;
    document.open("Owner").text("ID", account).close().open("AccessControlList").open("Grant");
    // xsi:type is what clients tell a user from a group by.
    document.raw(
        "<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
        "xsi:type=\"CanonicalUser\">");
    document.text("ID", account).raw("</Grantee>").text("Permission", "FULL_CONTROL");
}

void payer(XmlWriter& document, const Exchange&) {
    document.text("Payer", "BucketOwner");
}

void encryption(XmlWriter& document, const Exchange&) {
    document.open("Rule")
        .open("ApplyServerSideEncryptionByDefault")
        .text("SSEAlgorithm", "AES256")
        .close();
    document.boolean("BucketKeyEnabled", false);
}

void owner_enforced(XmlWriter& document, const Exchange&) {
    document.open("Rule").text("ObjectOwnership", "BucketOwnerEnforced");
}

void all_blocked(XmlWriter& document, const Exchange&) {
    document.boolean("BlockPublicAcls", true)
        .boolean("IgnorePublicAcls", true)
        .boolean("BlockPublicPolicy", true)
        .boolean("RestrictPublicBuckets", true);
}

struct Default {
    std::string_view parameter;
    std::string_view root;   ///< Of the document, or
    std::string_view error;  ///< the error that says "not configured".
    Fill fill = nothing;
};

constexpr std::array kBucketDefaults = {
    Default{"accelerate", "AccelerateConfiguration", ""},
    Default{"acl", "AccessControlPolicy", "", owner_may_all},
    Default{"cors", "", "NoSuchCORSConfiguration"},
    Default{"encryption", "ServerSideEncryptionConfiguration", "", encryption},
    Default{"lifecycle", "", "NoSuchLifecycleConfiguration"},
    Default{"logging", "BucketLoggingStatus", ""},
    Default{"object-lock", "", "ObjectLockConfigurationNotFoundError"},
    Default{"ownershipControls", "OwnershipControls", "", owner_enforced},
    Default{"policy", "", "NoSuchBucketPolicy"},
    Default{"publicAccessBlock", "PublicAccessBlockConfiguration", "", all_blocked},
    Default{"replication", "", "ReplicationConfigurationNotFoundError"},
    Default{"requestPayment", "RequestPaymentConfiguration", "", payer},
    Default{"tagging", "", "NoSuchTagSet"},
    Default{"versioning", "VersioningConfiguration", ""},
    Default{"website", "", "NoSuchWebsiteConfiguration"},
};

void answer(const ExchangePtr& exchange, const Default& row) {
    if (!row.error.empty()) {
        return exchange->fail(with(s3_error(row.error), "BucketName", exchange->request.bucket));
    }
    XmlWriter document = s3_document(row.root);
    row.fill(document, *exchange);
    exchange->send_xml(std::move(document));
}

}  // namespace

void get_bucket_default(Storage& storage, const ExchangePtr& exchange) {
    storage.read_bucket(exchange, [exchange](runtime::ShardContext& context, const Bucket&) {
        for (const Default& row : kBucketDefaults) {
            if (!exchange->request.has(row.parameter)) continue;
            return context.release([exchange, &row] { answer(exchange, row); });
        }
    });
}

void get_object_default(Storage& storage, const ExchangePtr& exchange) {
    storage.read_bucket(exchange, [exchange](runtime::ShardContext& context, const Bucket& bucket) {
        if (!bucket.objects.contains(exchange->request.key)) {
            return release_error(context, exchange, no_such_key(exchange->request.key));
        }
        context.release([exchange] {
            if (exchange->request.has("acl")) {
                return answer(exchange, {"acl", "AccessControlPolicy", "", owner_may_all});
            }
            XmlWriter document = s3_document("Tagging");
            document.text("TagSet", "");
            exchange->send_xml(std::move(document));
        });
    });
}

}  // namespace services::s3
