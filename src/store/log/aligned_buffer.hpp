// Bytes at an address that direct reads and writes accept.
#pragma once
#include <cstddef>
#include <memory>
#include <new>

#include "store/disk/disk.hpp"

namespace store {

class AlignedBuffer {
public:
    /// Makes room for at least `bytes`; what it held is lost when it grows.
    void reserve(std::size_t bytes) {
        if (bytes <= capacity_) return;
        const std::size_t rounded = (bytes + kDirectBytes - 1) / kDirectBytes * kDirectBytes;
        bytes_.reset(static_cast<char*>(::operator new(rounded, std::align_val_t{kDirectBytes})));
        capacity_ = rounded;
    }
    char* data() { return bytes_.get(); }
    const char* data() const { return bytes_.get(); }
    std::size_t capacity() const { return capacity_; }

private:
    struct Free {
        void operator()(char* bytes) const {
            ::operator delete(bytes, std::align_val_t{kDirectBytes});
        }
    };
    std::unique_ptr<char, Free> bytes_;
    std::size_t capacity_ = 0;
};

}  // namespace store
