// Reads the requests that function processes send to their Runtime API: a small part of HTTP/1.1,
// strict, with every size bounded. Pure: bytes in, requests out. The process is not trusted.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/limits.hpp"

namespace services::lambda {

struct RuntimeRequest {
    std::string method;
    std::string target;
    /// Lambda-Runtime-Function-Error-Type, if it was there.
    std::string error_type;
    std::string body;              ///< Empty when the body was too large; it was read past.
    std::uint64_t body_bytes = 0;  ///< As it was sent.
    bool is_body_too_large = false;
    bool expects_continue = false;
    bool keep_alive = true;
};

/// One connection's requests, one after the other.
class RequestReader {
public:
    explicit RequestReader(std::size_t body_bytes_max = base::limits::kLambdaResponseBytesMax)
        : body_bytes_max_(body_bytes_max) {}

    enum class State : std::uint8_t {
        head,      ///< Needs more bytes.
        body,      ///< The head is known, the body is not whole yet.
        complete,  ///< `take` gives the request.
        broken,    ///< Not HTTP as we speak it; the connection must be closed.
    };
    State state() const { return state_; }
    /// What is known of the request: its head once `state` is past `head`.
    const RuntimeRequest& request() const { return request_; }

    /// Takes bytes up to the end of one request and gives how many it took.
    std::size_t feed(std::string_view bytes);
    /// The complete request; then the next one begins. Precondition: `complete`.
    RuntimeRequest take();

private:
    std::size_t feed_head(std::string_view bytes);
    std::size_t feed_body(std::string_view bytes);
    std::size_t feed_line(std::string_view bytes);
    void read_head();
    bool read_field(std::string_view name, std::string_view value);
    void read_chunk_line();
    void take_body(std::string_view bytes);
    void begin_body();
    void fail() { state_ = State::broken; }

    enum class Framing : std::uint8_t { length, chunk_size, chunk_data, chunk_end, trailer };

    std::size_t body_bytes_max_;
    State state_ = State::head;
    Framing framing_ = Framing::length;
    std::string head_;  ///< The head, and later a line of the chunked form.
    RuntimeRequest request_;
    std::uint64_t remaining_ = 0;
    bool has_length_ = false;
    bool is_chunked_ = false;
};

}  // namespace services::lambda
