// The grammar of KeyConditionExpression. The whole condition grammar is read as far as is needed to
// answer what AWS answers to conditions that a key may not have.
#include <algorithm>
#include <array>
#include <set>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/dynamodb/attribute.hpp"
#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/expression_tokens.hpp"
#include "services/dynamodb/key_condition.hpp"

namespace services::dynamodb {
namespace {

using Check = base::Result<void, aws::Error>;

aws::Error invalid(const std::string& why) {
    return validation("Invalid KeyConditionExpression: " + why);
}

struct Operand {
    std::optional<std::string> attribute;
    json::Value value;  ///< Where it is no attribute.
};

std::string value_text(const json::Value& value) {
    const json::Value& content = attribute_content(value);
    return "AttributeValue: {" + std::string(attribute_type(value)) + ":" +
           std::string(content.is_string() ? content.as_string() : "") + "}";
}

class Parser {
public:
    Parser(std::string_view expression, std::vector<Token> tokens, const json::Value* names,
           const json::Value* values)
        : expression_(expression), tokens_(std::move(tokens)), names_(names), values_(values) {}

    base::Result<KeyConditions, aws::Error> parse() {
        QS_CHECK(conjunction());
        if (peek().kind != Token::Kind::end) return base::fail(unexpected());
        return std::move(conditions_);
    }
    const std::set<std::string, std::less<>>& used() const { return used_; }

private:
    const Token& peek(std::size_t ahead = 0) const {
        return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
    }
    bool is_word(std::string_view word) const {
        return peek().kind == Token::Kind::word && base::equals_ignoring_case(peek().text, word);
    }
    bool is_symbol(std::string_view symbol, std::size_t ahead = 0) const {
        return peek(ahead).kind == Token::Kind::symbol && peek(ahead).text == symbol;
    }
    bool take_word(std::string_view word) {
        if (!is_word(word)) return false;
        ++at_;
        return true;
    }
    bool take_symbol(std::string_view symbol) {
        if (!is_symbol(symbol)) return false;
        ++at_;
        return true;
    }
    aws::Error unexpected() const { return invalid(syntax_error(expression_, tokens_, at_)); }
    static aws::Error bad_operator(const std::string& name) {
        return validation("Invalid operator used in KeyConditionExpression: " + name);
    }
    Check expect(std::string_view symbol) {
        if (!take_symbol(symbol)) return base::fail(unexpected());
        return {};
    }

    Check conjunction() {
        QS_CHECK(primary());
        while (take_word("AND")) QS_CHECK(primary());
        if (is_word("OR")) return base::fail(bad_operator("OR"));
        return {};
    }

    Check primary() {
        if (is_word("NOT")) return base::fail(bad_operator("NOT"));
        // "(pk) = :v" has an operand in parentheses, "(pk = :v)" a condition.
        if (is_symbol("(") && !is_symbol(")", 2)) {
            ++at_;
            if (++depth_ > base::limits::kDynamoDepthMax) {
                return base::fail(invalid("The expression has redundant parentheses;"));
            }
            QS_CHECK(conjunction());
            --depth_;
            return expect(")");
        }
        if (peek().kind == Token::Kind::word && is_symbol("(", 1)) return function();
        return comparison();
    }

    Check comparison() {
        QS_TRY(const Operand left, operand());
        if (take_word("BETWEEN")) return between(left);
        if (is_word("IN")) return base::fail(bad_operator("IN"));
        if (is_symbol("<>")) return base::fail(bad_operator("<>"));
        static constexpr std::array<std::string_view, 5> kSymbols = {"=", "<", "<=", ">", ">="};
        static constexpr std::array kStraight = {Comparison::equal, Comparison::less,
                                                 Comparison::less_equal, Comparison::greater,
                                                 Comparison::greater_equal};
        static constexpr std::array kTurned = {Comparison::equal, Comparison::greater,
                                               Comparison::greater_equal, Comparison::less,
                                               Comparison::less_equal};
        for (std::size_t i = 0; i < kSymbols.size(); ++i) {
            if (!take_symbol(kSymbols[i])) continue;
            QS_TRY(const Operand right, operand());
            return left.attribute ? add(left, kStraight[i], {right})
                                  : add(right, kTurned[i], {left});
        }
        return base::fail(unexpected());
    }

