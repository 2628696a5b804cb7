// Operations as table rows: name, members of the input, limits, handler. What every row needs
// (protocol, checks of types and limits, request ids, metrics) is done once, by the code that reads
// the table.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "aws/http.hpp"
#include "base/id.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "json/value.hpp"

namespace aws {

enum class Type : std::uint8_t {
    string,
    integer,
    number,
    boolean,
    timestamp,
    blob,
    list,
    map,
    structure,
    document
};

/// The patterns of AWS's models that a name alone does not need: `\p{ASCII}*` and `[!-~]+`.
enum class Pattern : std::uint8_t { any, ascii, visible_ascii };

struct Member;

/// The members of a structure; unknown members are ignored, as AWS does.
using Shape = std::span<const Member>;

/// One member of an input, as in AWS's service model. Lengths of strings are in characters, of
/// lists in items; bounds of numbers are values. Where a REST protocol carries it elsewhere than in
/// the body, `location` says so.
struct Member {
    std::string_view name;
    Type type = Type::string;
    bool required = false;
    std::optional<std::int64_t> min = {};
    std::optional<std::int64_t> max = {};
    std::span<const std::string_view> values = {};  ///< Of an enum.
    Pattern pattern = Pattern::any;                 ///< Of a string.
    /// Of a structure, or of a list's or map's elements when they are structures; when they are
    /// strings or numbers, one member that holds their limits.
    Shape shape = {};
    /// Of a list's or map's elements.
    Type element = Type::string;
    /// The model's name of the elements' structure, for AWS's text on a list of wrong length.
    std::string_view element_name = {};
    /// `payload`: the whole body as its bytes, held in a string value. `status`: of an answer, its
    /// HTTP status.
    enum class Location : std::uint8_t { body, path, query, header, payload, status };
    Location location = Location::body;
    std::string_view wire_name = {};  ///< In path, query or header; default: `name`.
};

/// One call as a handler sees it, whether it came over HTTP or from a Task in the same process.
struct Call {
    std::string region;
    std::string account;
    std::string request_id;
    /// Set for a Task's call: a repeated id gets the first answer again (durability.md, section 8).
    base::EffectId effect;
    json::Value input;  ///< An object that fits the row's shape.
};

using Answer = std::function<void(base::Result<json::Value, Error>)>;
/// Must not block; `answer` may be called later and from any thread, exactly once.
using Handler = std::function<void(const Call&, Answer)>;

struct Operation {
    std::string_view name;
    Shape input;
    Handler handler;
    std::size_t body_bytes_max = base::limits::kJsonRequestBytesMax;
    /// REST protocols only: "POST", "/2015-03-31/functions/{FunctionName}/invocations".
    std::string_view method = {};
    std::string_view path = {};
    int success_status = 200;
    /// REST protocols only: the answer's members that do not go into its JSON body (headers,
    /// status, payload). A member that the answer lacks is left out.
    Shape output = {};
};

enum class Protocol : std::uint8_t { json10, json11, rest_json, rest_xml, query };

/// One AWS service in this process: its names on the wire and its operations.
struct Service {
    std::string_view id;  ///< "states", "dynamodb", "lambda", "events", "s3": as in health.
    std::string_view signing_name;   ///< In the Authorization scope.
    std::string_view target_prefix;  ///< JSON protocols: before the dot of X-Amz-Target.
    Protocol protocol = Protocol::json10;
    std::vector<Operation> operations;
    /// JSON protocols: every answer carries `body_checksum` of its body, as DynamoDB's do.
    bool has_body_checksum = false;
    /// What the service calls an input that breaks a constraint of its shape.
    std::string_view validation_code = "ValidationException";
    /// Services that speak HTTP themselves (S3 with its streams) set this; their operations are for
    /// tasks alone.
    std::function<void(HttpRequest, const Call&, std::function<void(HttpReply)>)> http = {};
};

/// Checks an input against its shape. Answers AWS's error: SerializationException for a wrong type,
/// the service's `validation_code` ("1 validation error detected: Value null at 'name' failed to
/// satisfy constraint: Member must not be null") for missing members and passed limits. Several
/// violations are joined in one message, as AWS does it.
base::Result<void, Error> check_input(const Service& service, const Operation& operation,
                                      const json::Value& input);

/// The service's operation of that name, or nullptr.
const Operation* find_operation(const Service& service, std::string_view name);

/// Checks the input, runs the handler, and sees to it that `answer` comes exactly once: a handler
/// that throws, or drops its answer, has answered `InternalFailure`. Every way to an operation goes
/// through here. Service and operation must live until the answer has come.
void run(const Service& service, const Operation& operation, const Call& call, Answer answer);

/// The value of the header `x-amz-crc32` for an answer's body: its CRC-32 as a decimal number, by
/// which SDKs notice a damaged answer.
std::string body_checksum(std::string_view body);

/// What AWS answers to an operation that does not exist here: names service and operation.
Error unknown_operation(std::string_view service, std::string_view operation);
/// Something of ours went wrong (500); what it was is in the log, under the request id.
Error internal_failure();

}  // namespace aws
