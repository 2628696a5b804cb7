#include "store/blobs/blob_store.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/hash.hpp"
#include "support/temporary_folder.hpp"

using namespace store;

namespace {

std::unique_ptr<BlobStore> open_blobs(const support::TemporaryFolder& folder) {
    auto blobs = BlobStore::open(folder.path());
    REQUIRE_MESSAGE(blobs, blobs.error().message);
    return *std::move(blobs);
}

Blob write(BlobStore& blobs, std::string_view text) {
    auto writer = blobs.create();
    REQUIRE_MESSAGE(writer, writer.error().message);
    REQUIRE(writer->append(text.substr(0, 3)));
    REQUIRE(writer->append(text.substr(3)));
    return writer->finish().value();
}

std::string file_of(const support::TemporaryFolder& folder, const Blob& blob) {
    return folder.path() + "/blobs/" + blob.id.text.substr(0, 2) + "/" + blob.id.text;
}

}  // namespace

TEST_CASE("a blob written in pieces reads back whole and in parts, and checks") {
    const support::TemporaryFolder folder;
    const auto blobs = open_blobs(folder);
    const Blob blob = write(*blobs, "hello blob");
    CHECK_EQ(blob.bytes, 10);
    CHECK_EQ(blob.crc32c, base::crc32c("hello blob"));
    const auto reader = blobs->open_blob(blob.id).value();
    CHECK_EQ(reader.bytes(), 10);
    CHECK_EQ(reader.read(0, 100).value(), "hello blob");
    CHECK_EQ(reader.read(6, 2).value(), "bl");
    CHECK_EQ(reader.read(10, 2).value(), "");
    CHECK(blobs->verify(blob));
    CHECK_EQ(blobs->bytes(), 10);
}

TEST_CASE("a removed blob is gone for new readers and stays for open ones") {
    const support::TemporaryFolder folder;
    const auto blobs = open_blobs(folder);
    const Blob blob = write(*blobs, "hello");
    const auto reader = blobs->open_blob(blob.id).value();
    REQUIRE(blobs->remove(blob.id));
    REQUIRE(blobs->remove(blob.id));
    CHECK_EQ(reader.read(0, 5).value(), "hello");
    const auto gone = blobs->open_blob(blob.id);
    REQUIRE_FALSE(gone);
    CHECK_EQ(gone.error().kind, base::ErrorKind::not_found);
    CHECK_EQ(blobs->count(), 0);
    CHECK_FALSE(blobs->open_blob({"../../etc/passwd"}));
    CHECK_FALSE(blobs->remove({"../../etc/passwd"}));
}

TEST_CASE("the sweep at the start removes unfinished blobs and those that no record names") {
    const support::TemporaryFolder folder;
    Blob kept;
    {
        const auto blobs = open_blobs(folder);
        kept = write(*blobs, "kept");
        write(*blobs, "dropped");
        // As a crash would leave it: a writer that never comes to its end.
        std::ofstream(file_of(folder, kept) + ".tmp") << "half";
    }
    const auto blobs = open_blobs(folder);
    CHECK_EQ(blobs->sweep([&](const BlobId& id) { return id == kept.id; }).value(), 2);
    CHECK_EQ(blobs->count(), 1);
    CHECK_EQ(blobs->bytes(), 4);
    CHECK(blobs->verify(kept));
    CHECK_FALSE(std::filesystem::exists(file_of(folder, kept) + ".tmp"));
}

TEST_CASE("a writer that is given up leaves nothing") {
    const support::TemporaryFolder folder;
    const auto blobs = open_blobs(folder);
    {
        auto writer = blobs->create().value();
        REQUIRE(writer.append("half"));
    }
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
        files += entry.is_regular_file() ? 1 : 0;
    }
    CHECK_EQ(files, 0);
}

TEST_CASE("a damaged blob is named, not served as good") {
    const support::TemporaryFolder folder;
    const auto blobs = open_blobs(folder);
    const Blob blob = write(*blobs, "hello");
    std::ofstream(file_of(folder, blob), std::ios::binary | std::ios::trunc) << "hellO";
    const auto checked = blobs->verify(blob);
    REQUIRE_FALSE(checked);
    CHECK_EQ(checked.error().kind, base::ErrorKind::corrupt);
    CHECK_NE(checked.error().message.find(blob.id.text), std::string::npos);
}

TEST_CASE("a write that the system refuses is an error value and leaves nothing behind") {
    const support::TemporaryFolder folder;
    const auto blobs = open_blobs(folder);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    rlimit tiny = before;
    tiny.rlim_cur = 4;
    auto writer = blobs->create();
    setrlimit(RLIMIT_FSIZE, &tiny);
    const auto written = writer->append("more than four bytes");
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    REQUIRE_FALSE(written);
    CHECK_EQ(written.error().kind, base::ErrorKind::io);
    CHECK_EQ(blobs->count(), 0);
}
