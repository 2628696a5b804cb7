// The stored form of plain things: varints, texts with a length, flags. Every record's payload is
// written and read with these, so that the format is in one place.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace runtime::codec {

/// Appends; cannot fail.
class Writer {
public:
    void number(std::uint64_t value);        ///< LEB128.
    void signed_number(std::int64_t value);  ///< Zigzag, then LEB128.
    void flag(bool value) { bytes_ += value ? '\1' : '\0'; }
    void text(std::string_view value);  ///< Length, then bytes.
    void real(double value);            ///< Eight bytes, little endian.
    void time(base::TimePoint value) { signed_number(base::epoch_ms(value)); }

    const std::string& bytes() const { return bytes_; }
    std::string take() && { return std::move(bytes_); }

private:
    std::string bytes_;
};

/// Reads what Writer wrote. Every call can fail with an error of kind `corrupt`; the bytes had a
/// valid checksum, so a failure means another format or a bug of ours.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    base::Result<std::uint64_t> number();
    base::Result<std::int64_t> signed_number();
    base::Result<bool> flag();
    /// A view into the bytes given to the constructor.
    base::Result<std::string_view> text();
    base::Result<double> real();
    base::Result<base::TimePoint> time();
    bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

}  // namespace runtime::codec
