// The decoder as a small machine over lines and data.
#include "services/s3/chunked.hpp"

#include <algorithm>
#include <charconv>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace services::s3 {

base::Result<void> ChunkedDecoder::feed(std::string_view piece, const Sink& sink) {
    while (!piece.empty()) {
        if (at_ == At::data) {
            const auto count =
                static_cast<std::size_t>(std::min<std::uint64_t>(left_, piece.size()));
            QS_CHECK(sink(piece.substr(0, count)));
            piece.remove_prefix(count);
            left_ -= count;
            if (left_ == 0) at_ = At::data_end;
            continue;
        }
        const auto newline = piece.find('\n');
        line_ += piece.substr(0, newline);
        if (line_.size() > base::limits::kS3ChunkLineBytesMax) {
            return base::fail(base::invalid("A chunk's header or a trailer field is too long."));
        }
        if (newline == std::string_view::npos) return {};
        piece.remove_prefix(newline + 1);
        std::string line = std::exchange(line_, {});
        if (line.ends_with('\r')) line.pop_back();
        QS_CHECK(take_line(line));
    }
    return {};
}

base::Result<void> ChunkedDecoder::take_line(std::string_view line) {
    if (at_ == At::size_line) return take_size(line);
    if (at_ == At::trailer) return take_trailer(line);
    if (!line.empty()) return base::fail(base::invalid("A chunk is longer than its size says."));
    at_ = At::size_line;
    return {};
}

base::Result<void> ChunkedDecoder::take_size(std::string_view line) {
    const std::string_view size = line.substr(0, line.find(';'));
    const auto [end, problem] = std::from_chars(size.data(), size.data() + size.size(), left_, 16);
    if (problem != std::errc() || end != size.data() + size.size()) {
        return base::fail(base::invalid("A chunk does not begin with its size in hexadecimal."));
    }
    at_ = left_ == 0 ? At::trailer : At::data;
    return {};
}

base::Result<void> ChunkedDecoder::take_trailer(std::string_view line) {
    // Some clients put an empty line between the fields and their signature, so fields may still
    // follow.
    if (line.empty()) {
        has_ended_ = true;
        return {};
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || trailers_.size() >= base::limits::kS3TrailersMax) {
        return base::fail(base::invalid("The trailer of the body is malformed."));
    }
    trailers_.emplace_back(base::lower(base::trim(line.substr(0, colon))),
                           base::trim(line.substr(colon + 1)));
    return {};
}

bool ChunkedDecoder::is_complete(bool end_of_body) const {
    return has_ended_ || (end_of_body && at_ == At::trailer && line_.empty());
}

}  // namespace services::s3
