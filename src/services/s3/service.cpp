// S3's row in the server's table of services: it speaks HTTP itself, because bodies are streams,
// and tasks call its operations in the same process.
#include "services/s3/service.hpp"

#include <memory>
#include <string>
#include <unordered_set>

#include "services/s3/errors.hpp"
#include "services/s3/operations.hpp"
#include "services/s3/storage.hpp"
#include "services/s3/tasks/task_operation.hpp"

namespace services::s3 {
namespace {

BlobOwner owner_of(const std::shared_ptr<Storage>& storage) {
    // The set is made once and lives no longer than whoever sweeps.
    auto ids = std::make_shared<std::unordered_set<std::string>>();
    auto is_read = std::make_shared<bool>(false);
    return [weak = std::weak_ptr(storage), ids, is_read](const store::BlobId& id) {
        if (!*is_read) {
            const auto held = weak.lock();
            if (!held) return true;
            *ids = held->named_blobs();
            *is_read = true;
        }
        return ids->contains(id.text);
    };
}

/// A task's call is the request that an SDK would send, and its answer read as an SDK reads it.
void serve_task(const std::shared_ptr<Storage>& storage, const TaskOperation& operation,
                const aws::Call& call, const aws::Answer& answer) {
    auto http = request_of_task(operation, call.input);
    if (!http) return answer(base::fail(http.error()));
    const auto give = [&operation, answer](const aws::HttpReply& reply) {
        if (reply.status >= 300) {
            return answer(base::fail(
                aws::error("NotModified", "The object was not modified.", reply.status)));
        }
        answer(task_answer(operation, reply));
    };
    const auto refuse = [answer](const aws::Error& error) { answer(base::fail(error)); };
    auto exchange = std::make_shared<Exchange>(call, std::move(http->body), give, refuse);
    if (const auto read = read_request(*http, exchange->request); !read) {
        return exchange->fail(read.error());
    }
    if (operation.method == "GET" || operation.method == "HEAD") {
        return dispatch(*storage, exchange);
    }
    // A change that was answered before is not made again.
    const bool is_posted = storage->shards().post_read(
        Storage::shard_of(exchange->request.bucket),
        [storage, exchange](runtime::ShardContext& shard) {
            if (auto before = answered_before(shard, *exchange)) {
                return shard.release([exchange, before] { exchange->send(*before); });
            }
            // A body may become a file.
            shard.release([storage, exchange] {
                storage->run_file_job(exchange,
                                      [storage, exchange] { dispatch(*storage, exchange); });
            });
        });
    if (!is_posted) exchange->fail(s3_error("SlowDown"));
}

std::vector<aws::Operation> rows_for_tasks(const std::shared_ptr<Storage>& storage) {
    std::vector<aws::Operation> rows;
    for (const TaskOperation& operation : task_operations()) {
        aws::Operation row;
        row.name = operation.name;
        row.input = operation.input;
        row.handler = [storage, &operation](const aws::Call& call, const aws::Answer& answer) {
            serve_task(storage, operation, call, answer);
        };
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

aws::Service make_service(Dependencies dependencies) {
    auto storage =
        std::make_shared<Storage>(dependencies.shards, dependencies.blobs,
                                  std::move(dependencies.event_sink), dependencies.file_threads);
    storage->register_replay();
    if (dependencies.blob_owners != nullptr) dependencies.blob_owners->push_back(owner_of(storage));

    aws::Service service;
    service.id = "s3";
    service.signing_name = "s3";
    service.protocol = aws::Protocol::rest_xml;
    service.operations = rows_for_tasks(storage);
    service.http = [storage](aws::HttpRequest http, const aws::Call& call,
                             std::function<void(aws::HttpReply)> reply) {
        auto exchange = std::make_shared<Exchange>(call, std::move(http.body), std::move(reply));
        if (const auto read = read_request(http, exchange->request); !read) {
            return exchange->fail(read.error());
        }
        dispatch(*storage, exchange);
    };
    return service;
}

}  // namespace services::s3
