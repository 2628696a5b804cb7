// GetObject and HeadObject: conditions, ranges, parts, header overrides.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "services/s3/conditions.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/metadata.hpp"
#include "services/s3/object_access.hpp"
#include "services/s3/operations.hpp"
#include "services/s3/range.hpp"

namespace services::s3 {
namespace {

struct Override {
    std::string_view parameter;
    std::string_view header;
};
constexpr std::array kOverrides = {
    Override{"response-cache-control", "Cache-Control"},
    Override{"response-content-disposition", "Content-Disposition"},
    Override{"response-content-encoding", "Content-Encoding"},
    Override{"response-content-language", "Content-Language"},
    Override{"response-content-type", "Content-Type"},
    Override{"response-expires", "Expires"},
};

base::Result<void, aws::Error> apply_overrides(const Request& request, aws::HttpReply& reply) {
    for (const Override& row : kOverrides) {
        const auto value = request.parameter(row.parameter);
        if (!value) continue;
        // A line break would let the client write headers of its own.
        const bool is_plain = std::ranges::none_of(
            *value, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
        if (!is_plain) {
            return base::fail(invalid_argument("A header value may not hold control characters.",
                                               row.parameter, base::printable(*value)));
        }
        reply.headers.set(row.header, std::string(*value));
    }
    return {};
}

// The bytes of one part; an object that came whole is its own only part.
base::Result<ByteRange, aws::Error> part_range(const ObjectRecord& record, std::uint32_t number) {
    const std::size_t parts = std::max<std::size_t>(record.part_bytes.size(), 1);
    if (number < 1 || number > parts) return base::fail(s3_error("InvalidPartNumber"));
    if (record.part_bytes.empty()) return ByteRange{0, record.bytes};
    ByteRange range;
    for (std::size_t i = 0; i + 1 < number; ++i) range.first += record.part_bytes[i];
    range.bytes = record.part_bytes[number - 1];
    return range;
}

// Nothing: the whole body is wanted.
base::Result<std::optional<ByteRange>, aws::Error> wanted_range(const Request& request,
                                                                const ObjectRecord& record) {
    QS_TRY(const auto part, request.number("partNumber"));
    const auto header = request.headers.find("range");
    if (part && header) {
        return base::fail(s3_error("InvalidRequest",
                                   "Cannot specify both Range header and partNumber query "
                                   "parameter"));
    }
    if (part) {
        QS_TRY(const ByteRange range, part_range(record, *part));
        return std::optional(range);
    }
    if (!header) return std::optional<ByteRange>();
    return parse_range(*header, record.bytes);
}

std::string content_range(const ByteRange& range, std::uint64_t size) {
    // An empty part of an empty object has no last byte to name.
    const std::uint64_t last = range.bytes == 0 ? range.first : range.first + range.bytes - 1;
    return "bytes " + std::to_string(range.first) + "-" + std::to_string(last) + "/" +
           std::to_string(size);
}

void write_validators(const ObjectRecord& record, aws::HttpReply& reply) {
    reply.headers.set("ETag", record.etag());
    reply.headers.set("Last-Modified", base::http_date(record.modified));
}

void write_checksum(const Request& request, const ObjectRecord& record, aws::HttpReply& reply) {
    const auto mode = request.header("x-amz-checksum-mode").value_or("");
    if (!base::equals_ignoring_case(mode, "ENABLED") ||
        record.checksum.algorithm == Algorithm::none)
        return;
    reply.headers.set(checksum_header(record.checksum.algorithm), record.checksum.value);
    reply.headers.set("x-amz-checksum-type", std::string(checksum_type_name(record.checksum.type)));
}

// The descriptor with the reader that owns it.
std::shared_ptr<const int> descriptor_of(std::shared_ptr<const store::BlobReader> blob) {
    struct Held {
        std::shared_ptr<const store::BlobReader> reader;
        int descriptor;
    };
    auto held = std::make_shared<const Held>(Held{blob, blob->descriptor()});
    return {held, &held->descriptor};
}

void write_body(const OpenObject& object, const ByteRange& range, aws::HttpReply& reply) {
    if (object.blob) {
        reply.body = aws::FileBody{descriptor_of(object.blob), range.first, range.bytes};
    } else {
        reply.body = object.record.body.substr(static_cast<std::size_t>(range.first),
                                               static_cast<std::size_t>(range.bytes));
    }
}

base::Result<aws::HttpReply, aws::Error> reply_for(const Request& request,
                                                   const OpenObject& object) {
    const ObjectRecord& record = object.record;
    aws::HttpReply reply;
    switch (judge_read(read_conditions(request), record.etag(), record.modified)) {
        case Verdict::failed: return base::fail(s3_error("PreconditionFailed"));
        case Verdict::not_modified:
            reply.status = 304;
            write_validators(record, reply);
            return reply;
        case Verdict::go_on: break;
    }
    QS_TRY(const auto range, wanted_range(request, record));
    write_metadata(record.metadata, reply);
    write_validators(record, reply);
    reply.headers.set("Accept-Ranges", "bytes");
    QS_CHECK(apply_overrides(request, reply));
    const ByteRange sent = range.value_or(ByteRange{0, record.bytes});
    if (range) {
        reply.status = 206;
        reply.headers.set("Content-Range", content_range(sent, record.bytes));
    }
    if (request.has("partNumber") && !record.part_bytes.empty()) {
        reply.headers.set("x-amz-mp-parts-count", std::to_string(record.part_bytes.size()));
    }
    // A checksum of the whole object beside a part of it would make clients refuse the part.
    if (sent.bytes == record.bytes) write_checksum(request, record, reply);
    if (request.method == "HEAD") {
        reply.content_length = sent.bytes;
    } else {
        write_body(object, sent, reply);
    }
    return reply;
}

}  // namespace

void get_object(Storage& storage, const ExchangePtr& exchange) {
    open_object(storage, exchange->request.bucket, exchange->request.key,
                [exchange](const OpenResult& object) {
                    if (!object) return exchange->fail(object.error());
                    auto reply = reply_for(exchange->request, *object);
                    if (!reply) return exchange->fail(reply.error());
                    exchange->send(*std::move(reply));
                });
}

void head_object(Storage& storage, const ExchangePtr& exchange) {
    get_object(storage, exchange);
}

}  // namespace services::s3
