// The text of an expression as tokens, read one at a time, because a slash is a division or the
// start of a regular expression depending on what stands before it.
#pragma once
#include <string>
#include <string_view>

#include "query/jsonata/arena.hpp"
#include "query/jsonata/error.hpp"

namespace query::jsonata {

enum class TokenKind : std::uint8_t {
    end,
    name,      ///< `text` is the name, without back quotes.
    variable,  ///< `text` is the name without `$`.
    string,    ///< `text` is what it stands for, escapes replaced.
    number,
    constant,  ///< `text` is true, false or null.
    regex,     ///< `text` is the pattern; `ignore_case`, `multi_line`.
    symbol,    ///< Operators and punctuation; `and`, `or`, `in` too.
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::string_view text;
    double number = 0;
    /// As written, so that a number keeps its text.
    std::string_view source;
    bool ignore_case = false;
    bool multi_line = false;
    /// The end of the token in bytes.
    std::uint32_t position = 0;
};

class Lexer {
public:
    /// `text` and `arena` outlive the tokens.
    Lexer(std::string_view text, Arena& arena) : text_(text), arena_(arena) {}

    /// The next token; after an operand (`is_infix`) a slash is a division.
    Result<Token> next(bool is_infix);

private:
    Result<void> skip_blanks();
    Token make(TokenKind kind, std::string_view value, std::size_t start) const;
    Result<Token> read_regex();
    Result<Token> read_string();
    Result<Token> read_escape(std::string& out);
    Result<Token> read_number();
    Result<Token> read_quoted_name();
    Result<Token> read_name();

    std::string_view text_;
    Arena& arena_;
    std::size_t at_ = 0;
};

}  // namespace query::jsonata
