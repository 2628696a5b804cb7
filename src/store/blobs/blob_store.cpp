// One file a blob, in 256 folders by the first two digits of its id; a name appears only when its
// bytes are synced.
#include "store/blobs/blob_store.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <utility>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "store/disk/posix_disk.hpp"

namespace store {
namespace {

constexpr std::string_view kTemporary = ".tmp";
constexpr std::size_t kIdLength = 32;

bool is_id(std::string_view text) {
    return text.size() == kIdLength &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

struct Counters {
    std::atomic<std::uint64_t> bytes = 0;
    std::atomic<std::uint64_t> count = 0;
};

}  // namespace

struct BlobStore::State {
    PosixDisk disk;
    std::string folder;
    std::array<std::atomic<bool>, 256> has_folder = {};
    std::shared_ptr<Counters> counters = std::make_shared<Counters>();

    std::string folder_of_id(std::string_view id) const {
        return folder + "/" + std::string(id.substr(0, 2));
    }
    std::string path(std::string_view id) const { return folder_of_id(id) + "/" + std::string(id); }
    base::Result<void> make_folder_for(std::string_view id);
    base::Result<std::uint64_t> sweep_folder(const std::string& name,
                                             const std::function<bool(const BlobId&)>& keep);
};

struct BlobWriter::State {
    PosixDisk disk;
    std::string path;
    std::string id;
    std::shared_ptr<Counters> counters;
    PosixDisk::File file;
    std::uint64_t bytes = 0;
    std::uint32_t crc32c = 0;
    bool is_finished = false;

