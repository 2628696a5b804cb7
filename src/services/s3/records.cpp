// Records as bytes: members in order, in the form of runtime/codec/bytes.hpp.
#include "services/s3/records.hpp"

#include "base/text.hpp"
#include "runtime/codec/bytes.hpp"

namespace services::s3 {
namespace {

// Writes members in a chain.
class Writer {
public:
    Writer& number(std::uint64_t value) {
        bytes_.number(value);
        return *this;
    }
    Writer& flag(bool value) {
        bytes_.flag(value);
        return *this;
    }
    Writer& time(base::TimePoint value) {
        bytes_.time(value);
        return *this;
    }
    Writer& text(std::string_view value) {
        bytes_.text(value);
        return *this;
    }
    Writer& pairs(const std::vector<std::pair<std::string, std::string>>& values) {
        number(values.size());
        for (const auto& [name, value] : values) text(name).text(value);
        return *this;
    }
    Writer& checksum(const Checksum& value) {
        return number(static_cast<std::uint64_t>(value.algorithm))
            .number(static_cast<std::uint64_t>(value.type))
            .text(value.value);
    }
    Writer& metadata(const Metadata& value) {
        return pairs(value.system).pairs(value.user).text(value.storage_class);
    }
    Writer& blob(const store::Blob& value) {
        return text(value.id.text).number(value.bytes).number(value.crc32c);
    }
    std::string take() { return std::move(bytes_).take(); }

private:
    runtime::codec::Writer bytes_;
};

// Reads members; after the first that does not fit everything reads as nothing, and `finish` says
// so.
class Reader {
public:
    explicit Reader(std::string_view bytes) : left_(bytes.size()), bytes_(bytes) {}

    std::uint64_t number() { return take(bytes_.number()); }
    bool flag() { return take(bytes_.flag()); }
    base::TimePoint time() { return take(bytes_.time()); }
    std::string_view view() { return take(bytes_.text()); }
    std::string text() { return std::string(view()); }
    std::vector<std::pair<std::string, std::string>> pairs() {
        std::vector<std::pair<std::string, std::string>> values(count());
        for (auto& [name, value] : values) {
            name = text();
            value = text();
        }
        return values;
    }
    std::vector<std::uint64_t> numbers() {
        std::vector<std::uint64_t> values(count());
        for (auto& value : values) value = number();
        return values;
    }
    Checksum checksum() {
        Checksum value;
        value.algorithm = algorithm();
        value.type = number() == 1 ? ChecksumType::composite : ChecksumType::full_object;
        value.value = text();
        return value;
    }
    Algorithm algorithm() {
        const std::uint64_t value = number();
        if (value > static_cast<std::uint64_t>(Algorithm::crc64nvme)) is_broken_ = true;
        return is_broken_ ? Algorithm::none : static_cast<Algorithm>(value);
    }
    Metadata metadata() {
        Metadata value;
        value.system = pairs();
        value.user = pairs();
        value.storage_class = text();
        return value;
    }
    store::Blob blob() {
        store::Blob value;
        value.id.text = text();
        value.bytes = number();
        value.crc32c = static_cast<std::uint32_t>(number());
        return value;
    }
    /// Everything was there and nothing is left.
    base::Result<void> finish(std::string_view kind) const {
        if (!is_broken_ && bytes_.at_end()) return {};
        std::string message = "A stored record of S3 is damaged: ";
        message += kind;
        return base::fail(base::corrupt(std::move(message)));
    }

private:
    template <class T>
    T take(base::Result<T> read) {
        if (read && !is_broken_) return *std::move(read);
        is_broken_ = true;
        return T{};
    }
    // Each item takes at least a byte, so a damaged count cannot ask for much memory.
    std::size_t count() {
        const std::uint64_t value = number();
        if (value > left_) is_broken_ = true;
        return is_broken_ ? 0 : static_cast<std::size_t>(value);
    }

