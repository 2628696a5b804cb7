// Reads the tokens of a text into a document, with a stack of its own instead of recursion.
#include "json/parse.hpp"

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "json/document.hpp"
#include "json/number.hpp"
#include "json/parse_fault.hpp"
#include "json/tokens.hpp"
#include "json/unescape.hpp"

namespace json {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// What the nodes will need. Every value but the first has a token in front of it, so half of the
/// tokens are values; the rest depends on how much of the text lies in long strings, and where that
/// is more, the document grows by a part.
std::size_t estimate_bytes(std::string_view text, std::span<const std::uint32_t> starts) {
    constexpr std::size_t kSmallBytes = 4096;
    const std::size_t values = starts.size() / 2 + 1;
    const std::size_t texts = text.size() <= kSmallBytes ? text.size() : text.size() / 2;
    return values * sizeof(Value) + starts.size() + texts;
}

class Parser {
public:
    Parser(std::string_view text, std::span<const std::uint32_t> starts, std::size_t depth_max)
        : text_(text),
          next_(starts.data()),
          last_(starts.data() + starts.size()),
          depth_max_(depth_max),
          document_(estimate_bytes(text, starts)) {}

    base::Result<Value> run() {
        while (read_value()) {
            if (!close_or_continue()) break;
            if (depth_ == 0) {
                if (next_ != last_) {
                    refuse(*next_, "nothing may follow the value");
                    break;
                }
                return document_.finish();
            }
        }
        return base::fail(fault_);
    }

private:
    struct Frame {
        std::size_t mark;
        bool is_object;
    };
    static constexpr std::size_t kFramesFirst = 16;

    [[gnu::noinline]] bool refuse(std::size_t offset, std::string_view what) {
        fault_ = base::invalid(located(text_, offset, what));
        return false;
    }
    [[gnu::noinline]] bool refuse_depth() {
        fault_ = base::limit_exceeded(located(
            text_, *next_, "nested more than " + std::to_string(depth_max_) + " levels deep"));
        return false;
    }
    [[gnu::noinline]] void grow_frames() {
        std::vector<Frame> larger(frames_, frames_ + depth_);
        frames_max_ = 4 * depth_;
        larger.resize(frames_max_);
        more_ = std::move(larger);
        frames_ = more_.data();
    }
    bool refuse_here(std::string_view what) { return refuse(*next_, what); }
    char token() const { return next_ != last_ ? text_.data()[*next_] : '\0'; }
    /// Where the token behind this one begins, or the text ends.
    std::size_t token_end() const { return next_[1]; }
    /// Whether 16 bytes from `offset` on are in the text.
    bool has_room(std::size_t offset) const { return text_.size() - offset >= 16; }

    /// Reads a scalar or an empty container, or opens containers until one of those comes.
    bool read_value() {
        while (true) {
            const char c = token();
            if (c != '{' && c != '[') return read_scalar(c);
            const bool is_object = c == '{';
            if (depth_ >= depth_max_) return refuse_depth();
            if (depth_ == frames_max_) grow_frames();
            frames_[depth_++] = {document_.mark(), is_object};
            ++next_;
            if (token() == (is_object ? '}' : ']')) return true;
            if (is_object && !read_key()) return false;
        }
    }

    /// Behind a value, or at the bracket that closes an empty container.
    bool close_or_continue() {
        while (depth_ > 0) {
            const Frame frame = frames_[depth_ - 1];
            const char c = token();
            if (c == ',') {
                ++next_;
                return !frame.is_object || read_key();
            }
            if (c != (frame.is_object ? '}' : ']')) {
                return refuse_here(frame.is_object ? "expected a comma or '}'"
                                                   : "expected a comma or ']'");
            }
            ++next_;
            --depth_;
            if (frame.is_object) {
                document_.end_object(frame.mark);
            } else {
                document_.end_array(frame.mark);
            }
        }
        return true;
    }

