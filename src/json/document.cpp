// Lays a document down in one block, or in a chain of them where the estimate was too small.
#include "json/document.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace json {
namespace {

using Rep = Access::Rep;

constexpr std::size_t kChunkBytesMin = 128;
constexpr std::size_t kChunkBytesMax = 1024 * 1024;
/// A table of so many slots gets memory of its own: the estimate does not know of it, and it would
/// push the object's members out of the chunk that was made for them.
constexpr std::size_t kIndexSlotsApart = 1024;
/// Above this the library's functions, with their wider vectors, win over the loop here.
constexpr std::size_t kCopyBytesMax = 128;

constexpr std::size_t kStackSecond = 1024;
/// A stack of up to 512 KiB waits for this thread's next document.
constexpr std::size_t kStackKept = 32 * 1024;

struct SpareStack {
    std::unique_ptr<Rep[]> memory;
    std::size_t room = 0;
};
thread_local SpareStack spare;

/// Two elements of the stack seen as one member. The stack's words hold no counts.
const Value& as_value(const Rep& rep) {
    return reinterpret_cast<const Value&>(rep);
}

/// Copies a text of at least 8 bytes unless there is a backslash in it: then true. The last words
/// overlap those before them, so that no byte behind the text is touched.
bool copy_and_check(char* out, const char* in, std::size_t size) noexcept {
    if (size > kCopyBytesMax) {
        if (std::memchr(in, '\\', size) != nullptr) return true;
        std::memcpy(out, in, size);
        return false;
    }
    std::uint64_t found = 0;
    const auto copy_word = [&](std::size_t at) {
        const std::uint64_t word = word_at(in + at);
        std::memcpy(out + at, &word, sizeof(word));
        found |= bytes_equal(word, '\\');
    };
    for (std::size_t at = 0; at + 8 <= size; at += 8) copy_word(at);
    copy_word(size - 8);
    return found != 0;
}

/// Which of 64 bits stands for a key. Equal keys have equal bits.
std::uint64_t key_bit(const Rep& key) noexcept {
    const std::uint64_t second =
        Access::is_shared(key)
            ? word_at(reinterpret_cast<const char*>(key.words[1]) + sizeof(TextNode))
            : key.words[1];
    const std::uint64_t mixed = (key.words[0] + second * 31) * 0x9E3779B97F4A7C15;
    return std::uint64_t{1} << (mixed >> 58);
}

/// Keeps the members before `kept` and puts member `from` behind them or, when its key is that of
/// member `same`, its value into that one; the number of members then.
std::size_t keep_member(std::span<Rep> words, std::size_t kept, std::size_t from,
                        std::size_t same) noexcept {
    words[2 * same + 1] = words[2 * from + 1];
    if (same < kept) return kept;
    words[2 * kept] = words[2 * from];
    return kept + 1;
}

/// For objects without an index. Keys are compared only where their bits meet.
std::size_t remove_duplicates(std::span<Rep> words) noexcept {
    std::uint64_t seen = 0;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < words.size() / 2; ++i) {
        const std::uint64_t bit = key_bit(words[2 * i]);
        std::size_t same = kept;
        if ((seen & bit) != 0) {
            const Value& key = as_value(words[2 * i]);
            for (std::size_t k = 0; k < kept && same == kept; ++k) {
                if (same_text(as_value(words[2 * k]), key)) same = k;
            }
        }
        seen |= bit;
        if (same == kept && kept == i) {
            ++kept;  // Nothing moves in an object whose keys differ.
        } else {
            kept = keep_member(words, kept, i, same);
        }
    }
    return kept;
}

/// The same, and fills the index.
std::size_t remove_duplicates(std::span<Rep> words, std::span<std::uint32_t> index) {
    const auto* const members = reinterpret_cast<const Member*>(words.data());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < words.size() / 2; ++i) {
        const std::size_t slot = find_slot(index, members, as_value(words[2 * i]));
        std::size_t same = kept;
        if (index[slot] == 0) {
            index[slot] = static_cast<std::uint32_t>(kept + 1);
        } else {
            same = index[slot] - 1;
        }
        kept = keep_member(words, kept, i, same);
    }
    return kept;
}

void free_chain(Block* block) noexcept {
    while (block != nullptr) {
        Block* const next = block->next;
        ::operator delete(block);
        block = next;
    }
}

Block* make_chunk(std::size_t room) {
    Block* const chunk = new (::operator new(sizeof(Block) + room)) Block;
    chunk->kind = BlockKind::document;
    return chunk;
}

char* memory_of(Block* chunk) noexcept {
    return reinterpret_cast<char*>(chunk) + sizeof(Block);
}

}  // namespace

DocumentBuilder::~DocumentBuilder() {
    free_chain(block_);
    if (more_ == nullptr) return;
    const auto room = static_cast<std::size_t>(limit_ - stack_);
    if (room > spare.room && room <= kStackKept) spare = {std::move(more_), room};
}

