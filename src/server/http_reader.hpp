// Reading HTTP/1.1 requests (RFC 9112) strictly. What two programs could understand differently is
// refused: length together with chunks, folded headers, a bare LF, odd chunk sizes (security.md,
// threat 4). Pure: bytes in, request or refusal out; no socket and no library.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/http.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"

namespace server {

struct HeadLimits {
    std::size_t block_bytes_max = base::limits::kHttpHeaderBytesMax;
    std::size_t fields_max = base::limits::kHttpHeadersMax;
    std::size_t target_bytes_max = base::limits::kHttpTargetBytesMax;
};

/// Why a request is not served; the connection is closed after the answer.
struct HttpRefusal {
    int status = 400;
    std::string message;
};

/// Request line and header fields, and what they say about framing.
struct RequestHead {
    std::string method;
    std::string
        target;  ///< Origin form; of an absolute form the authority has become the Host field.
    aws::Headers headers;
    std::size_t bytes = 0;  ///< Length of the head in the input, with its empty line.
    bool is_http_1_0 = false;
    bool keep_alive = true;
    bool expects_continue = false;
    bool is_chunked = false;
    std::optional<std::uint64_t> content_length;
};

/// Reads the head at the start of `bytes`; nothing while its end is not there yet. `searched`
/// remembers between calls how far the end has been looked for; it starts at 0 for each request.
base::Result<std::optional<RequestHead>, HttpRefusal> read_head(std::string_view bytes,
                                                                std::size_t& searched,
                                                                const HeadLimits& limits = {});

/// Takes a body out of the bytes of a connection: by its length, or chunk by chunk.
class BodyDecoder {
public:
    /// No body.
    BodyDecoder() = default;
    explicit BodyDecoder(const RequestHead& head);

    struct Step {
        std::size_t consumed = 0;  ///< Bytes of the input that are done with.
        std::string_view piece;    ///< Body bytes among them, inside the input.
    };
    /// Takes the next piece. `consumed` 0: more input is needed. Precondition: not `is_done()`.
    base::Result<Step, HttpRefusal> next(std::string_view bytes);

    bool is_done() const { return state_ == State::done; }
    /// How many body bytes are still to come, where the sender said it.
    std::optional<std::uint64_t> remaining() const;

private:
    enum class State : std::uint8_t { done, by_length, chunk_size, chunk_data, chunk_end, trailer };

    base::Result<Step, HttpRefusal> take_data(std::string_view bytes, State after);
    base::Result<Step, HttpRefusal> take_line(std::string_view bytes);
    base::Result<void, HttpRefusal> read_chunk_size(std::string_view line);

    State state_ = State::done;
    std::uint64_t remaining_ = 0;
    std::size_t trailer_bytes_ = 0;
};

}  // namespace server
