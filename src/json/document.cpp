// Lays a document down in one block, or in a chain of them where the estimate was too small.
#include "json/document.hpp"

#include <algorithm>
#include <new>

namespace json {
namespace {

constexpr std::size_t kChunkBytesMin = 128;
constexpr std::size_t kChunkBytesMax = 1024 * 1024;

/// Two elements of the stack seen as one member. The stack's words hold no counts.
const Value& as_value(const Access::Rep& rep) {
    return reinterpret_cast<const Value&>(rep);
}

}  // namespace

DocumentBuilder::DocumentBuilder(std::size_t bytes_expected) : chunk_bytes_(bytes_expected) {
    stack_.reserve(64);
}

DocumentBuilder::~DocumentBuilder() {
    while (block_ != nullptr) {
        Block* const next = block_->next;
        ::operator delete(block_);
        block_ = next;
    }
}

char* DocumentBuilder::allocate(std::size_t bytes) {
    bytes = (bytes + 7) & ~std::size_t{7};
    if (static_cast<std::size_t>(end_ - cursor_) < bytes) {
        const std::size_t room = std::max(bytes, chunk_bytes_);
        char* const memory = static_cast<char*>(::operator new(sizeof(Block) + room));
        Block* const chunk = new (memory) Block;
        chunk->kind = BlockKind::document;
        if (block_ == nullptr) {
            block_ = chunk;
        } else {  // Nodes point to the first block: the others hang behind it.
            chunk->next = block_->next;
            block_->next = chunk;
        }
        cursor_ = memory + sizeof(Block);
        end_ = cursor_ + room;
        chunk_bytes_ = std::clamp(room / 4, kChunkBytesMin, kChunkBytesMax);
    }
    char* const out = cursor_;
    cursor_ += bytes;
    return out;
}

void DocumentBuilder::add_text(Kind kind, std::string_view text) {
    if (text.size() <= kInlineBytesMax) {
        add(Access::inline_text(kind, text));
        return;
    }
    char* const node = allocate(sizeof(TextNode) + text.size());
    new (node) TextNode{block_};
    std::memcpy(node + sizeof(TextNode), text.data(), text.size());
    stack_.push_back(Access::rep(Access::borrowed(kind, text.size(), node)));
}

void DocumentBuilder::end_array(std::size_t mark) {
    const std::size_t count = stack_.size() - mark;
    if (count == 0) {
        add(Value::empty_array());
        return;
    }
    char* const node = allocate(sizeof(ContainerNode) + count * sizeof(Rep));
    new (node) ContainerNode{block_, nullptr};
    std::memcpy(node + sizeof(ContainerNode), stack_.data() + mark, count * sizeof(Rep));
    stack_.resize(mark);
    stack_.push_back(Access::rep(Access::borrowed(Kind::array, count, node)));
}

std::size_t DocumentBuilder::remove_duplicates(std::span<Rep> words,
                                               std::span<std::uint32_t> index) {
    const auto* const members = reinterpret_cast<const Member*>(words.data());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < words.size() / 2; ++i) {
        const Value& key = as_value(words[2 * i]);
        std::size_t same = kept;
        if (index.empty()) {
            for (std::size_t k = 0; k < kept && same == kept; ++k) {
                if (same_text(as_value(words[2 * k]), key)) same = k;
            }
        } else {
            const std::size_t slot = find_slot(index, members, key);
            if (index[slot] == 0) {
                index[slot] = static_cast<std::uint32_t>(kept + 1);
            } else {
                same = index[slot] - 1;
            }
        }
        if (same == kept) {
            words[2 * kept] = words[2 * i];
            ++kept;
        }
        words[2 * same + 1] = words[2 * i + 1];
    }
    return kept;
}

void DocumentBuilder::end_object(std::size_t mark) {
    const std::size_t given = (stack_.size() - mark) / 2;
    if (given == 0) {
        add(Value::empty_object());
        return;
    }
    const std::span<Rep> words(stack_.data() + mark, given * 2);
    std::size_t slots = index_slots(given);
    std::uint32_t* index = nullptr;
    if (slots != 0) {
        index = reinterpret_cast<std::uint32_t*>(allocate(slots * sizeof(std::uint32_t)));
        std::fill_n(index, slots, 0U);
    }
    const std::size_t count = remove_duplicates(words, {index, slots});
    if (index_slots(count) != slots) {  // The table's size must follow from the final count.
        slots = index_slots(count);
        std::fill_n(index, slots, 0U);
        if (slots == 0) index = nullptr;
        if (index != nullptr) remove_duplicates(words.first(count * 2), {index, slots});
    }
    char* const node = allocate(sizeof(ContainerNode) + count * 2 * sizeof(Rep));
    new (node) ContainerNode{block_, index};
    std::memcpy(node + sizeof(ContainerNode), words.data(), count * 2 * sizeof(Rep));
    stack_.resize(mark);
    stack_.push_back(Access::rep(Access::borrowed(Kind::object, count, node)));
}

Value DocumentBuilder::finish() {
    QS_ASSERT(stack_.size() == 1);
    const Rep rep = stack_.front();
    stack_.clear();
    if (!Access::is_shared(rep)) return Access::make(rep.words[0], rep.words[1]);
    block_ = nullptr;  // Its one count passes to the value.
    return Access::make(rep.words[0] | Access::kCounted, rep.words[1]);
}

}  // namespace json
