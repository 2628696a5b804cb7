#include "services/s3/records.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"

namespace services::s3 {
namespace {

ObjectRecord sample() {
    ObjectRecord record;
    record.bucket = "photos";
    record.key = "a/\x01\xC3\xA4";
    record.version = 1'764'000'000'500ULL << 12;
    record.modified = base::from_epoch_ms(1'764'000'000'500);
    record.bytes = 5;
    record.md5 = std::string(16, '\x7F');
    record.part_bytes = {5'242'880, 1};
    record.checksum = {Algorithm::crc64nvme, ChecksumType::full_object, "AAAAAAAAAAA="};
    record.metadata = {{{"Content-Type", "image/jpeg"}}, {{"camera", "x100"}}, "STANDARD_IA"};
    record.blob = store::Blob{{std::string(32, 'f')}, 5, 42};
    record.upload_id = "u";
    record.body = "bytes";
    return record;
}

TEST_CASE("an object's record reads back as it was written") {
    const ObjectRecord record = sample();
    const auto read = decode_object(encode(record), true);
    REQUIRE(read);
    CHECK_EQ(encode(*read), encode(record));
    CHECK_EQ(read->key, record.key);
    CHECK_EQ(
        read->etag(),
        "\"" + std::string(32, '7').replace(0, 32, "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f") + "-2\"");
    CHECK_EQ(read->metadata.user, record.metadata.user);
    CHECK_EQ(read->blob->crc32c, 42U);
    CHECK_EQ(decode_object(encode(record), false)->body, "");
}

TEST_CASE("a damaged record is an error and never more than that") {
    const std::string bytes = encode(sample());
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        CHECK_FALSE(decode_object(std::string_view(bytes).substr(0, length), true));
    }
    CHECK_FALSE(decode_object(bytes + "x", true));
    CHECK_FALSE(decode_bucket("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"));
    CHECK_FALSE(decode_part(""));
}

TEST_CASE("the first stored form stays readable: these bytes are from the first release") {
    const std::string bucket = encode(BucketRecord{"photos", "us-east-1", "000000000000",
                                                   base::from_epoch_ms(1'764'000'000'500), true});
    CHECK_EQ(base::hex(bucket),
             "0670686f746f7309"
             "75732d656173742d31"
             "0c303030303030303030303030"
             "e8a7bfe9d66601");
}

}  // namespace
}  // namespace services::s3