void DocumentBuilder::grow_stack() {
    const std::size_t used = mark();
    std::size_t room = std::max(used * 2, kStackSecond);
    std::unique_ptr<Rep[]> larger;
    if (spare.room >= room) {
        larger = std::move(spare.memory);
        room = std::exchange(spare.room, 0);
    } else {
        larger = std::make_unique_for_overwrite<Rep[]>(room);
    }
    std::copy(stack_, top_, larger.get());
    more_ = std::move(larger);
    stack_ = more_.get();
    top_ = stack_ + used;
    limit_ = stack_ + room;
}

void DocumentBuilder::add_chunk(std::size_t bytes) {
    const std::size_t room = std::max(bytes, chunk_bytes_);
    Block* const chunk = make_chunk(room);
    if (block_ == nullptr) {
        block_ = chunk;
    } else {  // Nodes point to the first block: the others hang behind it.
        chunk->next = block_->next;
        block_->next = chunk;
    }
    cursor_ = memory_of(chunk);
    end_ = cursor_ + room;
    chunk_bytes_ = std::clamp(room / 4, kChunkBytesMin, kChunkBytesMax);
}

std::uint32_t* DocumentBuilder::allocate_index(std::size_t slots, std::size_t node_bytes) {
    const std::size_t bytes = slots * sizeof(std::uint32_t);
    const auto room = static_cast<std::size_t>(end_ - cursor_);
    if (slots < kIndexSlotsApart || block_ == nullptr || bytes + node_bytes <= room) {
        return reinterpret_cast<std::uint32_t*>(allocate(bytes));
    }
    Block* const chunk = make_chunk(bytes);
    chunk->next = block_->next;
    block_->next = chunk;
    return reinterpret_cast<std::uint32_t*>(memory_of(chunk));
}

void DocumentBuilder::add_node(Kind kind, std::string_view text) {
    char* const node = allocate(sizeof(TextNode) + text.size());
    new (node) TextNode{block_};
    std::memcpy(node + sizeof(TextNode), text.data(), text.size());
    push(Access::rep(Access::borrowed(kind, text.size(), node)));
}

bool DocumentBuilder::add_plain_string(std::string_view text) {
    if (text.size() <= kInlineBytesMax) {
        if (text.find('\\') != std::string_view::npos) return false;
        add(Access::inline_text(Kind::string, text));
        return true;
    }
    char* const node = allocate(sizeof(TextNode) + text.size());
    new (node) TextNode{block_};
    if (copy_and_check(node + sizeof(TextNode), text.data(), text.size())) {
        cursor_ = node;
        return false;
    }
    push(Access::rep(Access::borrowed(Kind::string, text.size(), node)));
    return true;
}

void DocumentBuilder::put_container(Kind kind, std::size_t mark, std::size_t elements,
                                    std::size_t words, const std::uint32_t* index) {
    char* const node = allocate(sizeof(ContainerNode) + words * sizeof(Rep));
    new (node) ContainerNode{block_, index};
    const Rep* from = stack_ + mark;
    if (words <= 2 * kLinearMembersMax) {
        auto* to = reinterpret_cast<Rep*>(node + sizeof(ContainerNode));
        for (std::size_t i = 0; i < words; ++i) to[i] = from[i];
    } else {
        std::memcpy(node + sizeof(ContainerNode), from, words * sizeof(Rep));
    }
    top_ = stack_ + mark;
    push(Access::rep(Access::borrowed(kind, elements, node)));
}

void DocumentBuilder::end_array(std::size_t mark) {
    const std::size_t count = this->mark() - mark;
    if (count == 0) {
        add(Value::empty_array());
        return;
    }
    put_container(Kind::array, mark, count, count, nullptr);
}

void DocumentBuilder::end_object(std::size_t mark) {
    const std::size_t given = (this->mark() - mark) / 2;
    if (given == 0) {
        add(Value::empty_object());
        return;
    }
    const std::span<Rep> words(stack_ + mark, given * 2);
    std::size_t slots = index_slots(given);
    if (slots == 0) {
        const std::size_t count = remove_duplicates(words);
        put_container(Kind::object, mark, count, count * 2, nullptr);
        return;
    }
    std::uint32_t* index = allocate_index(slots, sizeof(ContainerNode) + given * sizeof(Member));
    std::fill_n(index, slots, 0U);
    const std::size_t count = remove_duplicates(words, {index, slots});
    if (index_slots(count) != slots) {  // The table's size must follow from the final count.
        slots = index_slots(count);
        std::fill_n(index, slots, 0U);
        if (slots == 0) index = nullptr;
        if (index != nullptr) remove_duplicates(words.first(count * 2), {index, slots});
    }
    put_container(Kind::object, mark, count, count * 2, index);
}

Value DocumentBuilder::finish() {
    QS_ASSERT(mark() == 1);
    const Rep rep = *--top_;
    if (!Access::is_shared(rep)) return Access::make(rep.words[0], rep.words[1]);
    block_ = nullptr;  // Its one count passes to the value.
    return Access::make(rep.words[0] | Access::kCounted, rep.words[1]);
}

}  // namespace json
