// The stored formats of the services, as the first release wrote them, in tests/golden/records/.
// One script makes records of every kind: they must be written as they were, but for random ids,
// and the kept ones must be read for ever. A format that has to grow gets a new schema number, and
// its old records stay in the golden file. UPDATE_GOLDEN=1 rewrites both files.
#include <map>

#include "base/text.hpp"
#include "runtime/record_kinds.hpp"
#include "services/dynamodb/service.hpp"
#include "services/events/service.hpp"
#include "services/lambda/async_queue.hpp"
#include "services/logs/service.hpp"
#include "services/s3/service.hpp"
#include "services/states/activities.hpp"
#include "services/states/machines.hpp"
#include "support/golden.hpp"
#include "support/inline_service.hpp"
#include "support/temporary_folder.hpp"

namespace {

namespace kinds = runtime::record_kinds;
using services::lambda::Function;
using services::lambda::FunctionKey;
using services::states::Machine;

const base::TimePoint kStart = base::from_epoch_ms(1'764'000'000'500);
constexpr const char* kFile = "records/services.txt";

/// A target that never answers, so that its deliveries stay; but one machine's it does.
class FakeCaller final : public aws::Caller {
public:
    void call(std::string_view, std::string_view operation, aws::Call call,
              aws::Answer answer) override {
        called += std::string(operation) + " " + json::print(call.input) + "\n";
        const auto machine = call.input.find_string("stateMachineArn").value_or("");
        if (machine.ends_with(":quick")) answer(json::Value::empty_object());
    }
    std::string called;
};

struct Services {
    explicit Services(store::MemoryStore& store) : shards(store, clock) {
        auto opened = store::BlobStore::open(folder.path());
        REQUIRE(opened);
        blobs = *std::move(opened);
        deliveries.set_caller(caller);
        s3 = services::s3::make_service({.shards = shards,
                                         .blobs = *blobs,
                                         .event_sink = deliveries.sink(),
                                         .file_threads = 0});
        shards.on_replay(
            kinds::kFunction, [this](const runtime::ReplayedRecord& record) -> base::Result<void> {
                QS_TRY(Function function, services::lambda::decode_function(record.payload));
                functions[function.key()] = std::move(function);
                return {};
            });
        shards.on_replay(kinds::kFunctionDeleted,
                         [this](const runtime::ReplayedRecord& record) -> base::Result<void> {
                             QS_TRY(const FunctionKey key,
                                    services::lambda::decode_key(record.payload));
                             functions.erase(key);
                             return {};
                         });
        // Nobody here runs executions, whose effects may be asked again.
        shards.keep_answers([](const base::EffectId&) { return true; });
        const auto started = shards.start();
        REQUIRE_MESSAGE(started.has_value(), (started ? "" : started.error().message));
    }

    std::string call(const aws::Service& service, std::string_view operation,
                     std::string_view input, std::string_view effect = {}) {
        return support::text_of(support::call_now(service, operation, input, effect));
    }
    void record(store::RecordKind kind, std::string payload) {
        CHECK(shards.post(
            runtime::shard_of("lambda:000000000000"),
            [&](runtime::ShardContext& context) { context.record(kind, 1, std::move(payload)); }));
    }

    base::VirtualClock clock{kStart};
    support::TemporaryFolder folder;
    std::unique_ptr<store::BlobStore> blobs;
    FakeCaller caller;
    runtime::InlineShards shards;
    services::states::Machines machines{shards};
    services::states::Activities activities{shards};
    services::dynamodb::Tables tables{shards};
    services::events::Rules rules{shards};
    services::events::Deliveries deliveries{shards, rules};
    services::events::Events bus{shards, rules, deliveries};
    services::logs::Logs log_groups{shards};
    aws::Service dynamodb = services::dynamodb::make_service(tables);
    aws::Service logs = services::logs::make_service(log_groups);
    aws::Service events = services::events::make_service(bus);
    aws::Service s3;
    std::map<FunctionKey, Function> functions;
    std::string invoked;
    services::lambda::AsyncQueue async{
        shards,
        {std::chrono::minutes(1), std::chrono::minutes(2)},
        [this](const FunctionKey& key) -> services::lambda::FunctionRef {
            return key.name == "gone" ? nullptr : std::make_shared<const Function>();
        },
        [this](const services::lambda::FunctionRef&, const services::lambda::Invocation& one) {
            invoked += one.request_id + " " + one.payload + " " + one.client_context + "\n";
            return true;
        }};
};

Machine machine_named(const std::string& name) {
    Machine machine;
    machine.arn = "arn:aws:states:us-east-1:000000000000:stateMachine:" + name;
    machine.name = name;
    machine.definition = R"({"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}})";
    machine.role_arn = "arn:aws:iam::000000000000:role/r";
    machine.type = asl::MachineType::express;
    machine.logging = support::parse(R"({"level":"ALL"})");
    machine.tags = R"([{"key":"k","value":"v"}])";
    machine.program = asl::compile(machine.definition, machine.type).program;
    return machine;
}

