// Deep equality of values, with a stack of pairs instead of recursion.
#include <vector>

#include "json/block.hpp"
#include "json/number.hpp"
#include "json/value.hpp"

namespace json {
namespace {

struct Pair {
    const Value* a;
    const Value* b;
};

/// Whether both are the very same: equal words, or the same node.
bool identical(const Value& a, const Value& b) noexcept {
    const auto& x = Access::rep(a);
    const auto& y = Access::rep(b);
    return (x.words[0] | Access::kCounted) == (y.words[0] | Access::kCounted) &&
           x.words[1] == y.words[1];
}

/// Compares all but the elements, which go onto the stack.
bool equal_without_elements(const Value& a, const Value& b, std::vector<Pair>& open) {
    if (identical(a, b)) return true;
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
        case Kind::null: return true;
        case Kind::boolean: return a.as_boolean() == b.as_boolean();
        case Kind::number: return a.compare_number(b) == 0;
        case Kind::string: return same_text(a, b);
        case Kind::array:
            if (a.size() != b.size()) return false;
            for (std::size_t i = 0; i < a.size(); ++i) {
                open.push_back({&a.items()[i], &b.items()[i]});
            }
            return true;
        case Kind::object:
            if (a.size() != b.size()) return false;
            for (std::size_t i = 0; i < a.size(); ++i) {
                const Member& member = a.members()[i];
                const Member& beside = b.members()[i];
                // Mostly the order is the same too, which saves the search.
                const Value* const other = same_text(member.key_value, beside.key_value)
                                               ? &beside.value
                                               : b.find(member.key());
                if (other == nullptr) return false;
                open.push_back({&member.value, other});
            }
            return true;
    }
    return false;
}

}  // namespace

bool Value::operator==(const Value& other) const {
    std::vector<Pair> open;
    if (!equal_without_elements(*this, other, open)) return false;
    while (!open.empty()) {
        const Pair pair = open.back();
        open.pop_back();
        if (!equal_without_elements(*pair.a, *pair.b, open)) return false;
    }
    return true;
}

}  // namespace json
