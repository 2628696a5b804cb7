#include "server/console/assets.hpp"

#include <array>

extern "C" {
extern const char quickstep_console_html[];
extern const char quickstep_console_html_end[];
extern const char quickstep_console_js[];
extern const char quickstep_console_js_end[];
extern const char quickstep_console_css[];
extern const char quickstep_console_css_end[];
}

namespace server::console {
namespace {

std::string_view between(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

const Asset* find_asset(std::string_view path) {
    static const std::array assets = {
        Asset{"index.html", "text/html; charset=utf-8",
              between(quickstep_console_html, quickstep_console_html_end)},
        Asset{"app.js", "text/javascript; charset=utf-8",
              between(quickstep_console_js, quickstep_console_js_end)},
        Asset{"app.css", "text/css; charset=utf-8",
              between(quickstep_console_css, quickstep_console_css_end)},
    };
    for (const Asset& each : assets) {
        if (each.path == path || (path.empty() && each.path == "index.html")) return &each;
    }
    return nullptr;
}

}  // namespace server::console
