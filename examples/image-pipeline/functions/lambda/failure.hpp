// Failure: how a function says that it could not do its work. It is what a state machine sees:
// Retry and Catch match `type`, people read `message`.
#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace lambda {

/// The errorType and errorMessage of a failed invocation.
struct Failure {
    std::string type;
    std::string message;
};

/// The types that the functions give; the workflow retries only `kTransient` and `kDemoTransient`.
inline constexpr std::string_view kTransient = "TransientError";
inline constexpr std::string_view kDemoTransient = "DemoTransientError";
inline constexpr std::string_view kInvalidEvent = "InvalidEvent";
inline constexpr std::string_view kObjectNotFound = "ObjectNotFound";
inline constexpr std::string_view kAccessDenied = "AccessDenied";
inline constexpr std::string_view kStorageError = "StorageError";
inline constexpr std::string_view kKeyTooLong = "KeyTooLong";
inline constexpr std::string_view kUnsupportedFormat = "UnsupportedFormat";
inline constexpr std::string_view kCorruptImage = "CorruptImage";
inline constexpr std::string_view kImageTooLarge = "ImageTooLarge";

/// A value, or why there is none.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Failure> {
public:
    using tl::expected<T, Failure>::expected;
};

/// Leaves a function that returns a Result: `return fail(kCorruptImage, "the JPEG ends early")`.
inline tl::unexpected<Failure> fail(std::string_view type, std::string message) {
    return tl::unexpected(Failure{std::string(type), std::move(message)});
}

}  // namespace lambda
