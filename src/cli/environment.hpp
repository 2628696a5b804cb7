// The variables of the process's environment.
#pragma once
#include <cstdlib>
#include <string>

namespace cli {

/// Empty if it is not set.
inline std::string environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string(value);
}

}  // namespace cli
