// What the EXIF block of a picture says about camera and time.
#pragma once
#include <string>
#include <string_view>

namespace picture {

/// What is said where a picture does not tell.
inline constexpr std::string_view kUnknown = "unknown";

/// libvips shows a text field as `VALUE (VALUE, ASCII, 6 components, 6 bytes)`; this is VALUE,
/// without spaces and NUL at its ends. Other fields come back empty.
std::string exif_value(std::string_view shown);

/// `Canon` and `Canon EOS 350D` make `Canon EOS 350D`; `SONY` and `NEX-3N` make `SONY NEX-3N`.
std::string camera_name(std::string_view make, std::string_view model);

/// `2018:05:12 19:41:07` is `2018-05-12T19:41:07`, without a zone since EXIF has none; `unknown`
/// where it is not a date, such as the zeros and blanks that cameras without a clock write.
std::string iso_time(std::string_view exif_time);

}  // namespace picture
