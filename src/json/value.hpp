// The JSON value that everything passes around: immutable, so that a copy is a raised count and a
// 256 KiB payload moves from state to state as a pointer. Objects keep the order of their members;
// numbers keep the text they were written with (`1.0`, `1e2`, 20 digits, `-0`), because AWS gives
// it back. How a value lies in memory is told in block.hpp.
//
// Thread rules: a Value may be read and copied from any thread; counts are atomic.
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assert.hpp"

namespace json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

struct Member;

/// 16 bytes. Default: null. Strings are UTF-8. A text of up to 14 bytes lies in the value itself,
/// so a view that an accessor gave is good as long as that very Value stays where it is.
class Value {
public:
    Value() noexcept : inline_{} {}
    Value(const Value& other) noexcept : inline_(other.inline_) {
        if ((inline_.words[0] & kShared) != 0) retain();
    }
    Value(Value&& other) noexcept : inline_(other.inline_) { other.inline_ = Rep{}; }
    Value& operator=(const Value& other) noexcept {
        Value copy(other);
        std::swap(inline_, copy.inline_);
        return *this;
    }
    Value& operator=(Value&& other) noexcept {
        Value taken(std::move(other));
        std::swap(inline_, taken.inline_);
        return *this;
    }
    ~Value() {
        if ((inline_.words[0] & kCounted) != 0) release();
    }

    static Value boolean(bool value) noexcept;
    static Value integer(std::int64_t value);
    /// The shortest text that reads back as the same double, as JavaScript prints it (`1e+21`,
    /// `0.1`). Precondition: finite.
    static Value number(double value);
    /// A number by its text. Precondition: the text is a JSON number.
    static Value number_text(std::string_view text);
    static Value string(std::string_view text);
    static Value array(std::span<const Value> items);
    /// Precondition: no key occurs twice.
    static Value object(std::span<const Member> members);
    /// The same without raising counts: the items are moved out of the vector.
    static Value take_array(std::vector<Value>&& items);
    static Value take_object(std::vector<Member>&& members);
    /// The same from a part of a larger buffer, whose items are left null.
    static Value take_array(std::span<Value> items);
    static Value take_object(std::span<Member> members);
    /// The same in one go: `fill(items)` sets as many items, which are null before it. False: it
    /// gave up, and the value is null.
    template <class Fill>
    static Value array_of(std::size_t size, Fill&& fill);
    /// The same for members; their keys must be set too, no two alike.
    template <class Fill>
    static Value object_of(std::size_t size, Fill&& fill);
    static Value empty_array() noexcept;
    static Value empty_object() noexcept;

    Kind kind() const noexcept { return static_cast<Kind>(inline_.words[0] & kKindMask); }
    bool is_null() const noexcept { return kind() == Kind::null; }
    bool is_boolean() const noexcept { return kind() == Kind::boolean; }
    bool is_number() const noexcept { return kind() == Kind::number; }
    bool is_string() const noexcept { return kind() == Kind::string; }
    bool is_array() const noexcept { return kind() == Kind::array; }
    bool is_object() const noexcept { return kind() == Kind::object; }

    // Preconditions of the accessors: the kind fits (asserted).
    bool as_boolean() const;
    std::string_view as_string() const;
    /// The number's text as it was written.
    std::string_view number_text() const;
    double as_double() const;
    /// Compares two numbers by their exact value, whatever their length and exponents.
    std::strong_ordering compare_number(const Value& other) const;
    /// The number as an integer if it has an exact integral value in range (`1`, `1.0`, `1e2`).
    std::optional<std::int64_t> as_integer() const;

    /// Items of an array.
    std::span<const Value> items() const;
    /// Members of an object, in order.
    std::span<const Member> members() const;
    /// Number of items or members; 0 for other kinds.
    std::size_t size() const noexcept;
    /// The member's value, or nullptr if this is no object or has no such member. Constant time for
    /// large objects. The pointer is good as long as the object lives.
    const Value* find(std::string_view key) const;
    /// The same for a key that is a string value, for many objects of one shape: looks first at the
    /// member with number `hint`, and sets it to where the key was found.
    const Value* find(const Value& key, std::uint32_t& hint) const;
    /// The member's text if it is there and a string.
    std::optional<std::string_view> find_string(std::string_view key) const;

    /// Where the content lies if it is shared, else nullptr. Two living values of one address, kind
    /// and size have the same content, so what is stored or printed once need not be looked at
    /// again.
    const void* address() const noexcept {
        if ((inline_.words[0] & kShared) == 0) return nullptr;
        return reinterpret_cast<const void*>(inline_.words[1]);
    }

    /// The text that an array or object was given with `with_written_text`; empty where there is
    /// none. Good as long as any copy of this value lives.
    std::string_view written_text() const noexcept;

