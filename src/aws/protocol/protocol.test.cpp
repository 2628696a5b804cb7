#include <doctest/doctest.h>

#include <array>

#include "aws/protocol/error_reply.hpp"
#include "aws/protocol/json.hpp"
#include "aws/protocol/path_template.hpp"
#include "aws/protocol/query.hpp"
#include "aws/protocol/rest_json.hpp"
#include "base/hash.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace {

using aws::Member;
using aws::Type;
using Location = aws::Member::Location;

constexpr std::array kCreate = {Member{.name = "name", .required = true}};
constexpr std::array kInvoke = {
    Member{.name = "FunctionName", .required = true, .location = Location::path},
    Member{.name = "InvocationType",
           .location = Location::header,
           .wire_name = "X-Amz-Invocation-Type"},
    Member{.name = "Qualifier", .location = Location::query},
    Member{.name = "Payload", .type = Type::blob, .location = Location::payload},
};
constexpr std::array kInvokeOutput = {
    Member{.name = "StatusCode", .type = Type::integer, .location = Location::status},
    Member{
        .name = "FunctionError", .location = Location::header, .wire_name = "X-Amz-Function-Error"},
    Member{.name = "Payload", .type = Type::blob, .location = Location::payload},
};
constexpr std::array kList = {
    Member{.name = "MaxItems", .type = Type::integer, .max = 50, .location = Location::query},
    Member{
        .name = "TagKeys", .type = Type::list, .location = Location::query, .wire_name = "tagKeys"},
};
constexpr std::array kUpdate = {
    Member{.name = "FunctionName", .required = true, .location = Location::path},
    Member{.name = "Timeout", .type = Type::integer},
};

/// Gives its input back.
void echo(const aws::Call& call, const aws::Answer& answer) {
    answer(call.input);
}

aws::Service json_service() {
    aws::Service service;
    service.id = "states";
    aws::Operation create;
    create.name = "Create";
    create.input = kCreate;
    create.handler = echo;
    create.body_bytes_max = 100;
    aws::Operation fail = create;
    fail.name = "Fail";
    fail.handler = [](const aws::Call&, const aws::Answer& answer) {
        auto error = aws::error("ValidationException", "no \"good\"");
        error.extra = json::object({{"reason", json::Value::string("MISSING")}});
        answer(base::fail(error));
    };
    service.operations = {create, fail};
    return service;
}

aws::Operation rest(std::string_view name, std::string_view method, std::string_view path,
                    aws::Shape input) {
    aws::Operation operation;
    operation.name = name;
    operation.input = input;
    operation.handler = echo;
    operation.method = method;
    operation.path = path;
    return operation;
}

aws::Service rest_service() {
    aws::Service service;
    service.id = "lambda";
    service.protocol = aws::Protocol::rest_json;
    auto invoke =
        rest("Invoke", "POST", "/2015-03-31/functions/{FunctionName}/invocations", kInvoke);
    invoke.output = kInvokeOutput;
    invoke.handler = [](const aws::Call& call, const aws::Answer& answer) {
        answer(json::object({{"StatusCode", json::Value::integer(202)},
                             {"FunctionError", json::Value::string("Unhandled")},
                             {"Payload", json::Value::string(json::print(call.input))}}));
    };
    auto remove = rest("Delete", "DELETE", "/2015-03-31/functions/{FunctionName}", kUpdate);
    remove.success_status = 204;
    service.operations = {
        invoke, remove, rest("List", "GET", "/2015-03-31/functions/", kList),
        rest("Update", "PUT", "/2015-03-31/functions/{FunctionName}/configuration", kUpdate)};
    return service;
}

aws::protocol::Exchange exchange(aws::HttpReply& into, std::string body,
                                 std::string method = "POST", std::string target = "/") {
    aws::protocol::Exchange made;
    made.request.method = std::move(method);
    made.request.target = std::move(target);
    made.request.body = aws::BodyReader::of(std::move(body));
    made.call.request_id = "id-1";
    made.reply = [&into](aws::HttpReply reply) { into = std::move(reply); };
    return made;
}

