// ListObjects and ListObjectsV2: the same page, two documents.
#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/listing.hpp"
#include "services/s3/operations.hpp"

namespace services::s3 {
namespace {

struct List {
    ListQuery query;
    bool is_v2 = false;
    bool encodes = false;  ///< encoding-type=url
    bool shows_owner = false;
    std::string start_text;  ///< StartAfter or Marker, as it came.
    std::string token;       ///< ContinuationToken, as it came.
};

// The page behind a marker that is a common prefix itself begins behind all of its keys.
ListStart start_of_marker(const std::string& marker, const ListQuery& query) {
    if (query.delimiter.empty() || !marker.starts_with(query.prefix)) return {marker, false};
    const auto cut = marker.find(query.delimiter, query.prefix.size());
    const bool is_common =
        cut != std::string::npos && cut + query.delimiter.size() == marker.size();
    return {marker, is_common};
}

base::Result<List, aws::Error> read_list(const Request& request, bool is_v2) {
    List list;
    list.is_v2 = is_v2;
    list.query.prefix = request.parameter("prefix").value_or("");
    list.query.delimiter = request.parameter("delimiter").value_or("");
    QS_TRY(const auto keys_max, request.number("max-keys"));
    list.query.keys_max = std::min<std::size_t>(keys_max.value_or(base::limits::kS3PageKeysMax),
                                                base::limits::kS3PageKeysMax);
    if (const auto encoding = request.parameter("encoding-type"); encoding && !encoding->empty()) {
        if (!base::equals_ignoring_case(*encoding, "url")) {
            return base::fail(invalid_argument("Invalid Encoding Method specified in Request",
                                               "encoding-type", *encoding));
        }
        list.encodes = true;
    }
    list.shows_owner = !is_v2 || request.parameter("fetch-owner") == "true";
    if (!is_v2) {
        list.start_text = request.parameter("marker").value_or("");
        list.query.start = start_of_marker(list.start_text, list.query);
        return list;
    }
    list.start_text = request.parameter("start-after").value_or("");
    list.query.start = {list.start_text, false};
    if (const auto token = request.parameter("continuation-token")) {
        const auto start = start_of_token(*token);
        if (!start) {
            return base::fail(invalid_argument("The continuation token provided is incorrect",
                                               "continuation-token", *token));
        }
        list.token = *token;
        list.query.start = *start;
    }
    return list;
}

class Document {
public:
    Document(const List& list, const ListPage& page, const Exchange& exchange)
        : list_(list), page_(page), exchange_(exchange) {}

    XmlWriter write() {
        xml_.text("Name", exchange_.request.bucket).text("Prefix", encoded(list_.query.prefix));
        if (!list_.query.delimiter.empty()) xml_.text("Delimiter", encoded(list_.query.delimiter));
        if (list_.encodes) xml_.text("EncodingType", "url");
        xml_.number("MaxKeys", list_.query.keys_max).boolean("IsTruncated", page_.is_truncated);
        list_.is_v2 ? write_v2() : write_v1();
        for (const ListPage::Object& object : page_.objects) write_object(object);
        for (const std::string& prefix : page_.common_prefixes) {
            xml_.open("CommonPrefixes").text("Prefix", encoded(prefix)).close();
        }
        return std::move(xml_);
    }

private:
    std::string encoded(const std::string& text) const {
        return list_.encodes ? base::percent_encode(text, true) : text;
    }

    void write_v1() {
        xml_.text("Marker", encoded(list_.start_text));
        if (page_.is_truncated && !list_.query.delimiter.empty()) {
            xml_.text("NextMarker", encoded(page_.next.after));
        }
    }

    void write_v2() {
        xml_.number("KeyCount", page_.objects.size() + page_.common_prefixes.size());
        if (!list_.start_text.empty()) xml_.text("StartAfter", encoded(list_.start_text));
        if (!list_.token.empty()) xml_.text("ContinuationToken", list_.token);
        if (page_.is_truncated) xml_.text("NextContinuationToken", token_of(page_.next));
    }

    void write_object(const ListPage::Object& object) {
        const ObjectEntry& entry = object.entry;
        xml_.open("Contents").text("Key", encoded(object.key));
        xml_.text("LastModified",
                  base::iso8601_ms(std::chrono::floor<base::Seconds>(entry.modified)));
        xml_.text("ETag", entry.etag());
        if (entry.algorithm != Algorithm::none) {
            xml_.text("ChecksumAlgorithm", algorithm_name(entry.algorithm));
            xml_.text("ChecksumType", checksum_type_name(entry.type));
        }
        xml_.number("Size", entry.bytes);
        if (list_.shows_owner) xml_.open("Owner").text("ID", exchange_.call.account).close();
        xml_.text("StorageClass", entry.storage_class.empty() ? "STANDARD" : entry.storage_class)
            .close();
    }

    const List& list_;
    const ListPage& page_;
    const Exchange& exchange_;
    XmlWriter xml_ = s3_document("ListBucketResult");
};

void list(Storage& storage, const ExchangePtr& exchange, bool is_v2) {
    auto list = read_list(exchange->request, is_v2);
    if (!list) return exchange->fail(list.error());
    storage.read_bucket(exchange, [exchange, list = *std::move(list)](
                                      runtime::ShardContext& context, const Bucket& bucket) {
        context.release([exchange, list, page = list_page(bucket.objects, list.query)] {
            exchange->send_xml(Document(list, page, *exchange).write());
        });
    });
}

}  // namespace

void list_objects(Storage& storage, const ExchangePtr& exchange) {
    list(storage, exchange, false);
}

void list_objects_v2(Storage& storage, const ExchangePtr& exchange) {
    list(storage, exchange, true);
}

}  // namespace services::s3
