// The service as a whole: operations, records, processes; with shards in memory.
#include <doctest/doctest.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "base/random.hpp"
#include "base/text.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "runtime/shards.hpp"
#include "services/lambda/process/test_function.hpp"
#include "services/lambda/service.hpp"
#include "services/lambda/zip/zip_builder.hpp"
#include "store/memory/memory_store.hpp"

using namespace services::lambda;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

using Result = base::Result<json::Value, aws::Error>;

struct Folder {
    fs::path path =
        fs::temp_directory_path() / ("quickstep-lambda-" + base::hex(base::random_bytes(8)));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
};

/// One life of the server on a store and a folder.
struct Server {
    std::unique_ptr<store::BlobStore> blobs;
    std::unique_ptr<runtime::Shards> shards;
    std::vector<BlobOwner> owners;
    std::unique_ptr<Lambda> lambda;
    aws::Service service;

    Server(store::MemoryStore& store, const Folder& folder) {
        blobs = *store::BlobStore::open(folder.path.string());
        shards = runtime::make_shards(store, base::system_clock(), 2);
        lambda =
            std::make_unique<Lambda>(Dependencies{.shards = *shards,
                                                  .blobs = *blobs,
                                                  .data_folder = folder.path.string(),
                                                  .endpoint = [] { return "http://127.0.0.1:1"; },
                                                  .async_pauses = {10ms, 10ms},
                                                  .blob_owners = &owners});
        service = lambda->service();
        REQUIRE(shards->start());
    }
    ~Server() { shards->stop(); }

    Result call(std::string_view operation, std::string_view input, std::string effect = "") {
        aws::Call call{.region = "us-east-1",
                       .account = "000000000000",
                       .request_id = base::uuid_v4(),
                       .effect = base::EffectId(std::move(effect)),
                       .input = json::parse(input).value()};
        for (const aws::Operation& row : service.operations) {
            if (row.name != operation) continue;
            std::mutex mutex;
            std::condition_variable changed;
            std::optional<Result> result;
            row.handler(call, [&](Result answer) {
                const std::lock_guard lock(mutex);
                result = std::move(answer);
                changed.notify_all();
            });
            std::unique_lock lock(mutex);
            REQUIRE(changed.wait_for(lock, 30s, [&] { return result.has_value(); }));
            return *std::move(result);
        }
        FAIL("no such operation");
        return {};
    }
    std::string text(std::string_view operation, std::string_view input, std::string_view member) {
        const Result result = call(operation, input);
        if (!result) return result.error().code + ": " + result.error().message;
        const json::Value* found = result->find(member);
        return found == nullptr     ? ""
               : found->is_string() ? std::string(found->as_string())
                                    : json::print(*found);
    }
    std::string invoke(const std::string& name, const std::string& payload = "{}") {
        return text("Invoke",
                    R"({"FunctionName":")" + name + R"(","Payload":)" +
                        json::print(json::Value::string(payload)) + "}",
                    "Payload");
    }
    std::string create_python(const std::string& name, const std::string& source,
                              const std::string& more = "") {
        return text("CreateFunction", python(name, source, more), "State");
    }
    static std::string zipped(const std::string& source) {
        return base::base64_encode(build_zip({{.name = "handler.py", .data = source}}));
    }
    static std::string python(const std::string& name, const std::string& source,
                              const std::string& more = "") {
        return R"({"FunctionName":")" + name +
               R"(","Runtime":"python3.12","Handler":"handler.handler",)" +
               R"("Role":"arn:aws:iam::000000000000:role/r","Code":{"ZipFile":")" + zipped(source) +
               "\"}" + more + "}";
    }
};

std::string masked(std::string text) {
    const std::size_t at = text.find("\"requestId\": \"");
    if (at != std::string::npos && text[at + 14] != '"') text.replace(at + 14, 36, "ID");
    return text;
}

}  // namespace