Function sample_function(const std::string& name) {
    Function function;
    function.account = "000000000000";
    function.region = "us-east-1";
    function.name = name;
    function.runtime = "provided.al2023";
    function.handler = "bootstrap";
    function.role = "arn:aws:iam::000000000000:role/r";
    function.description = "d";
    function.environment = {{"B", "2"}, {"A", "1"}};
    function.tags = support::parse(R"({"k":"v"})");
    function.code = {{{std::string(32, 'f')}, 7, 42}, "c2hh"};
    function.last_modified = kStart;
    function.revision_id = "r";
    return function;
}

void use_machines(Services& all) {
    const auto change = [&](auto work) {
        all.machines.change(
            aws::Call{},
            [&](runtime::ShardContext& context) -> base::Result<json::Value, aws::Error> {
                work(context);
                return json::Value();
            },
            [](const auto&) {});
    };
    const std::string kept = machine_named("kept").arn;
    const std::string gone = machine_named("gone").arn;
    change([&](auto& context) { (void)all.machines.create(context, machine_named("kept"), {}); });
    change([&](auto& context) { (void)all.machines.create(context, machine_named("gone"), {}); });
    services::states::MachineChange update;
    update.role_arn = "arn:aws:iam::000000000000:role/new";
    update.tracing = support::parse(R"({"enabled":true})");
    all.clock.advance(base::Milliseconds{1'500});
    change([&](auto& context) { (void)all.machines.update(context, kept, update); });
    change([&](auto& context) { all.machines.remove(context, gone); });
    change([&](auto& context) {
        const std::string revision = (*all.machines.newest(kept))->revision;
        all.machines.versions().publish(context, kept, revision, "first");
        all.machines.versions().publish(context, kept, revision, "");
        all.machines.versions().remove(context, kept, 2);
        services::states::Alias alias;
        alias.name = "live";
        alias.machine_arn = kept;
        alias.arn = kept + ":live";
        alias.description = "d";
        alias.routes = {{1, 100}};
        alias.creation_date = alias.update_date = context.now();
        all.machines.aliases().put(context, alias);
        alias.arn = kept + ":old";
        all.machines.aliases().put(context, alias);
        all.machines.aliases().remove(context, alias.arn);
    });
    all.activities.change(
        aws::Call{},
        [&](runtime::ShardContext& context) -> services::Reply {
            services::states::Activity activity;
            activity.arn = "arn:aws:states:us-east-1:000000000000:activity:kept";
            activity.name = "kept";
            activity.creation_date = context.now();
            activity.tags = R"([{"key":"k","value":"v"}])";
            all.activities.put(context, activity);
            activity.arn = "arn:aws:states:us-east-1:000000000000:activity:gone";
            activity.name = "gone";
            all.activities.put(context, activity);
            all.activities.remove(context, activity.arn);
            return json::Value();
        },
        [](const auto&) {});
}

void use_tables(Services& all) {
    const auto create = [&](const std::string& name) {
        all.call(all.dynamodb, "CreateTable",
                 R"({"TableName":")" + name + R"(","BillingMode":"PAY_PER_REQUEST",
                     "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
                                  {"AttributeName":"n","KeyType":"RANGE"}],
                     "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
                                             {"AttributeName":"n","AttributeType":"N"}],
                     "Tags":[{"Key":"k","Value":"v"}]})");
    };
    create("kept");
    create("gone");
    all.call(all.dynamodb, "PutItem",
             R"({"TableName":"kept","Item":{"pk":{"S":"p"},"n":{"N":"1.50"},
                 "more":{"M":{"list":{"L":[{"BOOL":true},{"NULL":true},{"B":"AAE="}]}}}}})",
             "execution/1-0");
    all.call(all.dynamodb, "PutItem",
             R"({"TableName":"kept","Item":{"pk":{"S":"p"},"n":{"N":"-2"}}})");
    all.call(all.dynamodb, "DeleteItem",
             R"({"TableName":"kept","Key":{"pk":{"S":"p"},"n":{"N":"-2"}}})");
    all.call(all.dynamodb, "DeleteTable", R"({"TableName":"gone"})");
}

