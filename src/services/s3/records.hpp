// What S3 writes into the log, and the bytes it writes it as: the members in the order of `fields`.
// The forms are kept for ever: a new member gets a new schema number, and the old ones are still
// read.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "services/s3/checksum.hpp"
#include "store/blobs/blob_store.hpp"

namespace services::s3 {

inline constexpr std::uint16_t kSchema = 1;

struct BucketRecord {
    std::string name;
    std::string region;
    std::string account;
    base::TimePoint created{};
    bool sends_events = false;  ///< Its EventBridgeConfiguration is set.

    static constexpr auto fields() {
        using R = BucketRecord;
        return std::tuple{&R::name, &R::region, &R::account, &R::created, &R::sends_events};
    }
};

/// What a client says about an object and gets back as it is.
struct Metadata {
    /// System fields such as `Content-Type`, spelt as they are answered.
    std::vector<std::pair<std::string, std::string>> system;
    /// User fields without `x-amz-meta-`, in lower case.
    std::vector<std::pair<std::string, std::string>> user;
    std::string storage_class;  ///< Empty: STANDARD.

    static constexpr auto fields() {
        using R = Metadata;
        return std::tuple{&R::system, &R::user, &R::storage_class};
    }
};

struct ObjectRecord {
    std::string bucket;
    std::string key;
    std::uint64_t version =
        0;  ///< Rises with every change in a shard; never seen by clients but in events.
    base::TimePoint modified{};
    std::uint64_t bytes = 0;
    std::string md5;                        ///< Raw; of a multipart object: over its parts' MD5s.
    std::vector<std::uint64_t> part_bytes;  ///< Empty unless it came in parts.
    Checksum checksum;
    Metadata metadata;
    std::optional<store::Blob> blob;
    std::string upload_id;  ///< Of the multipart upload that this record ends.
    std::string body;       ///< If there is no blob.

    /// With quotes: "\"9b2c...-3\"".
    std::string etag() const;

    /// All but the body, which stands behind them and is not always wanted.
    static constexpr auto fields() {
        using R = ObjectRecord;
        return std::tuple{&R::bucket,   &R::key,  &R::version,    &R::modified,
                          &R::bytes,    &R::md5,  &R::part_bytes, &R::checksum,
                          &R::metadata, &R::blob, &R::upload_id};
    }
};

struct ObjectDeletedRecord {
    std::string bucket;
    std::string key;
    std::uint64_t version = 0;
    base::TimePoint deleted{};

    static constexpr auto fields() {
        using R = ObjectDeletedRecord;
        return std::tuple{&R::bucket, &R::key, &R::version, &R::deleted};
    }
};

struct UploadRecord {
    std::string bucket;
    std::string key;
    std::string upload_id;
    base::TimePoint initiated{};
    Algorithm algorithm = Algorithm::crc64nvme;
    ChecksumType type = ChecksumType::full_object;
    Metadata metadata;

    static constexpr auto fields() {
        using R = UploadRecord;
        return std::tuple{&R::bucket,    &R::key,  &R::upload_id, &R::initiated,
                          &R::algorithm, &R::type, &R::metadata};
    }
};

struct PartRecord {
    std::string bucket;
    std::string upload_id;
    std::uint32_t number = 0;
    base::TimePoint modified{};
    std::uint64_t bytes = 0;
    std::string md5;  ///< Raw.
    Checksum checksum;
    store::Blob blob;

    static constexpr auto fields() {
        using R = PartRecord;
        return std::tuple{&R::bucket, &R::upload_id, &R::number,   &R::modified,
                          &R::bytes,  &R::md5,       &R::checksum, &R::blob};
    }
};

/// A multipart upload that was given up.
struct UploadEndedRecord {
    std::string bucket;
    std::string upload_id;

    static constexpr auto fields() {
        using R = UploadEndedRecord;
        return std::tuple{&R::bucket, &R::upload_id};
    }
};

/// The ETag of raw MD5 bytes, in quotes; `parts` 0 for a body that came whole.
std::string etag_text(std::string_view md5, std::size_t parts);

std::string encode(const BucketRecord& record);
std::string encode(const ObjectRecord& record);
std::string encode(const ObjectDeletedRecord& record);
std::string encode(const UploadRecord& record);
std::string encode(const PartRecord& record);
std::string encode(const UploadEndedRecord& record);

// Errors: `corrupt`, naming the kind of record.
base::Result<BucketRecord> decode_bucket(std::string_view bytes);
/// Without the body unless `with_body`: the start reads every record and wants none of them.
base::Result<ObjectRecord> decode_object(std::string_view bytes, bool with_body);
base::Result<ObjectDeletedRecord> decode_object_deleted(std::string_view bytes);
base::Result<UploadRecord> decode_upload(std::string_view bytes);
base::Result<PartRecord> decode_part(std::string_view bytes);
base::Result<UploadEndedRecord> decode_upload_ended(std::string_view bytes);

}  // namespace services::s3
