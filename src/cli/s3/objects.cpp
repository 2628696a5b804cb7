// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
#include "cli/s3/objects.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>

#include "aws/protocol/xml.hpp"
#include "base/text.hpp"
#include "cli/s3/content_type.hpp"
#include "cli/terminal.hpp"

namespace cli::s3 {
namespace {

std::string target_of(const Place& place) {
    std::string target = "/" + base::percent_encode(place.bucket);
    if (!place.key.empty()) target += "/" + base::percent_encode(place.key, true);
    return target;
}

/// An open file; the descriptor is closed with the last copy.
using Descriptor = std::shared_ptr<const int>;
Descriptor owned(int descriptor) {
    return {new int(descriptor), [](const int* held) {
                ::close(*held);
                delete held;
            }};
}

Problem io_problem(const std::string& what, int error) {
    return {.message = base::io_error(what, error).message,
            .exit_code = error == ENOENT ? ExitCode::not_found : ExitCode::wrong_usage};
}

Outcome<void> write_all(int descriptor, std::string_view bytes, const std::string& name) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0)
            return base::fail(io_problem("cannot write " + base::printable(name), errno));
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

/// Stdin as a temporary file that has no name.
Outcome<Descriptor> spooled_stdin() {
    std::FILE* const file = std::tmpfile();
    if (file == nullptr) return base::fail(io_problem("cannot make a temporary file", errno));
    Descriptor spool = owned(::dup(::fileno(file)));
    std::fclose(file);
    std::string piece(256 * 1024, '\0');
    for (;;) {
        const ssize_t got = ::read(0, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return base::fail(io_problem("cannot read stdin", errno));
        if (got == 0) return spool;
        QS_CHECK(write_all(*spool, std::string_view(piece).substr(0, static_cast<std::size_t>(got)),
                           "a temporary file"));
    }
}

Outcome<Descriptor> opened(const std::string& file) {
    if (file == "-") return spooled_stdin();
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return base::fail(io_problem("cannot read " + base::printable(file), errno));
    }
    return owned(descriptor);
}

Outcome<aws::ClientReply> send(Connection& connection, const std::string& what,
                               aws::ClientRequest request, const aws::HttpClient::Sink& sink = {}) {
    auto reply = connection.client().send("s3", std::move(request), sink);
    if (!reply) return base::fail(connection.problem(what, reply.error()));
    return *std::move(reply);
}

Outcome<aws::protocol::XmlElement> send_for_xml(Connection& connection, const std::string& what,
                                                std::string target) {
    QS_TRY(const auto reply, send(connection, what, {.target = std::move(target)}));
    auto document = aws::protocol::parse_xml(reply.body);
    if (!document) {
        return base::fail(
            Problem{.message = what + ": the server's answer is " + document.error().message});
    }
    return *std::move(document);
}

std::uint64_t number_of(std::string_view text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

std::optional<Place> parse_place(std::string_view text) {
    constexpr std::string_view kScheme = "s3://";
    if (!text.starts_with(kScheme)) return std::nullopt;
    text.remove_prefix(kScheme.size());
    const auto slash = text.find('/');
    Place place{.bucket = std::string(text.substr(0, slash)), .key = {}};
    if (slash != std::string_view::npos) place.key = text.substr(slash + 1);
    return place.bucket.empty() ? std::nullopt : std::optional(std::move(place));
}

Outcome<Metadata> parse_metadata(const std::vector<std::string>& texts) {
    Metadata metadata;
    for (const std::string& text : texts) {
        const auto equals = text.find('=');
        if (equals == 0 || equals == std::string::npos) {
            return base::fail(usage_problem("--metadata wants NAME=VALUE, not \"" + text + "\""));
        }
        metadata.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return metadata;
}

Outcome<void> upload(Connection& connection, const std::string& file, const Place& to,
                     const Upload& options) {
    QS_TRY(const Descriptor descriptor, opened(file));
    struct stat status{};
    if (::fstat(*descriptor, &status) != 0) {
        return base::fail(io_problem("cannot read " + base::printable(file), errno));
    }
    if (!S_ISREG(status.st_mode)) {
        return base::fail(
            usage_problem(base::printable(file) + " is no regular file",
                          S_ISDIR(status.st_mode) ? "add --recursive for a folder" : ""));
    }
    aws::ClientRequest request{
        .method = "PUT",
        .target = target_of(to),
        .body = aws::FileBody{descriptor, 0, static_cast<std::uint64_t>(status.st_size)}};
    request.headers.add("Content-Type", options.content_type.empty()
                                            ? std::string(content_type_of(to.key))
                                            : options.content_type);
    for (const auto& [name, value] : options.metadata) {
        request.headers.add("x-amz-meta-" + name, value);
    }
    QS_CHECK(send(connection, "cannot upload to " + to.text(), std::move(request)));
    return {};
}

Outcome<void> download(Connection& connection, const Place& from, const std::string& file) {
    const std::string what = "cannot download " + from.text();
    Outcome<void> written;
    if (file == "-") {
        QS_CHECK(send(connection, what, {.target = target_of(from)}, [](std::string_view piece) {
            return write_out(piece) ? base::Result<void>{}
                                    : base::fail(base::io_error("cannot write to stdout", errno));
        }));
        return {};
    }
    const std::string partial = file + ".part";
    const int raw = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (raw < 0) {
        return base::fail(io_problem("cannot write " + base::printable(file), errno));
    }
    const Descriptor descriptor = owned(raw);
    auto reply = send(connection, what, {.target = target_of(from)}, [&](std::string_view piece) {
        written = write_all(*descriptor, piece, partial);
        return written ? base::Result<void>{} : base::fail(base::invalid(written.error().message));
    });
    if (!written || !reply) {
        ::unlink(partial.c_str());
        return base::fail(written ? reply.error() : written.error());
    }
    if (::rename(partial.c_str(), file.c_str()) != 0) {
        return base::fail(io_problem("cannot write " + base::printable(file), errno));
    }
    return {};
}

Outcome<std::string> read_object(Connection& connection, const Place& place) {
    QS_TRY(auto reply,
           send(connection, "cannot read " + place.text(), {.target = target_of(place)}));
    return std::move(reply.body);
}

Outcome<void> copy(Connection& connection, const Place& from, const Place& to) {
    aws::ClientRequest request{.method = "PUT", .target = target_of(to)};
    request.headers.add("x-amz-copy-source", target_of(from));
    QS_CHECK(
        send(connection, "cannot copy " + from.text() + " to " + to.text(), std::move(request)));
    return {};
}

Outcome<void> remove(Connection& connection, const Place& place) {
    QS_CHECK(send(connection, "cannot remove " + place.text(),
                  {.method = "DELETE", .target = target_of(place)}));
    return {};
}

Outcome<void> make_bucket(Connection& connection, const std::string& bucket) {
    aws::ClientRequest request{.method = "PUT", .target = target_of({bucket, {}})};
    if (connection.region() != "us-east-1") {
        request.body =
            R"(<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">)"
            "<LocationConstraint>" +
            connection.region() + "</LocationConstraint></CreateBucketConfiguration>";
    }
    QS_CHECK(send(connection, "cannot make the bucket " + bucket, std::move(request)));
    return {};
}

Outcome<void> list(Connection& connection, const Place& prefix, bool has_delimiter,
                   const std::function<Outcome<void>(const Listed&)>& each) {
    std::string token;
    const auto decoded = [](std::string_view text) { return base::percent_decode(text, true); };
    do {
        std::string target =
            target_of({prefix.bucket, {}}) +
            "?list-type=2&encoding-type=url&prefix=" + base::percent_encode(prefix.key);
        if (has_delimiter) target += "&delimiter=%2F";
        if (!token.empty()) target += "&continuation-token=" + base::percent_encode(token);
        QS_TRY(const aws::protocol::XmlElement page,
               send_for_xml(connection, "cannot list " + prefix.text(), target));
        for (const auto& node : page.children) {
            if (node.name == "CommonPrefixes") {
                QS_CHECK(each(
                    {.key = decoded(node.text_of("Prefix")), .is_prefix = true, .modified = {}}));
            } else if (node.name == "Contents") {
                QS_CHECK(each({.key = decoded(node.text_of("Key")),
                               .bytes = number_of(node.text_of("Size")),
                               .modified = std::string(node.text_of("LastModified"))}));
            }
        }
        token = page.text_of("IsTruncated") == "true" ? page.text_of("NextContinuationToken") : "";
    } while (!token.empty());
    return {};
}

Outcome<std::vector<std::pair<std::string, std::string>>> list_buckets(Connection& connection) {
    QS_TRY(const aws::protocol::XmlElement answer,
           send_for_xml(connection, "cannot list the buckets", "/"));
    std::vector<std::pair<std::string, std::string>> found;
    if (const aws::protocol::XmlElement* const buckets = answer.child("Buckets");
        buckets != nullptr) {
        for (const auto& bucket : buckets->children) {
            found.emplace_back(bucket.text_of("Name"), bucket.text_of("CreationDate"));
        }
    }
    return found;
}

}  // namespace cli::s3
