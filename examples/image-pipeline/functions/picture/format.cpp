// The signatures of the formats, and of some that people upload and that are not supported.
#include "picture/format.hpp"

#include <algorithm>
#include <array>

namespace picture {
namespace {

using std::string_view_literals::operator""sv;

struct Stranger {
    std::size_t offset;
    std::string_view signature;
    std::string_view what;
};

constexpr std::array kStrangers = {
    Stranger{0, "GIF8"sv, "a GIF picture"},       Stranger{0, "II*\0"sv, "a TIFF picture"},
    Stranger{0, "MM\0*"sv, "a TIFF picture"},     Stranger{0, "BM"sv, "a BMP picture"},
    Stranger{4, "ftypheic"sv, "a HEIC picture"},  Stranger{4, "ftypmif1"sv, "a HEIF picture"},
    Stranger{4, "ftypavif"sv, "an AVIF picture"}, Stranger{0, "%PDF-"sv, "a PDF document"},
    Stranger{0, "PK\3\4"sv, "a zip archive"},
};

std::string_view describe(std::string_view bytes) {
    if (bytes.empty()) return "empty";
    for (const Stranger& stranger : kStrangers) {
        if (bytes.size() > stranger.offset &&
            bytes.substr(stranger.offset).starts_with(stranger.signature)) {
            return stranger.what;
        }
    }
    const std::string_view start = bytes.substr(0, 512);
    const bool is_text = std::ranges::none_of(start, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && c != '\n' && c != '\r' && c != '\t';
    });
    return is_text ? "text" : "of an unknown kind";
}

}  // namespace

std::string_view name(Format format) {
    switch (format) {
        case Format::jpeg: return "jpeg";
        case Format::png: return "png";
        case Format::webp: return "webp";
    }
    return {};
}

std::string_view content_type(Format format) {
    switch (format) {
        case Format::jpeg: return "image/jpeg";
        case Format::png: return "image/png";
        case Format::webp: return "image/webp";
    }
    return {};
}

lambda::Result<Format> recognise(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xD8\xFF"sv)) return Format::jpeg;
    if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) return Format::png;
    if (bytes.starts_with("RIFF"sv) && bytes.substr(0, 12).ends_with("WEBP"sv) &&
        bytes.size() >= 12) {
        return Format::webp;
    }
    return lambda::fail(lambda::kUnsupportedFormat,
                        "only JPEG, PNG and WebP pictures are supported, and this file is " +
                            std::string(describe(bytes)));
}

}  // namespace picture
