// The text of operating system errors.
#include "base/error.hpp"

#include <cstring>

namespace base {

Error io_error(std::string what, int errno_value) {
    char text[128] = {};
    what += ": ";
    what += strerror_r(errno_value, text, sizeof text);
    return {ErrorKind::io, std::move(what)};
}

}  // namespace base
