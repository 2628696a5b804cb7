// What every disk of the store offers, and the words they share. A disk is a compile-time
// parameter: `PosixDisk` is the machine's, `VirtualDisk` loses power and tears writes in tests.
// Only files in this folder create, rename, remove or sync a file of the data folder.
//
//   File create(path)          new, empty, mode 0600; `conflict` when the name is taken
//   File open(path, Access)    `not_found` when there is none
//   rename, remove, make_folder, list, exists, sync_folder, space
//   File: read_at, write_at, sync, size, truncate, allocate
//
// Every call may fail with `io`; with `limit` when the disk is full. A name is durable only after
// `sync_folder` of its folder, bytes only after `sync` of their file.
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace store {

enum class Access {
    read,
    read_from_disk,  ///< Past the page cache: after a failed sync the cache may show lost bytes.
                     ///< Offset, count and address of each read are multiples of `kDirectBytes`.
    write,           ///< Reads too.
};
inline constexpr std::size_t kDirectBytes = 4096;

struct Space {
    std::uint64_t total = 0;
    std::uint64_t available = 0;
};

/// An error of a system call on `path`: "cannot `what` `path`", kind `limit` for a full disk.
base::Error disk_error(std::string_view what, const std::string& path, int errno_value);

/// Whether an error says that the disk is full.
inline bool is_full(const base::Error& error) {
    return error.kind == base::ErrorKind::limit;
}

template <class D>
concept Disk = requires(D disk, typename D::File file, const std::string& path, char* into) {
    { disk.create(path) } -> std::same_as<base::Result<typename D::File>>;
    { disk.open(path, Access::read) } -> std::same_as<base::Result<typename D::File>>;
    { disk.rename(path, path) } -> std::same_as<base::Result<void>>;
    { disk.remove(path) } -> std::same_as<base::Result<void>>;
    { disk.make_folder(path) } -> std::same_as<base::Result<void>>;
    { disk.sync_folder(path) } -> std::same_as<base::Result<void>>;
    { disk.list(path) } -> std::same_as<base::Result<std::vector<std::string>>>;
    { disk.exists(path) } -> std::same_as<bool>;
    { disk.space(path) } -> std::same_as<base::Result<Space>>;
    { file.read_at(0ULL, into, std::size_t{}) } -> std::same_as<base::Result<std::size_t>>;
    { file.write_at(0ULL, std::string_view{}) } -> std::same_as<base::Result<void>>;
    { file.sync() } -> std::same_as<base::Result<void>>;
    { file.size() } -> std::same_as<base::Result<std::uint64_t>>;
    { file.truncate(0ULL) } -> std::same_as<base::Result<void>>;
    { file.allocate(0ULL) } -> std::same_as<base::Result<void>>;
};

/// The folder part of a path.
inline std::string folder_of(const std::string& path) {
    return path.substr(0, path.rfind('/'));
}

/// Makes `path` hold exactly `bytes`, or leaves it as it was: temporary name, write, sync, rename,
/// sync of the folder.
template <Disk D>
base::Result<void> write_whole_file(D& disk, const std::string& path, std::string_view bytes) {
    const std::string temporary = path + ".tmp";
    if (disk.exists(temporary)) {
        QS_CHECK(disk.remove(temporary));
    }
    QS_TRY(auto file, disk.create(temporary));
    QS_CHECK(file.write_at(0, bytes));
    QS_CHECK(file.sync());
    QS_CHECK(disk.rename(temporary, path));
    return disk.sync_folder(folder_of(path));
}

}  // namespace store
