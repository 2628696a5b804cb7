// The strict HTTP/1.1 reader: head by lines, bodies by length or chunks.
#include "server/http_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"

namespace server {
namespace {

constexpr std::size_t kMethodBytesMax = 32;
constexpr std::size_t kChunkLineBytesMax = 256;
constexpr std::size_t kChunkDigitsMax = 15;
constexpr std::size_t kPieceBytesMax = 256 * 1024;

/// RFC 9110's tchar, as a table: a lookup for each byte of each name.
constexpr std::array<bool, 256> kTokenBytes = [] {
    std::array<bool, 256> table{};
    for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
        table[static_cast<unsigned char>(c)] = true;
    }
    return table;
}();

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return kTokenBytes[static_cast<unsigned char>(c)];
    });
}

/// Without an early end, so that the compiler makes vector code of it.
bool is_field_text(std::string_view text) {
    bool is_bad = false;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        is_bad |= (byte < 0x20 && byte != '\t') || byte == 0x7f;
    }
    return !is_bad;
}

bool is_target_text(std::string_view text) {
    bool is_bad = false;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        is_bad |= byte <= 0x20 || byte == 0x7f;
    }
    return !is_bad;
}

tl::unexpected<HttpRefusal> refuse(int status, std::string message) {
    return base::fail(HttpRefusal{status, std::move(message)});
}

/// The first bytes tell TLS and other protocols from HTTP, so that those need not wait for a
/// time-out.
base::Result<void, HttpRefusal> check_first_byte(char first) {
    if (first == '\x16') return refuse(400, "This port speaks plain HTTP, not TLS: use http://.");
    if (!kTokenBytes[static_cast<unsigned char>(first)]) {
        return refuse(400, "The request does not begin with an HTTP method.");
    }
    return {};
}

/// The length of the head with its empty line; 0 if its end has not come.
base::Result<std::size_t, HttpRefusal> find_end(std::string_view bytes, std::size_t start,
                                                std::size_t& searched, const HeadLimits& limits) {
    std::size_t position = std::max(searched, start);
    while (true) {
        const auto newline = bytes.find('\n', position);
        const std::size_t seen = newline == std::string_view::npos ? bytes.size() : newline + 1;
        if (seen - start > limits.block_bytes_max) {
            return refuse(431, "The header block is longer than " +
                                   std::to_string(limits.block_bytes_max) + " bytes.");
        }
        if (newline == std::string_view::npos) break;
        if (newline == start || bytes[newline - 1] != '\r') {
            return refuse(400, "A header line ends with a bare LF; lines end with CR LF.");
        }
        if (newline - start >= 3 && bytes[newline - 2] == '\n') return newline + 1;
        position = newline + 1;
    }
    // The last byte may be the CR of the line end that comes next; it is looked at again by index.
    searched = bytes.size();
    return std::size_t{0};
}

base::Result<void, HttpRefusal> read_request_line(std::string_view line, const HeadLimits& limits,
                                                  RequestHead& head) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
        return refuse(400, "The request line must be METHOD TARGET HTTP/1.1.");
    }
    const std::string_view method = line.substr(0, first);
    std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!is_token(method) || method.size() > kMethodBytesMax) {
        return refuse(400, "The method is no token of at most 32 characters.");
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return refuse(505, "The protocol version must be HTTP/1.1 or HTTP/1.0.");
    }
    if (target.size() > limits.target_bytes_max) {
        return refuse(414, "The request target is longer than " +
                               std::to_string(limits.target_bytes_max) + " bytes.");
    }
    if (target.empty() || !is_target_text(target)) {
        return refuse(400,
                      "The request target has spaces or control characters; percent-encode them.");
    }
    head.is_http_1_0 = version == "HTTP/1.0";
    head.keep_alive = !head.is_http_1_0;
    head.method = method;
    head.target = target;
    return {};
}

