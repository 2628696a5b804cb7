// Which segments there are, and their files for reading.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>

#include "base/result.hpp"
#include "store/disk/disk.hpp"
#include "store/log/format.hpp"

namespace store {

/// Any thread.
template <class D>
class SegmentFiles {
public:
    using File = typename D::File;

    SegmentFiles(D& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}

    void add(const SegmentHeader& header);
    std::string path(std::uint32_t number) const { return folder_ + "/" + segment_name(number); }

    struct Found {
        std::shared_ptr<const File> file;
        std::uint32_t seed = 0;  ///< For the checksums of its records.
    };
    /// Errors: `not_found`, `io`.
    base::Result<Found> find(std::uint32_t number) const;
    std::uint64_t count() const;
    /// The highest number; 0 when there is none.
    std::uint32_t last() const;

private:
    struct Entry {
        std::uint32_t seed = 0;
        std::shared_ptr<const File>
            file;  ///< Empty until it is read, and again when many are open.
    };

    D& disk_;
    const std::string folder_;
    mutable std::shared_mutex mutex_;
    mutable std::map<std::uint32_t, Entry> entries_;
    mutable std::uint64_t open_ = 0;
};

}  // namespace store
