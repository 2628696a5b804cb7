// HTTP messages as services see them. No type of the HTTP library goes further than the server's
// door.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace aws {

/// Header fields in the order they came; names compare without case.
class Headers {
public:
    void add(std::string name, std::string value);
    /// Makes room for that many fields.
    void reserve(std::size_t count) { fields_.reserve(count); }
    /// Replaces all fields of that name.
    void set(std::string_view name, std::string value);
    void remove(std::string_view name);
    /// The first field's value.
    std::optional<std::string_view> find(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// A request body that has not been read yet. Exactly one of the calls below is made, once.
/// Callbacks run on the connection's I/O thread. What was not read when the reply is sent is
/// dropped by the server.
class BodyReader {
public:
    /// Takes a piece; an error stops the reading and reaches `done`. It may block briefly (a file
    /// write), which holds back the sender.
    using Sink = std::function<base::Result<void>(std::string_view piece)>;
    using Done = std::function<void(base::Result<void>)>;
    using Stream = std::function<void(Sink, Done)>;

    BodyReader() = default;
    BodyReader(std::optional<std::uint64_t> length, Stream stream)
        : length_(length), stream_(std::move(stream)) {}
    /// A body that is there already (in-process calls, tests).
    static BodyReader of(std::string bytes);

    /// Content-Length, if the sender said it.
    std::optional<std::uint64_t> length() const { return length_; }
    /// Reads piece by piece (at most 256 KiB each) with constant memory.
    void stream(Sink sink, Done done);
    /// Reads the whole body. More than `limit` bytes: error of kind `limit`.
    void read_all(std::size_t limit, std::function<void(base::Result<std::string>)> done);

private:
    std::optional<std::uint64_t> length_ = 0;
    Stream stream_;
};

struct HttpRequest {
    std::string method;  ///< "GET"
    std::string target;  ///< As sent: path and query, still percent-encoded.
    Headers headers;
    BodyReader body;
    std::string peer;  ///< Address of the client.

    /// The part of the target before `?`, still encoded.
    std::string_view path() const;
    /// The part behind `?`, still encoded, or empty.
    std::string_view query() const;
};

/// Part of an open file; the server sends it piece by piece. The owner closes the descriptor.
struct FileBody {
    std::shared_ptr<const int> descriptor;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// An answer without an end known beforehand: server-sent events. The server calls `start` once
/// with a function that sends a piece and says whether the client is still there; the last copy's
/// destruction ends the answer. Pieces may be sent from any thread; a slow client's connection is
/// cut when more than 1 MiB waits.
struct StreamBody {
    using Send = std::function<bool(std::string piece)>;
    std::function<void(Send)> start;
};

struct HttpReply {
    int status = 200;
    Headers headers;
    std::variant<std::string, FileBody, StreamBody> body;
    /// HEAD answers carry the length of the body they do not have.
    std::optional<std::uint64_t> content_length;
};

/// Runs on an I/O thread and must not block; `reply` may be called later and from any thread, once.
using HttpHandler = std::function<void(HttpRequest, std::function<void(HttpReply)> reply)>;

}  // namespace aws
