// S3's row in the server's table of services: it speaks HTTP itself, because bodies are streams.
#include "services/s3/service.hpp"

#include <memory>
#include <string>
#include <unordered_set>

#include "services/s3/operations.hpp"
#include "services/s3/storage.hpp"

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
