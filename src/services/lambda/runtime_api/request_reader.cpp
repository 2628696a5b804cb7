#include "services/lambda/runtime_api/request_reader.hpp"

#include <algorithm>
#include <charconv>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace services::lambda {
namespace {

constexpr std::size_t kHeadBytesMax = base::limits::kHttpHeaderBytesMax;
constexpr std::size_t kLineBytesMax = 1'024;
/// What is read past an oversized body before the connection is closed instead.
constexpr std::uint64_t kSkippedBytesMax = 256ULL * 1024 * 1024;

template <class Number>
bool read_number(std::string_view text, Number& value, int radix) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, radix);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool is_token(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != ':'; });
}

}  // namespace

std::size_t RequestReader::feed(std::string_view bytes) {
    std::size_t taken = 0;
    while (taken < bytes.size() && (state_ == State::head || state_ == State::body)) {
        const std::string_view rest = bytes.substr(taken);
        taken += state_ == State::head ? feed_head(rest) : feed_body(rest);
    }
    return taken;
}

RuntimeRequest RequestReader::take() {
    QS_ASSERT(state_ == State::complete);
    RuntimeRequest request = std::move(request_);
    *this = RequestReader(body_bytes_max_);
    return request;
}

std::size_t RequestReader::feed_head(std::string_view bytes) {
    const std::size_t before = head_.size();
    head_.append(bytes.substr(0, kHeadBytesMax + 1 - std::min(before, kHeadBytesMax)));
    const std::size_t end = head_.find("\r\n\r\n", before < 3 ? 0 : before - 3);
    if (end == std::string::npos) {
        if (head_.size() > kHeadBytesMax) fail();
        return head_.size() - before;
    }
    head_.resize(end + 2);
    read_head();
    head_.clear();
    return end + 4 - before;
}

void RequestReader::read_head() {
    std::string_view rest = head_;
    const auto line = [&rest] {
        const std::size_t end = rest.find("\r\n");
        const std::string_view text = rest.substr(0, end);
        rest.remove_prefix(end + 2);
        return text;
    };
    const auto words = base::split(line(), ' ');
    if (words.size() != 3 || !is_token(words[0]) || words[1].empty() || words[1].front() != '/' ||
        (words[2] != "HTTP/1.1" && words[2] != "HTTP/1.0")) {
        return fail();
    }
    request_.method = words[0];
    request_.target = words[1];
    request_.keep_alive = words[2] == "HTTP/1.1";
    while (!rest.empty()) {
        const std::string_view field = line();
        const std::size_t colon = field.find(':');
        if (colon == std::string_view::npos || !is_token(field.substr(0, colon))) return fail();
        if (!read_field(field.substr(0, colon), base::trim(field.substr(colon + 1)))) return fail();
    }
    if (has_length_ && is_chunked_) return fail();
    begin_body();
}

bool RequestReader::read_field(std::string_view name, std::string_view value) {
    if (base::equals_ignoring_case(name, "Content-Length")) {
        if (has_length_) return false;
        has_length_ = true;
        return read_number(value, remaining_, 10);
    }
    if (base::equals_ignoring_case(name, "Transfer-Encoding")) {
        if (is_chunked_) return false;
        is_chunked_ = true;
        return base::equals_ignoring_case(value, "chunked");
    }
    if (base::equals_ignoring_case(name, "Connection")) {
        if (base::equals_ignoring_case(value, "close")) request_.keep_alive = false;
        if (base::equals_ignoring_case(value, "keep-alive")) request_.keep_alive = true;
    } else if (base::equals_ignoring_case(name, "Expect")) {
        request_.expects_continue = base::equals_ignoring_case(value, "100-continue");
    } else if (base::equals_ignoring_case(name, "Lambda-Runtime-Function-Error-Type")) {
        request_.error_type = value;
    }
    return true;
}

void RequestReader::begin_body() {
    state_ = State::body;
    if (is_chunked_) {
        framing_ = Framing::chunk_size;
    } else if (remaining_ == 0) {
        state_ = State::complete;
    } else {
        if (remaining_ > kSkippedBytesMax) return fail();
        if (remaining_ <= body_bytes_max_) request_.body.reserve(remaining_);
    }
}

std::size_t RequestReader::feed_body(std::string_view bytes) {
    if (framing_ != Framing::length && framing_ != Framing::chunk_data) return feed_line(bytes);
    const std::size_t count =
        static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), remaining_));
    take_body(bytes.substr(0, count));
    remaining_ -= count;
    if (remaining_ == 0 && state_ == State::body) {
        if (framing_ == Framing::length) {
            state_ = State::complete;
        } else {
            framing_ = Framing::chunk_end;
        }
    }
    return count;
}

void RequestReader::take_body(std::string_view bytes) {
    request_.body_bytes += bytes.size();
    if (request_.body_bytes > kSkippedBytesMax) return fail();
    if (request_.body_bytes > body_bytes_max_) {
        request_.is_body_too_large = true;
        request_.body = {};
    } else {
        request_.body.append(bytes);
    }
}

std::size_t RequestReader::feed_line(std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    const std::size_t count = end == std::string_view::npos ? bytes.size() : end + 1;
    head_.append(bytes.substr(0, count));
    if (head_.size() > kLineBytesMax) {
        fail();
    } else if (end != std::string_view::npos) {
        if (!head_.ends_with("\r\n")) {
            fail();
        } else {
            head_.resize(head_.size() - 2);
            read_chunk_line();
        }
        head_.clear();
    }
    return count;
}

void RequestReader::read_chunk_line() {
    if (framing_ == Framing::chunk_end) {
        if (!head_.empty()) return fail();
        framing_ = Framing::chunk_size;
    } else if (framing_ == Framing::trailer) {
        // A streaming runtime tells an error that came late in a trailer; trailers are not trusted
        // further.
        if (head_.empty()) state_ = State::complete;
    } else {
        const std::string_view size = std::string_view(head_).substr(0, head_.find(';'));
        if (size.size() > 8 || !read_number(size, remaining_, 16)) return fail();
        framing_ = remaining_ == 0 ? Framing::trailer : Framing::chunk_data;
    }
}

}  // namespace services::lambda
