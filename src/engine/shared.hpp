// A value behind a pointer: for what is large and seldom there, so that what is small and often
// there stays small. Copies share it, and nobody changes it.
#pragma once
#include <memory>
#include <utility>

namespace engine {

/// Never null; a default one holds a default T. Equal where the values are.
template <class T>
class Shared {
public:
    Shared() : value_(std::make_shared<const T>()) {}
    Shared(T value) : value_(std::make_shared<const T>(std::move(value))) {}

    const T& operator*() const { return *value_; }
    const T* operator->() const { return value_.get(); }
    bool operator==(const Shared& other) const {
        return value_ == other.value_ || *value_ == *other.value_;
    }

private:
    std::shared_ptr<const T> value_;
};

}  // namespace engine
