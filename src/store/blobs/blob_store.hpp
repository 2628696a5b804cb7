// Large immutable bodies beside the log: objects above 64 KiB and function packages. A blob is
// synced before the record that names it is committed; a blob that no record names goes at the next
// start.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>

#include "base/result.hpp"

namespace store {

/// Names one blob for ever: 32 lower-case hex digits.
struct BlobId {
    std::string text;

    bool operator==(const BlobId&) const = default;
    /// Members in the order in which records keep them.
    static constexpr auto fields() { return std::tuple{&BlobId::text}; }
};

/// A finished blob: what a record keeps to check the body by.
struct Blob {
    BlobId id;
    std::uint64_t bytes = 0;
    std::uint32_t crc32c = 0;

    static constexpr auto fields() { return std::tuple{&Blob::id, &Blob::bytes, &Blob::crc32c}; }
};

/// Writes one blob in pieces. One thread at a time. When it dies unfinished nothing stays.
class BlobWriter {
public:
    struct State;
    explicit BlobWriter(std::unique_ptr<State> state);
    ~BlobWriter();
    BlobWriter(BlobWriter&&) noexcept;
    BlobWriter& operator=(BlobWriter&&) noexcept;

    /// Errors: `limit` when the disk is full, `io`; then the writer is of no more use.
    base::Result<void> append(std::string_view piece);
    /// Syncs the body, gives it its name and syncs that. Only then may a record name it. Once.
    base::Result<Blob> finish();

private:
    std::unique_ptr<State> state_;
};

/// Reads one blob; it stays readable while this object lives, even when it is removed meanwhile.
/// Any thread.
class BlobReader {
public:
    explicit BlobReader(int descriptor, std::uint64_t bytes) : fd_(descriptor), bytes_(bytes) {}
    ~BlobReader();
    BlobReader(BlobReader&& other) noexcept;
    BlobReader& operator=(BlobReader&& other) noexcept;

    std::uint64_t bytes() const { return bytes_; }
    /// For sendfile and for tools that want a file; owned by this object.
    int descriptor() const { return fd_; }
    /// At most `count` bytes from `offset`; shorter only at the end.
    base::Result<std::string> read(std::uint64_t offset, std::size_t count) const;

private:
    int fd_;
    std::uint64_t bytes_;
};

/// All blobs of one data folder. Any thread.
class BlobStore {
public:
    /// `folder` is the data folder; the blobs lie in `folder`/blobs.
    static base::Result<std::unique_ptr<BlobStore>> open(const std::string& folder);
    ~BlobStore();

    base::Result<BlobWriter> create();
    /// Errors: `not_found`; `invalid` for a text that is no blob id; `io`.
    base::Result<BlobReader> open_blob(const BlobId& id) const;
    /// Reads the whole blob and compares it with what was recorded. Errors: `corrupt` with the
    /// file.
    base::Result<void> verify(const Blob& blob) const;
    /// Removes a blob; one that is not there is no error. After the record that drops it is
    /// durable.
    base::Result<void> remove(const BlobId& id);
    /// At the start, before the first `create`: removes unfinished blobs and those that `keep` does
    /// not want. Gives the number removed.
    base::Result<std::uint64_t> sweep(const std::function<bool(const BlobId&)>& keep);

    /// Bytes in finished blobs; what was there at the start counts from `sweep` on.
    std::uint64_t bytes() const;
    std::uint64_t count() const;

private:
    struct State;
    explicit BlobStore(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace store
