// Opens segments when they are first read and bounds how many stay open.
#include "store/log/segment_files.hpp"

#include <mutex>

#include "base/limits.hpp"
#include "store/disk/posix_disk.hpp"
#include "store/disk/virtual_disk.hpp"

namespace store {

template <class D>
void SegmentFiles<D>::add(const SegmentHeader& header) {
    const std::lock_guard lock(mutex_);
    entries_[header.number].seed = checksum_seed(header);
}

template <class D>
auto SegmentFiles<D>::find(std::uint32_t number) const -> base::Result<Found> {
    {
        const std::shared_lock lock(mutex_);
        const auto entry = entries_.find(number);
        if (entry == entries_.end()) {
            return base::fail(base::not_found("the log has no segment " + std::to_string(number)));
        }
        if (entry->second.file) return Found{entry->second.file, entry->second.seed};
    }
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_.at(number);
    if (!entry.file) {
        QS_TRY(auto file, disk_.open(path(number), Access::read));
        if (open_ >= base::limits::kOpenSegmentsMax) {
            for (auto& [other, one] : entries_) one.file.reset();
            open_ = 0;
        }
        entry.file = std::make_shared<const File>(std::move(file));
        ++open_;
    }
    return Found{entry.file, entry.seed};
}

template <class D>
std::uint64_t SegmentFiles<D>::count() const {
    const std::shared_lock lock(mutex_);
    return entries_.size();
}

template <class D>
std::uint32_t SegmentFiles<D>::last() const {
    const std::shared_lock lock(mutex_);
    return entries_.empty() ? 0 : entries_.rbegin()->first;
}

template class SegmentFiles<PosixDisk>;
template class SegmentFiles<VirtualDisk>;

}  // namespace store
