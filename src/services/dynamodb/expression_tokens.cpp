#include "services/dynamodb/expression_tokens.hpp"

#include <algorithm>
#include <array>

namespace services::dynamodb {
namespace {

bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t word_length(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size() && is_word_byte(text[length])) ++length;
    return length;
}

/// 0: no symbol begins here.
std::size_t symbol_length(std::string_view text) {
    for (const std::string_view two : {"<=", ">=", "<>"}) {
        if (text.starts_with(two)) return 2;
    }
    return std::string_view("=<>()[],.").find(text.front()) == std::string_view::npos ? 0 : 1;
}

}  // namespace

base::Result<std::vector<Token>, std::string> tokenize(std::string_view expression) {
    std::vector<Token> tokens;
    std::size_t at = 0;
    while (true) {
        at = expression.find_first_not_of(" \t\r\n", at);
        if (at == std::string_view::npos) break;
        const std::string_view rest = expression.substr(at);
        Token token{Token::Kind::word, rest.substr(0, word_length(rest)), at};
        if (rest.front() == '#' || rest.front() == ':') {
            token.kind = rest.front() == '#' ? Token::Kind::name_placeholder
                                             : Token::Kind::value_placeholder;
            token.text = rest.substr(0, 1 + word_length(rest.substr(1)));
        } else if (token.text.empty()) {
            token.kind = Token::Kind::symbol;
            token.text = rest.substr(0, symbol_length(rest));
        }
        if (token.text.empty() || token.text == "#" || token.text == ":") {
            const std::string bad(rest.substr(0, 1));
            const std::size_t from = tokens.empty() ? at : tokens.back().offset;
            return base::fail("Syntax error; token: \"" + bad + "\", near: \"" +
                              std::string(expression.substr(from, at + 1 - from)) + "\"");
        }
        at += token.text.size();
        tokens.push_back(token);
    }
    tokens.push_back({Token::Kind::end, "<EOF>", expression.size()});
    return tokens;
}

std::string syntax_error(std::string_view expression, const std::vector<Token>& tokens,
                         std::size_t index) {
    const Token& token = tokens[index];
    const std::size_t from = index == 0 ? token.offset : tokens[index - 1].offset;
    const Token& next = tokens[std::min(index + 1, tokens.size() - 1)];
    const std::size_t to =
        next.kind == Token::Kind::end ? expression.size() : next.offset + next.text.size();
    return "Syntax error; token: \"" + std::string(token.text) + "\", near: \"" +
           std::string(expression.substr(from, to - from)) + "\"";
}

}  // namespace services::dynamodb
