// What S3 keeps in memory: one small entry an object, in the order of the keys' bytes, and the
// unfinished multipart uploads. Metadata and small bodies stay in the log.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "runtime/runtime.hpp"
#include "services/s3/records.hpp"

namespace services::s3 {

struct ObjectEntry {
    std::uint64_t version = 0;
    std::uint64_t bytes = 0;
    base::TimePoint modified{};
    runtime::RecordPosition position;  ///< Segment 0: not durable yet.
    std::array<char, 16> md5{};
    std::array<char, 16> blob{};  ///< The blob's id as bytes.
    std::uint32_t parts = 0;      ///< 0: it came whole.
    bool has_blob = false;
    Algorithm algorithm = Algorithm::none;
    ChecksumType type = ChecksumType::full_object;
    std::string_view storage_class;  ///< A constant.

    std::string etag() const { return etag_text({md5.data(), md5.size()}, parts); }
    store::BlobId blob_id() const;
};

/// The entry of a record that is not placed yet.
ObjectEntry entry_of(const ObjectRecord& record);

/// std::string compares bytes as unsigned, which is S3's order of keys.
using ObjectMap = std::map<std::string, ObjectEntry, std::less<>>;

struct Part {
    base::TimePoint modified{};
    std::uint64_t bytes = 0;
    std::string md5;  ///< Raw.
    Checksum checksum;
    store::Blob blob;
};

struct Upload {
    std::string key;
    base::TimePoint initiated{};
    Algorithm algorithm = Algorithm::crc64nvme;
    ChecksumType type = ChecksumType::full_object;
    Metadata metadata;
    std::map<std::uint32_t, Part> parts;
    bool is_completing = false;  ///< Its parts are being joined: nothing may change them.
};

/// Touched by the thread of the bucket's shard only.
struct Bucket {
    std::string region;
    std::string account;
    base::TimePoint created{};
    bool sends_events = false;
    ObjectMap objects;
    std::map<std::string, Upload, std::less<>> uploads;
};

/// The storage classes that behave like STANDARD here; nothing for another name.
std::string_view known_storage_class(std::string_view name);

}  // namespace services::s3