    Check between(const Operand& left) {
        QS_TRY(const Operand low, operand());
        if (!take_word("AND")) return base::fail(unexpected());
        QS_TRY(const Operand high, operand());
        if (!left.attribute) {
            return base::fail(
                validation("Invalid condition in KeyConditionExpression: BETWEEN "
                           "operator must have the key attribute as its first "
                           "operand"));
        }
        return add(left, Comparison::between, {low, high});
    }

    Check function() {
        const std::string name(peek().text);
        at_ += 2;
        for (const std::string_view other :
             {"attribute_exists", "attribute_not_exists", "attribute_type", "contains"}) {
            if (name == other) return base::fail(bad_operator(name));
        }
        if (name == "size") {
            return base::fail(
                validation("KeyConditionExpressions cannot contain nested operations"));
        }
        if (name != "begins_with") {
            return base::fail(invalid("Invalid function name; function: " + name));
        }
        std::vector<Operand> operands;
        do {
            QS_TRY(operands.emplace_back(), operand());
        } while (take_symbol(","));
        QS_CHECK(expect(")"));
        const std::string which = "operator or function: begins_with, ";
        if (operands.size() != 2) {
            return base::fail(invalid("Incorrect number of operands for operator or function; " +
                                      which +
                                      "number of operands: " + std::to_string(operands.size())));
        }
        for (const Operand& each : operands) {
            if (each.attribute) continue;
            const std::string_view type = attribute_type(each.value);
            if (type == "S" || type == "B") continue;
            return base::fail(invalid("Incorrect operand type for operator or function; " + which +
                                      "operand type: " + std::string(type)));
        }
        if (!operands[0].attribute) {
            return base::fail(
                validation("Invalid condition in KeyConditionExpression: begins_with "
                           "operator must have the key attribute as its first "
                           "operand"));
        }
        return add(operands[0], Comparison::begins_with, {operands[1]});
    }

    base::Result<Operand, aws::Error> operand() {
        if (take_symbol("(")) {
            QS_TRY(Operand inner, operand_inside());
            QS_CHECK(expect(")"));
            return inner;
        }
        return operand_inside();
    }

    base::Result<Operand, aws::Error> operand_inside() {
        const Token token = peek();
        if (token.kind == Token::Kind::value_placeholder) {
            ++at_;
            const json::Value* const value =
                values_ == nullptr ? nullptr : values_->find(token.text);
            if (value == nullptr) {
                return base::fail(
                    invalid("An expression attribute value used in expression is not "
                            "defined; attribute value: " +
                            std::string(token.text)));
            }
            used_.emplace(token.text);
            QS_TRY(json::Value normal, normal_attribute(*value));
            return Operand{std::nullopt, std::move(normal)};
        }
        QS_TRY(std::string name, attribute_name());
        if (is_symbol(".") || is_symbol("[")) {
            return base::fail(
                validation("KeyConditionExpressions cannot have conditions on nested attributes"));
        }
        return Operand{std::move(name), {}};
    }

    base::Result<std::string, aws::Error> attribute_name() {
        const Token token = peek();
        if (token.kind == Token::Kind::name_placeholder) {
            ++at_;
            const auto name = names_ == nullptr ? std::nullopt : names_->find_string(token.text);
            if (!name) {
                return base::fail(
                    invalid("An expression attribute name used in the document path "
                            "is not defined; attribute name: " +
                            std::string(token.text)));
            }
            used_.emplace(token.text);
            return std::string(*name);
        }
        const bool begins_as_name = token.kind == Token::Kind::word &&
                                    (token.text.front() < '0' || token.text.front() > '9') &&
                                    token.text.front() != '_';
        for (const std::string_view word : {"AND", "BETWEEN", "IN", "OR", "NOT"}) {
            if (is_word(word)) return base::fail(unexpected());
        }
        if (!begins_as_name) return base::fail(unexpected());
        if (is_reserved_word(token.text)) {
            return base::fail(invalid("Attribute name is a reserved keyword; reserved keyword: " +
                                      std::string(token.text)));
        }
        ++at_;
        return std::string(token.text);
    }

