// Writes and reads any aggregate that lists its members with `fields()`: numbers as varints, texts
// with a length, payloads through `Payloads`. The order of the members is the stored format.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "engine/shared.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "runtime/codec/bytes.hpp"
#include "runtime/codec/payloads.hpp"

namespace runtime::codec {

template <class T>
concept HasFields = requires { T::fields(); };

/// Where events are written: bytes, and the payloads that are stored already.
struct Output {
    Writer& bytes;
    Payloads& payloads;
};
struct Input {
    Reader& bytes;
    Payloads& payloads;
};

// A payload is written as one of: 0 and its text; 1 and its text, which takes the next number; n +
// 2 for the payload of number n. A blank in front of the text says that the value remembers the
// rest of it as the text that it was written with.
void write_value(Output out, const json::Value& value);
base::Result<void> read_value(Input in, json::Value& value);

template <class T>
void write(Output out, const T& value);
template <class T>
base::Result<void> read(Input in, T& value);

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<std::map<std::string, T>> = true;
template <class T>
inline constexpr bool is_shared = false;
template <class T>
inline constexpr bool is_shared<engine::Shared<T>> = true;
template <class T>
inline constexpr bool is_pair = false;
template <class First, class Second>
inline constexpr bool is_pair<std::pair<First, Second>> = true;

template <class T>
base::Result<void> read_number(Reader& bytes, T& value) {
    if constexpr (std::is_signed_v<T>) {
        QS_TRY(const std::int64_t number, bytes.signed_number());
        value = static_cast<T>(number);
        if (std::int64_t{value} != number)
            return base::fail(base::corrupt("a stored number is too large"));
    } else {
        QS_TRY(const std::uint64_t number, bytes.number());
        value = static_cast<T>(number);
        if (std::uint64_t{value} != number)
            return base::fail(base::corrupt("a stored number is too large"));
    }
    return {};
}

template <class T>
base::Result<void> read_elements(Input in, T& value) {
    QS_TRY(const std::uint64_t count, in.bytes.number());
    for (std::uint64_t i = 0; i < count; ++i) {
        if constexpr (is_map<T>) {
            QS_TRY(const std::string_view key, in.bytes.text());
            QS_CHECK(read(in, value[std::string(key)]));
        } else {
            QS_CHECK(read(in, value.emplace_back()));
        }
    }
    return {};
}

}  // namespace detail

template <class T>
void write(Output out, const T& value) {
    if constexpr (std::is_same_v<T, json::Value>) {
        write_value(out, value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        out.bytes.text(value);
    } else if constexpr (std::is_same_v<T, bool>) {
        out.bytes.flag(value);
    } else if constexpr (std::is_same_v<T, base::TimePoint>) {
        out.bytes.time(value);
    } else if constexpr (std::is_same_v<T, base::Milliseconds>) {
        out.bytes.signed_number(value.count());
    } else if constexpr (std::is_enum_v<T>) {
        write(out, static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_same_v<T, double>) {
        out.bytes.real(value);
    } else if constexpr (std::is_signed_v<T>) {
        out.bytes.signed_number(value);
    } else if constexpr (std::is_unsigned_v<T>) {
        out.bytes.number(value);
    } else if constexpr (detail::is_optional<T>) {
        out.bytes.flag(value.has_value());
        if (value) write(out, *value);
    } else if constexpr (detail::is_shared<T>) {
        write(out, *value);
    } else if constexpr (detail::is_vector<T>) {
        out.bytes.number(value.size());
        for (const auto& element : value) write(out, element);
    } else if constexpr (detail::is_map<T>) {
        out.bytes.number(value.size());
        for (const auto& [key, element] : value) {
            out.bytes.text(key);
            write(out, element);
        }
    } else if constexpr (detail::is_pair<T>) {
        write(out, value.first);
        write(out, value.second);
    } else {
        static_assert(HasFields<T>, "a stored type lists its members with fields()");
        std::apply([&](auto... member) { (write(out, value.*member), ...); }, T::fields());
    }
}

template <class T>
base::Result<void> read(Input in, T& value) {
    if constexpr (std::is_same_v<T, json::Value>) {
        return read_value(in, value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        QS_TRY(value, in.bytes.text());
    } else if constexpr (std::is_same_v<T, bool>) {
        QS_TRY(value, in.bytes.flag());
    } else if constexpr (std::is_same_v<T, base::TimePoint>) {
        QS_TRY(value, in.bytes.time());
    } else if constexpr (std::is_same_v<T, base::Milliseconds>) {
        QS_TRY(const std::int64_t count, in.bytes.signed_number());
        value = base::Milliseconds{count};
    } else if constexpr (std::is_enum_v<T>) {
        std::underlying_type_t<T> number{};
        QS_CHECK(detail::read_number(in.bytes, number));
        value = static_cast<T>(number);
    } else if constexpr (std::is_same_v<T, double>) {
        QS_TRY(value, in.bytes.real());
    } else if constexpr (std::is_integral_v<T>) {
        return detail::read_number(in.bytes, value);
    } else if constexpr (detail::is_optional<T>) {
        QS_TRY(const bool is_there, in.bytes.flag());
        if (is_there) return read(in, value.emplace());
    } else if constexpr (detail::is_shared<T>) {
        std::remove_cvref_t<decltype(*value)> inner;
        QS_CHECK(read(in, inner));
        value = std::move(inner);
    } else if constexpr (detail::is_vector<T> || detail::is_map<T>) {
        return detail::read_elements(in, value);
    } else if constexpr (detail::is_pair<T>) {
        QS_CHECK(read(in, value.first));
        return read(in, value.second);
    } else {
        static_assert(HasFields<T>, "a stored type lists its members with fields()");
        base::Result<void> result;
        std::apply(
            [&](auto... member) {
                (void)((result = read(in, value.*member), result.has_value()) && ...);
            },
            T::fields());
        return result;
    }
    return {};
}

/// A record that is one value and refers to no payload outside of it.
template <class T>
std::string encode(const T& value) {
    Writer writer;
    Payloads payloads;
    write(Output{writer, payloads}, value);
    return std::move(writer).take();
}

/// Errors: `corrupt`, also where something is left behind the value.
template <class T>
base::Result<T> decode(std::string_view bytes) {
    Reader reader(bytes);
    Payloads payloads;
    T value;
    QS_CHECK(read(Input{reader, payloads}, value));
    if (!reader.at_end()) {
        return base::fail(base::corrupt("a stored record has more than belongs to it"));
    }
    return value;
}

}  // namespace runtime::codec
