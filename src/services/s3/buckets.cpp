// CreateBucket, HeadBucket, DeleteBucket, ListBuckets, GetBucketLocation.
#include "base/limits.hpp"
#include "services/s3/body.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/operations.hpp"

namespace services::s3 {
namespace {

// The default region answers the second creation with success, as it always has; the others refuse
// it. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
constexpr std::string_view kClassicRegion = "us-east-1";

void create_on_shard(Storage& storage, const ExchangePtr& exchange, const std::string& region) {
    const auto work = [&storage, exchange, region](runtime::ShardContext& context) {
        const std::string& name = exchange->request.bucket;
        if (const Bucket* bucket = storage.find(context, name)) {
            const bool is_ours = bucket->account == exchange->call.account;
            if (!is_ours || bucket->region != kClassicRegion || region != kClassicRegion) {
                return release_error(
                    context, exchange,
                    with(s3_error(is_ours ? "BucketAlreadyOwnedByYou" : "BucketAlreadyExists"),
                         "BucketName", name));
            }
        } else {
            Bucket made;
            made.region = region;
            made.account = exchange->call.account;
            made.created = context.now();
            storage.put_bucket(context, name, std::move(made));
        }
        aws::HttpReply reply;
        reply.headers.set("Location", "/" + name);
        release_change(context, exchange, std::move(reply));
    };
    storage.post(exchange, exchange->request.bucket, work);
}

}  // namespace

void list_buckets(Storage& storage, const ExchangePtr& exchange) {
    XmlWriter document = s3_document("ListAllMyBucketsResult");
    document.open("Owner").text("ID", exchange->call.account).close().open("Buckets");
    const auto prefix = exchange->request.parameter("prefix").value_or("");
    for (const BucketDirectory::Item& bucket : storage.directory().list()) {
        if (!bucket.name.starts_with(prefix)) continue;
        document.open("Bucket")
            .text("Name", bucket.name)
            .text("CreationDate", base::iso8601_ms(bucket.created))
            .text("BucketRegion", bucket.region)
            .close();
    }
    exchange->send_xml(std::move(document));
}

void create_bucket(Storage& storage, const ExchangePtr& exchange) {
    receive_body(storage.blobs(), exchange, Placement::memory, base::limits::kS3DocumentBytesMax,
                 [&storage, exchange](const ReceivedPtr& received) {
                     std::string region = exchange->call.region;
                     if (!received->inline_body.empty()) {
                         const auto document = parse_xml(received->inline_body);
                         if (!document || document->name != "CreateBucketConfiguration") {
                             return exchange->fail(s3_error("MalformedXML"));
                         }
                         const auto constraint = document->text_of("LocationConstraint");
                         if (!constraint.empty())
                             region = constraint == "EU" ? "eu-west-1" : constraint;
                     }
                     create_on_shard(storage, exchange, region);
                 });
}

void head_bucket(Storage& storage, const ExchangePtr& exchange) {
    storage.read_bucket(exchange, [exchange](runtime::ShardContext& context, const Bucket& bucket) {
        context.release([exchange, region = bucket.region] {
            aws::HttpReply reply;
            reply.headers.set("x-amz-bucket-region", region);
            reply.headers.set("x-amz-access-point-alias", "false");
            exchange->send(std::move(reply));
        });
    });
}

void delete_bucket(Storage& storage, const ExchangePtr& exchange) {
    storage.with_bucket(
        exchange, [&storage, exchange](runtime::ShardContext& context, const Bucket& bucket) {
            const std::string& name = exchange->request.bucket;
            if (!bucket.objects.empty()) {
                return release_error(context, exchange,
                                     with(s3_error("BucketNotEmpty"), "BucketName", name));
            }
            storage.drop_bucket(context, name);
            release_status(context, exchange, 204);
        });
}

void get_bucket_location(Storage& storage, const ExchangePtr& exchange) {
    storage.read_bucket(exchange, [exchange](runtime::ShardContext& context, const Bucket& bucket) {
        context.release([exchange, region = bucket.region] {
            XmlWriter document = s3_document("LocationConstraint");
            // The classic region's name is the empty text here.
            document.content(region == kClassicRegion ? "" : region);
            exchange->send_xml(std::move(document));
        });
    });
}

}  // namespace services::s3
