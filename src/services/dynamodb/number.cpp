#include "services/dynamodb/number.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "services/dynamodb/errors.hpp"

namespace services::dynamodb {
namespace {

constexpr int kExponentMax = 125;
constexpr int kExponentMin = -130;
/// Exponents are read no further than this: whatever is larger is out of range anyway.
constexpr int kExponentReadMax = 1'000'000;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Walks over the text; every step fails softly.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    bool take(char a, char b) {
        if (rest_.empty() || (rest_.front() != a && rest_.front() != b)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool sign() {
        if (take('-', '-')) return true;
        take('+', '+');
        return false;
    }
    std::string_view digits() {
        std::size_t length = 0;
        while (length < rest_.size() && is_digit(rest_[length])) ++length;
        const std::string_view taken = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return taken;
    }

private:
    std::string_view rest_;
};

int exponent_of(std::string_view digits, bool is_negative) {
    int value = 0;
    for (const char c : digits) value = std::min(kExponentReadMax, value * 10 + (c - '0'));
    return is_negative ? -value : value;
}

}  // namespace

base::Result<Number, aws::Error> parse_number(std::string_view text) {
    const std::string why = "The parameter cannot be converted to a numeric value";
    if (text.empty()) return base::fail(validation(why));
    const aws::Error no_number = validation(why + ": " + std::string(text));

    Cursor cursor(text);
    Number number;
    number.is_negative = cursor.sign();
    const std::string_view whole = cursor.digits();
    const std::string_view fraction = cursor.take('.', '.') ? cursor.digits() : "";
    if (whole.empty() && fraction.empty()) return base::fail(no_number);
    int exponent = 0;
    if (cursor.take('e', 'E')) {
        const bool is_negative = cursor.sign();
        const std::string_view digits = cursor.digits();
        if (digits.empty()) return base::fail(no_number);
        exponent = exponent_of(digits, is_negative);
    }
    if (!cursor.at_end()) return base::fail(no_number);

    const std::string all = std::string(whole) + std::string(fraction);
    const std::size_t first = all.find_first_not_of('0');
    if (first == std::string::npos) return Number{};
    number.digits = all.substr(first, all.find_last_not_of('0') - first + 1);
    number.exponent = exponent + static_cast<int>(whole.size()) - static_cast<int>(first) - 1;
    if (number.exponent > kExponentMax) {
        return base::fail(
            validation("Number overflow. Attempting to store a number with "
                       "magnitude larger than supported range"));
    }
    if (number.exponent < kExponentMin) {
        return base::fail(
            validation("Number underflow. Attempting to store a number with "
                       "magnitude smaller than supported range"));
    }
    if (number.digits.size() > base::limits::kDynamoNumberDigitsMax) {
        return base::fail(
            validation("Attempting to store more than 38 significant digits in a Number"));
    }
    return number;
}

std::string number_text(const Number& number) {
    if (number.digits.empty()) return "0";
    std::string text = number.is_negative ? "-" : "";
    const int count = static_cast<int>(number.digits.size());
    const int whole = number.exponent + 1;
    if (whole <= 0) {
        text += "0." + std::string(static_cast<std::size_t>(-whole), '0') + number.digits;
    } else if (whole >= count) {
        text += number.digits + std::string(static_cast<std::size_t>(whole - count), '0');
    } else {
        const auto point = static_cast<std::size_t>(whole);
        text += number.digits.substr(0, point) + "." + number.digits.substr(point);
    }
    return text;
}

std::string sortable(const Number& number) {
    if (number.digits.empty()) return "\x80";
    std::string bytes = "\xC0";
    bytes += static_cast<char>(number.exponent - kExponentMin);
    // A digit's byte is never 0, so that a longer number is behind its own beginning.
    for (const char digit : number.digits) bytes += static_cast<char>(digit - '0' + 1);
    if (!number.is_negative) return bytes;
    for (char& byte : bytes) byte = static_cast<char>(~byte);
    // Among negative numbers the longer one is the smaller: its beginning ends in the highest byte.
    bytes += '\xFF';
    return bytes;
}

std::size_t number_bytes(const Number& number) {
    if (number.digits.empty()) return 1;
    // Digits are kept in pairs that lie on even powers of ten.
    const bool is_odd_start = number.exponent % 2 == 0;
    const std::size_t pairs = (number.digits.size() + (is_odd_start ? 1 : 0) + 1) / 2;
    return 1 + pairs + (number.is_negative ? 1 : 0);
}

}  // namespace services::dynamodb
