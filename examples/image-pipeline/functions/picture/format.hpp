// Which kind of picture some bytes are. The bytes decide, never the name.
#pragma once
#include <string_view>

#include "lambda/failure.hpp"

namespace picture {

enum class Format { jpeg, png, webp };

/// `jpeg`, `png`, `webp`: what the table says.
std::string_view name(Format format);

/// `image/jpeg` and so on.
std::string_view content_type(Format format);

/// Looks at the first bytes. UnsupportedFormat for everything but JPEG, PNG and WebP, with a
/// message that says what it looks like instead.
lambda::Result<Format> recognise(std::string_view bytes);

}  // namespace picture
