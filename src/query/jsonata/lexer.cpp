// Tokens as JSONata 2.0.6 reads them.
#include "query/jsonata/lexer.hpp"

#include <array>
#include <cmath>

#include "json/number.hpp"

namespace query::jsonata {
namespace {

constexpr std::string_view kBlanks = " \t\n\r\v";
constexpr std::string_view kSymbols = ".[]{}(),@#;:?+-*/%|=<>^&!~";
constexpr std::array<std::string_view, 7> kDoubles = {"..", ":=", "!=", ">=", "<=", "**", "~>"};

bool is_symbol(char c) {
    return kSymbols.find(c) != std::string_view::npos;
}
bool is_blank(char c) {
    return kBlanks.find(c) != std::string_view::npos;
}

void append_utf8(std::string& out, std::uint32_t code) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xC0 | (code >> 6));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
    }
    put(0x80 | (code & 0x3F));
}

/// Whether what follows `text` is escaped: an odd number of backslashes stands at its end.
bool ends_in_backslash(std::string_view text) {
    std::size_t count = 0;
    while (count < text.size() && text[text.size() - 1 - count] == '\\') ++count;
    return count % 2 == 1;
}

/// Four hexadecimal digits, or -1.
std::int32_t read_hex(std::string_view text) {
    if (text.size() < 4) return -1;
    std::int32_t code = 0;
    for (const char c : text.substr(0, 4)) {
        code *= 16;
        if (c >= '0' && c <= '9') {
            code += c - '0';
        } else if (c >= 'a' && c <= 'f') {
            code += c - 'a' + 10;
        } else if (c >= 'A' && c <= 'F') {
            code += c - 'A' + 10;
        } else {
            return -1;
        }
    }
    return code;
}

}  // namespace

Token Lexer::make(TokenKind kind, std::string_view value, std::size_t start) const {
    Token token;
    token.kind = kind;
    token.text = value;
    token.source = text_.substr(start, at_ - start);
    token.position = static_cast<std::uint32_t>(at_);
    return token;
}

Result<void> Lexer::skip_blanks() {
    while (true) {
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
        if (!text_.substr(at_).starts_with("/*")) return {};
        const std::size_t start = at_;
        const std::size_t close = text_.find("*/", at_ + 2);
        if (close == std::string_view::npos) {
            at_ = text_.size();
            return fail("S0106", {}, start);
        }
        at_ = close + 2;
    }
}

Result<Token> Lexer::next(bool is_infix) {
    QS_CHECK(skip_blanks());
    if (at_ >= text_.size()) return make(TokenKind::end, "(end)", at_);
    const char c = text_[at_];
    if (!is_infix && c == '/') return read_regex();
    const std::string_view rest = text_.substr(at_);
    for (const std::string_view pair : kDoubles) {
        if (rest.starts_with(pair)) {
            at_ += 2;
            return make(TokenKind::symbol, rest.substr(0, 2), at_ - 2);
        }
    }
    if (is_symbol(c)) {
        ++at_;
        return make(TokenKind::symbol, rest.substr(0, 1), at_ - 1);
    }
    if (c == '"' || c == '\'') return read_string();
    if (c >= '0' && c <= '9') return read_number();
    if (c == '`') return read_quoted_name();
    return read_name();
}

Result<Token> Lexer::read_regex() {
    const std::size_t start = at_++;
    const std::size_t pattern = at_;
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
        const char c = text_[at_];
        const bool escaped = text_[at_ - 1] == '\\';
        if (c == '/' && depth == 0 && !ends_in_backslash(text_.substr(pattern, at_ - pattern))) {
            const std::string_view found = text_.substr(pattern, at_ - pattern);
            if (found.empty()) return fail("S0301", {}, at_);
            ++at_;
            bool ignore_case = false;
            bool multi_line = false;
            for (; at_ < text_.size() && (text_[at_] == 'i' || text_[at_] == 'm'); ++at_) {
                bool& flag = text_[at_] == 'i' ? ignore_case : multi_line;
                if (flag) {
                    return tl::unexpected<Error>(
                        Error{"S0303", "A flag of the regular expression is repeated", at_ + 1});
                }
                flag = true;
            }
            Token token = make(TokenKind::regex, found, start);
            token.ignore_case = ignore_case;
            token.multi_line = multi_line;
            return token;
        }
        if (escaped) continue;
        if (c == '(' || c == '[' || c == '{') ++depth;
        if (c == ')' || c == ']' || c == '}') --depth;
    }
    return fail("S0302", {}, at_);
}