std::string text(const aws::HttpReply& reply) {
    return std::get<std::string>(reply.body);
}

}  // namespace

TEST_CASE("a JSON call is parsed, checked, run and answered with its id") {
    const auto service = json_service();
    aws::HttpReply reply;
    aws::protocol::serve_json(service, "Create", exchange(reply, R"({"name":"a", "n":1.0})"));
    CHECK_EQ(reply.status, 200);
    CHECK_EQ(text(reply), R"({"name":"a","n":1.0})");
    CHECK_EQ(reply.headers.find("x-amzn-RequestId"), "id-1");
    CHECK_EQ(reply.headers.find("Content-Type"), "application/x-amz-json-1.0");
}

TEST_CASE("answers and errors carry the checksum of their body where the service's do") {
    auto service = json_service();
    aws::HttpReply reply;
    aws::protocol::serve_json(service, "Create", exchange(reply, R"({"name":"a"})"));
    CHECK_FALSE(reply.headers.find("x-amz-crc32").has_value());
    service.has_body_checksum = true;
    for (const char* operation : {"Create", "Fail", "Nothing"}) {
        aws::protocol::serve_json(service, operation, exchange(reply, R"({"name":"a"})"));
        CHECK_EQ(reply.headers.find("x-amz-crc32"), std::to_string(base::crc32(text(reply))));
    }
}

TEST_CASE(
    "JSON errors carry type, message, further members and the header that some clients read") {
    const auto service = json_service();
    aws::HttpReply reply;
    aws::protocol::serve_json(service, "Fail", exchange(reply, R"({"name":"a"})"));
    CHECK_EQ(reply.status, 400);
    CHECK_EQ(text(reply),
             R"({"__type":"ValidationException","message":"no \"good\"","reason":"MISSING"})");
    CHECK_EQ(reply.headers.find("x-amzn-ErrorType"), "ValidationException");

    aws::protocol::serve_json(service, "Create", exchange(reply, ""));
    CHECK_NE(text(reply).find("1 validation error detected: Value null at 'name'"),
             std::string::npos);

    aws::protocol::serve_json(service, "Nothing", exchange(reply, "{}"));
    CHECK_EQ(reply.status, 400);
    CHECK_EQ(reply.headers.find("x-amzn-ErrorType"), "UnknownOperationException");
    CHECK_NE(text(reply).find("states has no operation 'Nothing'"), std::string::npos);
}

TEST_CASE("bodies that are no JSON or too long are refused") {
    const auto service = json_service();
    aws::HttpReply reply;
    for (const char* body : {"{", "x", "{\"name\":\"a\"}x", "\xff", "[]", "7", "\"name\""}) {
        CAPTURE(body);
        aws::protocol::serve_json(service, "Create", exchange(reply, body));
        CHECK_EQ(reply.status, 400);
        CHECK_EQ(reply.headers.find("x-amzn-ErrorType"), "SerializationException");
    }
    aws::protocol::serve_json(service, "Create", exchange(reply, std::string(101, ' ')));
    CHECK_EQ(reply.status, 413);
    CHECK_NE(text(reply).find("100 bytes for the Create operation"), std::string::npos);
}

TEST_CASE("a REST call collects its members from path, query, headers and payload") {
    const auto service = rest_service();
    aws::HttpReply reply;
    auto call = exchange(reply, R"({"k": 1.0})", "POST",
                         "/2015-03-31/functions/arn%3Aaws%3Af%2F1/invocations?Qualifier=a+b%2B");
    call.request.headers.add("X-Amz-Invocation-Type", "Event");
    aws::protocol::serve_rest_json(service, std::move(call));
    CHECK_EQ(reply.status, 202);
    CHECK_EQ(reply.headers.find("x-amz-function-error"), "Unhandled");
    CHECK_EQ(text(reply),
             R"({"Payload":"{\"k\": 1.0}","FunctionName":"arn:aws:f/1","InvocationType":"Event",)"
             R"("Qualifier":"a b+"})");
}

