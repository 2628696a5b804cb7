// A small HTTP client: one request at a time, connections kept alive between them. The library
// behind it does not show here.
#pragma once
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace http {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
    std::string method = "GET";
    std::string url{};  ///< Sent as it is: `..` in a path stays.
    Headers headers{};
    std::string_view body{};               ///< Must outlive the call.
    std::chrono::milliseconds timeout{0};  ///< For the whole exchange; 0 waits for ever.
    std::size_t reply_bytes_max = 8U << 20U;
};

struct Reply {
    int status = 0;
    std::map<std::string, std::string, std::less<>> headers;  ///< Names in lower case.
    std::string body;

    /// A header's value, or nothing.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct Error {
    enum class Kind { unreachable, too_large };
    Kind kind = Kind::unreachable;
    std::string message;
};

/// Not for use by two threads at once. Ignores the proxy variables of the environment and follows
/// no redirects.
class Client {
public:
    Client();
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Any status is a Reply; an Error means that no whole answer came.
    tl::expected<Reply, Error> send(const Request& request);

private:
    struct Handle;
    std::unique_ptr<Handle> handle_;
};

}  // namespace http
