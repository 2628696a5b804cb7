// Writes JSON text. One walk serves printing and counting; it keeps its own stack.
#include "json/print.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "json/block.hpp"
#include "json/words.hpp"

namespace json {
namespace {

/// What each byte of a string becomes: 0 itself, 'u' a \u00XX, else a backslash and that letter.
constexpr std::array<char, 256> kEscapes = [] {
    std::array<char, 256> out{};
    for (std::size_t i = 0; i < 0x20; ++i) out[i] = 'u';
    out['\b'] = 'b';
    out['\f'] = 'f';
    out['\n'] = 'n';
    out['\r'] = 'r';
    out['\t'] = 't';
    out['"'] = '"';
    out['\\'] = '\\';
    return out;
}();

char escape_of(char c) {
    return kEscapes[static_cast<unsigned char>(c)];
}

/// Where a thread writes its next text before the size is known. One of up to 1 MiB is kept.
struct Scratch {
    std::unique_ptr<char[]> memory;
    std::size_t room = 0;
};
thread_local Scratch spare;
constexpr std::size_t kScratchFirst = 1024;
constexpr std::size_t kScratchKept = 1024 * 1024;

/// Writes a text apart and then appends it as a whole, so that the string grows once.
class Writer {
public:
    Writer() : memory_(std::move(spare.memory)), room_(std::exchange(spare.room, 0)) {
        if (room_ == 0) {
            room_ = kScratchFirst;
            memory_ = std::make_unique_for_overwrite<char[]>(room_);
        }
        at_ = memory_.get();
        end_ = at_ + room_;
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer() {
        if (room_ <= kScratchKept) spare = {std::move(memory_), room_};
    }
    std::string_view text() const { return {memory_.get(), written()}; }

    bool is_full() const { return false; }
    void put(char c) {
        make_room(1);
        *at_++ = c;
    }
    void put(std::string_view text) {
        make_room(text.size());
        std::memcpy(at_, text.data(), text.size());
        at_ += text.size();
    }
    void put_number(const Value& number) {
        if (Access::is_shared(Access::rep(number))) return put(Access::text(number));
        make_room(0);
        put_short(number);
    }
    void put_string(const Value& string) {
        const auto& rep = Access::rep(string);
        if (Access::is_shared(rep)) return put_string(Access::text(string));
        // Bytes beside the text become letters, so that all is looked at without a loop.
        const std::uint64_t* const masks = kTextMasks[Access::inline_size(rep)];
        const std::uint64_t first = rep.words[0] | (kOnes * 0x40 & ~masks[0]);
        const std::uint64_t second = rep.words[1] | (kOnes * 0x40 & ~masks[1]);
        if ((bytes_to_escape(first) | bytes_to_escape(second)) != 0) {
            return put_string(Access::text(string));
        }
        make_room(2);
        *at_++ = '"';
        put_short(string);
        *at_++ = '"';
    }
    void put_string(std::string_view text) {
        make_room(text.size() + 2);
        *at_++ = '"';
        const char* in = text.data();
        const char* const end = in + text.size();
        while (end - in >= 8) {
            const std::uint64_t word = word_at(in);
            const std::uint64_t escapes = bytes_to_escape(word);
            std::memcpy(at_, &word, sizeof(word));
            if (escapes == 0) {
                at_ += 8;
                in += 8;
                continue;
            }
            const auto plain = static_cast<std::size_t>(std::countr_zero(escapes)) / 8;
            at_ += plain;
            in += plain;
            put_escaped(*in++);
            make_room(static_cast<std::size_t>(end - in) + 2);
        }
        for (; in != end; ++in) {
            if (escape_of(*in) == '\0') {
                *at_++ = *in;
            } else {
                put_escaped(*in);
                make_room(16);
            }
        }
        *at_++ = '"';
    }

private:
    /// So much more than what was asked for may be written and taken back.
    static constexpr std::size_t kSlack = 32;

    void make_room(std::size_t bytes) {
        if (static_cast<std::size_t>(end_ - at_) < bytes + kSlack) [[unlikely]]
            grow(bytes + kSlack);
    }
    [[gnu::noinline]] void grow(std::size_t bytes) {
        const std::size_t used = written();
        room_ = std::max(2 * room_, used + bytes);
        auto larger = std::make_unique_for_overwrite<char[]>(room_);
        std::memcpy(larger.get(), memory_.get(), used);
        memory_ = std::move(larger);
        at_ = memory_.get() + used;
        end_ = memory_.get() + room_;
    }
    std::size_t written() const { return static_cast<std::size_t>(at_ - memory_.get()); }
    void put_short(const Value& value) {
        std::memcpy(at_, Access::text(value).data(), kInlineBytesMax);
        at_ += Access::inline_size(Access::rep(value));
    }
    void put_escaped(char c) {
        constexpr std::string_view kHex = "0123456789ABCDEF";
        make_room(6);
        const char escape = escape_of(c);
        *at_++ = '\\';
        *at_++ = escape;
        if (escape != 'u') return;
        const auto byte = static_cast<unsigned char>(c);
        *at_++ = '0';
        *at_++ = '0';
        *at_++ = kHex[byte >> 4];
        *at_++ = kHex[byte & 15];
    }

    std::unique_ptr<char[]> memory_;
    std::size_t room_;
    char* at_ = nullptr;
    char* end_ = nullptr;
};

struct Counter {
    std::size_t enough;
    std::size_t bytes = 0;
    bool is_full() const { return bytes > enough; }
    void put(std::string_view text) { bytes += text.size(); }
    void put(char) { ++bytes; }
    void put_number(const Value& number) { put(Access::text(number)); }
    void put_string(const Value& string) {
        const std::string_view text = Access::text(string);
        bytes += text.size() + 2;
        for (const char c : text) {
            const char escape = escape_of(c);
            if (escape != '\0') bytes += escape == 'u' ? 5 : 1;
        }
    }
};

/// Members and items by turns; `indent` 0 is the compact form.
template <class Sink>
class Walk {
public:
    Walk(Sink& sink, std::size_t indent) : sink_(sink), indent_(indent) {}

