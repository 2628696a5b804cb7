// A function as a value.
#pragma once
#include <cstdint>
#include <span>

#include "query/jsonata/item.hpp"
#include "query/jsonata/node.hpp"

namespace query::jsonata {

struct Binding {
    NameId name;
    Item value;
};

/// Variables of one block, call or tuple. Looked up from the innermost outwards.
struct Frame {
    Frame* parent = nullptr;
    Binding* bindings = nullptr;
    std::uint32_t size = 0;
    std::uint32_t capacity = 0;  ///< 0 where the bindings are somebody else's.
    std::uint64_t serial = 0;    ///< Later frames have larger ones.

    const Item* find(NameId name) const {
        for (std::uint32_t i = size; i-- > 0;) {
            if (bindings[i].name == name) return &bindings[i].value;
        }
        return nullptr;
    }
};

/// A value of a tuple stream: what `$` is, and what `@`, `#` and `%` bound on the way to it.
struct Tuple {
    Item value;
    Binding* bindings = nullptr;
    std::uint32_t size = 0;
};

enum class FunctionKind : std::uint8_t {
    native,
    lambda,
    partial,    ///< `f(?, 1)`: `first` with some of its arguments.
    composed,   ///< `first ~> second`
    transform,  ///< `|...|...|`
    regex,
    next_match,  ///< What a match object has as its `next`.
};

struct Function {
    FunctionKind kind = FunctionKind::native;
    std::uint32_t arity = 0;
    const Native* native = nullptr;
    const Node* node = nullptr;  ///< lambda, transform, regex, next_match
    Frame* frame = nullptr;      ///< lambda, transform
    Item input = {};             ///< lambda, transform: what `$` is; next_match: the text.
    const Function* first = nullptr;
    const Function* second = nullptr;
    /// partial: its arguments; the tag tail_call marks a place to fill in.
    std::span<Item> arguments = {};
    std::size_t from = 0;  ///< next_match: where to go on, in bytes.
};

}  // namespace query::jsonata
