// Buckets and objects over HTTP, as the commands need them. Keys are bytes: nothing in them has a
// meaning but to the user.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/connection.hpp"

namespace cli::s3 {

/// "s3://bucket/key"; the key may be empty.
struct Place {
    std::string bucket;
    std::string key;

    std::string text() const { return "s3://" + bucket + "/" + key; }
};
/// Nothing if the text is no S3 address. The key is taken as it is written.
std::optional<Place> parse_place(std::string_view text);

using Metadata = std::vector<std::pair<std::string, std::string>>;
/// "NAME=VALUE" texts. Errors: exit status 2.
Outcome<Metadata> parse_metadata(const std::vector<std::string>& texts);

struct Upload {
    std::string content_type;  ///< Empty: by the name's ending.
    Metadata metadata = {};
};
/// Sends a file piece by piece; "-" is stdin, which is put into a temporary file first, since S3
/// wants to know the length.
Outcome<void> upload(Connection& connection, const std::string& file, const Place& to,
                     const Upload& options);
/// Writes to a file beside the target, which then takes its name; "-" is stdout.
Outcome<void> download(Connection& connection, const Place& from, const std::string& file);
Outcome<std::string> read_object(Connection& connection, const Place& place);
Outcome<void> copy(Connection& connection, const Place& from, const Place& to);
Outcome<void> remove(Connection& connection, const Place& place);
Outcome<void> make_bucket(Connection& connection, const std::string& bucket);

struct Listed {
    std::string key;
    bool is_prefix = false;  ///< A common prefix: no object of its own.
    std::uint64_t bytes = 0;
    std::string modified;  ///< ISO 8601.
};
/// Calls `each` for every object below the prefix, in S3's order, page by page. With a delimiter
/// what lies below the next "/" is one prefix. Stops at the first problem.
Outcome<void> list(Connection& connection, const Place& prefix, bool has_delimiter,
                   const std::function<Outcome<void>(const Listed&)>& each);
/// Names and creation dates.
Outcome<std::vector<std::pair<std::string, std::string>>> list_buckets(Connection& connection);

}  // namespace cli::s3