TEST_CASE("numbers and lists of a query string get their types") {
    const auto service = rest_service();
    aws::HttpReply reply;
    aws::protocol::serve_rest_json(
        service,
        exchange(reply, "", "GET", "/2015-03-31/functions?MaxItems=7&tagKeys=a&tagKeys=b"));
    CHECK_EQ(text(reply), R"({"MaxItems":7,"TagKeys":["a","b"]})");
    aws::protocol::serve_rest_json(
        service, exchange(reply, "", "GET", "/2015-03-31/functions/?MaxItems=51"));
    CHECK_EQ(reply.headers.find("x-amzn-ErrorType"), "ValidationException");
    aws::protocol::serve_rest_json(service,
                                   exchange(reply, "", "GET", "/2015-03-31/functions?MaxItems=x"));
    CHECK_EQ(reply.headers.find("x-amzn-ErrorType"), "SerializationException");
}

TEST_CASE("the path wins over a body that names the same member") {
    const auto service = rest_service();
    aws::HttpReply reply;
    aws::protocol::serve_rest_json(service,
                                   exchange(reply, R"({"FunctionName":"other","Timeout":3})", "PUT",
                                            "/2015-03-31/functions/f/configuration"));
    CHECK_EQ(text(reply), R"({"Timeout":3,"FunctionName":"f"})");
}

TEST_CASE("REST errors have their own shape, and unknown paths are told") {
    const auto service = rest_service();
    aws::HttpReply reply;
    aws::protocol::serve_rest_json(service,
                                   exchange(reply, "", "GET", "/2015-03-31/functions/f/policy"));
    CHECK_EQ(reply.status, 400);
    CHECK_EQ(reply.headers.find("x-amzn-ErrorType"), "UnknownOperationException");
    CHECK_NE(text(reply).find("GET /2015-03-31/functions/f/policy"), std::string::npos);
    CHECK_NE(text(reply).find(R"("Type":"User")"), std::string::npos);

    aws::protocol::serve_rest_json(
        service, exchange(reply, "\xff", "POST", "/2015-03-31/functions/f/invocations"));
    CHECK_EQ(reply.headers.find("x-amzn-ErrorType"), "InvalidRequestContentException");

    aws::protocol::serve_rest_json(service,
                                   exchange(reply, "", "DELETE", "/2015-03-31/functions/f"));
    CHECK_EQ(reply.status, 204);
    CHECK_EQ(text(reply), "");
}

TEST_CASE("paths fit their templates or not") {
    using aws::protocol::match_path;
    CHECK(match_path("/a/{B}/c", "/a/x/c"));
    CHECK_EQ(match_path("/a/{B}/c", "/a/x%2Fy%20z/c/")->front().second, "x/y z");
    CHECK_EQ(match_path("/{Bucket}/{Key+}", "/b/x/y%20z/w")->back().second, "x/y z/w");
    for (const char* path : {"/a/x", "/a//c", "/a/x/c/d", "/b/x/c", "/", ""}) {
        CAPTURE(path);
        CHECK_FALSE(match_path("/a/{B}/c", path));
    }
}

TEST_CASE("query requests are refused in XML that names service and action") {
    aws::HttpReply reply;
    aws::protocol::refuse_query("sns", "", exchange(reply, "Action=Pub%3Clish&Version=2010-03-31"));
    CHECK_EQ(reply.status, 400);
    CHECK_NE(text(reply).find("<Code>InvalidAction</Code>"), std::string::npos);
    CHECK_NE(text(reply).find("sns has no operation &apos;Pub&lt;lish&apos;"), std::string::npos);
    CHECK_NE(text(reply).find("<RequestId>id-1</RequestId>"), std::string::npos);
}

TEST_CASE("S3's errors are S3's document") {
    const auto reply = aws::protocol::error_reply(aws::Protocol::rest_xml,
                                                  aws::error("NoSuchKey", "a<b", 404), "id-2");
    CHECK_EQ(reply.status, 404);
    CHECK_EQ(reply.headers.find("x-amz-request-id"), "id-2");
    CHECK_NE(text(reply).find("<Error><Code>NoSuchKey</Code><Message>a&lt;b</Message>"),
             std::string::npos);
}
