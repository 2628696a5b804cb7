// Making room ahead of need, in pieces small enough not to hold up a commit's sync for long.
#include "store/log/spare_room.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "store/disk/posix_disk.hpp"
#include "store/disk/virtual_disk.hpp"
#include "store/log/format.hpp"

namespace store {
namespace {

constexpr std::uint64_t kPieceBytes = 1 << 20;
constexpr std::string_view kSpare = "spare-";
constexpr const char* kSpareTemporary = "spare.tmp";
constexpr const char* kNextTemporary = "next.tmp";

}  // namespace

template <class D>
SpareRoom<D>::SpareRoom(D& disk, RoomOptions options) : disk_(disk), options_(std::move(options)) {}

template <class D>
base::Result<void> SpareRoom<D>::open() {
    for (const char* name : {kSpareTemporary, kNextTemporary}) {
        if (disk_.exists(log_path(name))) {
            QS_CHECK(disk_.remove(log_path(name)));
        }
    }
    if (disk_.exists(reserve_path() + ".tmp")) {
        QS_CHECK(disk_.remove(reserve_path() + ".tmp"));
    }
    QS_TRY(const auto names, disk_.list(options_.data_folder + "/log"));
    for (const std::string& name : names) {
        if (!name.starts_with(kSpare)) continue;
        if (spare_) {
            QS_CHECK(disk_.remove(log_path(name)));
            continue;
        }
        QS_TRY(const auto file, disk_.open(log_path(name), Access::read));
        QS_TRY(const std::uint64_t bytes, file.size());
        spare_ = Spare{log_path(name), static_cast<std::uint32_t>(bytes)};
        spares_made_ = std::strtoull(name.c_str() + kSpare.size(), nullptr, 10);
    }
    state_.has_reserve = disk_.exists(reserve_path());
    return {};
}

template <class D>
auto SpareRoom<D>::state() const -> State {
    const std::lock_guard lock(mutex_);
    State now = state_;
    now.spare_bytes = spare_ ? spare_->capacity : 0;
    return now;
}

template <class D>
base::Result<void> SpareRoom<D>::write_zeros(File& file, std::uint64_t from, std::uint64_t to) {
    static const std::string zeros(kPieceBytes, '\0');
    while (from < to) {
        const std::uint64_t count = std::min<std::uint64_t>(kPieceBytes, to - from);
        QS_CHECK(file.write_at(from, std::string_view(zeros).substr(0, count)));
        from += count;
    }
    return {};
}

template <class D>
auto SpareRoom<D>::take(std::uint32_t bytes_min, bool prefer_small)
    -> base::Result<RawSegment<File>> {
    const bool has_fitting_spare = state().spare_bytes >= bytes_min;
    if (!prefer_small && has_fitting_spare) return take_spare();
    const auto bytes = static_cast<std::uint32_t>(
        block_ceiling(std::max(bytes_min, options_.small_segment_bytes)));
    auto made = make_on_the_spot(bytes);
    while (!made && is_full(made.error())) {
        if (prefer_small && has_fitting_spare) return take_spare();
        QS_TRY(const bool has_more_room, give_up_reserve());
        if (!has_more_room) break;
        made = make_on_the_spot(bytes);
    }
    return made;
}

/// Each spare has a name of its own, so the next one cannot take its place before the caller has
/// renamed it, and one rename leads from spare to segment: two might leave a file with two names.
template <class D>
auto SpareRoom<D>::take_spare() -> base::Result<RawSegment<File>> {
    const std::lock_guard lock(mutex_);
    QS_TRY(auto file, disk_.open(spare_->path, Access::write));
    RawSegment<File> raw{std::move(file), spare_->path, spare_->capacity};
    spare_.reset();
    return raw;
}

template <class D>
auto SpareRoom<D>::make_on_the_spot(std::uint32_t bytes) -> base::Result<RawSegment<File>> {
    const std::string path = log_path(kNextTemporary);
    if (disk_.exists(path)) {
        QS_CHECK(disk_.remove(path));
    }
    QS_TRY(auto file, disk_.create(path));
    if (auto written = write_zeros(file, 0, bytes); !written) {
        if (is_full(written.error())) {
            QS_CHECK(disk_.remove(path));
        }
        return base::fail(std::move(written).error());
    }
    return RawSegment<File>{std::move(file), path, bytes};
}

template <class D>
base::Result<bool> SpareRoom<D>::give_up_reserve() {
    const std::lock_guard lock(mutex_);
    state_.full = "the disk of " + options_.data_folder +
                  " is full: make room there; running work goes on while the reserve lasts";
    if (!state_.has_reserve) return false;
    QS_CHECK(disk_.remove(reserve_path()));
    QS_CHECK(disk_.sync_folder(options_.data_folder));
    state_.has_reserve = false;
    return true;
}

template <class D>
base::Result<bool> SpareRoom<D>::tend() {
    const State now = state();
    if (!now.has_reserve && options_.reserve_bytes > 0 && now.full.empty()) return make_reserve();
    if (now.spare_bytes == 0 && (wants_spare_ || !now.full.empty())) return fill_spare();
    if (!now.has_reserve && options_.reserve_bytes > 0) return make_reserve();
    if (!now.full.empty()) {
        const std::lock_guard lock(mutex_);
        state_.full.clear();
    }
    return false;
}

template <class D>
base::Result<bool> SpareRoom<D>::disk_is_full(const base::Error& error) {
    if (!is_full(error)) return base::fail(error);
    return give_up_reserve();
}

template <class D>
base::Result<bool> SpareRoom<D>::fill_spare() {
    const std::string path = log_path(kSpareTemporary);
    if (!filling_) {
        if (disk_.exists(path)) {
            QS_CHECK(disk_.remove(path));
        }
        auto file = disk_.create(path);
        if (!file) return disk_is_full(file.error());
        filling_.emplace(Filling{*std::move(file)});
    }
    const std::uint64_t to =
        std::min<std::uint64_t>(filling_->written + kPieceBytes, options_.segment_bytes);
    auto written = write_zeros(filling_->file, filling_->written, to);
    if (written) written = filling_->file.sync();
    if (!written) {
        const bool is_worth_another_try = is_full(written.error());
        filling_.reset();
        if (is_worth_another_try) {
            QS_CHECK(disk_.remove(path));
        }
        return disk_is_full(written.error());
    }
    filling_->written = to;
    if (to < options_.segment_bytes) return true;
    filling_.reset();
    const std::string spare = log_path(std::string(kSpare) + std::to_string(++spares_made_));
    QS_CHECK(disk_.rename(path, spare));
    QS_CHECK(disk_.sync_folder(options_.data_folder + "/log"));
    wants_spare_ = false;
    const std::lock_guard lock(mutex_);
    spare_ = Spare{spare, options_.segment_bytes};
    return true;
}

template <class D>
base::Result<bool> SpareRoom<D>::make_reserve() {
    const std::string temporary = reserve_path() + ".tmp";
    if (disk_.exists(temporary)) {
        QS_CHECK(disk_.remove(temporary));
    }
    // Asked first, so that trying does not take the last room from those who write bodies.
    QS_TRY(const Space space, disk_.space(options_.data_folder));
    if (space.available < options_.reserve_bytes + options_.segment_bytes) {
        QS_CHECK(give_up_reserve());
        return false;
    }
    auto file = disk_.create(temporary);
    const auto made = file ? file->allocate(options_.reserve_bytes)
                           : base::Result<void>(base::fail(file.error()));
    if (!made) {
        if (disk_.exists(temporary)) {
            QS_CHECK(disk_.remove(temporary));
        }
        QS_CHECK(disk_is_full(made.error()));
        return false;
    }
    QS_CHECK(file->sync());
    QS_CHECK(disk_.rename(temporary, reserve_path()));
    QS_CHECK(disk_.sync_folder(options_.data_folder));
    const std::lock_guard lock(mutex_);
    state_.has_reserve = true;
    return true;
}

template class SpareRoom<PosixDisk>;
template class SpareRoom<VirtualDisk>;

}  // namespace store
