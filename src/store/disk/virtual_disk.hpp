// A disk in memory for tests: it loses power at any operation, keeps any part of what was not
// synced, fails calls as Linux does, fills up and rots. One thread. Every outcome follows from the
// seed.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "store/disk/disk.hpp"

namespace store {

class VirtualDisk {
    struct Inode;

public:
    static constexpr std::size_t kSectorBytes = 512;

    class File {
    public:
        File(VirtualDisk& disk, std::shared_ptr<Inode> inode, std::string path, Access access)
            : disk_(&disk),
              inode_(std::move(inode)),
              path_(std::move(path)),
              access_(access),
              life_(disk.life_) {}

        base::Result<std::size_t> read_at(std::uint64_t offset, char* into,
                                          std::size_t count) const;
        base::Result<void> write_at(std::uint64_t offset, std::string_view bytes);
        base::Result<void> sync();
        base::Result<std::uint64_t> size() const;
        base::Result<void> truncate(std::uint64_t bytes);
        base::Result<void> allocate(std::uint64_t bytes);

    private:
        VirtualDisk* disk_;
        std::shared_ptr<Inode> inode_;
        std::string path_;
        Access access_;
        std::uint64_t life_;  ///< A handle does not outlive the process that opened it.
    };

    explicit VirtualDisk(std::uint64_t seed) : random_(seed) {}

    base::Result<File> create(const std::string& path);
    base::Result<File> open(const std::string& path, Access access);
    base::Result<void> rename(const std::string& from, const std::string& to);
    base::Result<void> remove(const std::string& path);
    base::Result<void> make_folder(const std::string&) { return {}; }
    base::Result<void> sync_folder(const std::string& path);
    base::Result<std::vector<std::string>> list(const std::string& path);
    bool exists(const std::string& path) const { return names_.contains(path); }
    base::Result<Space> space(const std::string& path);

    // What a test does to it.

    /// The power fails at the operation with this number (they count from 1; reads do not count):
    /// it and all later ones fail, until `restart_after_cut`.
    void cut_at(std::uint64_t operation) { cut_at_ = operation; }
    /// The operation with this number fails with this errno; a failed sync leaves its pages clean,
    /// as on Linux, so that the next sync succeeds. With `from_then_on` every later one fails too.
    void fail_at(std::uint64_t operation, int errno_value, bool from_then_on = false);
    /// Syncs of files, or of folders, succeed and do nothing: the negative control.
    void switch_file_syncs_off() { file_syncs_are_off_ = true; }
    void switch_folder_syncs_off() { folder_syncs_are_off_ = true; }
    /// Writes that need more than this many bytes in all files fail with ENOSPC.
    void limit_bytes(std::uint64_t bytes) { bytes_max_ = bytes; }

    /// Comes back after a power cut: each unsynced sector is kept with probability `keep`, each
    /// file's unsynced size is old or new, unsynced names are kept or lost.
    void restart_after_cut(double keep);
    /// Comes back after a kill of the process: the page cache is all there.
    void restart_after_kill();

    std::uint64_t operations() const { return operations_; }
    std::uint64_t used_bytes() const;
    std::vector<std::string> paths() const;
    /// The bytes of a file, to look at or to damage: both images are made to hold what is stored
    /// back.
    std::string stored(const std::string& path) const;
    void damage(const std::string& path, std::string bytes);
    /// As if it had never been, without a trace in any journal.
    void vanish(const std::string& path);

private:
    struct Inode {
        std::string cached;
        std::string durable;
        std::vector<bool> dirty;  ///< One flag a sector of `cached`.
    };
    struct NameChange {
        std::string removed;  ///< Empty: none.
        std::string added;
        std::shared_ptr<Inode> inode;
    };
    using Names = std::map<std::string, std::shared_ptr<Inode>>;

    /// Counts one operation; the error that it must fail with, if any.
    std::optional<int> next_operation();
    static void apply(Names& names, const NameChange& change);
    void forget_process();
    void settle(Inode& inode, double keep);

    base::SeededRandom random_;
    Names names_;
    Names durable_names_;
    std::vector<NameChange> unsynced_names_;
    std::uint64_t life_ = 1;
    std::uint64_t operations_ = 0;
    std::uint64_t cut_at_ = 0;
    std::uint64_t fail_at_ = 0;
    int fail_errno_ = 0;
    bool fail_for_ever_ = false;
    bool file_syncs_are_off_ = false;
    bool folder_syncs_are_off_ = false;
    std::uint64_t bytes_max_ = UINT64_MAX;
};

}  // namespace store