void use_rules(Services& all) {
    for (const char* name : {"kept", "gone"}) {
        all.call(all.events, "PutRule",
                 R"({"Name":")" + std::string(name) +
                     R"(","EventPattern":"{\"source\":[\"shop\",\"aws.s3\"]}",
                         "Description":"d","Tags":[{"Key":"k","Value":"v"}]})");
    }
    const std::string arn = R"("Arn":"arn:aws:states:us-east-1:000000000000:stateMachine:)";
    all.call(all.events, "PutTargets",
             R"({"Rule":"kept","Targets":[{"Id":"1",)" + arn + R"(kept","InputPath":"$.detail",
                 "RetryPolicy":{"MaximumRetryAttempts":3,"MaximumEventAgeInSeconds":60}},{"Id":"2",)" +
                 arn + R"(quick"}]})");
    all.call(all.events, "DeleteRule", R"({"Name":"gone"})");
    all.call(all.events, "PutEvents",
             R"({"Entries":[{"Source":"shop","DetailType":"t","Detail":"{\"id\":1}"}]})");
}

void use_buckets(Services& all) {
    const auto call = [&](std::string_view operation, const std::string& input,
                          std::string_view effect = {}) {
        return all.call(all.s3, operation, input, effect);
    };
    call("CreateBucket", R"({"Bucket":"kept"})");
    call("CreateBucket", R"({"Bucket":"gone"})");
    call("DeleteBucket", R"({"Bucket":"gone"})");
    call("PutObject", R"({"Bucket":"kept","Key":"a","Body":{"x":1},"Metadata":{"k":"v"},
                          "CacheControl":"no-store","StorageClass":"STANDARD_IA"})",
         "execution/2-0");
    call("PutObject",
         R"({"Bucket":"kept","Key":"large","Body":")" + std::string(70'000, 'x') + "\"}");
    call("PutObject", R"({"Bucket":"kept","Key":"b","Body":1})");
    call("DeleteObject", R"({"Bucket":"kept","Key":"b"})");
    const auto start = [&](const std::string& key) {
        const json::Value started = *support::call_now(
            all.s3, "CreateMultipartUpload",
            R"({"Bucket":"kept","ChecksumAlgorithm":"SHA256","Metadata":{"k":"v"},"Key":")" + key +
                "\"}");
        return R"({"Bucket":"kept","Key":")" + key + R"(","UploadId":")" +
               std::string(*started.find_string("UploadId")) + '"';
    };
    const std::string open = start("open");
    call("UploadPart", open + R"(,"PartNumber":3,"Body":"part"})");
    call("AbortMultipartUpload", start("aborted") + "}");
    const std::string joined = start("joined");
    const json::Value part =
        *support::call_now(all.s3, "UploadPart", joined + R"(,"PartNumber":1,"Body":"part"})");
    call("CompleteMultipartUpload", joined +
                                        R"(,"MultipartUpload":{"Parts":[{"PartNumber":1,"ETag":)" +
                                        json::print(*part.find("ETag")) + "}]}}");
    call("PutBucketNotificationConfiguration",
         R"({"Bucket":"kept","NotificationConfiguration":{"EventBridgeConfiguration":{}}})");
    call("PutObject", R"({"Bucket":"kept","Key":"told","Body":2})");
}

