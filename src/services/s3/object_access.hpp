// Reading an object and writing one: what get, put, copy and complete have in common.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "services/s3/storage.hpp"

namespace services::s3 {

/// An object that can be read: its record, with the body in it or beside it.
struct OpenObject {
    ObjectRecord record;
    std::shared_ptr<const store::BlobReader> blob;

    /// `bytes` from `first` on.
    base::Result<std::string> read(std::uint64_t first, std::size_t bytes) const;
};

using OpenResult = base::Result<OpenObject, aws::Error>;

/// Finds the newest durable state of an object and calls `then` once, on a file thread (or wherever
/// an error was found). Errors: NoSuchBucket, NoSuchKey, SlowDown, InternalError.
void open_object(Storage& storage, std::string bucket, std::string key,
                 std::function<void(OpenResult)> then);

/// What must hold of the key before it is written.
struct WriteConditions {
    bool wants_absent = false;            ///< If-None-Match: *
    std::optional<std::string> if_match;  ///< One of these tags.
};
/// Error: NotImplemented for an If-None-Match that is not `*`, as in AWS.
base::Result<WriteConditions, aws::Error> read_write_conditions(const Request& request);
/// Errors: PreconditionFailed, NoSuchKey.
base::Result<void, aws::Error> check_write(const WriteConditions& conditions, const Bucket& bucket,
                                           const std::string& key);

/// Syncs a blob on a file thread and calls `then` there. What goes wrong is answered.
void finish_blob(Storage& storage, const ExchangePtr& exchange, store::BlobWriter writer,
                 std::function<void(store::Blob)> then);

/// With a finished blob or an inline body in the record: checks and writes the object on its shard,
/// and calls `answer` when it is durable. Errors are answered; then the blob is removed.
void write_object(Storage& storage, const ExchangePtr& exchange,
                  std::shared_ptr<ObjectRecord> record, WriteConditions conditions,
                  std::string_view reason,
                  std::function<aws::HttpReply(const ObjectRecord&)> answer);

/// A body that was copied within the store.
struct CopiedBody {
    std::string inline_body;
    std::optional<store::Blob> blob;
    std::string md5;
    Checksum checksum;
};
/// Copies `bytes` of an open object from `first` on, digesting on the way; up to 64 KiB stay inline
/// unless `always_blob`. It blocks: on a file thread only.
base::Result<CopiedBody, aws::Error> copy_body(store::BlobStore& blobs, const OpenObject& from,
                                               std::uint64_t first, std::uint64_t bytes,
                                               Algorithm algorithm, bool always_blob);

}  // namespace services::s3
