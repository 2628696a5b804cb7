// The two things that are done with pictures. Bytes in, bytes out; the library behind it (libvips)
// does not show here.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "lambda/failure.hpp"
#include "picture/format.hpp"

namespace picture {

inline constexpr std::size_t kUploadBytesMax = 64U << 20U;
inline constexpr long kPixelsMax = 100'000'000;  ///< Checked before anything is decoded.
inline constexpr int kResizedSide = 1280;
inline constexpr int kThumbnailSide = 200;

/// In pixels, as the picture is looked at: after its EXIF orientation was applied.
struct Size {
    int width = 0;
    int height = 0;
};

/// A picture that was made.
struct Made {
    std::string bytes;
    Format format = Format::jpeg;
    Size size;
};

/// What an upload says about itself.
struct Source {
    Format format = Format::jpeg;
    Size size;
    std::string camera;    ///< Or `unknown`.
    std::string taken_at;  ///< Like 2018-05-12T19:41:07, or `unknown`.
};

struct Resized {
    Source source;
    Made made;
};

/// Starts libvips; make one in `main` before anything else here is called, and keep it. A process
/// works on one picture with one thread, because the server runs several processes.
class Library {
public:
    Library();
    ~Library();
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
};

/// The picture upright, its longest side at most kResizedSide (never enlarged), in its own format,
/// without any metadata but its colour profile. Failures: UnsupportedFormat, CorruptImage (also
/// where the file ends early), ImageTooLarge.
lambda::Result<Resized> resize(std::string_view upload);

/// The middle of the picture as a square of kThumbnailSide, in its own format. A smaller picture is
/// enlarged to fill it. Failures as of `resize`.
lambda::Result<Made> thumbnail(std::string_view picture);

}  // namespace picture
