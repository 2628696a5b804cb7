// The variables of the process's environment.
#pragma once
#include <cstdlib>
#include <string>

namespace cli {

/// Empty if it is not set.
inline std::string environment(const char* name) {
    // A client has one thread, and nothing here changes the environment.
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return value == nullptr ? std::string{} : std::string(value);
}

}  // namespace cli
