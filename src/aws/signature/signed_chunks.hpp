// The signatures within an `aws-chunked` body: each chunk signs the one before it, so that nothing
// can be left out, added or changed. The bytes go on as they came; whoever stores them takes the
// coding off.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "aws/signature/sigv4.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"

namespace aws::sigv4 {

/// Sees the coded bytes in pieces of any size. Signatures are compared when a chunk has been seen
/// to its end: what was handed on before a refusal must not be kept.
class SignedChunks {
public:
    /// `key` signs; `signature` is the request's own, which the first chunk signs.
    SignedChunks(std::string key, Signature signature, bool has_trailer);

    /// Errors: `invalid` for a chunk that is malformed or has another signature.
    base::Result<void> feed(std::string_view piece);
    /// All chunks were there, and the trailer where there must be one. Errors: `invalid`.
    base::Result<void> finish() const;

private:
    enum class At { size_line, data, data_end, trailer, end };
    base::Result<void> take_line(std::string_view line);
    base::Result<void> take_size(std::string_view line);
    base::Result<void> take_trailer(std::string_view line);
    base::Result<void> end_chunk();

    std::string key_;
    Signature signature_;
    bool has_trailer_;
    std::string before_;
    std::string claimed_;
    At at_ = At::size_line;
    bool was_last_ = false;
    std::uint64_t left_ = 0;
    base::Digest digest_{base::DigestKind::sha256};
    std::string line_;
    std::string trailers_;
};

}  // namespace aws::sigv4
