// The one place that reads the operating system's random source.
#include "base/random.hpp"

#include <sys/random.h>

#include <cstring>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace base {
namespace {

std::string uuid_of(std::string bytes) {
    bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);
    bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
    std::string text = hex(bytes);
    for (const std::size_t at : {20UL, 16UL, 12UL, 8UL}) text.insert(at, 1, '-');
    return text;
}

}  // namespace

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    std::size_t filled = 0;
    while (filled < count) {
        const ssize_t got = getrandom(bytes.data() + filled, count - filled, 0);
        QS_ASSERT(got > 0);
        filled += static_cast<std::size_t>(got);
    }
    return bytes;
}

std::uint64_t random_seed() {
    std::uint64_t seed = 0;
    std::memcpy(&seed, random_bytes(sizeof seed).data(), sizeof seed);
    return seed;
}

std::string uuid_v4() {
    return uuid_of(random_bytes(16));
}

std::uint64_t SeededRandom::next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

double SeededRandom::unit() {
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::string SeededRandom::uuid() {
    std::string bytes(16, '\0');
    for (std::size_t half = 0; half < 2; ++half) {
        const std::uint64_t word = next();
        std::memcpy(bytes.data() + half * 8, &word, 8);
    }
    return uuid_of(std::move(bytes));
}

}  // namespace base