    void run(const Value& root) {
        open(root);
        while (!frames_.empty() && !sink_.is_full()) {
            Frame& frame = frames_.back();
            if (frame.next == frame.end) {
                const char bracket = frame.is_object ? '}' : ']';
                frames_.pop_back();
                new_line();
                sink_.put(bracket);
                continue;
            }
            if (frame.next != frame.begin) sink_.put(',');
            new_line();
            if (frame.is_object) {
                sink_.put_string(*frame.next++);
                sink_.put(':');
                if (indent_ > 0) sink_.put(' ');
            }
            open(*frame.next++);
        }
    }

private:
    /// The elements of a container; those of an object are keys and values by turns.
    struct Frame {
        const Value* begin;
        const Value* end;
        const Value* next;
        bool is_object;
    };

    void new_line() {
        if (indent_ == 0) return;
        sink_.put('\n');
        for (std::size_t i = 0; i < frames_.size() * indent_; ++i) sink_.put(' ');
    }

    /// Writes a scalar, or begins a container.
    void open(const Value& value) {
        switch (value.kind()) {
            case Kind::null: sink_.put(std::string_view("null")); break;
            case Kind::boolean:
                sink_.put(value.as_boolean() ? std::string_view("true")
                                             : std::string_view("false"));
                break;
            case Kind::number: sink_.put_number(value); break;
            case Kind::string: sink_.put_string(value); break;
            case Kind::array:
            case Kind::object: open_container(value); break;
        }
    }

    void open_container(const Value& value) {
        const bool is_object = value.is_object();
        const std::size_t size = value.size();
        if (size == 0)
            return sink_.put(is_object ? std::string_view("{}") : std::string_view("[]"));
        sink_.put(is_object ? '{' : '[');
        const auto* const begin = Access::elements<Value>(Access::rep(value));
        frames_.push_back({begin, begin + (is_object ? 2 * size : size), begin, is_object});
    }

    Sink& sink_;
    std::size_t indent_;
    std::vector<Frame> frames_;
};

}  // namespace

void print_string_to(std::string& out, std::string_view text) {
    Writer writer;
    writer.put_string(text);
    out.append(writer.text());
}

void print_to(std::string& out, const Value& value) {
    Writer writer;
    Walk<Writer>(writer, 0).run(value);
    out.append(writer.text());
}

std::string print(const Value& value) {
    Writer writer;
    Walk<Writer>(writer, 0).run(value);
    return std::string(writer.text());
}

std::string print_pretty(const Value& value) {
    Writer writer;
    Walk<Writer>(writer, 2).run(value);
    return std::string(writer.text());
}

std::size_t printed_bytes(const Value& value, std::size_t enough) {
    Counter counter{enough};
    Walk<Counter>(counter, 0).run(value);
    return counter.bytes;
}

}  // namespace json
