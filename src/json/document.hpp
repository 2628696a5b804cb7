// Builds a document in one block: the parser and `compact` feed it values from left to right, and
// it lays containers down when they close. For this floor only.
#pragma once
#include <cstring>
#include <memory>
#include <span>

#include "base/assert.hpp"
#include "json/block.hpp"
#include "json/words.hpp"

namespace json {

class DocumentBuilder {
public:
    /// `bytes_expected` is what the nodes will need; more is allocated where it does not suffice.
    explicit DocumentBuilder(std::size_t bytes_expected) noexcept : chunk_bytes_(bytes_expected) {}
    DocumentBuilder(const DocumentBuilder&) = delete;
    DocumentBuilder& operator=(const DocumentBuilder&) = delete;
    ~DocumentBuilder();

    /// Appends a value that lies in itself.
    void add(const Value& value) {
        QS_ASSERT(!Access::is_shared(Access::rep(value)));
        push(Access::rep(value));
    }
    void add_text(Kind kind, std::string_view text) {
        if (text.size() <= kInlineBytesMax) {
            add(Access::inline_text(kind, text));
        } else {
            add_node(kind, text);
        }
    }
    /// The same for what short_text gave.
    void add_short(const Access::Rep& text) { push(text); }
    /// Appends a string unless there is a backslash in it; false when there is one.
    bool add_plain_string(std::string_view text);
    /// Appends a string whose bytes `write(buffer)` puts into a buffer of `bytes_max` bytes; it
    /// returns how many it wrote.
    template <class Write>
    void add_written(std::size_t bytes_max, Write write);

    /// How many values wait on the stack: remember it where a container opens.
    std::size_t mark() const noexcept { return static_cast<std::size_t>(top_ - stack_); }
    /// Closes a container: everything since `mark` becomes its items.
    void end_array(std::size_t mark);
    /// The same for an object: keys and values by turns. Of equal keys the last value stays, in the
    /// first one's place.
    void end_object(std::size_t mark);

    /// The document. Precondition: exactly one value is left.
    Value finish();

    using Rep = Access::Rep;
    /// A text of at most kInlineBytesMax bytes. Precondition: 16 bytes can be read from `text` on.
    static Rep short_text(Kind kind, const char* text, std::size_t size) noexcept;

private:
    static constexpr std::size_t kStackFirst = 64;

    void push(const Rep& rep) {
        if (top_ == limit_) [[unlikely]]
            grow_stack();
        *top_++ = rep;
    }
    char* allocate(std::size_t bytes) {
        bytes = (bytes + 7) & ~std::size_t{7};
        if (static_cast<std::size_t>(end_ - cursor_) < bytes) [[unlikely]]
            add_chunk(bytes);
        char* const out = cursor_;
        cursor_ += bytes;
        return out;
    }
    void grow_stack();
    void add_chunk(std::size_t bytes);
    std::uint32_t* allocate_index(std::size_t slots, std::size_t node_bytes);
    void add_node(Kind kind, std::string_view text);
    void put_container(Kind kind, std::size_t mark, std::size_t elements, std::size_t words,
                       const std::uint32_t* index);

    Block* block_ = nullptr;
    char* cursor_ = nullptr;
    char* end_ = nullptr;
    std::size_t chunk_bytes_;
    Rep first_[kStackFirst];  // Most documents need no larger stack. Written before it is read.
    std::unique_ptr<Rep[]> more_;
    Rep* stack_ = first_;
    Rep* top_ = first_;
    Rep* limit_ = first_ + kStackFirst;
};

inline DocumentBuilder::Rep DocumentBuilder::short_text(Kind kind, const char* text,
                                                        std::size_t size) noexcept {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::memcpy(&low, text, sizeof(low));
    std::memcpy(&high, text + sizeof(low), sizeof(high));
    // Kind and length lie in front, then six bytes in this word and eight in the next. Bytes behind
    // the text are zero, because texts are compared by words.
    const std::uint64_t* const masks = kTextMasks[size];
    return {
        {static_cast<std::uint64_t>(kind) | (std::uint64_t{size} << 8) | ((low << 16) & masks[0]),
         ((low >> 48) | (high << 16)) & masks[1]}};
}

template <class Write>
void DocumentBuilder::add_written(std::size_t bytes_max, Write write) {
    char* const node = allocate(sizeof(TextNode) + bytes_max);
    char* const bytes = node + sizeof(TextNode);
    const std::size_t size = write(bytes);
    if (size <= kInlineBytesMax) {
        add(Access::inline_text(Kind::string, {bytes, size}));
        cursor_ = node;
        return;
    }
    new (node) TextNode{block_};
    push(Access::rep(Access::borrowed(Kind::string, size, node)));
    cursor_ = node + ((sizeof(TextNode) + size + 7) & ~std::size_t{7});
}

}  // namespace json
