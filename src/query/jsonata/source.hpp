// The values that a step or a predicate goes over. For the evaluator's own files.
#pragma once
#include <optional>

#include "query/jsonata/evaluator.hpp"

namespace query::jsonata {

/// The values that a step starts from: those of an array, or one.
struct Evaluator::Source {
    explicit Source(const Item& item) : one(item), is_array(item.is_array()) {
        if (is_array) items.emplace(item);
    }
    std::size_t size() const { return is_array ? items->size() : 1; }
    Item operator[](std::size_t index) const { return is_array ? (*items)[index] : one; }

    Item one;
    bool is_array;
    std::optional<Items> items;
};

}  // namespace query::jsonata
