#include "services/lambda/functions.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/log.hpp"
#include "base/random.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "runtime/record_kinds.hpp"
#include "services/lambda/runtimes/python_client.hpp"

namespace services::lambda {
namespace {

constexpr std::uint16_t kSchema = 1;

/// An answer as it is remembered for an effect.
std::string encode_answer(const base::Result<json::Value, aws::Error>& answer) {
    json::ObjectBuilder object;
    if (answer) {
        object.set("value", *answer);
    } else {
        object.set("code", answer.error().code);
        object.set("message", answer.error().message);
        object.set_integer("status", answer.error().http_status);
    }
    return json::print(std::move(object).build());
}
base::Result<json::Value, aws::Error> decode_answer(const std::string& text) {
    const auto object = json::parse(text);
    if (object && object->find("value") != nullptr) return *object->find("value");
    if (!object || !object->find_string("code")) {
        return base::fail(
            aws::error("ServiceException", "A remembered answer cannot be read.", 500));
    }
    const json::Value* const status = object->find("status");
    return base::fail(
        aws::error(std::string(*object->find_string("code")),
                   std::string(object->find_string("message").value_or("")),
                   status == nullptr ? 400 : static_cast<int>(status->as_integer().value_or(400))));
}

}  // namespace

Functions::Functions(Dependencies dependencies)
    : dependencies_(std::move(dependencies)),
      packages_(dependencies_.data_folder, dependencies_.blobs),
      python_(dependencies_.python),
      client_path_(packages_.folder() + "/python/client.py") {
    std::error_code error;
    std::filesystem::create_directories(packages_.folder() + "/python", error);
    std::ofstream(client_path_, std::ios::binary) << python_client();
    pool_ = std::make_unique<Pool>(
        dependencies_.shards.clock(), dependencies_.pool,
        [this](const FunctionRef& function, auto ready) { prepare(function, std::move(ready)); },
        [this](std::string folder) {
            background_.run(
                [this, folder = std::move(folder)] { packages_.remove_scratch(folder); });
        });
    async_ = std::make_unique<AsyncQueue>(
        dependencies_.shards, dependencies_.async_pauses,
        [this](const FunctionKey& key) { return functions_.find(key); },
        [this](FunctionRef function, Invocation invocation) {
            return pool_->invoke(std::move(function), std::move(invocation));
        });
    register_records();
}

/// The pool's end answers every invocation, and the answers may use the rest.
Functions::~Functions() {
    pool_.reset();
}

void Functions::register_records() {
    runtime::Shards& shards = dependencies_.shards;
    shards.on_replay(runtime::record_kinds::kFunction,
                     [this](const runtime::ReplayedRecord& record) -> base::Result<void> {
                         QS_TRY(Function function, decode_function(record.payload));
                         const auto made = std::make_shared<const Function>(std::move(function));
                         functions_.restore(record.shard, made->key(), made);
                         return {};
                     });
    shards.on_replay(runtime::record_kinds::kFunctionDeleted,
                     [this](const runtime::ReplayedRecord& record) -> base::Result<void> {
                         QS_TRY(const FunctionKey key, decode_key(record.payload));
                         functions_.restore(record.shard, key, nullptr);
                         return {};
                     });
    if (dependencies_.blob_owners != nullptr) {
        dependencies_.blob_owners->push_back([this](const store::BlobId& id) {
            return functions_.any([&id](const Function& f) { return f.code.blob.id == id; });
        });
    }
}

store::ShardId Functions::shard(std::string_view account) {
    return runtime::shard_of("lambda:" + std::string(account));
}

base::Result<FunctionRef, aws::Error> Functions::find(const FunctionName& name) const {
    FunctionRef function = functions_.find(name.key);
    const bool is_version = name.qualifier.empty() || name.qualifier == "$LATEST";
    if (!function || !is_version) return base::fail(function_not_found(name));
    return function;
}

base::Result<FunctionRef, aws::Error> Functions::find(const aws::Call& call) const {
    QS_TRY(const FunctionName name, read_function_name(call));
    return find(name);
}

void Functions::change(const aws::Call& call, FunctionKey key, Change change,
                       std::function<void(bool)> settled, aws::Answer answer) {
    const base::EffectId effect = call.effect;
    const bool posted = shards().post(
        shard(key.account),
        [this, effect, key, change = std::move(change), settled, answer](runtime::ShardContext& c) {
            if (const std::string* known = effect.empty() ? nullptr : c.answered(effect)) {
                return c.release([answer, settled, value = decode_answer(*known)] {
                    settled(false);
                    answer(value);
                });
            }
            const FunctionRef before = functions_.newest(c.shard(), key);
            auto after = change(before, c.now());
            const FunctionRef made =
                after ? std::make_shared<const Function>(*std::move(after)) : nullptr;
            if (made) {
                c.record(runtime::record_kinds::kFunction, kSchema, encode_function(*made));
                functions_.set(c, key, made, [this, before, made] { retire(before, made); });
            }
            base::Result<json::Value, aws::Error> result;
            if (made) {
                result = describe_function(*made);
            } else {
                result = base::fail(std::move(after).error());
            }
            if (!effect.empty()) c.remember(effect, encode_answer(result));
            c.release([answer, settled, is_made = made != nullptr, result = std::move(result)] {
                settled(is_made);
                answer(result);
            });
        });
    if (posted) return;
    settled(false);
    answer(base::fail(aws::throttled()));
}

void Functions::remove(const aws::Call& call, const FunctionName& name, aws::Answer answer) {
    const base::EffectId effect = call.effect;
    const bool posted = shards().post(
        shard(name.key.account), [this, effect, name, answer](runtime::ShardContext& c) {
            if (const std::string* known = effect.empty() ? nullptr : c.answered(effect)) {
                return c.release([answer, value = decode_answer(*known)] { answer(value); });
            }
            const FunctionRef before = functions_.newest(c.shard(), name.key);
            base::Result<json::Value, aws::Error> result;
            if (before) {
                c.record(runtime::record_kinds::kFunctionDeleted, kSchema, encode_key(name.key));
                functions_.set(c, name.key, nullptr, [this, before] { retire(before, nullptr); });
                result = json::object({{"StatusCode", json::Value::integer(204)}});
            } else {
                result = base::fail(function_not_found(name));
            }
            if (!effect.empty()) c.remember(effect, encode_answer(result));
            c.release([answer, result = std::move(result)] { answer(result); });
        });
    if (!posted) answer(base::fail(aws::throttled()));
}

/// The old revision gets no new work; its code goes when the new one has other code.
void Functions::retire(const FunctionRef& before, const FunctionRef& after) {
    if (!before) return;
    pool_->retire(before->revision_id);
    if (after && after->code.blob.id == before->code.blob.id) return;
    background_.run([this, code = before->code] { packages_.remove(code); });
}

bool Functions::invoke(FunctionRef function, Invocation invocation) {
    return pool_->invoke(std::move(function), std::move(invocation));
}

std::shared_ptr<FunctionLog> Functions::log(const FunctionKey& key) {
    const std::lock_guard lock(logs_mutex_);
    std::shared_ptr<FunctionLog>& found = logs_[key];
    if (!found) found = std::make_shared<FunctionLog>();
    return found;
}

std::shared_ptr<FunctionLog> Functions::find_log(const FunctionKey& key) const {
    const std::lock_guard lock(logs_mutex_);
    const auto found = logs_.find(key);
    return found == logs_.end() ? nullptr : found->second;
}

std::string Functions::python() {
    if (python_.empty() && !std::exchange(has_looked_for_python_, true)) {
        python_ = find_python();
        base::log::info("python found", {{"path", python_.empty() ? "none" : python_}});
    }
    return python_;
}

void Functions::prepare(const FunctionRef& function,
                        std::function<void(base::Result<EnvironmentSpec>)> ready) {
    background_.run([this, function, ready = std::move(ready)] { ready(prepare_now(function)); });
}

std::function<void(base::TimePoint, std::string_view)> Functions::print_line(
    const FunctionRef& function) const {
    if (!dependencies_.print_line) return {};
    // 2026/11/24/[$LATEST]0f...: a stream for each process, as on AWS.
    std::string day = base::iso8601_seconds(dependencies_.shards.clock().now()).substr(0, 10);
    std::ranges::replace(day, '-', '/');
    std::string id = base::uuid_v4();
    std::erase(id, '-');
    return [print = dependencies_.print_line, function, stream = day + "/[$LATEST]" + id](
               base::TimePoint at, std::string_view line) { print(*function, stream, at, line); };
}

base::Result<EnvironmentSpec> Functions::prepare_now(const FunctionRef& function) {
    // An invocation may have waited since before an update, which took the old code away.
    const FunctionRef newest = functions_.find(function->key());
    const Function& f = newest ? *newest : *function;
    RuntimeSettings settings{
        .python = f.runtime.starts_with("python") ? python() : std::string(),
        .python_client = client_path_,
        .endpoint = dependencies_.endpoint ? dependencies_.endpoint() : std::string(),
        .access_key = dependencies_.access_key,
        .secret_key = dependencies_.secret_key};
    QS_TRY(const std::string folder, packages_.unpacked(f.code));
    QS_TRY(auto arguments, process_arguments(f, folder, settings));
    QS_TRY(const std::string scratch, packages_.make_scratch());
    return EnvironmentSpec{
        .function = function,
        .arguments = std::move(arguments),
        .variables = process_variables(f, folder, scratch, settings),
        .folder = folder,
        .scratch = scratch,
        .log = log({function->account, function->region, function->name}),
        .print_line = print_line(function),
        .meter = meter_,
        .start_limit = dependencies_.pool.start_limit + std::chrono::seconds(f.timeout_seconds)};
}

}  // namespace services::lambda
