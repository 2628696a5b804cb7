// The machine's disk. Any thread; a File must not be closed while another thread uses it.
#pragma once
#include "store/disk/disk.hpp"

namespace store {

class PosixDisk {
public:
    class File {
    public:
        File(int descriptor, std::string path) : fd_(descriptor), path_(std::move(path)) {}
        ~File();
        File(File&& other) noexcept;
        File& operator=(File&& other) noexcept;

        /// Reads up to `count` bytes; fewer only at the end of the file.
        base::Result<std::size_t> read_at(std::uint64_t offset, char* into,
                                          std::size_t count) const;
        /// Writes all bytes; a short write is an error.
        base::Result<void> write_at(std::uint64_t offset, std::string_view bytes);
        /// fdatasync. Never called again on a file after it failed.
        base::Result<void> sync();
        base::Result<std::uint64_t> size() const;
        base::Result<void> truncate(std::uint64_t bytes);
        /// Gives the file `bytes` of room, without saying what they hold.
        base::Result<void> allocate(std::uint64_t bytes);

        /// Takes an exclusive flock. False: another process holds it.
        base::Result<bool> try_lock();
        /// Gives the descriptor away.
        int release();
        int descriptor() const { return fd_; }
        const std::string& path() const { return path_; }

    private:
        int fd_;
        std::string path_;
    };

    base::Result<File> create(const std::string& path);
    base::Result<File> open(const std::string& path, Access access);
    /// Opens or makes the lock file; its content is kept.
    base::Result<File> open_lock(const std::string& path);
    base::Result<void> rename(const std::string& from, const std::string& to);
    base::Result<void> remove(const std::string& path);
    /// Mode 0700; a folder that is there already is no error. Does not sync its name.
    base::Result<void> make_folder(const std::string& path);
    base::Result<void> sync_folder(const std::string& path);
    /// Names in a folder, sorted, without "." and "..".
    base::Result<std::vector<std::string>> list(const std::string& path);
    bool exists(const std::string& path);
    base::Result<Space> space(const std::string& path);
};

}  // namespace store
