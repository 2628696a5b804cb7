// Two images a file, two sets of names, and dice that decide what a power cut leaves of the
// difference.
#include "store/disk/virtual_disk.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/assert.hpp"

namespace store {
namespace {

constexpr int kPowerIsOff = EIO;

}  // namespace

std::optional<int> VirtualDisk::next_operation() {
    ++operations_;
    if (cut_at_ != 0 && operations_ >= cut_at_) return kPowerIsOff;
    if (fail_at_ != 0 && (operations_ == fail_at_ || (fail_for_ever_ && operations_ > fail_at_))) {
        return fail_errno_;
    }
    return std::nullopt;
}

void VirtualDisk::fail_at(std::uint64_t operation, int errno_value, bool from_then_on) {
    fail_at_ = operation;
    fail_errno_ = errno_value;
    fail_for_ever_ = from_then_on;
}

base::Result<std::size_t> VirtualDisk::File::read_at(std::uint64_t offset, char* into,
                                                     std::size_t count) const {
    if (life_ != disk_->life_) return base::fail(disk_error("read", path_, EBADF));
    if (access_ == Access::read_from_disk) {
        QS_ASSERT(offset % kDirectBytes == 0 && count % kDirectBytes == 0);
        QS_ASSERT(reinterpret_cast<std::uintptr_t>(into) % kDirectBytes == 0);
    }
    const std::string& bytes = inode_->cached;
    if (offset >= bytes.size()) return 0;
    const std::size_t got = std::min<std::uint64_t>(count, bytes.size() - offset);
    std::memcpy(into, bytes.data() + offset, got);
    if (access_ != Access::read_from_disk) return got;
    // A clean page may differ from the disk after a failed sync; a dirty one is written back first.
    for (std::size_t sector = offset / kSectorBytes; sector * kSectorBytes < offset + got;
         ++sector) {
        const std::size_t begin = sector * kSectorBytes;
        if (inode_->dirty[sector]) continue;
        const std::size_t end = std::min<std::size_t>(begin + kSectorBytes, offset + got);
        for (std::size_t at = begin; at < end; ++at) {
            into[at - offset] = at < inode_->durable.size() ? inode_->durable[at] : '\0';
        }
    }
    return got;
}

base::Result<void> VirtualDisk::File::write_at(std::uint64_t offset, std::string_view bytes) {
    if (life_ != disk_->life_) return base::fail(disk_error("write", path_, EBADF));
    QS_ASSERT(access_ == Access::write);
    const auto error = disk_->next_operation();
    std::string& cached = inode_->cached;
    const std::uint64_t end = offset + bytes.size();
    if (end > cached.size()) {
        if (disk_->used_bytes() + (end - cached.size()) > disk_->bytes_max_) {
            return base::fail(disk_error("write", path_, ENOSPC));
        }
        if (!error || *error != ENOSPC) {
            cached.resize(end, '\0');
            inode_->dirty.resize((end + kSectorBytes - 1) / kSectorBytes, true);
        }
    }
    if (error && *error == ENOSPC) return base::fail(disk_error("write", path_, ENOSPC));
    // A write that fails may have left any part of itself behind.
    const std::size_t count = error ? disk_->random_.next() % (bytes.size() + 1) : bytes.size();
    if (count > 0) {
        std::memcpy(cached.data() + offset, bytes.data(), count);
        const std::size_t last = (offset + count - 1) / kSectorBytes;
        for (std::size_t sector = offset / kSectorBytes; sector <= last; ++sector) {
            inode_->dirty[sector] = true;
        }
    }
    if (error) return base::fail(disk_error("write", path_, *error));
    return {};
}

base::Result<void> VirtualDisk::File::sync() {
    if (life_ != disk_->life_) return base::fail(disk_error("sync", path_, EBADF));
    if (const auto error = disk_->next_operation()) {
        const bool power_is_off = disk_->cut_at_ != 0 && disk_->operations_ >= disk_->cut_at_;
        if (!power_is_off) inode_->dirty.assign(inode_->dirty.size(), false);
        return base::fail(disk_error("sync", path_, *error));
    }
    if (disk_->file_syncs_are_off_) return {};
    inode_->durable.resize(inode_->cached.size(), '\0');
    for (std::size_t sector = 0; sector < inode_->dirty.size(); ++sector) {
        if (!inode_->dirty[sector]) continue;
        const std::size_t begin = sector * kSectorBytes;
        const std::size_t count = std::min(kSectorBytes, inode_->cached.size() - begin);
        std::memcpy(inode_->durable.data() + begin, inode_->cached.data() + begin, count);
        inode_->dirty[sector] = false;
    }
    return {};
}

base::Result<std::uint64_t> VirtualDisk::File::size() const {
    if (life_ != disk_->life_) return base::fail(disk_error("examine", path_, EBADF));
    return inode_->cached.size();
}

base::Result<void> VirtualDisk::File::truncate(std::uint64_t bytes) {
    if (life_ != disk_->life_) return base::fail(disk_error("shorten", path_, EBADF));
    const auto error = disk_->next_operation();
    if (error) return base::fail(disk_error("shorten", path_, *error));
    inode_->cached.resize(bytes, '\0');
    inode_->dirty.resize((bytes + kSectorBytes - 1) / kSectorBytes, true);
    return {};
}

base::Result<void> VirtualDisk::File::allocate(std::uint64_t bytes) {
    return write_at(0, std::string(bytes, '\0'));
}

base::Result<VirtualDisk::File> VirtualDisk::create(const std::string& path) {
    const auto error = next_operation();
    if (error) return base::fail(disk_error("create", path, *error));
    if (names_.contains(path)) return base::fail(disk_error("create", path, EEXIST));
    auto inode = std::make_shared<Inode>();
    unsynced_names_.push_back({.removed = {}, .added = path, .inode = inode});
    apply(names_, unsynced_names_.back());
    return File(*this, std::move(inode), path, Access::write);
}

base::Result<VirtualDisk::File> VirtualDisk::open(const std::string& path, Access access) {
    const auto found = names_.find(path);
    if (found == names_.end()) return base::fail(disk_error("open", path, ENOENT));
    return File(*this, found->second, path, access);
}

base::Result<void> VirtualDisk::rename(const std::string& from, const std::string& to) {
    const auto error = next_operation();
    const auto found = names_.find(from);
    if (found == names_.end()) return base::fail(disk_error("rename", from, ENOENT));
    if (!error || *error == kPowerIsOff) {
        unsynced_names_.push_back({.removed = from, .added = to, .inode = found->second});
        apply(names_, unsynced_names_.back());
    }
    if (error) return base::fail(disk_error("rename", from, *error));
    return {};
}

base::Result<void> VirtualDisk::remove(const std::string& path) {
    const auto error = next_operation();
    if (error) return base::fail(disk_error("remove", path, *error));
    if (!names_.contains(path)) return base::fail(disk_error("remove", path, ENOENT));
    unsynced_names_.push_back({.removed = path, .added = {}, .inode = nullptr});
    apply(names_, unsynced_names_.back());
    return {};
}

base::Result<void> VirtualDisk::sync_folder(const std::string& path) {
    if (const auto error = next_operation()) {
        return base::fail(disk_error("sync folder", path, *error));
    }
    if (folder_syncs_are_off_) return {};
    std::erase_if(unsynced_names_, [&](const NameChange& change) {
        const std::string& name = change.added.empty() ? change.removed : change.added;
        if (folder_of(name) != path) return false;
        apply(durable_names_, change);
        return true;
    });
    return {};
}

base::Result<std::vector<std::string>> VirtualDisk::list(const std::string& path) {
    std::vector<std::string> found;
    for (const auto& [name, inode] : names_) {
        if (folder_of(name) == path) found.push_back(name.substr(path.size() + 1));
    }
    return found;
}

base::Result<Space> VirtualDisk::space(const std::string&) {
    return Space{.total = bytes_max_, .available = bytes_max_ - std::min(bytes_max_, used_bytes())};
}

void VirtualDisk::apply(Names& names, const NameChange& change) {
    if (!change.removed.empty()) names.erase(change.removed);
    if (!change.added.empty()) names[change.added] = change.inode;
}

void VirtualDisk::forget_process() {
    ++life_;
    operations_ = cut_at_ = fail_at_ = 0;
    fail_for_ever_ = false;
}

void VirtualDisk::restart_after_kill() {
    forget_process();
}

void VirtualDisk::restart_after_cut(double keep) {
    forget_process();
    // A journal loses its end; a disk without one loses any of the changes.
    const bool loses_the_end = random_.unit() < 0.5;
    std::size_t journalled =
        unsynced_names_.empty() ? 0 : random_.next() % (unsynced_names_.size() + 1);
    for (const NameChange& change : unsynced_names_) {
        const bool is_kept = loses_the_end ? journalled > 0 : random_.unit() < keep;
        if (journalled > 0) --journalled;
        if (is_kept) apply(durable_names_, change);
    }
    unsynced_names_.clear();
    names_ = durable_names_;
    for (auto& [name, inode] : names_) settle(*inode, keep);
}

void VirtualDisk::settle(Inode& inode, double keep) {
    const std::size_t old_size = inode.durable.size();
    const std::size_t size = random_.unit() < 0.5 ? old_size : inode.cached.size();
    std::string result = inode.durable;
    result.resize(std::max(old_size, inode.cached.size()), '\0');
    for (std::size_t sector = 0; sector < inode.dirty.size(); ++sector) {
        if (!inode.dirty[sector] || random_.unit() >= keep) continue;
        const std::size_t begin = sector * kSectorBytes;
        const std::size_t count = std::min(kSectorBytes, inode.cached.size() - begin);
        std::memcpy(result.data() + begin, inode.cached.data() + begin, count);
    }
    result.resize(size, '\0');
    inode.durable = inode.cached = std::move(result);
    inode.dirty.assign((size + kSectorBytes - 1) / kSectorBytes, false);
}

std::uint64_t VirtualDisk::used_bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [name, inode] : names_) sum += inode->cached.size();
    return sum;
}

std::vector<std::string> VirtualDisk::paths() const {
    std::vector<std::string> found;
    for (const auto& [name, inode] : names_) found.push_back(name);
    return found;
}

std::string VirtualDisk::stored(const std::string& path) const {
    return names_.at(path)->cached;
}

void VirtualDisk::damage(const std::string& path, std::string bytes) {
    Inode& inode = *names_.at(path);
    inode.dirty.assign((bytes.size() + kSectorBytes - 1) / kSectorBytes, false);
    inode.durable = inode.cached = std::move(bytes);
}

void VirtualDisk::vanish(const std::string& path) {
    names_.erase(path);
    durable_names_.erase(path);
    std::erase_if(unsynced_names_, [&](const NameChange& change) {
        return change.added == path || change.removed == path;
    });
}

static_assert(Disk<VirtualDisk>);

}  // namespace store
