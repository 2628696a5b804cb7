// Makes the orders with a linear congruential generator in 32 bits, as Math.imul does it in
// JavaScript, so that a script can make the same bytes.
#include "support/orders.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "json/number.hpp"

namespace bench {
namespace {

class Random {
public:
    double next() {
        state_ = state_ * 1103515245U + 12345U;
        return state_ / 4294967296.0;
    }
    std::size_t below(std::size_t limit) {
        return static_cast<std::size_t>(next() * static_cast<double>(limit));
    }
    template <std::size_t size>
    std::string_view pick(const std::array<std::string_view, size>& all) {
        return all[below(size)];
    }

private:
    std::uint32_t state_ = 42;
};

constexpr std::array<std::string_view, 4> kStatuses = {"NEW", "PAID", "SHIPPED", "CANCELLED"};
constexpr std::array<std::string_view, 4> kFirstNames = {"Ada", "Grace", "Alan", "Edsger"};
constexpr std::array<std::string_view, 4> kLastNames = {"Byron", "Hopper", "Kay", "Moore"};
constexpr std::array<std::string_view, 3> kColours = {"red", "green", "blue"};
constexpr std::array<std::string_view, 3> kSizes = {"s", "m", "l"};

std::string padded(std::size_t number) {
    std::string digits = std::to_string(number);
    return digits.size() < 5 ? std::string(5 - digits.size(), '0') + digits : digits;
}

}  // namespace

std::string orders_text(std::size_t count) {
    Random random;
    std::string out =
        R"({"detail":{"bucket":{"name":"images"},"object":{"key":"in/cat.jpg","size":123456}},)"
        R"("orders":[)";
    for (std::size_t i = 0; i < count; ++i) {
        out.append(i == 0 ? "" : ",").append(R"({"id":"ord-)").append(padded(i));
        out.append(R"(","status":")").append(random.pick(kStatuses));
        out.append(R"(","customer":{"name":")").append(random.pick(kFirstNames));
        out.append(" ").append(random.pick(kLastNames));
        out.append(R"(","tier":)").append(std::to_string(random.below(5)));
        const double price = std::round(random.next() * 100000) / 100;
        out.append(R"(},"price":)").append(json::print_double(price));
        out.append(R"(,"quantity":)").append(std::to_string(1 + random.below(9)));
        out.append(R"(,"tags":[")").append(random.pick(kColours));
        out.append(R"(",")").append(random.pick(kSizes));
        out.append(R"("],"note":")").append(100 + random.below(48), 'x').append(R"("})");
    }
    return out + "]}";
}

}  // namespace bench