TEST_CASE("a Python function is created, called, updated and deleted") {
    const Folder folder;
    store::MemoryStore store;
    Server server(store, folder);
    CHECK_EQ(server.create_python("f", "def handler(event, context):\n    return event\n"),
             "Active");
    CHECK_EQ(server.invoke("f", R"({"a": [1, "é", null]})"), R"({"a": [1, "é", null]})");
    CHECK_EQ(server.invoke("arn:aws:lambda:us-east-1:000000000000:function:f"), "{}");
    CHECK_EQ(server.invoke("000000000000:function:f"), "{}");
    CHECK_EQ(server.text("UpdateFunctionCode",
                         R"({"FunctionName":"f","ZipFile":")" +
                             Server::zipped("def handler(event, context):\n    return 2\n") + "\"}",
                         "LastUpdateStatus"),
             "Successful");
    CHECK_EQ(server.invoke("f"), "2");
    CHECK_EQ(server.text("UpdateFunctionConfiguration", R"({"FunctionName":"f","Timeout":7})",
                         "Timeout"),
             "7");
    CHECK_EQ(server.text("GetFunctionConfiguration", R"({"FunctionName":"f"})", "Timeout"), "7");
    CHECK_EQ(server.text("ListFunctions", "{}", "Functions").find(R"([{"FunctionName":"f")"), 0);
    CHECK_EQ(server.text("DeleteFunction", R"({"FunctionName":"f"})", "StatusCode"), "204");
    CHECK_EQ(server.invoke("f"),
             "ResourceNotFoundException: Function not found: "
             "arn:aws:lambda:us-east-1:000000000000:function:f");
    CHECK_EQ(server.text("DeleteFunction", R"({"FunctionName":"f"})", "StatusCode").substr(0, 25),
             "ResourceNotFoundException");
}

TEST_CASE("Python's errors are worded as on AWS") {
    const Folder folder;
    store::MemoryStore store;
    Server server(store, folder);
    server.create_python(
        "raises",
        "def handler(event, context):\n    raise Exception(\"Some exception was raised.\")\n");
    CHECK_EQ(
        masked(server.invoke("raises")),
        R"({"errorMessage": "Some exception was raised.", "errorType": "Exception", "requestId": "ID", )"
        R"("stackTrace": ["  File \"/var/task/handler.py\", line 2, in handler\n    )"
        R"(raise Exception(\"Some exception was raised.\")\n"]})");
    server.create_python("bytes", "def handler(event, context):\n    return b'not json'\n");
    CHECK_EQ(server.invoke("bytes"), "not json");
    server.create_python("set", "def handler(event, context):\n    return {1}\n");
    CHECK_EQ(
        masked(server.invoke("set")),
        R"({"errorMessage": "Unable to marshal response: Object of type set is not JSON serializable", )"
        R"("errorType": "Runtime.MarshalError", "requestId": "ID", "stackTrace": []})");
    server.create_python("import", "import nothing_like_this\n");
    CHECK_EQ(
        server.invoke("import"),
        R"({"errorMessage": "Unable to import module 'handler': No module named 'nothing_like_this'", )"
        R"("errorType": "Runtime.ImportModuleError", "requestId": "", "stackTrace": []})");
    server.create_python("missing", "x = 1\n");
    CHECK_EQ(server.invoke("missing"),
             R"({"errorMessage": "Handler 'handler' missing on module 'handler'", )"
             R"("errorType": "Runtime.HandlerNotFound", "requestId": "", "stackTrace": []})");
    server.create_python("syntax", "def handler(:\n");
    CHECK_NE(server.invoke("syntax").find("Runtime.UserCodeSyntaxError"), std::string::npos);
    server.create_python("exits", "import sys\ndef handler(event, context):\n    sys.exit(1)\n");
    CHECK_NE(server.invoke("exits").find("Runtime exited with error: exit status 1"),
             std::string::npos);
    server.create_python("sleeps", "import time\ndef handler(e, c):\n    time.sleep(60)\n",
                         R"(,"Timeout":1)");
    CHECK_NE(server.invoke("sleeps").find("Task timed out after 1.00 seconds"), std::string::npos);
}

