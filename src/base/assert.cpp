// What happens when a belief turns out to be false.
#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace base {

void assertion_failed(const char* condition, const char* file, int line) {
    const std::string text =
        std::string(file) + ":" + std::to_string(line) + ": assertion failed: " + condition;
#ifdef QS_SANITIZED
    std::fputs((text + "\n").c_str(), stderr);
    std::abort();
#else
    throw Bug(text);
#endif
}

}  // namespace base
