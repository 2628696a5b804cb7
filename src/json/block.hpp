// How a value lies in memory. Only the files of this floor include it.
//
// A value is two words. The lowest byte of the first tells the kind and two flags. Small things lie
// in the value itself: a boolean or a length in the second byte, and up to 14 bytes of text behind
// it. Otherwise the upper half of the first word is the size (bytes, items or members), and the
// second word points to a node: for a text [owner][bytes], for an array or object
// [owner][index][elements].
//
// An array or object with kWritten has one element more than its size says: the text it was written
// with (in an object, the key of a member that is not counted).
//
// The owner is a block, the unit of counting. A parsed document is one block however many nodes it
// has; a value built by code is a block of its own. Values inside a document's block point to their
// neighbours without counting them; a copy that leaves the block counts. So a document is freed as
// a whole, and no cycle can arise.
#pragma once
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>

#include "json/value.hpp"

namespace json {

static_assert(std::endian::native == std::endian::little, "bytes are counted from the low end");

inline constexpr std::size_t kInlineBytesMax = 14;
/// Objects with more members carry an index, a table of member numbers by the hash of the key.
inline constexpr std::size_t kLinearMembersMax = 16;

enum class BlockKind : std::uint32_t { text, array, object, document };

/// Freed when its count falls to zero. `next` chains the further chunks of a document, or the
/// blocks that wait to be freed.
struct Block {
    std::atomic<std::uint64_t> count{1};
    Block* next = nullptr;
    BlockKind kind = BlockKind::text;
    std::uint32_t size = 0;
};

struct TextNode {
    Block* owner;
};
struct ContainerNode {
    Block* owner;
    const std::uint32_t* index;
};
static_assert(sizeof(ContainerNode) == 16, "Value::kContainerHeadBytes");

/// The only door to a value's words.
struct Access {
    using Rep = Value::Rep;
    static constexpr std::uint64_t kShared = Value::kShared;
    static constexpr std::uint64_t kCounted = Value::kCounted;
    static constexpr std::uint64_t kWritten = Value::kWritten;

    static Value make(std::uint64_t word0, std::uint64_t word1) noexcept {
        Value value;
        value.inline_ = {{word0, word1}};
        return value;
    }
    static const Rep& rep(const Value& value) noexcept { return value.inline_; }
    /// The value without its written text.
    static Value plain(Value value) noexcept {
        value.inline_.words[0] &= ~kWritten;
        return value;
    }
    static bool is_shared(const Rep& rep) noexcept { return (rep.words[0] & kShared) != 0; }
    static bool is_counted(const Rep& rep) noexcept { return (rep.words[0] & kCounted) != 0; }
    static Block* block(const Rep& rep) noexcept {
        return *reinterpret_cast<Block* const*>(rep.words[1]);
    }
    static std::uint64_t size(const Rep& rep) noexcept { return rep.words[0] >> 32; }
    /// The bytes of a text that lies in the value.
    static std::size_t inline_size(const Rep& rep) noexcept { return (rep.words[0] >> 8) & 0xFF; }
    /// A value that points to a node without counting its owner.
    static Value borrowed(Kind kind, std::size_t size, const void* node) noexcept {
        return make(static_cast<std::uint64_t>(kind) | kShared | (std::uint64_t{size} << 32),
                    reinterpret_cast<std::uint64_t>(node));
    }
    /// A value that takes over one count of the node's owner.
    static Value counted(Kind kind, std::size_t size, const void* node) noexcept {
        Value value = borrowed(kind, size, node);
        value.inline_.words[0] |= kCounted;
        return value;
    }
    /// A text or number that fits into the value. Precondition: at most kInlineBytesMax bytes.
    static Value inline_text(Kind kind, std::string_view text) noexcept {
        Value value;
        auto* bytes = reinterpret_cast<char*>(&value.inline_);
        bytes[0] = static_cast<char>(kind);
        bytes[1] = static_cast<char>(text.size());
        if (!text.empty()) std::memcpy(bytes + 2, text.data(), text.size());
        return value;
    }
    /// The bytes of a text or number.
    static std::string_view text(const Value& value) noexcept {
        const Rep& rep = value.inline_;
        if (is_shared(rep)) {
            return {reinterpret_cast<const char*>(rep.words[1]) + sizeof(TextNode), size(rep)};
        }
        const auto* bytes = reinterpret_cast<const char*>(&rep);
        return {bytes + 2, static_cast<unsigned char>(bytes[1])};
    }
    /// The elements of a container that is not empty.
    template <class Element>
    static const Element* elements(const Rep& rep) noexcept {
        return reinterpret_cast<const Element*>(rep.words[1] + sizeof(ContainerNode));
    }
    static const std::uint32_t* index(const Rep& rep) noexcept {
        return reinterpret_cast<const ContainerNode*>(rep.words[1])->index;
    }
};

/// Whether two texts or numbers have the same bytes: mostly one or two comparisons of words.
inline bool same_text(const Value& a, const Value& b) noexcept {
    const auto& x = Access::rep(a);
    const auto& y = Access::rep(b);
    if ((x.words[0] | Access::kCounted) != (y.words[0] | Access::kCounted)) return false;
    if (x.words[1] == y.words[1]) return true;
    return Access::is_shared(x) &&
           std::memcmp(Access::text(a).data(), Access::text(b).data(), Access::size(x)) == 0;
}

// The index of an object: slots that hold a member's number plus one, 0 when free.

/// Seeded, so that nobody can prepare keys that all fall into one slot.
std::uint64_t key_hash(const Value& key);
/// The same for a key of more than kInlineBytesMax bytes that is not in a value.
std::uint64_t long_key_hash(std::string_view key);
inline std::size_t index_slots(std::size_t members) {
    return members <= kLinearMembersMax ? 0 : std::bit_ceil(members + members / 2);
}
/// The slot of `key`: it holds the key's member, or is free. `slots` are a power of two.
inline std::size_t find_slot(std::span<const std::uint32_t> index, const Member* members,
                             const Value& key) {
    std::size_t slot = key_hash(key) & (index.size() - 1);
    while (index[slot] != 0 && !same_text(members[index[slot] - 1].key_value, key)) {
        slot = (slot + 1) & (index.size() - 1);
    }
    return slot;
}

}  // namespace json
