// Choosing and joining parts.
#include "services/s3/uploads.hpp"

#include <charconv>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/s3/conditions.hpp"
#include "services/s3/errors.hpp"

namespace services::s3 {
namespace {

constexpr std::size_t kPieceBytes = 256 * 1024;

aws::Error no_such_upload(std::string_view id) {
    return with(s3_error("NoSuchUpload"), "UploadId", id);
}

base::Result<void> append_part(store::BlobStore& blobs, const Part& part, store::BlobWriter& writer,
                               ChecksumDigest& checksum) {
    QS_TRY(const auto reader, blobs.open_blob(part.blob.id));
    std::uint32_t crc = 0;
    for (std::uint64_t done = 0; done < part.bytes;) {
        QS_TRY(const std::string piece, reader.read(done, kPieceBytes));
        if (piece.empty()) break;
        crc = base::crc32c(piece, crc);
        checksum.update(piece);
        QS_CHECK(writer.append(piece));
        done += piece.size();
    }
    if (crc == part.blob.crc32c) return {};
    return base::fail(
        base::corrupt("Blob " + part.blob.id.text + " of a part is not what was written."));
}

}  // namespace

base::Result<FoundUpload, aws::Error> find_upload(Storage& storage, runtime::ShardContext& context,
                                                  const Request& request) {
    Bucket* bucket = storage.find(context, request.bucket);
    if (bucket == nullptr) return base::fail(no_such_bucket(request.bucket));
    const auto id = request.parameter("uploadId").value_or("");
    const auto found = bucket->uploads.find(id);
    if (found == bucket->uploads.end() || found->second.key != request.key) {
        return base::fail(no_such_upload(id));
    }
    if (found->second.is_completing) return base::fail(s3_error("OperationAborted"));
    return FoundUpload{bucket, &found->second, found->first};
}

base::Result<std::vector<ListedPart>, aws::Error> read_listed_parts(std::string_view document) {
    const auto root = parse_xml(document);
    if (!root || root->name != "CompleteMultipartUpload")
        return base::fail(s3_error("MalformedXML"));
    std::vector<ListedPart> parts;
    for (const XmlElement& element : root->children) {
        if (element.name != "Part") continue;
        ListedPart part;
        const auto number = element.text_of("PartNumber");
        const auto [end, problem] =
            std::from_chars(number.data(), number.data() + number.size(), part.number);
        if (problem != std::errc() || end != number.data() + number.size()) {
            return base::fail(s3_error("MalformedXML"));
        }
        part.etag = element.text_of("ETag");
        for (const XmlElement& child : element.children) {
            if (child.name.starts_with("Checksum")) part.checksum = child.text;
        }
        if (!parts.empty() && part.number <= parts.back().number) {
            return base::fail(s3_error("InvalidPartOrder"));
        }
        parts.push_back(std::move(part));
    }
    if (parts.empty() || parts.size() > base::limits::kS3PartsMax)
        return base::fail(s3_error("MalformedXML"));
    return parts;
}

base::Result<std::vector<Part>, aws::Error> choose_parts(const Upload& upload,
                                                         const std::vector<ListedPart>& listed) {
    std::vector<Part> chosen;
    std::uint64_t bytes = 0;
    for (const ListedPart& wanted : listed) {
        const auto found = upload.parts.find(wanted.number);
        const bool fits =
            found != upload.parts.end() &&
            names_etag(wanted.etag, etag_text(found->second.md5, 0)) &&
            (wanted.checksum.empty() || wanted.checksum == found->second.checksum.value);
        if (!fits) {
            return base::fail(
                with(s3_error("InvalidPart"), "PartNumber", std::to_string(wanted.number)));
        }
        const bool is_last = &wanted == &listed.back();
        if (!is_last && found->second.bytes < base::limits::kS3PartBytesMin) {
            return base::fail(
                with(with(s3_error("EntityTooSmall"), "PartNumber", std::to_string(wanted.number)),
                     "MinSizeAllowed", std::to_string(base::limits::kS3PartBytesMin)));
        }
        bytes += found->second.bytes;
        chosen.push_back(found->second);
    }
    if (bytes > base::limits::kS3ObjectBytesMax) return base::fail(s3_error("EntityTooLarge"));
    return chosen;
}

base::Result<JoinedBody, aws::Error> join_parts(store::BlobStore& blobs,
                                                const std::vector<Part>& parts, Algorithm algorithm,
                                                ChecksumType type) {
    JoinedBody joined;
    auto writer = blobs.create();
    if (!writer) return base::fail(storage_error(writer.error()));
    base::Digest md5(base::DigestKind::md5);
    ChecksumDigest whole(algorithm);
    ChecksumDigest of_parts(algorithm);
    for (const Part& part : parts) {
        ChecksumDigest own(algorithm);
        ChecksumDigest& used = type == ChecksumType::composite ? own : whole;
        if (const auto added = append_part(blobs, part, *writer, used); !added) {
            return base::fail(storage_error(added.error()));
        }
        if (type == ChecksumType::composite) of_parts.update(own.finish());
        md5.update(part.md5);
        joined.part_bytes.push_back(part.bytes);
    }
    auto blob = writer->finish();
    if (!blob) return base::fail(storage_error(blob.error()));
    joined.blob = *blob;
    joined.md5 = md5.finish();
    std::string value = type == ChecksumType::composite ? base::base64_encode(of_parts.finish()) +
                                                              "-" + std::to_string(parts.size())
                                                        : base::base64_encode(whole.finish());
    joined.checksum = {algorithm, type, std::move(value)};
    return joined;
}

}  // namespace services::s3
