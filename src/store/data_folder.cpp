// Taking a data folder into possession: checks in the order in which a user can mend what is wrong.
#include "store/data_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "store/disk/posix_disk.hpp"

namespace store {
namespace {

constexpr int kFolderFormat = 1;

struct Format {
    int number = kFolderFormat;
    std::string cluster_id;
    std::string created;
    std::string release;
};

std::string format_text(const Format& format) {
    std::string text = "format: " + std::to_string(format.number) +
                       "\ncluster: " + format.cluster_id + "\ncreated: " + format.created +
                       "\nrelease: " + format.release + "\n";
    return text + "checksum: " + std::to_string(base::crc32c(text)) + "\n";
}

std::string value_of(std::string_view text, std::string_view name) {
    for (const std::string_view line : base::split(text, '\n')) {
        if (line.starts_with(name) && line.substr(name.size()).starts_with(": ")) {
            return std::string(line.substr(name.size() + 2));
        }
    }
    return {};
}

base::Result<Format> parse_format(const std::string& text, const std::string& file) {
    const std::size_t end = text.rfind("checksum: ");
    const bool is_whole = end != std::string::npos &&
                          value_of(text, "checksum") ==
                              std::to_string(base::crc32c(std::string_view(text).substr(0, end)));
    if (!is_whole) {
        return base::fail(base::corrupt(file + " is damaged; restore it from a backup"));
    }
    Format format{.number = std::atoi(value_of(text, "format").c_str()),
                  .cluster_id = value_of(text, "cluster"),
                  .created = value_of(text, "created"),
                  .release = value_of(text, "release")};
    if (format.number != kFolderFormat) {
        return base::fail(base::invalid(
            file + " says format " + std::to_string(format.number) + ", written by release " +
            format.release + "; this release reads format " + std::to_string(kFolderFormat) +
            ". Start that release, or choose another folder with --data-dir"));
    }
    return format;
}

base::Result<std::string> read_small_file(PosixDisk& disk, const std::string& path) {
    QS_TRY(const auto file, disk.open(path, Access::read));
    std::string text(4096, '\0');
    QS_TRY(const std::size_t got, file.read_at(0, text.data(), text.size()));
    text.resize(got);
    return text;
}

/// Network file systems promise neither flock nor fdatasync as this store needs them.
bool is_on_network(const std::string& path) {
    constexpr std::array<std::uint32_t, 4> kNetworkTypes = {0x6969, 0x517B, 0xFF534D42, 0xFE534D42};
    struct statfs status = {};
    if (::statfs(path.c_str(), &status) != 0) return false;
    return std::ranges::count(kNetworkTypes, static_cast<std::uint32_t>(status.f_type)) > 0;
}

/// Makes `path` and what is missing above it; the new names are synced.
base::Result<void> make_folders(PosixDisk& disk, const std::string& path) {
    for (std::size_t at = path.find('/', 1);; at = path.find('/', at + 1)) {
        const std::string part = path.substr(0, at);
        if (!disk.exists(part)) {
            QS_CHECK(disk.make_folder(part));
            const std::string above = folder_of(part);
            QS_CHECK(disk.sync_folder(above.empty() ? "/" : above));
        }
        if (at == std::string::npos) return {};
    }
}

std::string absolute(const std::string& path) {
    std::string whole = path;
    if (!path.starts_with('/')) {
        const std::unique_ptr<char, void (*)(void*)> here(::getcwd(nullptr, 0), std::free);
        whole = std::string(here ? here.get() : "/") + "/" + path;
    }
    while (whole.size() > 1 && whole.ends_with('/')) whole.pop_back();
    return whole;
}

base::Result<void> check_usable(const std::string& path) {
    constexpr const char* kOther = "; choose another folder with --data-dir";
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0) return base::fail(disk_error("examine", path, errno));
    if (!S_ISDIR(status.st_mode)) {
        return base::fail(base::invalid("the data folder " + path + " is a file" + kOther));
    }
    if (is_on_network(path)) {
        return base::fail(base::invalid("the data folder " + path +
                                        " is on a network file system, which cannot promise that "
                                        "what was synced is stored" +
                                        kOther));
    }
    if (::faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) != 0) {
        const int error = errno;
        base::Error refused = disk_error("write to the data folder", path, error);
        refused.message += error == EROFS ? "; mount its file system writable, or"
                                          : "; give this user "
                                            "read and write permission for it, or";
        refused.message += std::string(kOther).substr(1);
        return base::fail(std::move(refused));
    }
    return {};
}

