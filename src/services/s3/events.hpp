// The events that S3 sends to EventBridge.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "json/value.hpp"

namespace services::s3 {

struct ObjectChange {
    bool is_created = true;  ///< Else deleted.
    std::string_view bucket;
    std::string_view region;
    std::string_view account;
    std::string_view key;  ///< Plain, never percent-encoded.
    std::uint64_t bytes = 0;
    std::string_view etag;      ///< Without quotes.
    std::uint64_t version = 0;  ///< Becomes the sequencer.
    std::string_view request_id;
    std::string_view source_ip;
    std::string_view reason;  ///< "PutObject"
    base::TimePoint time{};
};

/// The whole event, `id` and all.
json::Value object_event(const ObjectChange& change, std::string_view id);

/// 18 hexadecimal digits; of two changes of one key the later has the greater text.
std::string sequencer(std::uint64_t version);

}  // namespace services::s3
