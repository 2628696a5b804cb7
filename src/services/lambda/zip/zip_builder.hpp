// Writes zip files byte by byte, honest ones and lying ones. For tests only.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"

namespace services::lambda {

/// One entry; every field can lie.
struct ZipEntry {
    std::string name;
    std::string data;                 ///< As it lies in the file.
    std::uint32_t mode = 0100644;     ///< Unix mode with the type.
    std::uint16_t method = 0;         ///< 0 stored, 8 deflated.
    std::uint32_t size = UINT32_MAX;  ///< Unpacked size; default: that of `data`.
    std::uint32_t crc = 0;            ///< 0: of `data`.
    std::uint8_t system = 3;          ///< 3 Unix, 0 without modes.
    int same_place_as = -1;           ///< The directory points at this other entry's bytes.
};

namespace zip_detail {
inline void put(std::string& out, std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i) {
        out.push_back(static_cast<char>(value & 0xFFU));
        value >>= 8U;
    }
}
inline void put_common(std::string& out, const ZipEntry& e) {
    const auto size = e.size == UINT32_MAX ? static_cast<std::uint32_t>(e.data.size()) : e.size;
    put(out, 20, 2);
    put(out, 0x800, 2);
    put(out, e.method, 2);
    put(out, 0, 4);
    put(out, e.crc != 0 ? e.crc : base::crc32(e.data), 4);
    put(out, static_cast<std::uint32_t>(e.data.size()), 4);
    put(out, size, 4);
    put(out, static_cast<std::uint32_t>(e.name.size()), 2);
    put(out, 0, 2);
}
}  // namespace zip_detail

inline std::string build_zip(const std::vector<ZipEntry>& entries) {
    using zip_detail::put;
    std::string out;
    std::vector<std::uint32_t> places;
    for (const ZipEntry& e : entries) {
        places.push_back(static_cast<std::uint32_t>(out.size()));
        if (e.same_place_as >= 0) continue;
        put(out, 0x04034b50, 4);
        zip_detail::put_common(out, e);
        out += e.name + e.data;
    }
    const auto start = static_cast<std::uint32_t>(out.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const ZipEntry& e = entries[i];
        put(out, 0x02014b50, 4);
        put(out, 20U | (static_cast<std::uint32_t>(e.system) << 8U), 2);
        zip_detail::put_common(out, e);
        put(out, 0, 2 + 2 + 2);
        put(out, e.mode << 16U, 4);
        put(out, places[e.same_place_as >= 0 ? static_cast<std::size_t>(e.same_place_as) : i], 4);
        out += e.name;
    }
    const auto bytes = static_cast<std::uint32_t>(out.size()) - start;
    put(out, 0x06054b50, 4);
    put(out, 0, 4);
    put(out, static_cast<std::uint32_t>(entries.size()), 2);
    put(out, static_cast<std::uint32_t>(entries.size()), 2);
    put(out, bytes, 4);
    put(out, start, 4);
    put(out, 0, 2);
    return out;
}

/// 1 + 258 * `runs` zeros, deflated by hand to 13 bits a run (RFC 1951, fixed codes).
inline std::string deflated_zeros(std::size_t runs) {
    std::string out;
    unsigned used = 0;
    const auto bit = [&](unsigned value) {
        if (used % 8 == 0) out.push_back('\0');
        out.back() =
            static_cast<char>(static_cast<unsigned char>(out.back()) | (value << (used % 8)));
        ++used;
    };
    const auto code = [&](unsigned value, int count) {
        for (int i = count - 1; i >= 0; --i) bit((value >> static_cast<unsigned>(i)) & 1U);
    };
    bit(1);               // The last block,
    bit(1), bit(0);       // with fixed codes.
    code(0b00110000, 8);  // A zero,
    for (std::size_t i = 0; i < runs; ++i)
        code(0b11000101, 8), code(0, 5);  // then 258 from 1 before.
    code(0, 7);
    return out;
}

}  // namespace services::lambda
