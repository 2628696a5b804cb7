// Builds a document in one block: the parser and `compact` feed it values from left to right, and
// it lays containers down when they close. For this floor only.
#pragma once
#include <span>
#include <vector>

#include "base/assert.hpp"
#include "json/block.hpp"

namespace json {

class DocumentBuilder {
public:
    /// `bytes_expected` is what the nodes will need; more is allocated where it does not suffice.
    explicit DocumentBuilder(std::size_t bytes_expected);
    DocumentBuilder(const DocumentBuilder&) = delete;
    DocumentBuilder& operator=(const DocumentBuilder&) = delete;
    ~DocumentBuilder();

    /// Appends a value that lies in itself.
    void add(const Value& value) {
        QS_ASSERT(!Access::is_shared(Access::rep(value)));
        stack_.push_back(Access::rep(value));
    }
    void add_text(Kind kind, std::string_view text);
    /// Appends a string whose bytes `write(buffer)` puts into a buffer of `bytes_max` bytes; it
    /// returns how many it wrote.
    template <class Write>
    void add_written(std::size_t bytes_max, Write write);

    /// How many values wait on the stack: remember it where a container opens.
    std::size_t mark() const noexcept { return stack_.size(); }
    /// Closes a container: everything since `mark` becomes its items.
    void end_array(std::size_t mark);
    /// The same for an object: keys and values by turns. Of equal keys the last value stays, in the
    /// first one's place.
    void end_object(std::size_t mark);

    /// The document. Precondition: exactly one value is left.
    Value finish();

private:
    using Rep = Access::Rep;

    char* allocate(std::size_t bytes);
    std::size_t remove_duplicates(std::span<Rep> words, std::span<std::uint32_t> index);

    Block* block_ = nullptr;
    char* cursor_ = nullptr;
    char* end_ = nullptr;
    std::size_t chunk_bytes_;
    std::vector<Rep> stack_;
};

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
    stack_.push_back(Access::rep(Access::borrowed(Kind::string, size, node)));
    cursor_ = node + ((sizeof(TextNode) + size + 7) & ~std::size_t{7});
}

}  // namespace json
