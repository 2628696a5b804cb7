// System calls on files, each error with the path it concerns.
#include "store/disk/posix_disk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

namespace store {

base::Error disk_error(std::string_view what, const std::string& path, int errno_value) {
    base::Error error = base::io_error("cannot " + std::string(what) + " " + path, errno_value);
    switch (errno_value) {
        case ENOSPC:
        case EDQUOT: error.kind = base::ErrorKind::limit; break;
        case ENOENT: error.kind = base::ErrorKind::not_found; break;
        case EEXIST: error.kind = base::ErrorKind::conflict; break;
        default: break;
    }
    return error;
}

namespace {

/// The result of a call that must not be interrupted by a signal.
template <class Call>
auto retry_on_signal(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

base::Result<void> done(int result, std::string_view what, const std::string& path) {
    if (result < 0) return base::fail(disk_error(what, path, errno));
    return {};
}

}  // namespace

PosixDisk::File::~File() {
    if (fd_ >= 0) ::close(fd_);
}

PosixDisk::File::File(File&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}

PosixDisk::File& PosixDisk::File::operator=(File&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(path_, other.path_);
    return *this;
}

base::Result<std::size_t> PosixDisk::File::read_at(std::uint64_t offset, char* into,
                                                   std::size_t count) const {
    std::size_t got = 0;
    while (got < count) {
        const ssize_t step = retry_on_signal([&] {
            return ::pread(fd_, into + got, count - got, static_cast<off_t>(offset + got));
        });
        if (step < 0) return base::fail(disk_error("read", path_, errno));
        if (step == 0) break;
        got += static_cast<std::size_t>(step);
        // A direct read ends unaligned only at the end of the file, and cannot go on from there.
        if (got % kDirectBytes != 0 && got < count && offset % kDirectBytes == 0) {
            QS_TRY(const std::uint64_t whole, size());
            if (offset + got >= whole) break;
        }
    }
    return got;
}

base::Result<void> PosixDisk::File::write_at(std::uint64_t offset, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t step = retry_on_signal(
            [&] { return ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset)); });
        if (step < 0) return base::fail(disk_error("write", path_, errno));
        // Less than asked for means that the next attempt would say why; nobody may be told
        // "written".
        if (step == 0) return base::fail(disk_error("write", path_, EIO));
        offset += static_cast<std::uint64_t>(step);
        bytes.remove_prefix(static_cast<std::size_t>(step));
    }
    return {};
}

base::Result<void> PosixDisk::File::sync() {
    return done(::fdatasync(fd_), "sync", path_);
}

base::Result<std::uint64_t> PosixDisk::File::size() const {
    struct stat status = {};
    if (::fstat(fd_, &status) < 0) return base::fail(disk_error("examine", path_, errno));
    return static_cast<std::uint64_t>(status.st_size);
}

base::Result<void> PosixDisk::File::truncate(std::uint64_t bytes) {
    return done(retry_on_signal([&] { return ::ftruncate(fd_, static_cast<off_t>(bytes)); }),
                "shorten", path_);
}

base::Result<void> PosixDisk::File::allocate(std::uint64_t bytes) {
    // posix_fallocate writes where the file system cannot reserve, and returns its errno.
    const int error = ::posix_fallocate(fd_, 0, static_cast<off_t>(bytes));
    if (error != 0) return base::fail(disk_error("reserve room for", path_, error));
    return {};
}

base::Result<bool> PosixDisk::File::try_lock() {
    if (::flock(fd_, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno == EWOULDBLOCK) return false;
    return base::fail(disk_error("lock", path_, errno));
}

int PosixDisk::File::release() {
    return std::exchange(fd_, -1);
}

base::Result<PosixDisk::File> PosixDisk::create(const std::string& path) {
    const int fd = retry_on_signal(
        [&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600); });
    if (fd < 0) return base::fail(disk_error("create", path, errno));
    return File(fd, path);
}

base::Result<PosixDisk::File> PosixDisk::open_lock(const std::string& path) {
    const int fd = retry_on_signal(
        [&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600); });
    if (fd < 0) return base::fail(disk_error("open", path, errno));
    return File(fd, path);
}

base::Result<PosixDisk::File> PosixDisk::open(const std::string& path, Access access) {
    const auto open_with = [&](int flags) {
        return retry_on_signal([&] { return ::open(path.c_str(), flags | O_CLOEXEC); });
    };
    if (access == Access::write) {
        const int fd = open_with(O_RDWR);
        if (fd < 0) return base::fail(disk_error("open", path, errno));
        return File(fd, path);
    }
    if (access == Access::read_from_disk) {
        const int direct = open_with(O_RDONLY | O_DIRECT);
        if (direct >= 0) return File(direct, path);
    }
    const int fd = open_with(O_RDONLY);
    if (fd < 0) return base::fail(disk_error("open", path, errno));
    if (access == Access::read_from_disk) {
        // No direct reads on this file system: its cached pages are dropped instead.
        ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    }
    return File(fd, path);
}

base::Result<void> PosixDisk::rename(const std::string& from, const std::string& to) {
    return done(::rename(from.c_str(), to.c_str()), "rename", from);
}

base::Result<void> PosixDisk::remove(const std::string& path) {
    return done(::unlink(path.c_str()), "remove", path);
}

base::Result<void> PosixDisk::make_folder(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) < 0 && errno != EEXIST) {
        return base::fail(disk_error("make folder", path, errno));
    }
    return {};
}

base::Result<void> PosixDisk::sync_folder(const std::string& path) {
    const int fd =
        retry_on_signal([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (fd < 0) return base::fail(disk_error("open folder", path, errno));
    const File folder(fd, path);
    return done(::fsync(fd), "sync folder", path);
}

base::Result<std::vector<std::string>> PosixDisk::list(const std::string& path) {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
    if (folder == nullptr) return base::fail(disk_error("list", path, errno));
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(folder.get())) {
        std::string name = entry->d_name;
        if (name != "." && name != "..") names.push_back(std::move(name));
        errno = 0;
    }
    if (errno != 0) return base::fail(disk_error("list", path, errno));
    std::ranges::sort(names);
    return names;
}

bool PosixDisk::exists(const std::string& path) {
    struct stat status = {};
    return ::lstat(path.c_str(), &status) == 0;
}

base::Result<Space> PosixDisk::space(const std::string& path) {
    struct statvfs status = {};
    if (::statvfs(path.c_str(), &status) < 0) {
        return base::fail(disk_error("examine", path, errno));
    }
    return Space{.total = status.f_blocks * status.f_frsize,
                 .available = status.f_bavail * status.f_frsize};
}

static_assert(Disk<PosixDisk>);

}  // namespace store
