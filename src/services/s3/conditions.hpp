// Conditional requests (RFC 9110, section 13) as S3 reads them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "services/s3/request.hpp"

namespace services::s3 {

enum class Verdict { go_on, not_modified, failed };

struct Conditions {
    std::optional<std::string> if_match;
    std::optional<std::string> if_none_match;
    std::optional<base::TimePoint> if_modified_since;
    std::optional<base::TimePoint> if_unmodified_since;
};

/// `prefix` is "x-amz-copy-source-" for the source of a copy. Dates that are none are ignored.
Conditions read_conditions(const Request& request, std::string_view prefix = "");

/// For a read of what is there. `etag` with quotes.
Verdict judge_read(const Conditions& conditions, std::string_view etag, base::TimePoint modified);

/// Whether a list of entity tags, with or without quotes, or `*` names this one.
bool names_etag(std::string_view list, std::string_view etag);

/// "Tue, 24 Nov 2026 10:00:00 GMT". Nothing for any other form.
std::optional<base::TimePoint> parse_http_date(std::string_view text);

}  // namespace services::s3
