#include "cli/demo/picture_header.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace cli::demo {
namespace {

using std::string_view_literals::operator""sv;

/// Bytes as numbers; what lies beyond the end is 0.
class Bytes {
public:
    explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
    std::size_t size() const { return bytes_.size(); }
    std::uint32_t at(std::size_t i) const {
        return i < bytes_.size() ? static_cast<unsigned char>(bytes_[i]) : 0;
    }
    std::uint32_t big16(std::size_t i) const { return at(i) << 8U | at(i + 1); }
    std::uint32_t big32(std::size_t i) const { return big16(i) << 16U | big16(i + 2); }
    std::uint32_t little16(std::size_t i) const { return at(i) | at(i + 1) << 8U; }
    std::uint32_t little24(std::size_t i) const { return little16(i) | at(i + 2) << 16U; }
    std::uint32_t little32(std::size_t i) const { return little16(i) | little16(i + 2) << 16U; }
    bool has(std::size_t i, std::string_view text) const {
        return i <= bytes_.size() && bytes_.substr(i).starts_with(text);
    }

private:
    std::string_view bytes_;
};

/// Whether the TIFF structure of an EXIF block at `begin` says anything about camera, time or
/// place. A block that only says size and resolution is not private; colour profiles come with one.
/// EXIF 2.32, section 4.6: the first directory, and the Exif directory that it points to.
bool has_private_tags(const Bytes& bytes, std::size_t begin) {
    const bool is_little = bytes.has(begin, "II"sv);
    const auto read16 = [&](std::size_t i) {
        return is_little ? bytes.little16(i) : bytes.big16(i);
    };
    const auto read32 = [&](std::size_t i) {
        return is_little ? bytes.little32(i) : bytes.big32(i);
    };
    // Make, Model, DateTime, Artist, GPS directory; DateTimeOriginal, DateTimeDigitized, MakerNote,
    // serial.
    constexpr std::uint32_t kPrivate[] = {0x010f, 0x0110, 0x0132, 0x013b, 0x8825,
                                          0x9003, 0x9004, 0x927c, 0xa431};
    constexpr std::uint32_t kExifDirectory = 0x8769;
    std::size_t directories[2] = {begin + read32(begin + 4), 0};
    for (std::size_t& directory : directories) {
        if (directory == 0) continue;
        const std::uint32_t count = std::min<std::uint32_t>(read16(directory), 500);
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::size_t entry = directory + 2 + std::size_t{i} * 12;
            const std::uint32_t tag = read16(entry);
            if (std::ranges::find(kPrivate, tag) != std::end(kPrivate)) return true;
            if (tag == kExifDirectory) directories[1] = begin + read32(entry + 8);
        }
    }
    return false;
}

/// Frame headers are SOF0 to SOF15, but for three markers among them that are something else.
bool is_frame_header(std::uint32_t marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

std::optional<PictureHeader> read_jpeg(const Bytes& bytes) {
    PictureHeader header{.format = "jpeg"};
    std::size_t at = 2;
    while (at + 9 < bytes.size() && bytes.at(at) == 0xff) {
        const std::uint32_t marker = bytes.at(at + 1);
        if (marker == 0xff) {  // Padding.
            ++at;
            continue;
        }
        if (marker == 0xe1 && bytes.has(at + 4, "Exif"sv) && has_private_tags(bytes, at + 10)) {
            header.has_private_exif = true;
        }
        if (is_frame_header(marker)) {
            header.height = bytes.big16(at + 5);
            header.width = bytes.big16(at + 7);
            return header;
        }
        at += 2 + bytes.big16(at + 2);
    }
    return std::nullopt;
}

std::optional<PictureHeader> read_png(const Bytes& bytes) {
    if (!bytes.has(12, "IHDR"sv) || bytes.size() < 24) return std::nullopt;
    PictureHeader header{.format = "png", .width = bytes.big32(16), .height = bytes.big32(20)};
    for (std::size_t at = 8; at + 8 < bytes.size(); at += 12 + bytes.big32(at)) {
        if (bytes.has(at + 4, "eXIf"sv) && has_private_tags(bytes, at + 8)) {
            header.has_private_exif = true;
        }
    }
    return header;
}

std::optional<PictureHeader> read_webp(const Bytes& bytes) {
    PictureHeader header{.format = "webp"};
    // Chunks: four letters, a length, the content, padded to an even length.
    for (std::size_t at = 12; at + 18 < bytes.size();) {
        const std::size_t content = at + 8;
        if (bytes.has(at, "VP8X"sv)) {
            header.width = bytes.little24(content + 4) + 1;
            header.height = bytes.little24(content + 7) + 1;
        } else if (bytes.has(at, "VP8 "sv) && header.width == 0) {
            header.width = bytes.little16(content + 6) & 0x3fffU;
            header.height = bytes.little16(content + 8) & 0x3fffU;
        } else if (bytes.has(at, "VP8L"sv) && header.width == 0) {
            const std::uint32_t sizes = bytes.little32(content + 1);
            header.width = (sizes & 0x3fffU) + 1;
            header.height = (sizes >> 14U & 0x3fffU) + 1;
        } else if (bytes.has(at, "EXIF"sv)) {
            const std::size_t tiff = bytes.has(content, "Exif"sv) ? content + 6 : content;
            if (has_private_tags(bytes, tiff)) header.has_private_exif = true;
        }
        const std::size_t length = bytes.little32(at + 4);
        at = content + length + length % 2;
    }
    if (header.width == 0) return std::nullopt;
    return header;
}

}  // namespace

std::optional<PictureHeader> read_picture_header(std::string_view text) {
    const Bytes bytes(text);
    if (bytes.has(0, "\xff\xd8\xff"sv)) return read_jpeg(bytes);
    if (bytes.has(0, "\x89PNG\r\n\x1a\n"sv)) return read_png(bytes);
    if (bytes.has(0, "RIFF"sv) && bytes.has(8, "WEBP"sv)) return read_webp(bytes);
    return std::nullopt;
}

}  // namespace cli::demo
