// Which headers are metadata, and which are promises that are not kept here.
#include "services/s3/metadata.hpp"

#include <array>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/s3/bucket.hpp"
#include "services/s3/errors.hpp"

namespace services::s3 {
namespace {

constexpr std::array<std::string_view, 5> kSystemFields = {
    "Content-Type", "Cache-Control", "Content-Disposition", "Content-Language", "Expires"};

// To accept one of these and do nothing would betray the user, so they are refused.
constexpr std::array<std::string_view, 6> kRefusedHeaders = {
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-object-lock-mode",
    "x-amz-object-lock-legal-hold",
    "x-amz-website-redirect-location",
    "x-amz-write-offset-bytes",
};

base::Result<void, aws::Error> refuse_header(std::string_view name) {
    return base::fail(with(s3_error("NotImplemented"), "Header", name));
}

base::Result<void, aws::Error> check_headers(const Request& request) {
    for (const std::string_view name : kRefusedHeaders) {
        if (request.header(name)) return refuse_header(name);
    }
    if (!request.header("x-amz-tagging").value_or("").empty())
        return refuse_header("x-amz-tagging");
    const auto encryption = request.header("x-amz-server-side-encryption").value_or("AES256");
    if (encryption != "AES256") return refuse_header("x-amz-server-side-encryption");
    return {};
}

std::string without_aws_chunked(std::string_view coding) {
    std::string kept;
    for (std::string_view part : base::split(coding, ',')) {
        part = base::trim(part);
        if (part.empty() || base::equals_ignoring_case(part, "aws-chunked")) continue;
        if (!kept.empty()) kept += ",";
        kept += part;
    }
    return kept;
}

}  // namespace

base::Result<Metadata, aws::Error> read_metadata(const Request& request) {
    QS_CHECK(check_headers(request));
    Metadata metadata;
    for (const std::string_view name : kSystemFields) {
        if (const auto value = request.headers.find(name); value && !value->empty()) {
            metadata.system.emplace_back(name, *value);
        }
    }
    std::string coding = without_aws_chunked(request.headers.find("content-encoding").value_or(""));
    if (!coding.empty()) metadata.system.emplace_back("Content-Encoding", std::move(coding));

    constexpr std::string_view kPrefix = "x-amz-meta-";
    std::size_t bytes = 0;
    for (const auto& [name, value] : request.headers.all()) {
        std::string lower = base::lower(name);
        if (!lower.starts_with(kPrefix) || lower.size() == kPrefix.size()) continue;
        lower.erase(0, kPrefix.size());
        bytes += lower.size() + value.size();
        metadata.user.emplace_back(std::move(lower), value);
    }
    if (bytes > base::limits::kS3MetadataBytesMax) {
        return base::fail(with(with(s3_error("MetadataTooLarge"), "Size", std::to_string(bytes)),
                               "MaxSizeAllowed",
                               std::to_string(base::limits::kS3MetadataBytesMax)));
    }
    const auto storage_class = request.header("x-amz-storage-class").value_or("STANDARD");
    if (known_storage_class(storage_class).empty()) {
        return base::fail(
            with(s3_error("InvalidStorageClass"), "StorageClassRequested", storage_class));
    }
    if (storage_class != "STANDARD") metadata.storage_class = storage_class;
    return metadata;
}

void write_encryption(aws::HttpReply& reply) {
    reply.headers.set("x-amz-server-side-encryption", "AES256");
}

void write_metadata(const Metadata& metadata, aws::HttpReply& reply) {
    write_encryption(reply);
    reply.headers.set("Content-Type", "binary/octet-stream");
    for (const auto& [name, value] : metadata.system) reply.headers.set(name, value);
    for (const auto& [name, value] : metadata.user) reply.headers.set("x-amz-meta-" + name, value);
    if (!metadata.storage_class.empty())
        reply.headers.set("x-amz-storage-class", metadata.storage_class);
}

}  // namespace services::s3
