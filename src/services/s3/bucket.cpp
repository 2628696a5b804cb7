// Entries from records.
#include "services/s3/bucket.hpp"

#include <algorithm>
#include <charconv>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace services::s3 {
namespace {

constexpr std::array<std::string_view, 6> kStorageClasses = {
    "STANDARD",   "REDUCED_REDUNDANCY",  "STANDARD_IA",
    "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"};

}  // namespace

std::string_view known_storage_class(std::string_view name) {
    const auto* found = std::ranges::find(kStorageClasses, name);
    return found == kStorageClasses.end() ? std::string_view() : *found;
}

store::BlobId ObjectEntry::blob_id() const {
    return {base::hex({blob.data(), blob.size()})};
}

ObjectEntry entry_of(const ObjectRecord& record) {
    ObjectEntry entry;
    entry.version = record.version;
    entry.bytes = record.bytes;
    entry.modified = record.modified;
    QS_ASSERT(record.md5.size() == entry.md5.size());
    std::ranges::copy(record.md5, entry.md5.begin());
    entry.parts = static_cast<std::uint32_t>(record.part_bytes.size());
    entry.algorithm = record.checksum.algorithm;
    entry.type = record.checksum.type;
    entry.storage_class = known_storage_class(record.metadata.storage_class);
    if (record.blob) {
        const std::string& id = record.blob->id.text;
        QS_ASSERT(id.size() == 2 * entry.blob.size());
        entry.has_blob = true;
        for (std::size_t i = 0; i < entry.blob.size(); ++i) {
            unsigned byte = 0;
            std::from_chars(id.data() + 2 * i, id.data() + 2 * i + 2, byte, 16);
            entry.blob[i] = static_cast<char>(byte);
        }
    }
    return entry;
}

}  // namespace services::s3
