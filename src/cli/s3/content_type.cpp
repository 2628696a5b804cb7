#include "cli/s3/content_type.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace cli::s3 {
namespace {

struct Ending {
    std::string_view ending;
    std::string_view type;
};
constexpr std::array kEndings = {
    Ending{"avif", "image/avif"},       Ending{"css", "text/css"},
    Ending{"csv", "text/csv"},          Ending{"gif", "image/gif"},
    Ending{"gz", "application/gzip"},   Ending{"heic", "image/heic"},
    Ending{"html", "text/html"},        Ending{"jpeg", "image/jpeg"},
    Ending{"jpg", "image/jpeg"},        Ending{"js", "text/javascript"},
    Ending{"json", "application/json"}, Ending{"md", "text/markdown"},
    Ending{"mp4", "video/mp4"},         Ending{"pdf", "application/pdf"},
    Ending{"png", "image/png"},         Ending{"svg", "image/svg+xml"},
    Ending{"tif", "image/tiff"},        Ending{"tiff", "image/tiff"},
    Ending{"txt", "text/plain"},        Ending{"webp", "image/webp"},
    Ending{"xml", "application/xml"},   Ending{"zip", "application/zip"},
};
static_assert(std::ranges::is_sorted(kEndings, {}, &Ending::ending));

}  // namespace

std::string_view content_type_of(std::string_view name) {
    constexpr std::string_view kUnknown = "application/octet-stream";
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos) return kUnknown;
    const std::string ending = base::lower(name.substr(dot + 1));
    const auto found = std::ranges::lower_bound(kEndings, ending, {}, &Ending::ending);
    return found != kEndings.end() && found->ending == ending ? found->type : kUnknown;
}

}  // namespace cli::s3
