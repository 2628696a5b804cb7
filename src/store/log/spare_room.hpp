// Keeps one segment's worth of written zeros ready, and the reserve for the day the disk is full.
#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "store/disk/disk.hpp"

namespace store {

/// A file of written zeros that is not yet a segment.
template <class File>
struct RawSegment {
    File file;
    std::string path;
    std::uint32_t capacity = 0;
};

struct RoomOptions {
    std::string data_folder;
    std::uint32_t segment_bytes = 0;
    std::uint32_t small_segment_bytes = 0;  ///< For the first of a run, and when no spare is ready.
    std::uint64_t reserve_bytes = 0;
};

/// One thread calls `take`, one (the same or another) calls `tend`.
template <class D>
class SpareRoom {
public:
    using File = typename D::File;

    SpareRoom(D& disk, RoomOptions options);

    /// Removes what an earlier run left half made, and finds its spare and reserve.
    base::Result<void> open();

    /// A file of at least `bytes_min`: the spare, or a small one made on the spot. When the disk is
    /// full the reserve is given up for it. Errors: `limit` when even that does not help (nothing
    /// was written, it may be tried again); `io`.
    base::Result<RawSegment<File>> take(std::uint32_t bytes_min, bool prefer_small = false);

    /// Says that the current segment is half full: from now on `tend` makes a spare. Not sooner, so
    /// that a server that does little writes little. Any thread.
    void want_spare() { wants_spare_ = true; }
    bool wants_spare() const { return wants_spare_; }

    /// One step of the background work: a piece of the spare, or the reserve. True: there is more
    /// to do at once. A full disk is no error; it shows in `state`. Errors: `io`.
    base::Result<bool> tend();

    struct State {
        std::uint32_t spare_bytes = 0;  ///< 0: there is no spare.
        bool has_reserve = false;
        std::string full;  ///< Why the disk counts as full; else empty.
    };
    State state() const;

private:
    base::Result<RawSegment<File>> make_on_the_spot(std::uint32_t bytes);
    base::Result<RawSegment<File>> take_spare();
    base::Result<bool> give_up_reserve();
    base::Result<bool> fill_spare();
    base::Result<bool> make_reserve();
    base::Result<bool> disk_is_full(const base::Error& error);
    base::Result<void> write_zeros(File& file, std::uint64_t from, std::uint64_t to);

    std::string log_path(const std::string& name) const {
        return options_.data_folder + "/log/" + name;
    }
    std::string reserve_path() const { return options_.data_folder + "/RESERVE"; }

    D& disk_;
    const RoomOptions options_;
    struct Filling {
        File file;
        std::uint64_t written = 0;
    };
    std::optional<Filling> filling_;  ///< Only touched by `tend`.
    std::uint64_t spares_made_ = 0;   ///< Likewise, once open.
    std::atomic<bool> wants_spare_ = false;
    mutable std::mutex mutex_;  ///< Guards what follows.
    struct Spare {
        std::string path;
        std::uint32_t capacity = 0;
    };
    std::optional<Spare> spare_;
    State state_;
};

}  // namespace store