/// RFC 9112, section 3.2.2: the authority of an absolute form stands for the Host field.
base::Result<void, HttpRefusal> resolve_target(RequestHead& head) {
    if (head.target.starts_with('/') || (head.target == "*" && head.method == "OPTIONS")) return {};
    constexpr std::string_view kScheme = "http://";
    if (!head.target.starts_with(kScheme)) {
        return refuse(400, "The request target must begin with a slash.");
    }
    const auto slash = head.target.find_first_of("/?", kScheme.size());
    const std::string authority = head.target.substr(kScheme.size(), slash - kScheme.size());
    std::string rest = slash == std::string::npos ? "" : head.target.substr(slash);
    head.headers.set("Host", authority);
    head.target = rest.starts_with('/') ? std::move(rest) : "/" + rest;
    return {};
}

base::Result<void, HttpRefusal> read_content_length(std::string_view value, RequestHead& head) {
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (value.empty() || error != std::errc{} || end != value.data() + value.size() ||
        length > (std::uint64_t{1} << 62)) {
        return refuse(400, "Content-Length is no number of bytes.");
    }
    if (head.content_length) return refuse(400, "Content-Length occurs twice.");
    head.content_length = length;
    return {};
}

void read_connection(std::string_view value, RequestHead& head) {
    for (const std::string_view option : base::split(value, ',')) {
        const std::string_view word = base::trim(option);
        if (base::equals_ignoring_case(word, "close")) head.keep_alive = false;
        if (base::equals_ignoring_case(word, "keep-alive") && head.is_http_1_0)
            head.keep_alive = true;
    }
}

/// What a field says about framing and the connection. The lengths tell most fields apart at once.
base::Result<void, HttpRefusal> note_field(std::string_view name, std::string_view value,
                                           int& hosts, RequestHead& head) {
    const auto is = [&](std::string_view other) {
        return name.size() == other.size() && base::equals_ignoring_case(name, other);
    };
    if (is("content-length")) return read_content_length(value, head);
    if (is("transfer-encoding")) {
        if (head.is_chunked) return refuse(400, "Transfer-Encoding occurs twice.");
        if (head.is_http_1_0) return refuse(400, "HTTP/1.0 has no Transfer-Encoding.");
        if (!base::equals_ignoring_case(value, "chunked")) {
            return refuse(501, "The only Transfer-Encoding understood is chunked.");
        }
        head.is_chunked = true;
    } else if (is("connection")) {
        read_connection(value, head);
    } else if (is("expect")) {
        if (!base::equals_ignoring_case(value, "100-continue")) {
            return refuse(417, "The only expectation understood is 100-continue.");
        }
        head.expects_continue = !head.is_http_1_0;
    } else if (is("host") && ++hosts > 1) {
        return refuse(400, "Host occurs twice.");
    }
    return {};
}

base::Result<void, HttpRefusal> read_fields(std::string_view block, const HeadLimits& limits,
                                            RequestHead& head) {
    constexpr std::size_t kUsualFields = 16;
    head.headers.reserve(kUsualFields);
    int hosts = 0;
    std::size_t count = 0;
    while (!block.empty()) {
        const auto end = block.find("\r\n");
        const std::string_view line = block.substr(0, end);
        block.remove_prefix(end + 2);
        if (line.starts_with(' ') || line.starts_with('\t')) {
            return refuse(400, "A header field is folded over two lines.");
        }
        const auto colon = line.find(':');
        const std::string_view name = line.substr(0, colon);
        if (colon == std::string_view::npos || !is_token(name)) {
            return refuse(400,
                          "A header line must be NAME: VALUE, without a space before the colon.");
        }
        const std::string_view value = base::trim(line.substr(colon + 1));
        if (!is_field_text(value)) return refuse(400, "A header value has control characters.");
        if (++count > limits.fields_max) {
            return refuse(431, "There are more than " + std::to_string(limits.fields_max) +
                                   " header fields.");
        }
        QS_CHECK(note_field(name, value, hosts, head));
        head.headers.add(std::string(name), std::string(value));
    }
    if (hosts == 0 && !head.is_http_1_0) return refuse(400, "The Host field is missing.");
    if (head.is_chunked && head.content_length) {
        return refuse(400, "Content-Length and Transfer-Encoding exclude each other.");
    }
    return {};
}

}  // namespace

