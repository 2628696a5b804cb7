// What kind of picture some bytes are, how large it is, and whether it carries private metadata:
// read from the header alone, without any picture library.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace cli::demo {

struct PictureHeader {
    std::string_view format;  ///< "jpeg", "png" or "webp"
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool has_private_exif = false;  ///< Camera, time, place.
};

/// Nothing if the bytes are no JPEG, PNG or WebP with a whole header.
/// JPEG: ITU T.81 annex B; PNG: https://www.w3.org/TR/png-3/; WebP: RFC 9649.
std::optional<PictureHeader> read_picture_header(std::string_view bytes);

}  // namespace cli::demo