TEST_CASE(
    "a Python function sees its context, its environment and the endpoint, and its log is kept") {
    const Folder folder;
    store::MemoryStore store;
    Server server(store, folder);
    server.create_python(
        "f",
        "import os, logging\n"
        "def handler(event, context):\n"
        "    print('hello')\n"
        "    logging.getLogger().warning('careful')\n"
        "    left = context.get_remaining_time_in_millis()\n"
        "    return [context.function_name, context.memory_limit_in_mb, 0 < left <= 3000,\n"
        "            os.environ['AWS_ENDPOINT_URL'], os.environ['COLOUR'],\n"
        "            os.path.isdir(os.environ['TMPDIR']), 'PYENV_ROOT' in os.environ,\n"
        "            context.client_context.custom]\n",
        R"(,"Environment":{"Variables":{"COLOUR":"red"}})");
    const Result result =
        server.call("Invoke", R"({"FunctionName":"f","LogType":"Tail","ClientContext":")" +
                                  base::base64_encode(R"({"custom":{"k":1}})") + "\"}");
    REQUIRE(result);
    CHECK_EQ(*result->find_string("Payload"),
             R"(["f", "128", true, "http://127.0.0.1:1", "red", true, false, {"k": 1}])");
    const std::string tail = *base::base64_decode(*result->find_string("LogResult"));
    CHECK_NE(tail.find("\nhello\n[WARNING]\t"), std::string::npos);
    CHECK_NE(tail.find("\tcareful\nEND RequestId: "), std::string::npos);
    CHECK_GE(server.lambda->log("us-east-1", "000000000000", "f", 100).size(), 5);
}

TEST_CASE(
    "functions and their code are there after a restart, also when the unpacked folder is gone") {
    const Folder folder;
    store::MemoryStore store;
    {
        Server server(store, folder);
        server.create_python("f", "def handler(event, context):\n    return 'still here'\n");
        server.create_python("gone", "def handler(event, context):\n    return 1\n");
        CHECK(server.call("DeleteFunction", R"({"FunctionName":"gone"})"));
    }
    store.restart();
    {
        Server server(store, folder);
        CHECK_EQ(server.invoke("f"), "\"still here\"");
        CHECK_EQ(server.invoke("gone").substr(0, 25), "ResourceNotFoundException");
        REQUIRE_EQ(server.owners.size(), 1);
        CHECK_FALSE(server.owners[0](store::BlobId{"00"}));
    }
    fs::remove_all(folder.path / "functions");
    store.restart();
    Server server(store, folder);
    CHECK_EQ(server.invoke("f"), "\"still here\"");
}

TEST_CASE("a native function is its package's bootstrap") {
    const Folder folder;
    store::MemoryStore store;
    Server server(store, folder);
    const std::string script = "#!/bin/sh\nexec " + test_program() + "\n";
    const auto create = [&](const std::string& name, const std::string& zip,
                            const std::string& variables) {
        return server.text("CreateFunction",
                           R"({"FunctionName":")" + name +
                               R"(","Runtime":"provided.al2023","Handler":"bootstrap",)" +
                               R"("Role":"arn:aws:iam::000000000000:role/r","Code":{"ZipFile":")" +
                               base::base64_encode(zip) + R"("},"MemorySize":)" +
                               std::to_string(kTestFunctionMemoryMb) +
                               R"(,"Environment":{"Variables":)" + variables + "}}",
                           "State");
    };
    const std::string zip = build_zip({{.name = "bootstrap", .data = script, .mode = 0100755}});
    CHECK_EQ(create("echo", zip, R"({"QS_TEST_FUNCTION":"echo"})"), "Active");
    CHECK_EQ(server.invoke("echo", "[1,2]"), "[1,2]");
    create("empty", build_zip({{.name = "readme", .data = "x"}}), "{}");
    CHECK_NE(server.invoke("empty").find("Runtime.InvalidEntrypoint"), std::string::npos);
}

TEST_CASE(
    "an asynchronous invocation is accepted once it is durable, tried three times, and then over") {
    const Folder folder;
    const Folder marks;
    store::MemoryStore store;
    Server server(store, folder);
    server.create_python(
        "f",
        "import os\n"
        "def handler(event, context):\n"
        "    os.close(os.open(event['folder'] + '/' + os.urandom(4).hex(), os.O_CREAT))\n"
        "    if event['fail']: raise Exception('no')\n");
    const auto accept = [&](const std::string& fail) {
        const std::string payload =
            R"({"folder":")" + marks.path.string() + R"(","fail":)" + fail + "}";
        return server.text("Invoke",
                           R"({"FunctionName":"f","InvocationType":"Event","Payload":)" +
                               json::print(json::Value::string(payload)) + "}",
                           "StatusCode");
    };
    const auto until_done = [&] {
        // Each look is a round trip through a process, so this ends soon or the test's time-out
        // ends it.
        for (int i = 0; i < 2000 && server.lambda->health().find("asynchronous")->as_integer() != 0;
             ++i) {
            CHECK(server.call("GetFunction", R"({"FunctionName":"f"})"));
            std::condition_variable never;
            std::mutex mutex;
            std::unique_lock lock(mutex);
            never.wait_for(lock, 5ms);
        }
    };
    CHECK_EQ(accept("false"), "202");
    until_done();
    CHECK_EQ(std::distance(fs::directory_iterator(marks.path), fs::directory_iterator()), 1);
    CHECK_EQ(accept("true"), "202");
    until_done();
    CHECK_EQ(std::distance(fs::directory_iterator(marks.path), fs::directory_iterator()), 4);
}