    ~State() {
        // What cannot be removed now goes at the next start.
        if (!is_finished) static_cast<void>(disk.remove(path + std::string(kTemporary)));
    }
};

BlobWriter::BlobWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
BlobWriter::~BlobWriter() = default;
BlobWriter::BlobWriter(BlobWriter&&) noexcept = default;
BlobWriter& BlobWriter::operator=(BlobWriter&&) noexcept = default;

base::Result<void> BlobWriter::append(std::string_view piece) {
    QS_ASSERT(!state_->is_finished);
    QS_CHECK(state_->file.write_at(state_->bytes, piece));
    state_->bytes += piece.size();
    state_->crc32c = base::crc32c(piece, state_->crc32c);
    return {};
}

base::Result<Blob> BlobWriter::finish() {
    QS_ASSERT(!state_->is_finished);
    QS_CHECK(state_->file.sync());
    QS_CHECK(state_->disk.rename(state_->path + std::string(kTemporary), state_->path));
    state_->is_finished = true;
    QS_CHECK(state_->disk.sync_folder(folder_of(state_->path)));
    state_->counters->bytes += state_->bytes;
    state_->counters->count += 1;
    return Blob{.id = {state_->id}, .bytes = state_->bytes, .crc32c = state_->crc32c};
}

BlobReader::~BlobReader() {
    if (fd_ >= 0) ::close(fd_);
}
BlobReader::BlobReader(BlobReader&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), bytes_(other.bytes_) {}
BlobReader& BlobReader::operator=(BlobReader&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(bytes_, other.bytes_);
    return *this;
}

base::Result<std::string> BlobReader::read(std::uint64_t offset, std::size_t count) const {
    if (offset >= bytes_) return std::string();
    std::string piece(std::min<std::uint64_t>(count, bytes_ - offset), '\0');
    std::size_t got = 0;
    while (got < piece.size()) {
        const ssize_t step =
            ::pread(fd_, piece.data() + got, piece.size() - got, static_cast<off_t>(offset + got));
        if (step < 0 && errno == EINTR) continue;
        if (step < 0) return base::fail(base::io_error("cannot read a blob", errno));
        if (step == 0) return base::fail(base::corrupt("a blob became shorter while it was read"));
        got += static_cast<std::size_t>(step);
    }
    return piece;
}

base::Result<std::unique_ptr<BlobStore>> BlobStore::open(const std::string& folder) {
    auto state = std::make_unique<State>();
    state->folder = folder + "/blobs";
    QS_CHECK(state->disk.make_folder(state->folder));
    QS_CHECK(state->disk.sync_folder(folder));
    return std::unique_ptr<BlobStore>(new BlobStore(std::move(state)));
}

BlobStore::BlobStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
BlobStore::~BlobStore() = default;

base::Result<void> BlobStore::State::make_folder_for(std::string_view id) {
    const auto number =
        static_cast<std::size_t>(std::stoi(std::string(id.substr(0, 2)), nullptr, 16));
    if (has_folder[number]) return {};
    QS_CHECK(disk.make_folder(folder_of_id(id)));
    QS_CHECK(disk.sync_folder(folder));
    has_folder[number] = true;
    return {};
}

base::Result<BlobWriter> BlobStore::create() {
    const std::string id = base::hex(base::random_bytes(kIdLength / 2));
    QS_CHECK(state_->make_folder_for(id));
    std::string path = state_->path(id);
    QS_TRY(auto file, state_->disk.create(path + std::string(kTemporary)));
    return BlobWriter(
        std::unique_ptr<BlobWriter::State>(new BlobWriter::State{.disk = {},
                                                                 .path = std::move(path),
                                                                 .id = id,
                                                                 .counters = state_->counters,
                                                                 .file = std::move(file)}));
}

base::Result<BlobReader> BlobStore::open_blob(const BlobId& id) const {
    if (!is_id(id.text)) {
        return base::fail(base::invalid(base::printable(id.text) + " is not the id of a blob"));
    }
    QS_TRY(auto file, state_->disk.open(state_->path(id.text), Access::read));
    QS_TRY(const std::uint64_t bytes, file.size());
    return BlobReader(file.release(), bytes);
}

base::Result<void> BlobStore::verify(const Blob& blob) const {
    constexpr std::size_t kPieceBytes = 1 << 20;
    QS_TRY(const auto reader, open_blob(blob.id));
    std::uint32_t crc32c = 0;
    for (std::uint64_t at = 0; at < reader.bytes(); at += kPieceBytes) {
        QS_TRY(const std::string piece, reader.read(at, kPieceBytes));
        crc32c = base::crc32c(piece, crc32c);
    }
    if (reader.bytes() != blob.bytes || crc32c != blob.crc32c) {
        return base::fail(base::corrupt(state_->path(blob.id.text) +
                                        " is not what was stored; restore it from a backup"));
    }
    return {};
}

base::Result<void> BlobStore::remove(const BlobId& id) {
    if (!is_id(id.text)) {
        return base::fail(base::invalid(base::printable(id.text) + " is not the id of a blob"));
    }
    const std::string path = state_->path(id.text);
    const auto file = state_->disk.open(path, Access::read);
    if (!file) {
        if (file.error().kind == base::ErrorKind::not_found) return {};
        return base::fail(file.error());
    }
    QS_TRY(const std::uint64_t bytes, file->size());
    const auto removed = state_->disk.remove(path);
    if (!removed) {
        // Somebody else was faster.
        if (removed.error().kind == base::ErrorKind::not_found) return {};
        return removed;
    }
    state_->counters->bytes -= bytes;
    state_->counters->count -= 1;
    return {};
}

base::Result<std::uint64_t> BlobStore::State::sweep_folder(
    const std::string& name, const std::function<bool(const BlobId&)>& keep) {
    const std::string inside = folder + "/" + name;
    std::uint64_t removed = 0;
    QS_TRY(const auto names, disk.list(inside));
    for (const std::string& file : names) {
        const std::string path = inside + "/" + file;
        const bool is_unfinished = file.size() == kIdLength + kTemporary.size() &&
                                   file.ends_with(kTemporary) && is_id(file.substr(0, kIdLength));
        if (!is_unfinished && !is_id(file)) continue;
        if (!is_unfinished && keep(BlobId{file})) {
            QS_TRY(const auto kept, disk.open(path, Access::read));
            QS_TRY(const std::uint64_t bytes, kept.size());
            counters->bytes += bytes;
            counters->count += 1;
            continue;
        }
        QS_CHECK(disk.remove(path));
        ++removed;
    }
    if (removed > 0) {
        QS_CHECK(disk.sync_folder(inside));
    }
    return removed;
}

base::Result<std::uint64_t> BlobStore::sweep(const std::function<bool(const BlobId&)>& keep) {
    std::uint64_t removed = 0;
    state_->counters->bytes = 0;
    state_->counters->count = 0;
    QS_TRY(const auto folders, state_->disk.list(state_->folder));
    for (const std::string& name : folders) {
        if (name.size() != 2) continue;
        QS_TRY(const std::uint64_t here, state_->sweep_folder(name, keep));
        removed += here;
    }
    return removed;
}

std::uint64_t BlobStore::bytes() const {
    return state_->counters->bytes;
}
std::uint64_t BlobStore::count() const {
    return state_->counters->count;
}

}  // namespace store
