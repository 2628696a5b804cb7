// Making, reading, comparing and freeing values. Nothing here recurses, so depth cannot overflow
// the native stack.
#include "json/value.hpp"

#include <array>
#include <memory>
#include <new>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "base/random.hpp"
#include "json/block.hpp"
#include "json/number.hpp"

namespace json {
namespace {

constexpr std::size_t kSizeMax = 0xFFFFFFFF;

/// One allocation that begins with its block.
char* allocate(BlockKind kind, std::size_t bytes, std::size_t size) {
    QS_ASSERT(size <= kSizeMax);
    char* const memory = static_cast<char*>(::operator new(sizeof(Block) + bytes));
    Block* const block = new (memory) Block;
    block->kind = kind;
    block->size = static_cast<std::uint32_t>(size);
    return memory;
}

Value make_text(Kind kind, std::string_view text) {
    if (text.size() <= kInlineBytesMax) return Access::inline_text(kind, text);
    char* const memory = allocate(BlockKind::text, sizeof(TextNode) + text.size(), text.size());
    char* const node = memory + sizeof(Block);
    new (node) TextNode{reinterpret_cast<Block*>(memory)};
    std::memcpy(node + sizeof(TextNode), text.data(), text.size());
    return Access::counted(kind, text.size(), node);
}

/// A container with room for elements and, where it is an object of many, an index of free slots.
template <class Element>
Value make_room(Kind kind, BlockKind block_kind, std::size_t size) {
    const std::size_t slots = kind == Kind::object ? index_slots(size) : 0;
    const std::size_t element_bytes = size * sizeof(Element);
    char* const memory = allocate(
        block_kind, sizeof(ContainerNode) + element_bytes + slots * sizeof(std::uint32_t), size);
    char* const node = memory + sizeof(Block);
    char* const index = node + sizeof(ContainerNode) + element_bytes;
    if (slots != 0) std::memset(index, 0, slots * sizeof(std::uint32_t));
    new (node) ContainerNode{reinterpret_cast<Block*>(memory),
                             slots == 0 ? nullptr : reinterpret_cast<std::uint32_t*>(index)};
    return Access::counted(kind, size, node);
}

template <class Element>
Element* elements_of(const Value& value) {
    return const_cast<Element*>(Access::elements<Element>(Access::rep(value)));
}

/// Makes a container whose elements are copied or moved from `first` on.
template <class Element, class Source>
Value make_container(Kind kind, BlockKind block_kind, Source first, std::size_t size) {
    Value out = make_room<Element>(kind, block_kind, size);
    std::uninitialized_copy_n(first, size, elements_of<Element>(out));
    return out;
}

void fill_index(const Value& object) {
    const auto& rep = Access::rep(object);
    if (Access::index(rep) == nullptr) return;
    const std::size_t size = Access::size(rep);
    const std::span<std::uint32_t> slots(const_cast<std::uint32_t*>(Access::index(rep)),
                                         index_slots(size));
    const auto* const members = Access::elements<Member>(rep);
    for (std::size_t i = 0; i < size; ++i) {
        const std::size_t slot = find_slot(slots, members, members[i].key_value);
        QS_ASSERT(slots[slot] == 0);
        slots[slot] = static_cast<std::uint32_t>(i + 1);
    }
}

Value with_index(Value object) {
    fill_index(object);
    return object;
}

/// Gives back one count of `block`; true when it was the last.
bool drop_count(Block* block) noexcept {
    return block->count.fetch_sub(1, std::memory_order_acq_rel) == 1;
}

/// Frees a block and those that only it held, by a chain of waiting blocks instead of recursion.
void free_blocks(Block* block) noexcept {
    while (block != nullptr) {
        Block* const waiting = block->next;
        if (block->kind == BlockKind::array || block->kind == BlockKind::object) {
            Block* chain = waiting;
            const std::size_t values = block->size * (block->kind == BlockKind::object ? 2U : 1U);
            const auto* reps = reinterpret_cast<const Access::Rep*>(
                reinterpret_cast<const char*>(block) + sizeof(Block) + sizeof(ContainerNode));
            for (std::size_t i = 0; i < values; ++i) {
                if (!Access::is_counted(reps[i])) continue;
                Block* const child = Access::block(reps[i]);
                if (!drop_count(child)) continue;
                if (child->kind == BlockKind::array || child->kind == BlockKind::object) {
                    child->next = chain;
                    chain = child;
                } else {
                    free_blocks(child);  // Texts and documents hold nothing else: one level.
                }
            }
            ::operator delete(block);
            block = chain;
        } else {
            // For a document `next` is its further memory, which goes with it.
            ::operator delete(block);
            block = waiting;
        }
    }
}

}  // namespace

std::uint64_t long_key_hash(std::string_view key) {
    static const std::uint64_t seed = base::random_seed();
    return base::xxh3(key, seed);
}

std::uint64_t key_hash(const Value& key) {
    __extension__ using Wide = unsigned __int128;
    static const std::uint64_t first_seed = base::random_seed();
    static const std::uint64_t second_seed = base::random_seed();
    const auto& rep = Access::rep(key);
    if (Access::is_shared(rep)) return long_key_hash(Access::text(key));
    const Wide product = Wide{rep.words[0] ^ first_seed} * Wide{rep.words[1] ^ second_seed};
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

void Value::retain() noexcept {
    Access::block(inline_)->count.fetch_add(1, std::memory_order_relaxed);
    inline_.words[0] |= kCounted;
}

void Value::release() noexcept {
    Block* const block = Access::block(inline_);
    if (drop_count(block)) free_blocks(block);
}

Value Value::boolean(bool value) noexcept {
    return Access::make(static_cast<std::uint64_t>(Kind::boolean) | (value ? 0x100U : 0U), 0);
}

Value Value::integer(std::int64_t value) {
    return make_text(Kind::number, std::to_string(value));
}

Value Value::number(double value) {
    std::array<char, kDoubleBytesMax> buffer;
    return make_text(Kind::number, {buffer.data(), write_double(value, buffer)});
}

Value Value::number_text(std::string_view text) {
    QS_ASSERT(is_number_text(text));
    return make_text(Kind::number, text);
}

Value Value::string(std::string_view text) {
    return make_text(Kind::string, text);
}

Value Value::array(std::span<const Value> items) {
    if (items.empty()) return empty_array();
    return make_container<Value>(Kind::array, BlockKind::array, items.begin(), items.size());
}

Value Value::object(std::span<const Member> members) {
    if (members.empty()) return empty_object();
    return with_index(
        make_container<Member>(Kind::object, BlockKind::object, members.begin(), members.size()));
}

Value Value::take_array(std::vector<Value>&& items) {
    return take_array(std::span(items));
}
Value Value::take_object(std::vector<Member>&& members) {
    return take_object(std::span(members));
}

Value Value::take_array(std::span<Value> items) {
    if (items.empty()) return empty_array();
    return make_container<Value>(Kind::array, BlockKind::array,
                                 std::make_move_iterator(items.begin()), items.size());
}

Value Value::take_object(std::span<Member> members) {
    if (members.empty()) return empty_object();
    return with_index(make_container<Member>(
        Kind::object, BlockKind::object, std::make_move_iterator(members.begin()), members.size()));
}

// All bytes zero are a null.
Value Value::null_array(std::size_t size) {
    Value out = make_room<Value>(Kind::array, BlockKind::array, size);
    std::memset(static_cast<void*>(elements_of<Value>(out)), 0, size * sizeof(Value));
    return out;
}
Value Value::null_object(std::size_t size) {
    Value out = make_room<Member>(Kind::object, BlockKind::object, size);
    std::memset(static_cast<void*>(elements_of<Member>(out)), 0, size * sizeof(Member));
    return out;
}
void Value::index_members() {
    fill_index(*this);
}

Value Value::empty_array() noexcept {
    return Access::make(static_cast<std::uint64_t>(Kind::array), 0);
}

Value Value::empty_object() noexcept {
    return Access::make(static_cast<std::uint64_t>(Kind::object), 0);
}

bool Value::as_boolean() const {
    QS_ASSERT(is_boolean());
    return (inline_.words[0] & 0x100U) != 0;
}

std::string_view Value::as_string() const {
    QS_ASSERT(is_string());
    return Access::text(*this);
}

std::string_view Value::number_text() const {
    QS_ASSERT(is_number());
    return Access::text(*this);
}

double Value::as_double() const {
    QS_ASSERT(is_number());
    if (Access::is_shared(inline_)) return read_double(Access::text(*this));
    const auto& words = inline_.words;
    return read_inline_double(words[0] >> 16 | words[1] << 48, words[1] >> 16,
                              Access::inline_size(inline_));
}

std::strong_ordering Value::compare_number(const Value& other) const {
    QS_ASSERT(is_number() && other.is_number());
    const auto short_double = [](const Value& value) -> std::optional<double> {
        if (Access::is_shared(value.inline_)) return {};
        const auto& words = value.inline_.words;
        return read_short_inline(words[0] >> 16 | words[1] << 48, words[1] >> 16,
                                 Access::inline_size(value.inline_));
    };
    // Different numbers of so few digits are different doubles.
    const auto a = short_double(*this);
    const auto b = a ? short_double(other) : std::nullopt;
    if (!b) return compare_numbers(number_text(), other.number_text());
    if (*a == *b) return std::strong_ordering::equal;
    return *a < *b ? std::strong_ordering::less : std::strong_ordering::greater;
}

std::optional<std::int64_t> Value::as_integer() const {
    return read_integer(number_text());
}

const Value* Value::find(std::string_view key) const {
    if (!is_object()) return nullptr;
    if (key.size() <= kInlineBytesMax) {
        std::uint32_t hint = UINT32_MAX;
        return find(Access::inline_text(Kind::string, key), hint);
    }
    const std::span<const Member> all = members();
    if (all.empty()) return nullptr;
    const std::uint32_t* const index = Access::index(inline_);
    if (index == nullptr) {
        for (const Member& member : all) {
            if (Access::text(member.key_value) == key) return &member.value;
        }
        return nullptr;
    }
    const std::span<const std::uint32_t> slots(index, index_slots(all.size()));
    std::size_t slot = long_key_hash(key) & (slots.size() - 1);
    while (slots[slot] != 0) {
        const Member& member = all[slots[slot] - 1];
        if (Access::text(member.key_value) == key) return &member.value;
        slot = (slot + 1) & (slots.size() - 1);
    }
    return nullptr;
}

const Value* Value::find_beyond_hint(const Value& key, std::uint32_t& hint) const {
    if (!is_object() || size() == 0) return nullptr;
    const std::span<const Member> all = members();
    if (hint < all.size() && same_text(all[hint].key_value, key)) return &all[hint].value;
    if (const std::uint32_t* const slots = Access::index(inline_); slots != nullptr) {
        const std::span<const std::uint32_t> index(slots, index_slots(all.size()));
        const std::size_t slot = find_slot(index, all.data(), key);
        if (index[slot] == 0) return nullptr;
        hint = index[slot] - 1;
        return &all[hint].value;
    }
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        if (!same_text(all[i].key_value, key)) continue;
        hint = i;
        return &all[i].value;
    }
    return nullptr;
}

std::optional<std::string_view> Value::find_string(std::string_view key) const {
    const Value* const value = find(key);
    if (value == nullptr || !value->is_string()) return {};
    return value->as_string();
}

Value object(std::initializer_list<Member> members) {
    return Value::object({members.begin(), members.size()});
}

Value array(std::initializer_list<Value> items) {
    return Value::array({items.begin(), items.size()});
}

}  // namespace json
