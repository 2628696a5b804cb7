// The words of an expression: names, placeholders, operators. What they mean is the parser's
// affair. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "base/result.hpp"

namespace services::dynamodb {

struct Token {
    enum class Kind {
        word,               ///< pk, AND, begins_with, 12
        name_placeholder,   ///< #pk
        value_placeholder,  ///< :pk
        symbol,             ///< = < <= > >= <> ( ) [ ] , .
        end,
    };
    Kind kind = Kind::end;
    std::string_view text;  ///< A piece of the expression; "<EOF>" at the end.
    std::size_t offset = 0;
};

/// The tokens, with one of kind `end` behind them. `expression` must outlive them. Errors: the text
/// behind "Invalid KeyConditionExpression: " for a character that begins no token.
base::Result<std::vector<Token>, std::string> tokenize(std::string_view expression);

/// AWS's text for a token that does not belong where it is: `Syntax error; token: "b", near: "a b
/// c"`.
std::string syntax_error(std::string_view expression, const std::vector<Token>& tokens,
                         std::size_t index);

/// Whether a word is one of DynamoDB's 573 reserved ones, whatever its case.
/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
bool is_reserved_word(std::string_view word);

}  // namespace services::dynamodb
