// Reads the tokens of a text into a document, with a stack of its own instead of recursion.
#include "json/parse.hpp"

#include <cstring>
#include <string>
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

/// An upper bound of what the nodes need: one loop over the tokens, so that most documents take one
/// allocation of the right size.
std::size_t estimate_bytes(std::string_view text, std::span<const std::uint32_t> starts) {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const char c = text[starts[i]];
        if (c == ',' || c == ':' || c == ']' || c == '}') continue;
        bytes += sizeof(Value);
        const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : text.size();
        if (c == '{' || c == '[') {
            bytes += sizeof(ContainerNode);
        } else if (end - starts[i] > kInlineBytesMax) {
            bytes += sizeof(TextNode) + end - starts[i] + 8;
        }
    }
    return bytes;
}

class Parser {
public:
    Parser(std::string_view text, std::span<const std::uint32_t> starts, std::size_t depth_max)
        : text_(text),
          starts_(starts),
          depth_max_(depth_max),
          document_(estimate_bytes(text, starts)) {}

    base::Result<Value> run() {
        while (read_value()) {
            if (!close_or_continue()) break;
            if (frames_.empty()) {
                if (at_ < starts_.size()) {
                    refuse(starts_[at_], "nothing may follow the value");
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

    bool refuse(std::size_t offset, std::string_view what) {
        fault_ = base::invalid(located(text_, offset, what));
        return false;
    }
    bool refuse_here(std::string_view what) {
        return refuse(at_ < starts_.size() ? starts_[at_] : text_.size(), what);
    }
    char token() const { return at_ < starts_.size() ? text_[starts_[at_]] : '\0'; }
    std::size_t token_end() const {
        return at_ + 1 < starts_.size() ? starts_[at_ + 1] : text_.size();
    }

    /// Reads a scalar or an empty container, or opens containers until one of those comes.
    bool read_value() {
        while (true) {
            const char c = token();
            if (c != '{' && c != '[') return read_scalar(c);
            const bool is_object = c == '{';
            if (frames_.size() >= depth_max_) {
                fault_ = base::limit_exceeded(
                    located(text_, starts_[at_],
                            "nested more than " + std::to_string(depth_max_) + " levels deep"));
                return false;
            }
            frames_.push_back({document_.mark(), is_object});
            ++at_;
            if (token() == (is_object ? '}' : ']')) return true;
            if (is_object && !read_key()) return false;
        }
    }

    /// Behind a value, or at the bracket that closes an empty container.
    bool close_or_continue() {
        while (!frames_.empty()) {
            const Frame frame = frames_.back();
            const char c = token();
            if (c == (frame.is_object ? '}' : ']')) {
                ++at_;
                frames_.pop_back();
                if (frame.is_object) {
                    document_.end_object(frame.mark);
                } else {
                    document_.end_array(frame.mark);
                }
                continue;
            }
            if (c != ',') {
                return refuse_here(frame.is_object ? "expected a comma or '}'"
                                                   : "expected a comma or ']'");
            }
            ++at_;
            return !frame.is_object || read_key();
        }
        return true;
    }

    bool read_key() {
        if (token() != '"') return refuse_here("expected a member's name in double quotes");
        if (!read_string()) return false;
        if (token() != ':') return refuse_here("expected a colon");
        ++at_;
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
        return offset == token_end() || is_space(text_[offset]);
    }

    bool read_word(std::string_view word, const Value& value) {
        const std::size_t start = starts_[at_];
        if (text_.substr(start, word.size()) != word || !ends_at(start + word.size())) {
            return refuse(start, "expected a value");
        }
        document_.add(value);
        ++at_;
        return true;
    }

    bool read_number(char c) {
        if (c != '-' && (c < '0' || c > '9')) return refuse_here("expected a value");
        const std::size_t start = starts_[at_];
        const std::string_view rest = text_.substr(start, token_end() - start);
        const std::size_t length = number_prefix(rest);
        if (length == 0 || !ends_at(start + length)) {
            return refuse(start + length, "this is no number as JSON has them");
        }
        document_.add_text(Kind::number, rest.substr(0, length));
        ++at_;
        return true;
    }

    bool read_string() {
        const std::size_t start = starts_[at_] + 1;
        // Whatever follows a string is a token of its own, so the last quote before it closes this.
        std::size_t end = token_end() - 1;
        while (text_[end] != '"') --end;
        const std::string_view raw = text_.substr(start, end - start);
        if (std::memchr(raw.data(), '\\', raw.size()) == nullptr) {
            document_.add_text(Kind::string, raw);
        } else {
            std::size_t bad = raw.size();
            document_.add_written(raw.size(), [&](char* out) { return unescape(raw, out, bad); });
            if (bad != raw.size()) return refuse(start + bad, "this is no escape that JSON knows");
        }
        ++at_;
        return true;
    }

    std::string_view text_;
    std::span<const std::uint32_t> starts_;
    std::size_t depth_max_;
    std::size_t at_ = 0;
    std::vector<Frame> frames_;
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
