#include "aws/signature/signed_chunks.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace aws::sigv4 {
namespace {

/// A size with its signature, or a trailer field; longer ones are nothing that a client sends.
constexpr std::size_t kLineMax = 1'024;
constexpr std::size_t kTrailersMax = 8'192;
constexpr std::string_view kTrailerSignature = "x-amz-trailer-signature";

base::Result<void> refused(std::string_view why) {
    return base::fail(base::invalid(std::string(why)));
}

}  // namespace

SignedChunks::SignedChunks(std::string key, Signature signature, bool has_trailer)
    : key_(std::move(key)),
      signature_(std::move(signature)),
      has_trailer_(has_trailer),
      before_(signature_.hex) {}

base::Result<void> SignedChunks::feed(std::string_view piece) {
    while (!piece.empty()) {
        if (at_ == At::data) {
            const auto size =
                static_cast<std::size_t>(std::min<std::uint64_t>(left_, piece.size()));
            digest_.update(piece.substr(0, size));
            piece.remove_prefix(size);
            left_ -= size;
            if (left_ == 0) at_ = At::data_end;
            continue;
        }
        const std::size_t newline = piece.find('\n');
        line_ += piece.substr(0, newline);
        if (line_.size() > kLineMax) return refused("a chunk's line is too long");
        if (newline == std::string_view::npos) return {};
        piece.remove_prefix(newline + 1);
        std::string line = std::move(line_);
        line_.clear();
        if (line.ends_with('\r')) line.pop_back();
        QS_CHECK(take_line(line));
    }
    return {};
}

base::Result<void> SignedChunks::take_line(std::string_view line) {
    switch (at_) {
        case At::size_line: return take_size(line);
        case At::data_end:
            if (!line.empty()) return refused("a chunk is longer than it says");
            at_ = At::size_line;
            return end_chunk();
        case At::trailer: return take_trailer(line);
        case At::end: return line.empty() ? base::Result<void>{} : refused("bytes after the end");
        case At::data: break;
    }
    return {};
}

base::Result<void> SignedChunks::take_size(std::string_view line) {
    constexpr std::string_view kExtension = ";chunk-signature=";
    const std::size_t extension = line.find(kExtension);
    if (extension == std::string_view::npos) return refused("a chunk has no signature");
    const std::string_view size = line.substr(0, extension);
    const auto read = std::from_chars(size.data(), size.data() + size.size(), left_, 16);
    if (read.ec != std::errc() || read.ptr != size.data() + size.size()) {
        return refused("a chunk's size is no number");
    }
    claimed_ = base::trim(line.substr(extension + kExtension.size()));
    digest_ = base::Digest(base::DigestKind::sha256);
    if (left_ != 0) {
        at_ = At::data;
        return {};
    }
    was_last_ = true;
    at_ = has_trailer_ ? At::trailer : At::end;
    return end_chunk();
}

base::Result<void> SignedChunks::end_chunk() {
    const std::string hash = base::hex(digest_.finish());
    if (!is_same(expected_chunk_signature(key_, signature_, before_, hash), claimed_)) {
        return refused("a chunk's signature does not match");
    }
    before_ = claimed_;
    return {};
}

base::Result<void> SignedChunks::take_trailer(std::string_view line) {
    if (line.empty()) return {};
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return refused("a trailer field has no value");
    const std::string name = base::lower(base::trim(line.substr(0, colon)));
    const std::string_view value = base::trim(line.substr(colon + 1));
    if (name != kTrailerSignature) {
        trailers_.append(name).append(":").append(value).append("\n");
        if (trailers_.size() > kTrailersMax) return refused("the trailer is too long");
        return {};
    }
    if (!is_same(expected_trailer_signature(key_, signature_, before_, trailers_), value)) {
        return refused("the trailer's signature does not match");
    }
    at_ = At::end;
    return {};
}

base::Result<void> SignedChunks::finish() const {
    if (was_last_ && at_ == At::end) return {};
    return refused("the last chunk or its signature is missing");
}

}  // namespace aws::sigv4
