// How wide a text is when drawn, roughly: there is no font here, and the reader's browser chooses
// one.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace asl::graph {

/// In pixels, for a sans-serif font of this size. Rather too wide than too narrow.
double text_width(std::string_view text, double font_pixels);

/// The text, or its beginning with an ellipsis, so that it is at most `width` wide.
std::string fit_text(std::string_view text, double font_pixels, double width);

/// Lines of at most `width`, broken at blanks where there are any; what is beyond `lines_max` is
/// cut.
std::vector<std::string> wrap_text(std::string_view text, double font_pixels, double width,
                                   std::size_t lines_max);

}  // namespace asl::graph