Result<Token> Lexer::read_escape(std::string& out) {
    // at_ is at the character behind the backslash.
    const char c = text_[at_];
    switch (c) {
        case '"':
        case '\\':
        case '/': out += c; break;
        case 'b': out += '\b'; break;
        case 'f': out += '\f'; break;
        case 'n': out += '\n'; break;
        case 'r': out += '\r'; break;
        case 't': out += '\t'; break;
        case 'u': {
            std::int32_t code = read_hex(text_.substr(at_ + 1));
            if (code < 0) return fail("S0104", {}, at_);
            at_ += 4;
            if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_ + 1).starts_with("\\u")) {
                const std::int32_t low = read_hex(text_.substr(at_ + 3));
                if (low >= 0xDC00 && low < 0xE000) {
                    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                    at_ += 6;
                }
            }
            // Half of a pair has no UTF-8; it becomes the replacement character.
            if (code >= 0xD800 && code < 0xE000) code = 0xFFFD;
            append_utf8(out, static_cast<std::uint32_t>(code));
            break;
        }
        default: return fail("S0103", {.token = text_.substr(at_, 1)}, at_);
    }
    return Token();
}

Result<Token> Lexer::read_string() {
    const std::size_t start = at_;
    const char quote = text_[at_++];
    const std::size_t first = at_;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\\') ++at_;
    if (at_ < text_.size() && text_[at_] == quote) {
        ++at_;
        return make(TokenKind::string, text_.substr(first, at_ - 1 - first), start);
    }
    std::string text(text_.substr(first, at_ - first));
    for (; at_ < text_.size(); ++at_) {
        const char c = text_[at_];
        if (c == quote) {
            ++at_;
            return make(TokenKind::string, arena_.copy(text), start);
        }
        if (c != '\\') {
            text += c;
            continue;
        }
        if (++at_ >= text_.size()) return fail("S0103", {.token = {}}, at_);
        QS_CHECK(read_escape(text));
    }
    return fail("S0101", {}, text_.size());
}

Result<Token> Lexer::read_number() {
    const std::size_t start = at_;
    // `1..5` is a range: a point needs a digit behind it, which number_prefix demands too.
    const std::size_t size = json::number_prefix(text_.substr(at_));
    at_ += size;
    Token token = make(TokenKind::number, text_.substr(start, size), start);
    token.number = json::read_double(token.text);
    if (!std::isfinite(token.number)) return fail("S0102", {.token = token.text}, start);
    return token;
}

Result<Token> Lexer::read_quoted_name() {
    const std::size_t start = at_++;
    const std::size_t close = text_.find('`', at_);
    if (close == std::string_view::npos) {
        at_ = text_.size();
        return fail("S0105", {}, at_);
    }
    const std::string_view name = text_.substr(at_, close - at_);
    at_ = close + 1;
    return make(TokenKind::name, name, start);
}

Result<Token> Lexer::read_name() {
    const std::size_t start = at_;
    while (at_ < text_.size() && !is_blank(text_[at_]) && !is_symbol(text_[at_])) ++at_;
    const std::string_view name = text_.substr(start, at_ - start);
    if (name.starts_with('$')) return make(TokenKind::variable, name.substr(1), start);
    if (name == "and" || name == "or" || name == "in") return make(TokenKind::symbol, name, start);
    if (name == "true" || name == "false" || name == "null") {
        return make(TokenKind::constant, name, start);
    }
    return make(TokenKind::name, name, start);
}

}  // namespace query::jsonata
