// Reading JSON text (RFC 8259), with limits.
#pragma once
#include <cstddef>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "json/value.hpp"

namespace json {

struct ParseOptions {
    std::size_t depth_max = base::limits::kJsonDepthMax;
};

/// Parses one document; white space around it is allowed, anything else is not. Of a member that
/// occurs twice the last value counts, in the first one's place, as AWS does it. Strings must be
/// UTF-8; an escaped lone surrogate becomes U+FFFD (three bytes). The text need not be padded and
/// is not referred to afterwards. The document lies in one block, which lives as long as any part
/// of it. Errors: `invalid` with line and column ("line 3, column 7: ...", in characters, from 1),
/// `limit` for too deep or longer than `kJsonTextBytesMax`.
base::Result<Value> parse(std::string_view text, const ParseOptions& options = {});

/// The same, and an array or object remembers the text if `print` would give another one
/// (with_written_text).
base::Result<Value> parse_as_written(std::string_view text, const ParseOptions& options = {});

}  // namespace json
