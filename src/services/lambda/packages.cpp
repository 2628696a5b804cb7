// Unpacked code is never synced: it is a cache. Its rename makes it complete for this run of the
// machine, and another boot id in BOOT tells that the machine went down since.
#include "services/lambda/packages.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "services/lambda/zip/unpack.hpp"

namespace services::lambda {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kScratch = "/scratch";
constexpr std::string_view kIncoming = "/incoming";
constexpr std::size_t kPieceBytes = 256 * 1024;

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void remove_all(const std::string& path) {
    std::error_code error;
    fs::remove_all(path, error);
    if (error) base::log::warn("folder not removed", {{"path", path}, {"why", error.message()}});
}

base::Result<std::string> make_folder(const std::string& parent) {
    const std::string path = parent + "/" + base::hex(base::random_bytes(12));
    std::error_code error;
    fs::create_directories(path, error);
    if (error) return base::fail(base::io_error("cannot make the folder " + path, error.value()));
    fs::permissions(path, fs::perms::owner_all, error);
    return path;
}

aws::Error refusal(const base::Error& error) {
    if (error.kind == base::ErrorKind::io) {
        return aws::error("ServiceException", "The package cannot be stored: " + error.message,
                          500);
    }
    return aws::error("InvalidParameterValueException",
                      error.kind == base::ErrorKind::invalid
                          ? "Could not unzip uploaded file. " + error.message
                          : error.message);
}

}  // namespace

Packages::Packages(std::string folder, store::BlobStore& blobs)
    : folder_(std::move(folder) + "/functions"), blobs_(blobs) {
    std::error_code error;
    fs::create_directories(folder_, error);
    const std::string boot_id = read_file("/proc/sys/kernel/random/boot_id");
    const std::string marker = folder_ + "/BOOT";
    if (boot_id.empty() || read_file(marker) != boot_id) {
        std::vector<std::string> all;
        for (const fs::directory_entry& entry : fs::directory_iterator(folder_, error)) {
            all.push_back(entry.path().string());
        }
        for (const std::string& path : all) remove_all(path);
        std::ofstream(marker, std::ios::binary) << boot_id;
    }
    remove_all(folder_ + std::string(kScratch));
    remove_all(folder_ + std::string(kIncoming));
}

base::Result<FunctionCode, aws::Error> Packages::keep(std::string_view zip) {
    const auto incoming = make_folder(folder_ + std::string(kIncoming));
    if (!incoming) return base::fail(refusal(incoming.error()));
    const auto failed = [&incoming](const base::Error& error) {
        remove_all(*incoming);
        return base::fail(refusal(error));
    };
    if (const auto unpacked = unpack_zip(zip, *incoming); !unpacked)
        return failed(unpacked.error());
    auto writer = blobs_.create();
    if (!writer) return failed(writer.error());
    for (std::size_t at = 0; at < zip.size(); at += kPieceBytes) {
        if (const auto put = writer->append(zip.substr(at, kPieceBytes)); !put)
            return failed(put.error());
    }
    const auto blob = writer->finish();
    if (!blob) return failed(blob.error());
    std::error_code error;
    fs::rename(*incoming, code_folder(blob->id), error);
    if (error) remove_all(*incoming);  // It is unpacked again when it is needed.
    return FunctionCode{
        .blob = *blob,
        .sha256_base64 = base::base64_encode(base::digest(base::DigestKind::sha256, zip))};
}

base::Result<std::string> Packages::unpacked(const FunctionCode& code) {
    const std::string path = code_folder(code.blob.id);
    std::error_code error;
    if (fs::is_directory(path, error)) return path;
    QS_TRY(const auto blob, blobs_.open_blob(code.blob.id));
    QS_TRY(const std::string zip, blob.read(0, blob.bytes()));
    if (zip.size() != code.blob.bytes || base::crc32c(zip) != code.blob.crc32c) {
        return base::fail(
            base::corrupt("the package " + code.blob.id.text + " differs from what was stored"));
    }
    QS_TRY(const std::string incoming, make_folder(folder_ + std::string(kIncoming)));
    if (const auto done = unpack_zip(zip, incoming); !done) {
        remove_all(incoming);
        return base::fail(done.error());
    }
    fs::rename(incoming, path, error);
    if (error) return base::fail(base::io_error("cannot rename " + incoming, error.value()));
    return path;
}

void Packages::remove(const FunctionCode& code) {
    remove_all(code_folder(code.blob.id));
    if (const auto removed = blobs_.remove(code.blob.id); !removed) {
        base::log::warn("package not removed", {{"why", removed.error().message}});
    }
}

base::Result<std::string> Packages::make_scratch() {
    return make_folder(folder_ + std::string(kScratch));
}

void Packages::remove_scratch(const std::string& path) {
    if (path.starts_with(folder_ + std::string(kScratch) + "/")) remove_all(path);
}

}  // namespace services::lambda
