// Texts that people read, compared with files in tests/golden/. UPDATE_GOLDEN=1 rewrites them; the
// difference is reviewed like code. Tests run in the repository's root.
#pragma once
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace support {

inline std::string file_text(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// `name` is a path below tests/golden/.
inline void check_golden(const std::string& name, const std::string& text) {
    const std::string path = "tests/golden/" + name;
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::ofstream(path) << text;
        return;
    }
    INFO(path << " differs; UPDATE_GOLDEN=1 rewrites it");
    CHECK_EQ(text, file_text(path));
}

}  // namespace support
