// The `aws-chunked` content coding: sized chunks, each with or without a signature, then trailer
// fields. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace services::s3 {

/// Takes the coded bytes in pieces of any size and hands on the decoded ones. Chunk signatures are
/// read over: in open mode there is no secret to check them by.
class ChunkedDecoder {
public:
    using Sink = std::function<base::Result<void>(std::string_view bytes)>;

    /// Errors: `invalid` for a malformed chunk or trailer, and the sink's own.
    base::Result<void> feed(std::string_view piece, const Sink& sink);
    /// Whether the last chunk and the trailer were seen to their end. `end_of_body` says that no
    /// more comes: clients may leave out the last empty line.
    bool is_complete(bool end_of_body) const;
    /// Names in lower case.
    const std::vector<std::pair<std::string, std::string>>& trailers() const { return trailers_; }

private:
    enum class At { size_line, data, data_end, trailer };
    base::Result<void> take_line(std::string_view line);
    base::Result<void> take_size(std::string_view line);
    base::Result<void> take_trailer(std::string_view line);

    At at_ = At::size_line;
    bool has_ended_ = false;  ///< The empty line behind the trailer was there.
    std::uint64_t left_ = 0;  ///< Bytes of the chunk that are still to come.
    std::string line_;        ///< The line that is not whole yet.
    std::vector<std::pair<std::string, std::string>> trailers_;
};

}  // namespace services::s3
