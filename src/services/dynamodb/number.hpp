// DynamoDB's numbers: decimal, exact, up to 38 significant digits.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "base/result.hpp"

namespace services::dynamodb {

/// d.ddd x 10^exponent; `digits` begins and ends with a digit that is not 0, and is empty for zero.
struct Number {
    bool is_negative = false;
    std::string digits;
    int exponent = 0;
};

/// Reads what SDKs send: sign, digits with a point, exponent. Errors: ValidationException for other
/// text, for more than 38 digits, and beyond 9.99...E+125 and 1E-130.
base::Result<Number, aws::Error> parse_number(std::string_view text);

/// As DynamoDB gives it back: without exponent, without needless zeros.
std::string number_text(const Number& number);

/// Bytes that compare as the numbers do.
std::string sortable(const Number& number);

/// What it adds to an item's size: one byte for two digits, one for the exponent, one for a minus.
std::size_t number_bytes(const Number& number);

}  // namespace services::dynamodb
