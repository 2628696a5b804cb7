// Writes JSON text. One walk serves printing and counting; it keeps its own stack.
#include "json/print.hpp"

#include <array>
#include <vector>

#include "json/block.hpp"

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

struct Writer {
    std::string& out;
    bool is_full() const { return false; }
    void put(std::string_view text) { out.append(text); }
    void put(char c) { out.push_back(c); }
    void put_string(std::string_view text) { print_string_to(out, text); }
};

struct Counter {
    std::size_t enough;
    std::size_t bytes = 0;
    bool is_full() const { return bytes > enough; }
    void put(std::string_view text) { bytes += text.size(); }
    void put(char) { ++bytes; }
    void put_string(std::string_view text) {
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
            const bool is_object = frame.container->is_object();
            if (frame.next == frame.container->size()) {
                const bool had_elements = frame.next > 0;
                frames_.pop_back();
                if (had_elements) new_line();
                sink_.put(is_object ? '}' : ']');
                continue;
            }
            if (frame.next > 0) sink_.put(',');
            new_line();
            const std::size_t at = frame.next++;
            if (!is_object) {
                open(frame.container->items()[at]);
                continue;
            }
            const Member& member = frame.container->members()[at];
            sink_.put_string(Access::text(member.key_value));
            sink_.put(':');
            if (indent_ > 0) sink_.put(' ');
            open(member.value);
        }
    }

private:
    struct Frame {
        const Value* container;
        std::size_t next;
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
            case Kind::number: sink_.put(Access::text(value)); break;
            case Kind::string: sink_.put_string(Access::text(value)); break;
            case Kind::array:
            case Kind::object:
                sink_.put(value.is_object() ? '{' : '[');
                frames_.push_back({&value, 0});
                break;
        }
    }

    Sink& sink_;
    std::size_t indent_;
    std::vector<Frame> frames_;
};

}  // namespace

void print_string_to(std::string& out, std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    out.push_back('"');
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char escape = escape_of(text[i]);
        if (escape == '\0') continue;
        out.append(text, from, i - from);
        from = i + 1;
        out.push_back('\\');
        out.push_back(escape);
        if (escape != 'u') continue;
        const auto byte = static_cast<unsigned char>(text[i]);
        out.append("00");
        out.push_back(kHex[byte >> 4]);
        out.push_back(kHex[byte & 15]);
    }
    out.append(text, from, text.size() - from);
    out.push_back('"');
}

void print_to(std::string& out, const Value& value) {
    Writer writer{out};
    Walk<Writer>(writer, 0).run(value);
}

std::string print(const Value& value) {
    std::string out;
    print_to(out, value);
    return out;
}

std::string print_pretty(const Value& value) {
    std::string out;
    Writer writer{out};
    Walk<Writer>(writer, 2).run(value);
    return out;
}

std::size_t printed_bytes(const Value& value, std::size_t enough) {
    Counter counter{enough};
    Walk<Counter>(counter, 0).run(value);
    return counter.bytes;
}

}  // namespace json
