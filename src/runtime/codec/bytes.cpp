#include "runtime/codec/bytes.hpp"

#include <bit>

namespace runtime::codec {
namespace {

base::Error broken(const char* what) {
    return base::corrupt(std::string("a stored record ends or is malformed at ") + what);
}

}  // namespace

void Writer::number(std::uint64_t value) {
    while (value >= 0x80) {
        bytes_ += static_cast<char>(value | 0x80);
        value >>= 7;
    }
    bytes_ += static_cast<char>(value);
}

void Writer::signed_number(std::int64_t value) {
    number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

void Writer::text(std::string_view value) {
    number(value.size());
    bytes_ += value;
}

void Writer::real(double value) {
    auto bits = std::bit_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8) bytes_ += static_cast<char>(bits & 0xFF);
}

base::Result<std::uint64_t> Reader::number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (rest_.empty()) break;
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if (byte < 0x80) return value;
    }
    return base::fail(broken("a number"));
}

base::Result<std::int64_t> Reader::signed_number() {
    QS_TRY(const std::uint64_t value, number());
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

base::Result<bool> Reader::flag() {
    if (rest_.empty() || static_cast<unsigned char>(rest_.front()) > 1) {
        return base::fail(broken("a flag"));
    }
    const bool value = rest_.front() == '\1';
    rest_.remove_prefix(1);
    return value;
}

base::Result<std::string_view> Reader::text() {
    QS_TRY(const std::uint64_t length, number());
    if (length > rest_.size()) return base::fail(broken("a text"));
    const std::string_view value = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return value;
}

base::Result<double> Reader::real() {
    if (rest_.size() < 8) return base::fail(broken("a real number"));
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < 8; ++i) {
        bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(rest_[i])) << (8 * i);
    }
    rest_.remove_prefix(8);
    return std::bit_cast<double>(bits);
}

base::Result<base::TimePoint> Reader::time() {
    QS_TRY(const std::int64_t ms, signed_number());
    return base::from_epoch_ms(ms);
}

}  // namespace runtime::codec
