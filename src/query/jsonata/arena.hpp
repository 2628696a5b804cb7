// Memory that is handed out from large pieces and given back all at once, or back to a mark. Holds
// only what needs no destructor.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace query::jsonata {

class Arena {
public:
    /// The limit is not enforced here: `is_over()` tells that more than `bytes_max` bytes are held,
    /// and the evaluation ends soon after.
    explicit Arena(std::size_t bytes_max = SIZE_MAX) : bytes_max_(bytes_max) {}
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    void* allocate(std::size_t bytes) {
        bytes = (bytes + 7) & ~std::size_t{7};
        if (bytes > static_cast<std::size_t>(end_ - cursor_)) refill(bytes);
        char* const memory = cursor_;
        cursor_ += bytes;
        return memory;
    }
    template <class T, class... Arguments>
    T* make(Arguments&&... arguments) {
        static_assert(std::is_trivially_destructible_v<T>);
        return new (allocate(sizeof(T))) T{std::forward<Arguments>(arguments)...};
    }
    /// Memory for `count` objects, not initialised.
    template <class T>
    T* array(std::size_t count) {
        static_assert(std::is_trivially_destructible_v<T>);
        return static_cast<T*>(allocate(count * sizeof(T)));
    }
    template <class T>
    std::span<T> copy(std::span<const T> items) {
        T* const memory = array<T>(items.size());
        if (!items.empty())
            std::memcpy(static_cast<void*>(memory), items.data(), items.size_bytes());
        return {memory, items.size()};
    }
    std::string_view copy(std::string_view text) {
        auto* const memory = static_cast<char*>(allocate(text.size()));
        if (!text.empty()) std::memcpy(memory, text.data(), text.size());
        return {memory, text.size()};
    }
    /// Counts memory that is held elsewhere for this evaluation.
    void charge(std::size_t bytes) { bytes_held_ += bytes; }
    bool is_over() const { return bytes_held_ > bytes_max_; }
    std::size_t bytes_max() const { return bytes_max_; }

    struct Mark {
        std::size_t chunks;
        char* cursor;
    };
    Mark mark() const { return {chunks_.size(), cursor_}; }
    /// Gives back all that was handed out since the mark.
    void release(const Mark& mark) {
        if (mark.chunks == chunks_.size()) {
            cursor_ = mark.cursor;
        } else {
            release_chunks(mark);
        }
    }
    /// Whether the address was handed out since the mark.
    bool is_after(const Mark& mark, const void* address) const {
        const auto* const at = static_cast<const char*>(address);
        if (mark.chunks == chunks_.size()) return at >= mark.cursor && at < cursor_;
        return true;
    }

private:
    struct Chunk {
        std::unique_ptr<char[]> memory;
        std::size_t bytes = 0;
    };

    void refill(std::size_t bytes) {
        if (spare_.bytes >= bytes) {
            chunks_.push_back(std::move(spare_));
            spare_ = {};
        } else {
            const std::size_t size = std::max(next_bytes_, bytes);
            next_bytes_ = std::min(next_bytes_ * 2, kChunkBytesMax);
            chunks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
            bytes_held_ += size;
        }
        cursor_ = chunks_.back().memory.get();
        end_ = cursor_ + chunks_.back().bytes;
    }
    /// Keeps one of the chunks given back: a loop over the end of a chunk needs it again at once.
    void release_chunks(const Mark& mark) {
        while (chunks_.size() > mark.chunks) {
            if (chunks_.back().bytes > spare_.bytes) std::swap(spare_, chunks_.back());
            bytes_held_ -= chunks_.back().bytes;
            chunks_.pop_back();
        }
        cursor_ = mark.cursor;
        end_ = chunks_.empty() ? nullptr : chunks_.back().memory.get() + chunks_.back().bytes;
    }

    static constexpr std::size_t kChunkBytesMax = 1024 * 1024;

    char* cursor_ = nullptr;
    char* end_ = nullptr;
    std::size_t next_bytes_ = 4096;
    std::size_t bytes_held_ = 0;
    std::size_t bytes_max_;
    std::vector<Chunk> chunks_;
    Chunk spare_;
};

}  // namespace query::jsonata