    Check add(const Operand& left, Comparison comparison, std::vector<Operand> right) {
        if (!left.attribute) {
            return base::fail(validation(
                "Invalid condition in KeyConditionExpression: No key attribute specified"));
        }
        KeyCondition condition{*left.attribute, comparison, {}};
        for (Operand& each : right) {
            if (each.attribute) {
                return base::fail(
                    validation("Invalid condition in KeyConditionExpression: Multiple "
                               "attribute names used in one condition"));
            }
            condition.operands.push_back(std::move(each.value));
        }
        for (const KeyCondition& other : conditions_) {
            if (other.attribute == condition.attribute) {
                return base::fail(
                    validation("KeyConditionExpressions must only contain one condition per key"));
            }
        }
        conditions_.push_back(std::move(condition));
        return {};
    }

    std::string_view expression_;
    std::vector<Token> tokens_;
    const json::Value* names_;
    const json::Value* values_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    KeyConditions conditions_;
    std::set<std::string, std::less<>> used_;
};

/// Checks the placeholders of one map: not empty, keys well formed.
Check check_placeholders(const json::Value* map, std::string_view member, char mark) {
    if (map == nullptr) return {};
    const std::string name(member);
    if (map->size() == 0) return base::fail(validation(name + " must not be empty"));
    for (const json::Member& each : map->members()) {
        const auto tokens = tokenize(each.key());
        const bool is_one = each.key().starts_with(mark) && tokens && tokens->size() == 2 &&
                            tokens->front().text == each.key();
        if (!is_one) {
            return base::fail(validation(name + " contains invalid key: Syntax error; key: \"" +
                                         std::string(each.key()) + "\""));
        }
        if (mark != ':') continue;
        const auto value = normal_attribute(each.value);
        if (!value) {
            return base::fail(validation(name +
                                         " contains invalid value: " + value.error().message +
                                         " for key " + std::string(each.key())));
        }
    }
    return {};
}

Check check_all_used(const json::Value* map, std::string_view member,
                     const std::set<std::string, std::less<>>& used) {
    if (map == nullptr) return {};
    std::string unused;
    for (const json::Member& each : map->members()) {
        if (used.contains(each.key())) continue;
        unused += (unused.empty() ? "" : ", ") + std::string(each.key());
    }
    if (unused.empty()) return {};
    return base::fail(validation("Value provided in " + std::string(member) +
                                 " unused in expressions: keys: {" + unused + "}"));
}

Check check_between(const KeyCondition& condition) {
    if (condition.comparison != Comparison::between) return {};
    const json::Value& low = condition.operands[0];
    const json::Value& high = condition.operands[1];
    const std::string bounds =
        "; lower bound operand: " + value_text(low) + ", upper bound operand: " + value_text(high);
    if (attribute_type(low) != attribute_type(high)) {
        return base::fail(invalid(
            "The BETWEEN operator requires same data type for lower and upper bounds" + bounds));
    }
    const KeyAttribute as_key{condition.attribute, std::string(attribute_type(low))};
    if (!attribute_content(low).is_string()) return {};
    const auto from = encode_key_value(as_key, low, true);
    const auto to = encode_key_value(as_key, high, true);
    if (from && to && *from > *to) {
        return base::fail(
            invalid("The BETWEEN operator requires upper bound to be greater than or "
                    "equal to lower bound" +
                    bounds));
    }
    return {};
}

}  // namespace

base::Result<KeyConditions, aws::Error> parse_key_condition(std::string_view expression,
                                                            const json::Value* names,
                                                            const json::Value* values) {
    QS_CHECK(check_placeholders(names, "ExpressionAttributeNames", '#'));
    QS_CHECK(check_placeholders(values, "ExpressionAttributeValues", ':'));
    if (expression.empty()) return base::fail(invalid("The expression can not be empty;"));
    if (expression.size() > base::limits::kDynamoExpressionBytesMax) {
        return base::fail(
            invalid("Expression size has exceeded the maximum allowed size; "
                    "expression size: " +
                    std::to_string(expression.size())));
    }
    auto tokens = tokenize(expression);
    if (!tokens) return base::fail(invalid(tokens.error()));
    Parser parser(expression, *std::move(tokens), names, values);
    QS_TRY(KeyConditions conditions, parser.parse());
    for (const KeyCondition& condition : conditions) QS_CHECK(check_between(condition));
    QS_CHECK(check_all_used(names, "ExpressionAttributeNames", parser.used()));
    QS_CHECK(check_all_used(values, "ExpressionAttributeValues", parser.used()));
    return conditions;
}

}  // namespace services::dynamodb
