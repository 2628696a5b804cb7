// Amazon S3 on shards and blobs: what main needs to plug it in.
#pragma once
#include <functional>
#include <vector>

#include "aws/operation.hpp"
#include "json/value.hpp"
#include "runtime/runtime.hpp"
#include "store/blobs/blob_store.hpp"

namespace services::s3 {

/// Takes the EventBridge event of a change to an object, on the shard of its bucket, within the
/// work that records the change. What it records is durable with the object or not at all; what it
/// wants to start belongs into `release`.
using EventSink = std::function<void(runtime::ShardContext&, const json::Value& event)>;

/// Says whether a record of the service names this blob. Valid from the end of the replay to the
/// first request; the start sweeps away the blobs that no service wants.
using BlobOwner = std::function<bool(const store::BlobId&)>;

struct Dependencies {
    runtime::Shards& shards;
    store::BlobStore& blobs;
    EventSink event_sink = {};  ///< Empty: nobody listens.
    /// Gets S3's BlobOwner, if given.
    std::vector<BlobOwner>* blob_owners = nullptr;
    /// Threads that sync, read and copy files. 0: on the caller's thread, for tests.
    unsigned file_threads = 4;
};

/// Call it before `shards.start()`, which hands it its records. The service must die after the
/// shards have stopped and before they and the blob store die.
aws::Service make_service(Dependencies dependencies);

}  // namespace services::s3
