// One S3 request on its way: what it names, and the one way to answer it.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/error.hpp"
#include "aws/http.hpp"
#include "aws/operation.hpp"
#include "aws/protocol/xml.hpp"
#include "base/result.hpp"

namespace services::s3 {

using aws::protocol::parse_xml;
using aws::protocol::XmlElement;
using aws::protocol::XmlWriter;

/// An answer's document, in S3's namespace.
XmlWriter s3_document(std::string_view root);

/// Bucket, key and query, decoded. A request without a bucket is for the service, one without a key
/// for the bucket.
struct Request {
    std::string method;
    std::string bucket;
    std::string key;
    std::string resource;       ///< The path as it came: for error documents.
    bool virtual_host = false;  ///< The bucket came from the host: an origin of its own.
    std::vector<std::pair<std::string, std::string>> query;
    aws::Headers headers;
    std::string peer;  ///< The client's address without its port.

    bool has(std::string_view name) const { return parameter(name).has_value(); }
    /// The decoded value of a query parameter; empty for `?acl`.
    std::optional<std::string_view> parameter(std::string_view name) const;
    /// A header field; an `x-amz-` one may stand in the query instead, where presigned URLs carry
    /// it.
    std::optional<std::string_view> header(std::string_view name) const;
    /// A whole number from 0 to 2^31 - 1 in the query. Error: InvalidArgument.
    base::Result<std::optional<std::uint32_t>, aws::Error> number(std::string_view name) const;
};

/// An answer with a document; `reply` brings headers and status.
aws::HttpReply xml_reply(XmlWriter document, aws::HttpReply reply = {});

/// Decodes path, query and host into `into`, which is filled as far as possible even on an error
/// (the error document names the resource). Errors: InvalidURI, InvalidBucketName, KeyTooLongError.
base::Result<void, aws::Error> read_request(const aws::HttpRequest& http, Request& into);

/// A request, who asked, and its answer, which is given exactly once, from any thread.
class Exchange {
public:
    using Reply = std::function<void(aws::HttpReply)>;
    /// Takes an error as it is; a task has no use for its document.
    using Refuse = std::function<void(const aws::Error&)>;
    Exchange(aws::Call call_to_answer, aws::BodyReader body_to_read, Reply reply,
             Refuse refuse = {})
        : call(std::move(call_to_answer)),
          body(std::move(body_to_read)),
          reply_(std::move(reply)),
          refuse_(std::move(refuse)) {}

    Request request;
    const aws::Call call;
    aws::BodyReader body;

    /// Adds what every S3 answer carries: request ids, and what keeps an object from being a page
    /// of the console (security.md, section 4).
    void send(aws::HttpReply reply);
    void send_xml(XmlWriter document) { send(xml_reply(std::move(document))); }
    void fail(const aws::Error& error);

private:
    Reply reply_;
    Refuse refuse_;
};
using ExchangePtr = std::shared_ptr<Exchange>;

}  // namespace services::s3