void use_functions(Services& all) {
    all.record(kinds::kFunction, encode_function(sample_function("kept")));
    all.record(kinds::kFunction, encode_function(sample_function("gone")));
    all.record(kinds::kFunctionDeleted, encode_key(sample_function("gone").key()));
    const auto ignore = [](const auto&) {};
    all.async.accept({"id-1", sample_function("kept").key(), R"({"a":1})", "context"}, {}, ignore);
    all.async.accept({"id-2", sample_function("gone").key(), "1", ""}, {}, ignore);
}

/// One record a line: kind, schema, shard, bytes.
void use_logs(Services& all) {
    const auto call = [&all](std::string_view operation, std::string_view input) {
        CHECK(support::call_now(all.logs, operation, input));
    };
    call("CreateLogGroup", R"({"logGroupName":"kept","tags":{"k":"v"}})");
    call("PutRetentionPolicy", R"({"logGroupName":"kept","retentionInDays":7})");
    call("CreateLogStream", R"({"logGroupName":"kept","logStreamName":"s"})");
    call("CreateLogStream", R"({"logGroupName":"kept","logStreamName":"gone"})");
    call("DeleteLogStream", R"({"logGroupName":"kept","logStreamName":"gone"})");
    call("PutLogEvents", R"({"logGroupName":"kept","logStreamName":"s","logEvents":[
        {"timestamp":1764000000000,"message":"a"},{"timestamp":1764000000001,"message":"b"}]})");
    call("CreateLogGroup", R"({"logGroupName":"gone"})");
    call("DeleteLogGroup", R"({"logGroupName":"gone"})");
}

std::vector<std::string> lines_of(store::MemoryStore& store) {
    std::vector<std::string> lines;
    store.restart();
    const auto read = store.replay([&lines](const store::RecordView& record) -> base::Result<void> {
        lines.push_back(std::to_string(static_cast<unsigned>(record.kind)) + " " +
                        std::to_string(record.schema) + " " + std::to_string(record.shard) + " " +
                        base::hex(record.payload));
        return {};
    });
    REQUIRE(read);
    return lines;
}

std::string unhex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    }
    return bytes;
}

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    for (const std::string_view line : base::split(text, '\n')) {
        if (!line.empty()) lines.emplace_back(line);
    }
    return lines;
}

bool is_digit_of_an_id(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/// Equal but for the digits of random ids, which are hexadecimal.
bool is_same_format(const std::string& now, const std::string& kept) {
    const std::size_t bytes = kept.rfind(' ') + 1;
    if (now.size() != kept.size() || now.substr(0, bytes) != kept.substr(0, bytes)) return false;
    const std::string a = unhex(now.substr(bytes));
    const std::string b = unhex(kept.substr(bytes));
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i] && !(is_digit_of_an_id(a[i]) && is_digit_of_an_id(b[i]))) return false;
    }
    return true;
}

void put_into(store::MemoryStore& store, const std::vector<std::string>& lines) {
    REQUIRE(store.replay([](const auto&) { return base::Result<void>{}; }));
    for (const std::string& line : lines) {
        const auto words = base::split(line, ' ');
        const auto number = [&](std::size_t i) {
            return static_cast<std::uint16_t>(std::stoi(std::string(words[i])));
        };
        store.commit({number(2),
                      store.epoch(),
                      {{store::RecordKind{number(0)}, number(1), unhex(words[3])}}},
                     [](const auto&) {});
    }
    store.restart();
}

