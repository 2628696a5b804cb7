// The console's files, which the assembler puts into the binary (assets.S).
#pragma once
#include <string_view>

namespace server::console {

struct Asset {
    std::string_view path;  ///< "app.js"
    std::string_view type;  ///< Content-Type.
    std::string_view bytes;
};

/// nullptr: there is no such file. "" and "index.html" are the page.
const Asset* find_asset(std::string_view path);

}  // namespace server::console