TEST_CASE("a repeated effect creates once and accepts once") {
    const Folder folder;
    store::MemoryStore store;
    Server server(store, folder);
    const std::string input = Server::python("f", "def handler(event, context):\n    return 1\n");
    const Result first = server.call("CreateFunction", input, "e1");
    const Result second = server.call("CreateFunction", input, "e1");
    REQUIRE(first);
    REQUIRE(second);
    CHECK_EQ(json::print(*first), json::print(*second));
    CHECK_EQ(server.invoke("f"), "1");
    CHECK_EQ(server.call("CreateFunction", input, "e2").error().code, "ResourceConflictException");
    CHECK_EQ(server.invoke("f"), "1");
}

TEST_CASE("what cannot be done is refused with AWS's error and a sentence that helps") {
    const Folder folder;
    store::MemoryStore store;
    Server server(store, folder);
    const auto refused = [&](const std::string& input) {
        return server.text("CreateFunction", input, "State");
    };
    const std::string source = "def handler(e, c): return 1";
    const auto with = [&](const std::string& more) {
        return refused(Server::python("f", source, more));
    };
    CHECK_EQ(with(R"(,"Runtime":"nodejs22.x")").substr(0, 30), "InvalidParameterValueException");
    CHECK_NE(with(R"(,"Runtime":"nodejs22.x")").find("provided.al2023"), std::string::npos);
    CHECK_NE(with(R"(,"PackageType":"Image")").find("zip file"), std::string::npos);
    CHECK_NE(with(R"(,"Layers":["arn"])").find("Layers"), std::string::npos);
    CHECK_NE(with(R"(,"Environment":{"Variables":{"AWS_REGION":"x"}})")
                 .find("Reserved keys used in this request: AWS_REGION"),
             std::string::npos);
    CHECK_NE(with(R"(,"Environment":{"Variables":{"A":"x"}})").find("ValidationException"),
             std::string::npos);
    CHECK_NE(with(R"(,"Environment":{"Variables":{"BIG":")" + std::string(5000, 'x') + "\"}}")
                 .find("4KB"),
             std::string::npos);
    CHECK_NE(with(R"(,"Code":{})").find("Please provide a source"), std::string::npos);
    CHECK_NE(with(R"(,"Code":{"ZipFile":"!"})").find("SerializationException"), std::string::npos);
    CHECK_NE(with(R"(,"Code":{"ZipFile":"aGVsbG8="})").find("Could not unzip uploaded file"),
             std::string::npos);
    CHECK_NE(with(R"(,"Code":{"S3Bucket":"bbb","S3Key":"k"})").find("ZipFile"), std::string::npos);
    CHECK_NE(with(R"(,"FunctionName":"no spaces")").find("ValidationException"), std::string::npos);
    CHECK_EQ(with(""), "Active");
    CHECK_EQ(with(""), "ResourceConflictException: Function already exist: f");
    const auto invoke = [&](const std::string& more) {
        return server.text("Invoke", R"({"FunctionName":"f")" + more + "}", "StatusCode");
    };
    CHECK_EQ(invoke(R"(,"Payload":"{oops")").substr(0, 30), "InvalidRequestContentException");
    CHECK_EQ(invoke(R"(,"Payload":")" + std::string(6'291'457, '1') + "\"").substr(0, 24),
             "RequestTooLargeException");
    CHECK_EQ(invoke(R"(,"InvocationType":"DryRun")"), "204");
    CHECK_EQ(invoke(R"(,"Qualifier":"7")"),
             "ResourceNotFoundException: Function not found: "
             "arn:aws:lambda:us-east-1:000000000000:function:f:7");
}
