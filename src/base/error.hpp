// The error value of the lower floors: disk, network, corrupt bytes, bad text. What callers of the
// AWS API see is `aws::Error`; what a state machine sees is `engine::Failure`; findings in a
// definition are `asl::Diagnostic`.
#pragma once
#include <string>
#include <utility>

namespace base {

enum class ErrorKind {
    invalid,      ///< The input is not what it must be: syntax, type, range.
    not_found,    ///< The thing that was named does not exist.
    conflict,     ///< It exists already, or somebody else holds it.
    limit,        ///< Larger, deeper or more than `base/limits.hpp` allows.
    corrupt,      ///< Stored bytes differ from what was written.
    io,           ///< The operating system refused a call on a file.
    network,      ///< The peer cannot be reached, or broke off.
    timeout,      ///< It took too long.
    unavailable,  ///< Cannot be served now; trying again may help.
};

/// One sentence for people, which names the thing and the way out, and a kind for code.
struct Error {
    ErrorKind kind = ErrorKind::invalid;
    std::string message;

    bool operator==(const Error&) const = default;
};

inline Error invalid(std::string message) {
    return {ErrorKind::invalid, std::move(message)};
}
inline Error not_found(std::string message) {
    return {ErrorKind::not_found, std::move(message)};
}
inline Error conflict(std::string message) {
    return {ErrorKind::conflict, std::move(message)};
}
inline Error limit_exceeded(std::string message) {
    return {ErrorKind::limit, std::move(message)};
}
inline Error corrupt(std::string message) {
    return {ErrorKind::corrupt, std::move(message)};
}
inline Error network(std::string message) {
    return {ErrorKind::network, std::move(message)};
}

/// An error of the operating system: `what` (for example "cannot open /data/LOCK"), then errno's
/// text.
Error io_error(std::string what, int errno_value);

}  // namespace base