    const std::size_t left_;
    runtime::codec::Reader bytes_;
    bool is_broken_ = false;
};

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
    return Writer()
        .text(record.name)
        .text(record.region)
        .text(record.account)
        .time(record.created)
        .flag(record.sends_events)
        .take();
}

base::Result<BucketRecord> decode_bucket(std::string_view bytes) {
    Reader reader(bytes);
    BucketRecord record;
    record.name = reader.text();
    record.region = reader.text();
    record.account = reader.text();
    record.created = reader.time();
    record.sends_events = reader.flag();
    QS_CHECK(reader.finish("bucket"));
    return record;
}

std::string encode(const ObjectRecord& record) {
    Writer writer;
    writer.text(record.bucket).text(record.key).number(record.version).time(record.modified);
    writer.number(record.bytes).text(record.md5).number(record.part_bytes.size());
    for (const std::uint64_t part : record.part_bytes) writer.number(part);
    writer.checksum(record.checksum).metadata(record.metadata).flag(record.blob.has_value());
    if (record.blob) writer.blob(*record.blob);
    return writer.text(record.upload_id).text(record.body).take();
}

base::Result<ObjectRecord> decode_object(std::string_view bytes, bool with_body) {
    Reader reader(bytes);
    ObjectRecord record;
    record.bucket = reader.text();
    record.key = reader.text();
    record.version = reader.number();
    record.modified = reader.time();
    record.bytes = reader.number();
    record.md5 = reader.text();
    record.part_bytes = reader.numbers();
    record.checksum = reader.checksum();
    record.metadata = reader.metadata();
    if (reader.flag()) record.blob = reader.blob();
    record.upload_id = reader.text();
    const std::string_view body = reader.view();
    if (with_body) record.body = body;
    QS_CHECK(reader.finish("object"));
    return record;
}

std::string encode(const ObjectDeletedRecord& record) {
    return Writer()
        .text(record.bucket)
        .text(record.key)
        .number(record.version)
        .time(record.deleted)
        .take();
}

base::Result<ObjectDeletedRecord> decode_object_deleted(std::string_view bytes) {
    Reader reader(bytes);
    ObjectDeletedRecord record;
    record.bucket = reader.text();
    record.key = reader.text();
    record.version = reader.number();
    record.deleted = reader.time();
    QS_CHECK(reader.finish("deleted object"));
    return record;
}

std::string encode(const UploadRecord& record) {
    return Writer()
        .text(record.bucket)
        .text(record.key)
        .text(record.upload_id)
        .time(record.initiated)
        .number(static_cast<std::uint64_t>(record.algorithm))
        .number(static_cast<std::uint64_t>(record.type))
        .metadata(record.metadata)
        .take();
}

base::Result<UploadRecord> decode_upload(std::string_view bytes) {
    Reader reader(bytes);
    UploadRecord record;
    record.bucket = reader.text();
    record.key = reader.text();
    record.upload_id = reader.text();
    record.initiated = reader.time();
    record.algorithm = reader.algorithm();
    record.type = reader.number() == 1 ? ChecksumType::composite : ChecksumType::full_object;
    record.metadata = reader.metadata();
    QS_CHECK(reader.finish("upload"));
    return record;
}

std::string encode(const PartRecord& record) {
    return Writer()
        .text(record.bucket)
        .text(record.upload_id)
        .number(record.number)
        .time(record.modified)
        .number(record.bytes)
        .text(record.md5)
        .checksum(record.checksum)
        .blob(record.blob)
        .take();
}

base::Result<PartRecord> decode_part(std::string_view bytes) {
    Reader reader(bytes);
    PartRecord record;
    record.bucket = reader.text();
    record.upload_id = reader.text();
    record.number = static_cast<std::uint32_t>(reader.number());
    record.modified = reader.time();
    record.bytes = reader.number();
    record.md5 = reader.text();
    record.checksum = reader.checksum();
    record.blob = reader.blob();
    QS_CHECK(reader.finish("part"));
    return record;
}

std::string encode(const UploadEndedRecord& record) {
    return Writer().text(record.bucket).text(record.upload_id).take();
}

base::Result<UploadEndedRecord> decode_upload_ended(std::string_view bytes) {
    Reader reader(bytes);
    UploadEndedRecord record;
    record.bucket = reader.text();
    record.upload_id = reader.text();
    QS_CHECK(reader.finish("ended upload"));
    return record;
}

}  // namespace services::s3