std::string owner_text() {
    std::string boot;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
    return "pid: " + std::to_string(::getpid()) +
           "\nsince: " + base::iso8601_ms(base::system_clock().now()) + "\nboot: " + boot + "\n";
}

base::Result<PosixDisk::File> take_lock(PosixDisk& disk, const std::string& folder) {
    const std::string path = folder + "/LOCK";
    QS_TRY(auto lock, disk.open_lock(path));
    QS_TRY(const bool is_ours, lock.try_lock());
    if (!is_ours) {
        QS_TRY(const std::string owner, read_small_file(disk, path));
        return base::fail(base::conflict("the data folder " + folder + " is in use by process " +
                                         value_of(owner, "pid") + " since " +
                                         value_of(owner, "since") +
                                         "; stop it, or choose another folder with --data-dir"));
    }
    QS_CHECK(lock.truncate(0));
    QS_CHECK(lock.write_at(0, owner_text()));
    return lock;
}

/// A folder without FORMAT is taken only when nothing of anybody else's is in it.
base::Result<void> check_empty(PosixDisk& disk, const std::string& folder) {
    QS_TRY(const auto names, disk.list(folder));
    for (const std::string& name : names) {
        if (name == "LOCK" || name == "FORMAT.tmp" || name == "lost+found") continue;
        return base::fail(base::invalid("the folder " + folder + " holds " + base::printable(name) +
                                        " but no FORMAT file, so it is not a data folder; choose "
                                        "an empty or new one with --data-dir"));
    }
    return {};
}

base::Result<Format> take_format(PosixDisk& disk, const std::string& folder,
                                 const std::string& release) {
    const std::string path = folder + "/FORMAT";
    Format format;
    if (disk.exists(path)) {
        QS_TRY(const std::string text, read_small_file(disk, path));
        QS_TRY(format, parse_format(text, path));
        if (format.release == release) return format;
    } else {
        QS_CHECK(check_empty(disk, folder));
        if (::chmod(folder.c_str(), 0700) != 0) {
            return base::fail(disk_error("set mode 0700 of", folder, errno));
        }
        format.cluster_id = base::uuid_v4();
        format.created = base::iso8601_ms(base::system_clock().now());
    }
    format.release = release;
    QS_CHECK(write_whole_file(disk, path, format_text(format)));
    return format;
}

}  // namespace

struct DataFolder::State {
    std::string path;
    PosixDisk::File lock;
    Format format;
};

base::Result<DataFolder> DataFolder::open(const std::string& path, const std::string& release) {
    PosixDisk disk;
    const std::string folder = absolute(path);
    if (auto made = make_folders(disk, folder); !made) {
        base::Error error = std::move(made).error();
        error.message += "; make the data folder yourself, or choose another one with --data-dir";
        return base::fail(std::move(error));
    }
    QS_CHECK(check_usable(folder));
    QS_TRY(auto lock, take_lock(disk, folder));
    QS_TRY(Format format, take_format(disk, folder, release));
    return DataFolder(std::make_unique<State>(State{folder, std::move(lock), std::move(format)}));
}

DataFolder::DataFolder(std::unique_ptr<State> state) : state_(std::move(state)) {}
DataFolder::~DataFolder() = default;
DataFolder::DataFolder(DataFolder&&) noexcept = default;
DataFolder& DataFolder::operator=(DataFolder&&) noexcept = default;

const std::string& DataFolder::path() const {
    return state_->path;
}
const std::string& DataFolder::cluster_id() const {
    return state_->format.cluster_id;
}

}  // namespace store
