// The only file that includes libzip. It reads from memory; names, sizes and modes are judged here.
#include "services/lambda/zip/unpack.hpp"

#include <zip.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <system_error>

#include "base/text.hpp"
#include "services/lambda/zip/zip_directory.hpp"

namespace services::lambda {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kRatioFreeBytes = 1024 * 1024;
constexpr std::size_t kNameBytesMax = 1'024;
constexpr std::size_t kPartBytesMax = 255;

struct CloseArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;

base::Error refused(const std::string& name, std::string_view why) {
    return base::invalid("The entry '" + base::printable(name) + "' of the zip file " +
                         std::string(why));
}

base::Result<Archive> open_archive(std::string_view zip) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(zip.data(), zip.size(), 0, &error);
    zip_t* archive = source == nullptr
                         ? nullptr
                         : zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    if (archive == nullptr) {
        zip_source_free(source);
        return base::fail(base::invalid("The zip file cannot be read: " + why + "."));
    }
    return Archive(archive);
}

base::Result<void> check_name(const std::string& name) {
    if (name.empty() || name.size() > kNameBytesMax) {
        return base::fail(refused(name, "has a name of no bytes or more than 1,024."));
    }
    if (name.front() == '/') return base::fail(refused(name, "has an absolute path."));
    if (!base::is_utf8(name)) {
        return base::fail(refused(name, "has a name that is not UTF-8."));
    }
    std::string_view path = name;
    if (path.back() == '/') path.remove_suffix(1);
    for (const std::string_view part : base::split(path, '/')) {
        if (part.empty() || part == "." || part == "..") {
            return base::fail(
                refused(name, "has a path that is not plain: no '..', '.' or '//' are allowed."));
        }
        if (part.size() > kPartBytesMax)
            return base::fail(refused(name, "has a path with a part over 255 bytes."));
    }
    return {};
}

struct Entry {
    zip_uint64_t index = 0;
    std::string name;
    bool is_folder = false;
    std::uint64_t bytes = 0;
    fs::perms mode{};
};

/// What the entry claims to be. Only regular files and folders pass.
base::Result<Entry> read_entry(zip_t* archive, zip_uint64_t index) {
    zip_stat_t stat;
    if (zip_stat_index(archive, index, 0, &stat) != 0 || (stat.valid & ZIP_STAT_NAME) == 0) {
        return base::fail(
            base::invalid("The zip file is damaged: entry " + std::to_string(index) + "."));
    }
    Entry entry{.index = index, .name = stat.name};
    QS_CHECK(check_name(entry.name));
    entry.is_folder = entry.name.back() == '/';
    entry.bytes = (stat.valid & ZIP_STAT_SIZE) != 0 ? stat.size : 0;
    if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
        return base::fail(refused(entry.name, "is compressed in a way other than deflate."));
    }
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    zip_file_get_external_attributes(archive, index, 0, &system, &attributes);
    constexpr std::uint32_t kTypeMask = 0170000;
    constexpr std::uint32_t kRegular = 0100000;
    constexpr std::uint32_t kFolder = 0040000;
    const std::uint32_t mode = attributes >> 16U;
    const std::uint32_t type = mode & kTypeMask;
    const bool is_unix = system == ZIP_OPSYS_UNIX || system == ZIP_OPSYS_OS_X;
    if (is_unix && type != 0 && type != (entry.is_folder ? kFolder : kRegular)) {
        return base::fail(refused(entry.name,
                                  "is neither a regular file nor a folder; links and devices "
                                  "are not allowed."));
    }
    if (is_unix && (mode & 06000U) != 0) {
        return base::fail(refused(entry.name, "has the setuid or setgid bit."));
    }
    // A zip made where files have no mode, for example on Windows: everything may be executed.
    const std::uint32_t permissions =
        is_unix && (mode & 0777U) != 0 ? (mode & 0777U) | 0400U : 0755U;
    entry.mode = static_cast<fs::perms>(permissions);
    return entry;
}