    bool read_key() {
        if (token() != '"') return refuse_here("expected a member's name in double quotes");
        if (!read_string()) return false;
        if (token() != ':') return refuse_here("expected a colon");
        ++next_;
        return true;
    }

    bool read_scalar(char c) {
        switch (c) {
            case '"': return read_string();
            case 't': return read_word("true", Value::boolean(true));
            case 'f': return read_word("false", Value::boolean(false));
            case 'n': return read_word("null", Value());
            default: return read_number(c);
        }
    }

    /// A token that is no string ends where white space or the next token begins.
    bool ends_at(std::size_t offset) const {
        return offset == token_end() || is_space(text_.data()[offset]);
    }

    bool read_word(std::string_view word, const Value& value) {
        const std::size_t start = *next_;
        if (text_.substr(start, word.size()) != word || !ends_at(start + word.size())) {
            return refuse(start, "expected a value");
        }
        document_.add(value);
        ++next_;
        return true;
    }

    bool read_number(char c) {
        if (c != '-' && (c < '0' || c > '9')) return refuse_here("expected a value");
        const std::size_t start = *next_;
        const char* const text = text_.data() + start;
        const std::size_t length = number_prefix({text, text_.size() - start});
        if (length == 0 || !ends_at(start + length)) {
            return refuse(start + length, "this is no number as JSON has them");
        }
        if (length <= kInlineBytesMax && has_room(start)) {
            document_.add_short(DocumentBuilder::short_text(Kind::number, text, length));
        } else {
            document_.add_text(Kind::number, {text, length});
        }
        ++next_;
        return true;
    }

    bool read_string() {
        const char* const text = text_.data();
        const std::size_t start = *next_ + 1;
        // Whatever follows a string is a token of its own, so the last quote before it closes this.
        std::size_t end = token_end() - 1;
        while (text[end] != '"') --end;
        const std::size_t size = end - start;
        if (size <= kInlineBytesMax && has_room(start)) {
            const auto string = DocumentBuilder::short_text(Kind::string, text + start, size);
            // A backslash's byte can be neither kind nor length.
            if ((bytes_equal(string.words[0], '\\') | bytes_equal(string.words[1], '\\')) == 0) {
                document_.add_short(string);
                ++next_;
                return true;
            }
        } else if (document_.add_plain_string({text + start, size})) {
            ++next_;
            return true;
        }
        return read_escaped_string({text + start, size});
    }

    /// Apart, so that what is usual stays small.
    [[gnu::noinline]] bool read_escaped_string(std::string_view raw) {
        std::size_t bad = raw.size();
        document_.add_written(raw.size(), [&](char* out) { return unescape(raw, out, bad); });
        if (bad != raw.size()) return refuse(*next_ + 1 + bad, "this is no escape that JSON knows");
        ++next_;
        return true;
    }

    std::string_view text_;
    const std::uint32_t* next_;
    const std::uint32_t* last_;
    std::size_t depth_max_;
    std::size_t depth_ = 0;
    Frame first_[kFramesFirst];  // Most documents are not deeper. Written before it is read.
    std::vector<Frame> more_;
    Frame* frames_ = first_;
    std::size_t frames_max_ = kFramesFirst;
    DocumentBuilder document_;
    base::Error fault_;
};

}  // namespace

base::Result<Value> parse(std::string_view text, const ParseOptions& options) {
    if (text.size() > base::limits::kJsonTextBytesMax) {
        return base::fail(base::limit_exceeded(
            "a JSON text may have " + std::to_string(base::limits::kJsonTextBytesMax) +
            " bytes at most, not " + std::to_string(text.size())));
    }
    const Tokens tokens = find_tokens(text);
    if (tokens.fault != TokenFault::none) {
        return base::fail(token_fault_error(text, tokens.fault));
    }
    return Parser(text, tokens.starts, options.depth_max).run();
}

}  // namespace json
