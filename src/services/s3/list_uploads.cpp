// ListParts and ListMultipartUploads.
#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/operations.hpp"
#include "services/s3/uploads.hpp"

namespace services::s3 {
namespace {

void write_parts(XmlWriter& document, const Upload& upload, std::uint32_t after,
                 std::size_t parts_max) {
    std::size_t count = 0;
    std::uint32_t last = after;
    auto at = upload.parts.upper_bound(after);
    for (; at != upload.parts.end() && count < parts_max; ++at, ++count) last = at->first;
    document.number("PartNumberMarker", after).number("NextPartNumberMarker", last);
    document.number("MaxParts", parts_max).boolean("IsTruncated", at != upload.parts.end());
    for (auto part = upload.parts.upper_bound(after); part != at; ++part) {
        document.open("Part").number("PartNumber", part->first);
        document.text("LastModified", base::iso8601_ms(part->second.modified));
        document.text("ETag", etag_text(part->second.md5, 0)).number("Size", part->second.bytes);
        document.text(checksum_element(part->second.checksum.algorithm),
                      part->second.checksum.value);
        document.close();
    }
}

struct OpenUpload {
    std::string id;
    const Upload* upload;
};

// In the order of keys, then of age, behind the markers.
std::vector<OpenUpload> sorted_uploads(const Bucket& bucket, const Request& request) {
    const auto prefix = request.parameter("prefix").value_or("");
    const auto key_marker = request.parameter("key-marker").value_or("");
    const auto id_marker = request.parameter("upload-id-marker").value_or("");
    std::vector<OpenUpload> uploads;
    for (const auto& [id, upload] : bucket.uploads) {
        if (upload.key.starts_with(prefix)) uploads.push_back({id, &upload});
    }
    std::ranges::sort(uploads, {}, [](const OpenUpload& open) {
        return std::tuple(std::string_view(open.upload->key), open.upload->initiated,
                          std::string_view(open.id));
    });
    auto first = uploads.begin();
    const auto marked = std::ranges::find_if(uploads, [&](const OpenUpload& open) {
        return open.upload->key == key_marker && open.id == id_marker;
    });
    if (marked != uploads.end()) {
        first = marked + 1;
    } else if (!key_marker.empty()) {
        first = std::ranges::find_if(
            uploads, [&](const OpenUpload& open) { return open.upload->key > key_marker; });
    }
    uploads.erase(uploads.begin(), first);
    return uploads;
}

}  // namespace

void list_parts(Storage& storage, const ExchangePtr& exchange) {
    const auto parts_max = exchange->request.number("max-parts");
    const auto marker = exchange->request.number("part-number-marker");
    if (!parts_max) return exchange->fail(parts_max.error());
    if (!marker) return exchange->fail(marker.error());
    const std::size_t count =
        std::min<std::size_t>(parts_max->value_or(1'000), base::limits::kS3PageKeysMax);
    storage.read_bucket(exchange, [&storage, exchange, count, after = marker->value_or(0)](
                                      runtime::ShardContext& context, const Bucket&) {
        const auto found = find_upload(storage, context, exchange->request);
        if (!found) return release_error(context, exchange, found.error());
        const Upload& upload = *found->upload;
        XmlWriter document = s3_document("ListPartsResult");
        document.text("Bucket", exchange->request.bucket).text("Key", upload.key);
        document.text("UploadId", found->id).text("StorageClass", "STANDARD");
        document.text("ChecksumAlgorithm", algorithm_name(upload.algorithm));
        document.text("ChecksumType", checksum_type_name(upload.type));
        write_parts(document, upload, after, count);
        context.release(
            [exchange, document = std::move(document)] { exchange->send_xml(document); });
    });
}

void list_multipart_uploads(Storage& storage, const ExchangePtr& exchange) {
    const auto uploads_max = exchange->request.number("max-uploads");
    if (!uploads_max) return exchange->fail(uploads_max.error());
    if (!exchange->request.parameter("delimiter").value_or("").empty()) {
        return exchange->fail(not_implemented("ListMultipartUploads with a delimiter"));
    }
    const std::size_t count =
        std::min<std::size_t>(uploads_max->value_or(1'000), base::limits::kS3PageKeysMax);
    storage.read_bucket(exchange, [exchange, count](runtime::ShardContext& context,
                                                    const Bucket& bucket) {
        const Request& request = exchange->request;
        const bool encodes = request.parameter("encoding-type") == "url";
        const auto text = [&](std::string_view key) {
            return encodes ? base::percent_encode(key, true) : std::string(key);
        };
        const auto uploads = sorted_uploads(bucket, request);
        const std::size_t shown = std::min(count, uploads.size());
        XmlWriter document = s3_document("ListMultipartUploadsResult");
        document.text("Bucket", request.bucket).number("MaxUploads", count);
        document.text("KeyMarker", text(request.parameter("key-marker").value_or("")));
        document.text("UploadIdMarker", request.parameter("upload-id-marker").value_or(""));
        document.text("Prefix", text(request.parameter("prefix").value_or("")));
        if (encodes) document.text("EncodingType", "url");
        document.boolean("IsTruncated", shown < uploads.size());
        if (shown < uploads.size() && shown > 0) {
            document.text("NextKeyMarker", text(uploads[shown - 1].upload->key));
            document.text("NextUploadIdMarker", uploads[shown - 1].id);
        }
        for (std::size_t i = 0; i < shown; ++i) {
            const Upload& upload = *uploads[i].upload;
            document.open("Upload").text("Key", text(upload.key)).text("UploadId", uploads[i].id);
            document.text("Initiated", base::iso8601_ms(upload.initiated))
                .text("StorageClass", "STANDARD");
            document.text("ChecksumAlgorithm", algorithm_name(upload.algorithm));
            document.text("ChecksumType", checksum_type_name(upload.type)).close();
        }
        context.release(
            [exchange, document = std::move(document)] { exchange->send_xml(document); });
    });
}

}  // namespace services::s3
