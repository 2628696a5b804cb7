// A log on a virtual disk together with a memory of what was promised, for the crash tests of the
// store. Everything follows from one seed.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "store/disk/virtual_disk.hpp"
#include "store/log/segment_log.hpp"

namespace crash {

using Log = store::SegmentLog<store::VirtualDisk>;

/// A record as replay gave it back.
struct Seen {
    std::string payload;
    std::uint64_t sequence = 0;
    store::Position position;

    bool operator==(const Seen&) const = default;
};

/// One machine with one disk, over several lives of the process.
class LogWorld {
public:
    explicit LogWorld(std::uint64_t seed) : disk(seed), random_(seed ^ 0xC0FFEE) {}

    store::VirtualDisk disk;
    /// What was handed over, oldest first. After a crash: what replay gave back, which must stay.
    std::vector<std::string> handed;
    std::size_t acknowledged = 0;            ///< Of `handed`, from the front.
    std::vector<store::Position> positions;  ///< Of the acknowledged ones.
    std::uint32_t segment_bytes = 32 << 10;
    std::uint32_t small_segment_bytes = 16 << 10;
    std::uint64_t reserve_bytes = 8 << 10;

    /// Starts the process; an error of opening or replaying ends it again.
    base::Result<std::vector<Seen>> start();
    /// Ends the process without a word.
    void die() { log_.reset(); }
    bool is_alive() const { return log_ != nullptr; }
    Log& log() { return *log_; }

    /// Hands over one part of one to four records.
    void commit();
    void commit(std::vector<std::string> payloads);
    /// One random step of work; false: the log reported a failure.
    bool step();

    /// Compares a replay with what was promised: empty when it keeps every promise, else what is
    /// wrong.
    std::string judge(const std::vector<Seen>& seen) const;
    /// Takes a replay as the new truth.
    void accept(const std::vector<Seen>& seen);

    std::uint64_t random(std::uint64_t below) { return random_.next() % below; }
    base::SeededRandom& source() { return random_; }

private:
    base::SeededRandom random_;
    base::VirtualClock clock_{base::from_epoch_ms(1'764'000'000'000)};
    std::unique_ptr<Log> log_;
    std::uint64_t counter_ = 0;
};

/// The work of many lives with a power cut or a kill after each: what went wrong, empty if nothing.
struct CutResult {
    std::uint64_t cuts = 0;
    std::string wrong;
};
CutResult live_and_die(LogWorld& world, int lives);

}  // namespace crash
