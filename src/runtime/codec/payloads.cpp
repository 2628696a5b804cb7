#include "runtime/codec/payloads.hpp"

namespace runtime::codec {

std::optional<std::uint64_t> Payloads::find(const json::Value& value) const {
    if (value.address() == nullptr) return std::nullopt;
    const auto found = by_address_.find(value.address());
    if (found == by_address_.end()) return std::nullopt;
    const json::Value& known = newest_[found->second - first_];
    // An empty container may lie at the address of its first neighbour.
    if (known.kind() != value.kind() || known.size() != value.size()) return std::nullopt;
    return found->second;
}

void Payloads::add(const json::Value& value) {
    if (newest_.size() == kRemembered) {
        const auto oldest = by_address_.find(newest_.front().address());
        if (oldest != by_address_.end() && oldest->second == first_) by_address_.erase(oldest);
        newest_.pop_front();
        ++first_;
    }
    if (value.address() != nullptr) by_address_.insert_or_assign(value.address(), count());
    newest_.push_back(value);
}

std::optional<json::Value> Payloads::at(std::uint64_t number) const {
    if (number < first_ || number >= count()) return std::nullopt;
    return newest_[number - first_];
}

}  // namespace runtime::codec