/// What the services know, in a form that people can compare.
std::string state_of(Services& all) {
    std::string text;
    const auto tell = [&text](std::string_view what, const std::string& value) {
        text += std::string(what) + ": " + value + "\n";
    };
    for (const auto& machine : all.machines.list("", 10)) {
        tell("machine", machine->arn + " " + machine->revision + " " + machine->revision_id + " " +
                            machine->definition + " " + machine->role_arn + " " +
                            base::iso8601_ms(machine->creation_date) + " " +
                            base::iso8601_ms(machine->update_date) + " " +
                            json::print(machine->logging) + " " + json::print(machine->tracing) +
                            " " + machine->tags);
        const auto versions = all.machines.versions().find(machine->arn);
        tell("last version", std::to_string(versions->last));
        for (const auto& version : versions->versions) {
            tell("version", std::to_string(version.number) + " " + version.revision + " " +
                                version.description + " " +
                                base::iso8601_ms(version.creation_date));
        }
        for (const auto& alias : all.machines.aliases().list(machine->arn, "", 10)) {
            tell("alias", alias->arn + " " + alias->name + " " + alias->description + " " +
                              std::to_string(alias->routes.front().version) + " " +
                              base::iso8601_ms(alias->update_date));
        }
    }
    for (const auto& activity : all.activities.list("", 10)) {
        tell("activity", activity->arn + " " + activity->name + " " +
                             base::iso8601_ms(activity->creation_date) + " " + activity->tags);
    }
    const auto ask = [&](const aws::Service& service, std::string_view operation,
                         std::string_view input, std::string_view effect = {}) {
        tell(operation, all.call(service, operation, input, effect));
    };
    ask(all.dynamodb, "ListTables", "{}");
    ask(all.dynamodb, "DescribeTable", R"({"TableName":"kept"})");
    ask(all.dynamodb, "Scan", R"({"TableName":"kept"})");
    ask(all.dynamodb, "PutItem", R"({"TableName":"kept","Item":{"pk":{"S":"x"},"n":{"N":"0"}}})",
        "execution/1-0");
    ask(all.dynamodb, "Scan", R"({"TableName":"kept","Select":"COUNT"})");
    ask(all.events, "ListRules", "{}");
    ask(all.events, "ListTargetsByRule", R"({"Rule":"kept"})");
    ask(all.s3, "ListBuckets", "{}");
    ask(all.s3, "ListObjectsV2", R"({"Bucket":"kept"})");
    ask(all.s3, "GetObject", R"({"Bucket":"kept","Key":"a"})");
    ask(all.s3, "ListMultipartUploads", R"({"Bucket":"kept"})");
    const json::Value uploads =
        *support::call_now(all.s3, "ListMultipartUploads", R"({"Bucket":"kept"})");
    ask(all.s3, "ListParts",
        R"({"Bucket":"kept","Key":"open","UploadId":")" +
            std::string(uploads.find("Uploads")->items()[0].find_string("UploadId").value_or("")) +
            "\"}");
    ask(all.s3, "GetBucketNotificationConfiguration", R"({"Bucket":"kept"})");
    ask(all.s3, "PutObject", R"({"Bucket":"kept","Key":"other","Body":9})", "execution/2-0");
    ask(all.logs, "DescribeLogGroups", "{}");
    ask(all.logs, "DescribeLogStreams", R"({"logGroupName":"kept"})");
    ask(all.logs, "FilterLogEvents", R"({"logGroupName":"kept"})");
    ask(all.logs, "ListTagsLogGroup", R"({"logGroupName":"kept"})");
    for (const auto& [key, function] : all.functions) tell("function", encode_function(function));
    tell("invoked", all.invoked);
    tell("delivered again", all.caller.called);
    return text;
}

}  // namespace

TEST_CASE("the services store what they stored in the first release") {
    store::MemoryStore store;
    {
        Services all(store);
        use_machines(all);
        use_tables(all);
        use_rules(all);
        use_buckets(all);
        use_functions(all);
        use_logs(all);
    }
    const std::vector<std::string> now = lines_of(store);
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::string text;
        for (const std::string& line : now) text += line + "\n";
        support::check_golden(kFile, text);
    }
    const auto kept = split_lines(support::file_text(std::string("tests/golden/") + kFile));
    REQUIRE_EQ(now.size(), kept.size());
    for (std::size_t i = 0; i < now.size(); ++i) {
        INFO("record " << i << " now: " << now[i]);
        INFO("record " << i << " kept: " << kept[i]);
        CHECK(is_same_format(now[i], kept[i]));
    }
}

TEST_CASE("the services read what the first release stored") {
    store::MemoryStore store;
    put_into(store, split_lines(support::file_text(std::string("tests/golden/") + kFile)));
    Services all(store);
    support::check_golden("records/services.state.txt", state_of(all));
}
