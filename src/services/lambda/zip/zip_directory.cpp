// Reads little-endian fields at fixed offsets; every offset is checked before it is used.
#include "services/lambda/zip/zip_directory.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace services::lambda {
namespace {

constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kCommentBytesMax = 65'535;
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kLocalBytes = 30;
constexpr std::uint32_t kEndSignature = 0x06054b50;
constexpr std::uint32_t kCentralSignature = 0x02014b50;
constexpr std::uint32_t kLocalSignature = 0x04034b50;

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = count; i-- > 0;) {
        value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
    }
    return value;
}
std::uint32_t u16(std::string_view bytes, std::size_t at) {
    return number(bytes, at, 2);
}
std::uint32_t u32(std::string_view bytes, std::size_t at) {
    return number(bytes, at, 4);
}

struct Range {
    std::uint64_t begin;
    std::uint64_t end;
};

std::optional<std::size_t> find_end(std::string_view zip) {
    if (zip.size() < kEndBytes) return {};
    const std::size_t lowest =
        zip.size() > kEndBytes + kCommentBytesMax ? zip.size() - kEndBytes - kCommentBytesMax : 0;
    for (std::size_t at = zip.size() - kEndBytes + 1; at-- > lowest;) {
        if (u32(zip, at) == kEndSignature && at + kEndBytes + u16(zip, at + 20) == zip.size())
            return at;
    }
    return {};
}

/// The bytes of one entry: local header, name, extra field and data.
base::Result<Range> entry_range(std::string_view zip, std::size_t central, std::size_t directory) {
    const std::uint64_t compressed = u32(zip, central + 20);
    const std::uint64_t local = u32(zip, central + 42);
    if (compressed == UINT32_MAX || local == UINT32_MAX || u32(zip, central + 24) == UINT32_MAX) {
        return base::fail(
            base::invalid("The zip file has entries in zip64 form; write it without."));
    }
    if ((u16(zip, central + 8) & 1U) != 0) {
        return base::fail(base::invalid("The zip file is encrypted."));
    }
    if (local + kLocalBytes > directory || u32(zip, local) != kLocalSignature) {
        return base::fail(
            base::invalid("The zip file is damaged: an entry is not where its directory says."));
    }
    const std::uint64_t data = local + kLocalBytes + u16(zip, local + 26) + u16(zip, local + 28);
    if (data + compressed > directory) {
        return base::fail(
            base::invalid("The zip file is damaged: an entry is longer than the file."));
    }
    return Range{local, data + compressed};
}

}  // namespace

base::Result<std::size_t> check_zip_directory(std::string_view zip, std::size_t entries_max) {
    const std::optional<std::size_t> found = find_end(zip);
    if (!found)
        return base::fail(base::invalid("The file is no zip file: its directory is missing."));
    const std::size_t end = *found;
    const std::size_t count = u16(zip, end + 10);
    const std::uint64_t bytes = u32(zip, end + 12);
    const std::uint64_t offset = u32(zip, end + 16);
    if (u16(zip, end + 4) != 0 || u16(zip, end + 6) != 0 || u16(zip, end + 8) != count) {
        return base::fail(base::invalid("The zip file is one part of several; it must be whole."));
    }
    if (offset == UINT32_MAX || count == UINT16_MAX) {
        return base::fail(base::invalid("The zip file is in zip64 form; write it without."));
    }
    if (count > entries_max) {
        return base::fail(base::limit_exceeded("The zip file has " + std::to_string(count) +
                                               " entries; at most " + std::to_string(entries_max) +
                                               " are allowed."));
    }
    if (offset + bytes != end) {
        return base::fail(
            base::invalid("The zip file is damaged: its directory is not where it should be."));
    }
    std::vector<Range> ranges;
    ranges.reserve(count);
    std::size_t at = offset;
    for (std::size_t i = 0; i < count; ++i) {
        if (at + kCentralBytes > end || u32(zip, at) != kCentralSignature) {
            return base::fail(
                base::invalid("The zip file is damaged: its directory is too short."));
        }
        QS_TRY(const Range range, entry_range(zip, at, offset));
        ranges.push_back(range);
        const std::string_view name = zip.substr(at + kCentralBytes, u16(zip, at + 28));
        if (name.find('\0') != std::string_view::npos) {
            return base::fail(base::invalid("The zip file has an entry with a NUL in its name."));
        }
        at += kCentralBytes + u16(zip, at + 28) + u16(zip, at + 30) + u16(zip, at + 32);
    }
    if (at != end) {
        return base::fail(
            base::invalid("The zip file is damaged: its directory has more than it says."));
    }
    std::ranges::sort(ranges, {}, &Range::begin);
    for (std::size_t i = 1; i < ranges.size(); ++i) {
        if (ranges[i].begin < ranges[i - 1].end) {
            return base::fail(base::invalid("The zip file has entries that share the same bytes."));
        }
    }
    return count;
}

}  // namespace services::lambda
