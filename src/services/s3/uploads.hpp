// Unfinished multipart uploads: finding one, and joining its parts to one object.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "services/s3/storage.hpp"

namespace services::s3 {

/// An upload on its shard.
struct FoundUpload {
    Bucket* bucket;
    Upload* upload;
    std::string id;
};

/// The upload that the request names by bucket, key and uploadId. Errors: NoSuchBucket,
/// NoSuchUpload, OperationAborted while it is being completed.
base::Result<FoundUpload, aws::Error> find_upload(Storage& storage, runtime::ShardContext& context,
                                                  const Request& request);

/// A part as CompleteMultipartUpload's document lists it.
struct ListedPart {
    std::uint32_t number = 0;
    std::string etag;      ///< With or without quotes.
    std::string checksum;  ///< Base64, or empty.
};

/// Errors: MalformedXML, InvalidPartOrder.
base::Result<std::vector<ListedPart>, aws::Error> read_listed_parts(std::string_view document);

/// The parts to join, in order. Errors: InvalidPart, EntityTooSmall, EntityTooLarge.
base::Result<std::vector<Part>, aws::Error> choose_parts(const Upload& upload,
                                                         const std::vector<ListedPart>& listed);

/// What the joined object is.
struct JoinedBody {
    store::Blob blob;
    std::string md5;  ///< Over the parts' MD5s.
    Checksum checksum;
    std::vector<std::uint64_t> part_bytes;
};

/// Copies the parts into one synced blob, checking each against what was recorded. It blocks: on a
/// file thread only. Error: InternalError.
base::Result<JoinedBody, aws::Error> join_parts(store::BlobStore& blobs,
                                                const std::vector<Part>& parts, Algorithm algorithm,
                                                ChecksumType type);

}  // namespace services::s3