    /// Deep equality: numbers by value however long they are, objects regardless of order.
    bool operator==(const Value& other) const;

private:
    friend struct Access;
    struct Rep {
        std::uint64_t words[2];
    };
    static constexpr std::uint64_t kKindMask = 7;
    static constexpr std::uint64_t kShared = 8;    ///< Word 1 points into a block.
    static constexpr std::uint64_t kCounted = 16;  ///< This value holds one count of that block.
    static constexpr std::uint64_t kWritten = 32;  ///< Behind the elements lies a text.

    /// What lies before the elements of a container (block.hpp).
    static constexpr std::uint64_t kContainerHeadBytes = 16;

    /// Containers of nulls, to be filled before anybody else sees them, and what makes an object
    /// of such members.
    static Value null_array(std::size_t size);
    static Value null_object(std::size_t size);
    void index_members();

    void retain() noexcept;
    void release() noexcept;
    const Value* find_beyond_hint(const Value& key, std::uint32_t& hint) const;

    Rep inline_;
};

static_assert(sizeof(Value) == 16);

/// One member of an object. The key is a string value too, so that keys share text with their
/// document.
struct Member {
    Value key_value;
    Value value;

    Member(std::string_view key, Value v) : key_value(Value::string(key)), value(std::move(v)) {}
    Member(Value key, Value v) : key_value(std::move(key)), value(std::move(v)) {}
    std::string_view key() const { return key_value.as_string(); }
};

template <class Fill>
Value Value::array_of(std::size_t size, Fill&& fill) {
    if (size == 0) return empty_array();
    Value out = null_array(size);
    auto* const items = reinterpret_cast<Value*>(out.inline_.words[1] + kContainerHeadBytes);
    return fill(std::span<Value>(items, size)) ? out : Value();
}
template <class Fill>
Value Value::object_of(std::size_t size, Fill&& fill) {
    if (size == 0) return empty_object();
    Value out = null_object(size);
    auto* const members = reinterpret_cast<Member*>(out.inline_.words[1] + kContainerHeadBytes);
    if (!fill(std::span<Member>(members, size))) return Value();
    out.index_members();
    return out;
}

inline std::span<const Value> Value::items() const {
    QS_ASSERT(is_array());
    const std::size_t count = inline_.words[0] >> 32;
    if (count == 0) return {};
    return {reinterpret_cast<const Value*>(inline_.words[1] + kContainerHeadBytes), count};
}
inline std::span<const Member> Value::members() const {
    QS_ASSERT(is_object());
    const std::size_t count = inline_.words[0] >> 32;
    if (count == 0) return {};
    return {reinterpret_cast<const Member*>(inline_.words[1] + kContainerHeadBytes), count};
}
inline std::size_t Value::size() const noexcept {
    return is_array() || is_object() ? inline_.words[0] >> 32 : 0;
}

// Inline, because paths over arrays of objects do little else.
inline const Value* Value::find(const Value& key, std::uint32_t& hint) const {
    if (is_object() && hint < inline_.words[0] >> 32) {
        const auto* const member =
            reinterpret_cast<const Member*>(inline_.words[1] + kContainerHeadBytes) + hint;
        const auto& name = member->key_value.inline_;
        if (name.words[0] == key.inline_.words[0] && name.words[1] == key.inline_.words[1]) {
            return &member->value;
        }
    }
    return find_beyond_hint(key, hint);
}

/// Collects members and makes an object. Setting a key again replaces the value in its old place.
class ObjectBuilder {
public:
    ObjectBuilder();
    explicit ObjectBuilder(const Value& start);  ///< Begins with the members of an object.
    ObjectBuilder(ObjectBuilder&&) noexcept;
    ObjectBuilder& operator=(ObjectBuilder&&) noexcept;
    ~ObjectBuilder();

    ObjectBuilder& set(std::string_view key, Value value);
    /// The same for a text.
    ObjectBuilder& set(std::string_view key, std::string_view text);
    ObjectBuilder& set(std::string_view key, const char* text);
    ObjectBuilder& set_boolean(std::string_view key, bool value);
    ObjectBuilder& set_integer(std::string_view key, std::int64_t value);
    ObjectBuilder& remove(std::string_view key);
    bool empty() const;
    Value build() &&;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Shorthand for tests and small answers: `object({{"a", Value::integer(1)}})`.
Value object(std::initializer_list<Member> members);
Value array(std::initializer_list<Value> items);

/// The same array or object, which remembers `text` as the text that it was written with: AWS gives
/// a payload back with its blanks as long as nothing reads into it. What is taken out of the value,
/// and a changed copy of it, have no text. Other kinds of values are given back as they are.
Value with_written_text(const Value& value, std::string_view text);
/// The same value without that text.
Value without_written_text(const Value& value) noexcept;

/// A copy of `value` that shares nothing with the document it came from: what is kept for long must
/// not hold a large document alive. The copy lies in one piece of memory.
Value compact(const Value& value);

}  // namespace json
