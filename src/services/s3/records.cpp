// Records as bytes, in the form of runtime/codec/fields.hpp.
#include "services/s3/records.hpp"

#include "base/text.hpp"
#include "runtime/codec/fields.hpp"

namespace services::s3 {
namespace {

namespace codec = runtime::codec;

base::Error damaged(std::string_view kind) {
    return base::corrupt("A stored record of S3 is damaged: " + std::string(kind));
}

bool is_valid(Algorithm algorithm, ChecksumType type) {
    return algorithm <= Algorithm::crc64nvme && type <= ChecksumType::composite;
}
bool is_valid(const UploadRecord& record) {
    return is_valid(record.algorithm, record.type);
}
bool is_valid(const PartRecord& record) {
    return is_valid(record.checksum.algorithm, record.checksum.type);
}
/// The other records have no member that could hold a number without a meaning.
template <class T>
bool is_valid(const T&) {
    return true;
}

template <class T>
base::Result<T> decode(std::string_view bytes, std::string_view kind) {
    auto record = codec::decode<T>(bytes);
    if (!record || !is_valid(*record)) return base::fail(damaged(kind));
    return record;
}

}  // namespace

std::string etag_text(std::string_view md5, std::size_t parts) {
    std::string text = "\"" + base::hex(md5);
    if (parts > 0) text += "-" + std::to_string(parts);
    return text + "\"";
}

std::string ObjectRecord::etag() const {
    return etag_text(md5, part_bytes.size());
}

std::string encode(const BucketRecord& record) {
    return codec::encode(record);
}
std::string encode(const ObjectDeletedRecord& record) {
    return codec::encode(record);
}
std::string encode(const UploadRecord& record) {
    return codec::encode(record);
}
std::string encode(const PartRecord& record) {
    return codec::encode(record);
}
std::string encode(const UploadEndedRecord& record) {
    return codec::encode(record);
}

std::string encode(const ObjectRecord& record) {
    codec::Writer writer;
    codec::Payloads none;
    codec::write(codec::Output{writer, none}, record);
    writer.text(record.body);
    return std::move(writer).take();
}

base::Result<BucketRecord> decode_bucket(std::string_view bytes) {
    return decode<BucketRecord>(bytes, "bucket");
}
base::Result<ObjectDeletedRecord> decode_object_deleted(std::string_view bytes) {
    return decode<ObjectDeletedRecord>(bytes, "deleted object");
}
base::Result<UploadRecord> decode_upload(std::string_view bytes) {
    return decode<UploadRecord>(bytes, "upload");
}
base::Result<PartRecord> decode_part(std::string_view bytes) {
    return decode<PartRecord>(bytes, "part");
}
base::Result<UploadEndedRecord> decode_upload_ended(std::string_view bytes) {
    return decode<UploadEndedRecord>(bytes, "ended upload");
}

base::Result<ObjectRecord> decode_object(std::string_view bytes, bool with_body) {
    codec::Reader reader(bytes);
    codec::Payloads none;
    ObjectRecord record;
    const auto read = codec::read(codec::Input{reader, none}, record);
    const auto body = reader.text();
    const bool is_whole = read && body && reader.at_end();
    if (!is_whole || !is_valid(record.checksum.algorithm, record.checksum.type)) {
        return base::fail(damaged("object"));
    }
    if (with_body) record.body = *body;
    return record;
}

}  // namespace services::s3
