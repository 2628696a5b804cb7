// The text of a Location.
#include "asl/location.hpp"

#include <vector>

namespace asl {

std::string Location::text() const {
    if (parent_ == nullptr) return "/";
    std::vector<const Location*> chain;
    for (const Location* step = this; step->parent_ != nullptr; step = step->parent_)
        chain.push_back(step);
    std::string text;
    for (auto step = chain.rbegin(); step != chain.rend(); ++step) {
        if ((*step)->is_item_) {
            text += "[" + std::to_string((*step)->index_) + "]";
        } else {
            text += "/";
            text += (*step)->name_;
        }
    }
    return text;
}

}  // namespace asl
