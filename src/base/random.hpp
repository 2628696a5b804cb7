// Randomness: from the operating system for tokens and ids, from a seed for decisions that must
// replay.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace base {

/// Bytes nobody can guess.
std::string random_bytes(std::size_t count);
/// A seed for one decision, from the operating system.
std::uint64_t random_seed();
/// A version 4 UUID from the operating system's source.
std::string uuid_v4();

/// SplitMix64: a small generator whose whole state is its seed, the same with every compiler.
class SeededRandom {
public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next();
    /// Evenly in [0, 1).
    double unit();
    /// A version 4 UUID drawn from this generator.
    std::string uuid();

private:
    std::uint64_t state_;
};

}  // namespace base