base::Result<std::optional<RequestHead>, HttpRefusal> read_head(std::string_view bytes,
                                                                std::size_t& searched,
                                                                const HeadLimits& limits) {
    // RFC 9112, section 2.2: one empty line before the request is ignored (old clients send it
    // after a body).
    const std::size_t start = bytes.starts_with("\r\n") ? 2 : 0;
    if (bytes.size() <= start || bytes == "\r") return std::optional<RequestHead>{};
    QS_CHECK(check_first_byte(bytes[start]));
    QS_TRY(const std::size_t end, find_end(bytes, start, searched, limits));
    if (end == 0) return std::optional<RequestHead>{};

    RequestHead head;
    head.bytes = end;
    const std::string_view block = bytes.substr(start, end - start - 2);
    const auto line_end = block.find("\r\n");
    QS_CHECK(read_request_line(block.substr(0, line_end), limits, head));
    QS_CHECK(read_fields(block.substr(line_end + 2), limits, head));
    QS_CHECK(resolve_target(head));
    return std::optional<RequestHead>{std::move(head)};
}

BodyDecoder::BodyDecoder(const RequestHead& head) {
    if (head.is_chunked) {
        state_ = State::chunk_size;
    } else if (head.content_length.value_or(0) > 0) {
        state_ = State::by_length;
        remaining_ = *head.content_length;
    }
}

std::optional<std::uint64_t> BodyDecoder::remaining() const {
    if (state_ == State::done) return 0;
    if (state_ == State::by_length) return remaining_;
    return std::nullopt;
}

base::Result<BodyDecoder::Step, HttpRefusal> BodyDecoder::next(std::string_view bytes) {
    switch (state_) {
        case State::done: return Step{};
        case State::by_length: return take_data(bytes, State::done);
        case State::chunk_data: return take_data(bytes, State::chunk_end);
        case State::chunk_size:
        case State::chunk_end:
        case State::trailer: return take_line(bytes);
    }
    return Step{};
}

base::Result<BodyDecoder::Step, HttpRefusal> BodyDecoder::take_data(std::string_view bytes,
                                                                    State after) {
    const std::string_view piece = bytes.substr(
        0, static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, kPieceBytesMax)));
    remaining_ -= piece.size();
    if (remaining_ == 0) state_ = after;
    return Step{piece.size(), piece};
}

base::Result<BodyDecoder::Step, HttpRefusal> BodyDecoder::take_line(std::string_view bytes) {
    const std::size_t line_max = state_ == State::trailer     ? base::limits::kHttpHeaderBytesMax
                                 : state_ == State::chunk_end ? 2
                                                              : kChunkLineBytesMax;
    const auto newline = bytes.substr(0, line_max).find('\n');
    if (newline == std::string_view::npos) {
        if (bytes.size() >= line_max) return refuse(400, "A line of the chunked body is too long.");
        return Step{};
    }
    if (newline == 0 || bytes[newline - 1] != '\r') {
        return refuse(400, "A line of the chunked body ends with a bare LF.");
    }
    const std::string_view line = bytes.substr(0, newline - 1);
    if (!is_field_text(line))
        return refuse(400, "The chunked body has control characters in its frame.");
    if (state_ == State::chunk_size) {
        QS_CHECK(read_chunk_size(line));
    } else if (state_ == State::chunk_end) {
        if (!line.empty()) return refuse(400, "A chunk is longer than its size says.");
        state_ = State::chunk_size;
    } else if (line.empty()) {
        state_ = State::done;
    } else if (trailer_bytes_ += line.size(); trailer_bytes_ > base::limits::kHttpHeaderBytesMax) {
        return refuse(431, "The trailer of the chunked body is too long.");
    }
    return Step{newline + 1, {}};
}

base::Result<void, HttpRefusal> BodyDecoder::read_chunk_size(std::string_view line) {
    // Extensions behind a semicolon are ignored, as RFC 9112 wants; white space before it is
    // refused.
    const std::string_view digits = line.substr(0, line.find(';'));
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), remaining_, 16);
    if (digits.empty() || digits.size() > kChunkDigitsMax || error != std::errc{} ||
        end != digits.data() + digits.size()) {
        return refuse(400, "A chunk size is no hexadecimal number.");
    }
    state_ = remaining_ == 0 ? State::trailer : State::chunk_data;
    return {};
}

}  // namespace server
