// Values that remember the text they were written with.
#include <memory>
#include <new>

#include "base/assert.hpp"
#include "json/block.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"

namespace json {
namespace {

/// A container of its own with the elements of `value` and `text` behind them.
template <class Element>
Value copy_with(const Value& value, std::span<const Element> elements, Element text,
                BlockKind block_kind) {
    const std::size_t size = elements.size();
    const std::size_t slots = value.is_object() ? index_slots(size) : 0;
    const std::size_t element_bytes = (size + 1) * sizeof(Element);
    const std::size_t bytes =
        sizeof(Block) + sizeof(ContainerNode) + element_bytes + slots * sizeof(std::uint32_t);
    char* const memory = static_cast<char*>(::operator new(bytes));
    Block* const block = new (memory) Block;
    block->kind = block_kind;
    block->size = static_cast<std::uint32_t>(size + 1);
    char* const node = memory + sizeof(Block);
    char* const first = node + sizeof(ContainerNode);
    auto* const index =
        slots == 0 ? nullptr : reinterpret_cast<std::uint32_t*>(first + element_bytes);
    new (node) ContainerNode{block, index};
    auto* const typed = reinterpret_cast<Element*>(first);
    std::uninitialized_copy_n(elements.begin(), size, typed);
    new (typed + size) Element(std::move(text));
    if (index != nullptr) {
        // The table holds numbers of members, which are the same here.
        std::copy_n(Access::index(Access::rep(value)), slots, index);
    }
    const Value made = Access::counted(value.kind(), size, node);
    const auto& rep = Access::rep(made);
    Value written = Access::make(rep.words[0] | Access::kWritten, rep.words[1]);
    Access::block(rep)->count.fetch_add(1, std::memory_order_relaxed);  // `made` gives one back.
    return written;
}

}  // namespace

Value with_written_text(const Value& value, std::string_view text) {
    QS_ASSERT(text.size() < UINT32_MAX && value.size() < UINT32_MAX);
    if (value.is_array()) {
        return copy_with<Value>(value, value.items(), Value::string(text), BlockKind::array);
    }
    if (value.is_object()) {
        return copy_with<Member>(value, value.members(), Member(Value::string(text), Value()),
                                 BlockKind::object);
    }
    return value;
}

Value without_written_text(const Value& value) noexcept {
    Value copy(value);
    return Access::plain(std::move(copy));
}

std::string_view Value::written_text() const noexcept {
    if ((inline_.words[0] & kWritten) == 0) return {};
    // A short text lies in the element itself, which is as good as the value.
    if (is_array()) return Access::text(Access::elements<Value>(inline_)[size()]);
    return Access::text(Access::elements<Member>(inline_)[size()].key_value);
}

base::Result<Value> parse_as_written(std::string_view text, const ParseOptions& options) {
    QS_TRY(Value value, parse(text, options));
    if (!value.is_array() && !value.is_object()) return value;
    if (printed_bytes(value, text.size()) == text.size() && print(value) == text) return value;
    return with_written_text(value, text);
}

std::string print_as_written(const Value& value) {
    const std::string_view text = value.written_text();
    return text.empty() ? print(value) : std::string(text);
}

}  // namespace json
