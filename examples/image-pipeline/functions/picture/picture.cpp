// The only file that includes libvips. Decoding, resizing and encoding run as one stream through
// small buffers: a picture is never held decoded as a whole, unless it has to be turned.
#include "picture/picture.hpp"

#include <vips/vips.h>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>

#include "picture/exif.hpp"

namespace picture {
namespace {

constexpr int kJpegQuality = 82;
constexpr int kWebpQuality = 80;
constexpr int kWebpEffort = 2;  // 4, the default, takes twice the time for 3 % of the size.
constexpr int kPngCompression = 3;

struct Unref {
    void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

lambda::Failure corrupt(Format format) {
    std::string reason(vips_error_buffer());
    vips_error_clear();
    std::ranges::replace(reason, '\n', ' ');
    while (reason.ends_with(' ')) reason.pop_back();
    return {std::string(lambda::kCorruptImage),
            "the file is damaged or ends early; decoding it as " + std::string(name(format)) +
                " gave: " + reason};
}

// Runs one operation of libvips on `image`, which it replaces. False where the operation failed.
template <class Operation>
bool transform(Image& image, const Operation& operation) {
    VipsImage* out = nullptr;
    if (operation(image.get(), &out) != 0) return false;
    image.reset(out);
    return true;
}

// Reads the header; pixels follow as the result is read. A JPEG decoder can give the picture at a
// half, a quarter or an eighth of its size in less time than the whole.
lambda::Result<Image> open(std::string_view bytes, Format format, int jpeg_shrink = 1) {
    VipsImage* image = nullptr;
    auto* data = const_cast<char*>(bytes.data());
    int status = -1;
    switch (format) {
        case Format::jpeg:
            status =
                vips_jpegload_buffer(data, bytes.size(), &image, "access", VIPS_ACCESS_SEQUENTIAL,
                                     "fail_on", VIPS_FAIL_ON_ERROR, "shrink", jpeg_shrink, nullptr);
            break;
        case Format::png:
            status =
                vips_pngload_buffer(data, bytes.size(), &image, "access", VIPS_ACCESS_SEQUENTIAL,
                                    "fail_on", VIPS_FAIL_ON_ERROR, nullptr);
            break;
        case Format::webp:
            status =
                vips_webpload_buffer(data, bytes.size(), &image, "access", VIPS_ACCESS_SEQUENTIAL,
                                     "fail_on", VIPS_FAIL_ON_ERROR, nullptr);
            break;
    }
    if (status != 0) return tl::unexpected(corrupt(format));
    const Size size{vips_image_get_width(image), vips_image_get_height(image)};
    Image opened(image);
    if (static_cast<long>(size.width) * size.height > kPixelsMax) {
        return lambda::fail(lambda::kImageTooLarge,
                            "the picture has " + std::to_string(size.width) + " x " +
                                std::to_string(size.height) + " pixels, and at most " +
                                std::to_string(kPixelsMax / 1'000'000) + " million are accepted");
    }
    return opened;
}

std::string field(VipsImage* image, const char* name) {
    const char* shown = nullptr;
    if (vips_image_get_typeof(image, name) == 0) return {};
    if (vips_image_get_string(image, name, &shown) != 0) {
        vips_error_clear();
        return {};
    }
    return exif_value(shown);
}

bool is_turned(VipsImage* image) {
    return vips_image_get_orientation_swap(image) != 0;
}

Source describe(VipsImage* image, Format format) {
    Size size{vips_image_get_width(image), vips_image_get_height(image)};
    if (is_turned(image)) std::swap(size.width, size.height);
    return {.format = format,
            .size = size,
            .camera = camera_name(field(image, "exif-ifd0-Make"), field(image, "exif-ifd0-Model")),
            .taken_at = iso_time(field(image, "exif-ifd2-DateTimeOriginal"))};
}

// What the decoder may leave out: it goes as far down as it can while the rest is still a
// reduction. Between 2 and 4 that is 24 to 42 % faster than decoding everything.
int jpeg_shrink_for(double reduction) {
    return reduction >= 8 ? 8 : reduction >= 4 ? 4 : reduction >= 2 ? 2 : 1;
}

// Pictures for the web are RGB or grey; print colours become sRGB by the profile of the picture.
bool to_screen_colours(Image& image) {
    if (vips_image_get_interpretation(image.get()) != VIPS_INTERPRETATION_CMYK) return true;
    return transform(image, [](VipsImage* in, VipsImage** out) {
        return vips_icc_transform(in, out, "srgb", "embedded", TRUE, nullptr);
    });
}

// Exactly to `target`. Colours under transparency must not bleed, so they are weighted by it.
bool scale_to(Image& image, Size target) {
    const double across = static_cast<double>(target.width) / vips_image_get_width(image.get());
    const double down = static_cast<double>(target.height) / vips_image_get_height(image.get());
    const auto scale = [&](VipsImage* in, VipsImage** out) {
        return vips_resize(in, out, across, "vscale", down, nullptr);
    };
    if (vips_image_hasalpha(image.get()) == 0) return transform(image, scale);
    const VipsBandFormat bands = vips_image_get_format(image.get());
    return transform(image, [](VipsImage* in,
                               VipsImage** out) { return vips_premultiply(in, out, nullptr); }) &&
           transform(image, scale) &&
           transform(image, [](VipsImage* in,
                               VipsImage** out) { return vips_unpremultiply(in, out, nullptr); }) &&
           transform(image, [bands](VipsImage* in, VipsImage** out) {
               return vips_cast(in, out, bands, nullptr);
           });
}

bool make_upright(Image& image) {
    if (vips_image_get_orientation(image.get()) == 1) return true;
    // Turning reads from bottom to top or from side to side, and the decoder gives rows in order.
    Image whole(vips_image_copy_memory(image.get()));
    if (!whole) return false;
    image = std::move(whole);
    return transform(image,
                     [](VipsImage* in, VipsImage** out) { return vips_autorot(in, out, nullptr); });
}

// Keeps the colour profile and what libvips itself needs; EXIF with its GPS position, XMP, IPTC,
// comments and everything else that is written into files goes.
bool remove_metadata(Image& image) {
    if (!transform(image,
                   [](VipsImage* in, VipsImage** out) { return vips_copy(in, out, nullptr); })) {
        return false;
    }
    gchar** fields = vips_image_get_fields(image.get());
    for (gchar** name = fields; *name != nullptr; ++name) {
        const std::string_view text(*name);
        const bool is_private = text.starts_with("exif-") || text.starts_with("xmp-") ||
                                text.starts_with("iptc-") || text.starts_with("photoshop-") ||
                                text.starts_with("png-comment-") || text.starts_with("gif-") ||
                                text == VIPS_META_ORIENTATION || text == VIPS_META_IMAGEDESCRIPTION;
        if (is_private) vips_image_remove(image.get(), *name);
    }
    g_strfreev(fields);
    return true;
}

lambda::Result<std::string> encode(const Image& image, Format format) {
    void* data = nullptr;
    std::size_t size = 0;
    int status = -1;
    // "strip" takes the colour profile too. Without it a JPEG or WebP gets a new EXIF block that
    // holds nothing but the resolution, since remove_metadata() took the old one.
    const bool has_profile = vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME) != 0;
    const gboolean strip = has_profile ? FALSE : TRUE;
    switch (format) {
        case Format::jpeg:
            status = vips_jpegsave_buffer(image.get(), &data, &size, "Q", kJpegQuality, "strip",
                                          strip, nullptr);
            break;
        case Format::png:
            status = vips_pngsave_buffer(image.get(), &data, &size, "compression", kPngCompression,
                                         "strip", strip, nullptr);
            break;
        case Format::webp:
            status = vips_webpsave_buffer(image.get(), &data, &size, "Q", kWebpQuality, "effort",
                                          kWebpEffort, "strip", strip, nullptr);
            break;
    }
    // Pixels are decoded only now, so this is where most damage is found.
    if (status != 0) return tl::unexpected(corrupt(format));
    std::string bytes(static_cast<const char*>(data), size);
    g_free(data);
    return bytes;
}

// Opens a JPEG again at the size that its decoder gives for nearly nothing.
lambda::Result<Image> reopen_shrunk(Image image, std::string_view bytes, Format format,
                                    double reduction) {
    const int shrink = format == Format::jpeg ? jpeg_shrink_for(reduction) : 1;
    if (shrink == 1) return image;
    return open(bytes, format, shrink);
}

Size fit(Size size, int longest_side) {
    const int longest = std::max(size.width, size.height);
    if (longest <= longest_side) return size;
    const auto scaled = [&](int side) {
        const double exact = static_cast<double>(side) * longest_side / longest;
        return std::max(1, static_cast<int>(std::lround(exact)));
    };
    return {scaled(size.width), scaled(size.height)};
}

}  // namespace

Library::Library() {
    // What goes wrong with a picture is in the answer; libvips would also print each damaged row.
    g_log_set_handler(
        "VIPS", G_LOG_LEVEL_WARNING, [](const gchar*, GLogLevelFlags, const gchar*, gpointer) {},
        nullptr);
    if (VIPS_INIT("image-pipeline") != 0) {
        std::fputs(vips_error_buffer(), stderr);
        std::abort();
    }
    vips_concurrency_set(1);
    vips_cache_set_max(0);  // Nothing is done twice with one picture.
}

Library::~Library() {
    vips_shutdown();
}

lambda::Result<Resized> resize(std::string_view upload) {
    const auto format = recognise(upload);
    if (!format) return tl::unexpected(format.error());
    auto opened = open(upload, *format);
    if (!opened) return tl::unexpected(opened.error());
    Source source = describe(opened->get(), *format);
    const Size target = fit(source.size, kResizedSide);
    const double reduction = static_cast<double>(std::max(source.size.width, source.size.height)) /
                             std::max(target.width, target.height);
    const bool turned = is_turned(opened->get());

    opened = reopen_shrunk(std::move(*opened), upload, *format, reduction);
    if (!opened) return tl::unexpected(opened.error());
    Image image = std::move(*opened);
    const Size stored = turned ? Size{target.height, target.width} : target;
    const bool worked = to_screen_colours(image) && (reduction <= 1 || scale_to(image, stored)) &&
                        make_upright(image) && remove_metadata(image);
    if (!worked) return tl::unexpected(corrupt(*format));
    auto bytes = encode(image, *format);
    if (!bytes) return tl::unexpected(bytes.error());
    return Resized{std::move(source), {std::move(*bytes), *format, target}};
}

lambda::Result<Made> thumbnail(std::string_view picture) {
    const auto format = recognise(picture);
    if (!format) return tl::unexpected(format.error());
    auto opened = open(picture, *format);
    if (!opened) return tl::unexpected(opened.error());
    const int shortest =
        std::min(vips_image_get_width(opened->get()), vips_image_get_height(opened->get()));
    const double reduction = static_cast<double>(shortest) / kThumbnailSide;

    opened = reopen_shrunk(std::move(*opened), picture, *format, reduction);
    if (!opened) return tl::unexpected(opened.error());
    Image image = std::move(*opened);
    // The square is cut out first, so that a strip of 1 x 1280 does not become a huge picture.
    const auto cut_square = [](VipsImage* in, VipsImage** out) {
        const int width = vips_image_get_width(in);
        const int height = vips_image_get_height(in);
        const int side = std::min(width, height);
        return vips_extract_area(in, out, (width - side) / 2, (height - side) / 2, side, side,
                                 nullptr);
    };
    constexpr Size kSquare{kThumbnailSide, kThumbnailSide};
    const bool worked = to_screen_colours(image) && transform(image, cut_square) &&
                        scale_to(image, kSquare) && make_upright(image) && remove_metadata(image);
    if (!worked) return tl::unexpected(corrupt(*format));
    auto bytes = encode(image, *format);
    if (!bytes) return tl::unexpected(bytes.error());
    return Made{std::move(*bytes), *format, kSquare};
}

}  // namespace picture