class Unpacker {
public:
    Unpacker(zip_t* archive, const std::string& folder, const ZipLimits& limits,
             std::uint64_t bytes_max)
        : archive_(archive), folder_(folder), limits_(limits), bytes_max_(bytes_max) {}

    base::Result<void> unpack(const Entry& entry) {
        std::string folded = base::lower(entry.name);
        if (entry.is_folder) folded.pop_back();
        if (!names_.insert(folded).second) {
            return base::fail(
                refused(entry.name, "is there twice, or differs from another in case only."));
        }
        const fs::path path = folder_ / fs::path(entry.name);
        std::error_code error;
        fs::create_directories(entry.is_folder ? path : path.parent_path(), error);
        // A file stands where a folder must be, or the disk is full.
        if (error)
            return base::fail(
                base::io_error("cannot make the folder of " + entry.name, error.value()));
        if (entry.is_folder) return {};
        QS_CHECK(write(entry, path));
        fs::permissions(path, entry.mode, error);
        if (error)
            return base::fail(
                base::io_error("cannot set the mode of " + entry.name, error.value()));
        ++done_.files;
        return {};
    }
    const Unpacked& done() const { return done_; }

private:
    base::Result<void> write(const Entry& entry, const fs::path& path) {
        const std::unique_ptr<zip_file_t, CloseEntry> in(zip_fopen_index(archive_, entry.index, 0));
        if (!in) return base::fail(refused(entry.name, "cannot be read."));
        if (fs::exists(fs::symlink_status(path))) {
            return base::fail(refused(entry.name, "lies where another entry lies."));
        }
        std::ofstream out(path, std::ios::binary | std::ios::trunc);
        std::uint64_t bytes = 0;
        while (true) {
            const zip_int64_t got = zip_fread(in.get(), buffer_.data(), buffer_.size());
            if (got < 0)
                return base::fail(
                    refused(entry.name, "is damaged: its contents or checksum are wrong."));
            if (got == 0) break;
            bytes += static_cast<std::uint64_t>(got);
            done_.bytes += static_cast<std::uint64_t>(got);
            if (done_.bytes > limits_.unzipped_bytes_max) {
                return base::fail(base::limit_exceeded("Unzipped size must be smaller than " +
                                                       std::to_string(limits_.unzipped_bytes_max) +
                                                       " bytes"));
            }
            if (done_.bytes > bytes_max_) {
                return base::fail(base::limit_exceeded(
                    "The zip file grows more than " + std::to_string(limits_.ratio_max) +
                    " times when unpacked, which looks like an attack."));
            }
            if (bytes > entry.bytes) break;
            out.write(buffer_.data(), static_cast<std::streamsize>(got));
        }
        if (bytes != entry.bytes)
            return base::fail(refused(entry.name, "is not as large as it says."));
        out.close();
        if (!out) return base::fail(base::io_error("cannot write " + path.string(), errno));
        return {};
    }

    zip_t* archive_;
    fs::path folder_;
    const ZipLimits& limits_;
    std::uint64_t bytes_max_;
    std::set<std::string> names_;
    std::array<char, 64 * 1024> buffer_{};
    Unpacked done_;
};

}  // namespace

base::Result<Unpacked> unpack_zip(std::string_view zip, const std::string& folder,
                                  const ZipLimits& limits) {
    if (zip.size() > limits.zip_bytes_max) {
        return base::fail(base::limit_exceeded(
            "The zip file has " + std::to_string(zip.size()) + " bytes; at most " +
            std::to_string(limits.zip_bytes_max) + " are allowed."));
    }
    QS_TRY(const std::size_t count, check_zip_directory(zip, limits.entries_max));
    if (count == 0) return base::fail(base::invalid("The zip file is empty."));
    QS_TRY(const Archive archive, open_archive(zip));
    Unpacker unpacker(archive.get(), folder, limits,
                      kRatioFreeBytes + limits.ratio_max * zip.size());
    for (zip_uint64_t index = 0; index < count; ++index) {
        QS_TRY(const Entry entry, read_entry(archive.get(), index));
        QS_CHECK(unpacker.unpack(entry));
    }
    return unpacker.done();
}

}  // namespace services::lambda
