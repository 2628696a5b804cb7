#include "services/dynamodb/key_condition.hpp"

#include <array>

#include <doctest/doctest.h>

#include "base/random.hpp"
#include "services/dynamodb/expression_tokens.hpp"
#include "support/inline_service.hpp"

namespace {

using namespace services::dynamodb;

const KeySchema kStrings = {{"pk", "S"}, KeyAttribute{"sk", "S"}};
const KeySchema kNumbers = {{"pk", "S"}, KeyAttribute{"n", "N"}};
const KeySchema kSimple = {{"pk", "S"}, std::nullopt};

/// The range as text: `partition [low, high)`; or the error's message.
std::string range_of(std::string_view expression, std::string_view values,
                     std::string_view names = "null", const KeySchema& schema = kStrings) {
    const json::Value v = support::parse(values);
    const json::Value n = support::parse(names);
    const auto conditions =
        parse_key_condition(expression, n.is_null() ? nullptr : &n, v.is_null() ? nullptr : &v);
    if (!conditions) return conditions.error().message;
    const auto range = key_range(schema, *conditions);
    if (!range) return range.error().message;
    return range->partition + (range->is_low_open ? " (" : " [") + range->low + ", " +
           range->high.value_or("end") + (range->is_high_open ? ")" : "]");
}

constexpr std::string_view kA = R"({":p":{"S":"P"},":a":{"S":"a"}})";
constexpr std::string_view kAB = R"({":p":{"S":"P"},":a":{"S":"a"},":b":{"S":"b"}})";

}  // namespace

TEST_CASE("every comparison of the grammar becomes a range of keys") {
    CHECK_EQ(range_of("pk = :p", R"({":p":{"S":"P"}})"), "P [, end]");
    CHECK_EQ(range_of("pk = :p AND sk = :a", kA), "P [a, a]");
    CHECK_EQ(range_of("pk = :p AND sk < :a", kA), "P [, a)");
    CHECK_EQ(range_of("pk = :p AND sk <= :a", kA), "P [, a]");
    CHECK_EQ(range_of("pk = :p AND sk > :a", kA), "P (a, end]");
    CHECK_EQ(range_of("pk = :p AND sk >= :a", kA), "P [a, end]");
    CHECK_EQ(range_of("pk = :p AND sk BETWEEN :a AND :b", kAB), "P [a, b]");
    CHECK_EQ(range_of("pk = :p AND begins_with(sk, :a)", kA), "P [a, b)");
}

TEST_CASE("order, case, spaces, parentheses and placeholders are free") {
    CHECK_EQ(range_of("sk=:a and pk=:p", kA), "P [a, a]");
    CHECK_EQ(range_of(":p = pk AND :a < sk", kA), "P (a, end]");
    CHECK_EQ(range_of("(pk = :p) And (sk between :a and :b)", kAB), "P [a, b]");
    CHECK_EQ(range_of("(pk) = (:p)\n\tAND begins_with ( sk , :a )", kA), "P [a, b)");
    CHECK_EQ(range_of("#p = :p and #s >= :a", kA, R"({"#p":"pk","#s":"sk"})"), "P [a, end]");
    CHECK_EQ(range_of("pk = :p AND begins_with(sk, :a)", R"({":p":{"S":"P"},":a":{"S":"ÿ"}})")
                 .find("end"),
             std::string::npos);
}

TEST_CASE("numbers are compared as numbers") {
    const auto range =
        key_range(kNumbers, {{"pk", Comparison::equal, {support::parse(R"({"S":"P"})")}},
                             {"n",
                              Comparison::between,
                              {support::parse(R"({"N":"9"})"), support::parse(R"({"N":"10"})")}}});
    REQUIRE(range.has_value());
    CHECK(range->low < *range->high);
}

TEST_CASE("what a key condition may not be is answered in AWS's words") {
    const std::string invalid = "Invalid KeyConditionExpression: ";
    CHECK_EQ(range_of("", kA), invalid + "The expression can not be empty;");
    CHECK_EQ(range_of("pk = :p AND", R"({":p":{"S":"P"}})"),
             invalid + "Syntax error; token: \"<EOF>\", near: \"AND\"");
    CHECK_EQ(range_of("pk :p", R"({":p":{"S":"P"}})"),
             invalid + "Syntax error; token: \":p\", near: \"pk :p\"");
    CHECK_EQ(range_of("pk = :p; x", R"({":p":{"S":"P"}})"),
             invalid + "Syntax error; token: \";\", near: \":p;\"");
    CHECK_EQ(range_of("pk = :q", R"({":p":{"S":"P"}})"),
             invalid +
                 "An expression attribute value used in expression is not defined; "
                 "attribute value: :q");
    CHECK_EQ(range_of("#q = :p", R"({":p":{"S":"P"}})", R"({"#p":"pk"})"),
             invalid +
                 "An expression attribute name used in the document path is not defined; "
                 "attribute name: #q");
    CHECK_EQ(range_of("name = :p", R"({":p":{"S":"P"}})"),
             invalid + "Attribute name is a reserved keyword; reserved keyword: name");
    CHECK_EQ(range_of("pk = :p AND foo(sk, :a)", kA),
             invalid + "Invalid function name; function: foo");
    CHECK_EQ(range_of("pk = :p AND begins_with(sk)", kA),
             invalid +
                 "Incorrect number of operands for operator or function; operator or "
                 "function: begins_with, number of operands: 1");
    CHECK_EQ(range_of("pk = :p AND begins_with(sk, :a)", R"({":p":{"S":"P"},":a":{"N":"1"}})"),
             invalid +
                 "Incorrect operand type for operator or function; operator or function: "
                 "begins_with, operand type: N");
    CHECK_EQ(range_of("pk = :p AND sk BETWEEN :b AND :a", kAB),
             invalid +
                 "The BETWEEN operator requires upper bound to be greater than or equal to "
                 "lower bound; lower bound operand: AttributeValue: {S:b}, upper bound "
                 "operand: AttributeValue: {S:a}");
    for (const std::string_view bad : {"OR", "<>"}) {
        CHECK_EQ(
            range_of("pk = :p " + std::string(bad == "OR" ? "OR sk = :a" : "AND sk <> :a"), kA),
            "Invalid operator used in KeyConditionExpression: " + std::string(bad));
    }
    CHECK_EQ(range_of("NOT pk = :p", kA), "Invalid operator used in KeyConditionExpression: NOT");
    CHECK_EQ(range_of("pk = :p AND sk IN (:a)", kA),
             "Invalid operator used in KeyConditionExpression: IN");
    CHECK_EQ(range_of("attribute_exists(pk)", kA),
             "Invalid operator used in KeyConditionExpression: attribute_exists");
    CHECK_EQ(range_of("size(pk) = :a", kA),
             "KeyConditionExpressions cannot contain nested operations");
    CHECK_EQ(range_of("pk.a = :p", kA),
             "KeyConditionExpressions cannot have conditions on nested attributes");
    CHECK_EQ(range_of("pk = :p AND pk = :a", kA),
             "KeyConditionExpressions must only contain one condition per key");
    CHECK_EQ(range_of("pk = sk", kA),
             "Invalid condition in KeyConditionExpression: Multiple attribute names used in one "
             "condition");
    CHECK_EQ(range_of(":p = :a", kA),
             "Invalid condition in KeyConditionExpression: No key attribute specified");
}

TEST_CASE("placeholders must be well formed and used") {
    CHECK_EQ(range_of("pk = :p", kAB),
             "Value provided in ExpressionAttributeValues unused in expressions: keys: {:a, :b}");
    CHECK_EQ(range_of("pk = :p", R"({":p":{"S":"P"}})", R"({"#x":"y"})"),
             "Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}");
    CHECK_EQ(range_of("pk = :p", "{}"), "ExpressionAttributeValues must not be empty");
    CHECK_EQ(range_of("pk = :p", R"({"p":{"S":"P"}})"),
             "ExpressionAttributeValues contains invalid key: Syntax error; key: \"p\"");
    CHECK_EQ(range_of("pk = :p", R"({":p":{"N":"x"}})"),
             "ExpressionAttributeValues contains invalid value: The parameter cannot be converted "
             "to a numeric value: x for key :p");
    CHECK_EQ(range_of("pk = :p", kA, R"({"#a-b":"y"})"),
             "ExpressionAttributeNames contains invalid key: Syntax error; key: \"#a-b\"");
}

TEST_CASE("conditions must be about the table's key") {
    CHECK_EQ(range_of("sk = :p", R"({":p":{"S":"P"}})"),
             "Query condition missed key schema element: pk");
    CHECK_EQ(range_of("pk = :p AND extra = :a", kA),
             "Query condition missed key schema element: sk");
    CHECK_EQ(range_of("pk > :p", R"({":p":{"S":"P"}})"), "Query key condition not supported");
    CHECK_EQ(range_of("pk = :p AND sk = :a", kA, "null", kSimple),
             "Query key condition not supported");
    CHECK_EQ(range_of("pk = :p", R"({":p":{"N":"1"}})"),
             "One or more parameter values were invalid: Condition parameter type does not match "
             "schema type");
    CHECK(range_of("pk = :p", R"({":p":{"S":""}})").find("empty string value. Key: pk") !=
          std::string::npos);
}

TEST_CASE("an expression of more than 4 KB or with very many parentheses is refused") {
    CHECK(range_of("pk = :p" + std::string(4'096, ' '), kA).find("expression size: 4103") !=
          std::string::npos);
    std::string deep(2'000, '(');
    deep.append("pk = :p").append(2'000, ')');
    CHECK(range_of(deep, kA).find("redundant parentheses") != std::string::npos);
}

TEST_CASE("the older form of conditions gives the same ranges") {
    const auto older = [](std::string_view text) {
        const auto conditions = read_key_conditions(support::parse(text));
        if (!conditions) return conditions.error().message;
        const auto range = key_range(kStrings, *conditions);
        if (!range) return range.error().message;
        return range->partition + " " + range->low + " " + range->high.value_or("end");
    };
    CHECK_EQ(older(R"({"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"P"}]},
                       "sk":{"ComparisonOperator":"BETWEEN",
                             "AttributeValueList":[{"S":"a"},{"S":"b"}]}})"),
             "P a b");
    CHECK_EQ(older(R"({"pk":{"ComparisonOperator":"CONTAINS","AttributeValueList":[{"S":"P"}]}})"),
             "Attempted conditional constraint is not an indexable operation");
    CHECK_EQ(older(R"({"pk":{"ComparisonOperator":"EQ","AttributeValueList":[]}})"),
             "One or more parameter values were invalid: Invalid number of argument(s) for the EQ "
             "ComparisonOperator");
    CHECK_EQ(older("{}"), "Conditions can be of length 1 or 2 only");
}

TEST_CASE("reserved words are found whatever their case") {
    CHECK(is_reserved_word("STATUS"));
    CHECK(is_reserved_word("bucket"));
    CHECK(is_reserved_word("Zone"));
    CHECK_FALSE(is_reserved_word("pk"));
    CHECK_FALSE(is_reserved_word(""));
}

TEST_CASE("no text makes the parser fail in another way than by an error") {
    base::SeededRandom random(11);
    constexpr std::array<std::string_view, 26> kPieces = {"pk = :v",
                                                          "AND",
                                                          "#n > :v",
                                                          "begins_with(#n, :v)",
                                                          "pk",
                                                          "sk",
                                                          "#n",
                                                          ":v",
                                                          "=",
                                                          "<",
                                                          "<=",
                                                          ">",
                                                          "<>",
                                                          "(",
                                                          ")",
                                                          "and",
                                                          "BETWEEN",
                                                          "OR",
                                                          "NOT",
                                                          "IN",
                                                          "begins_with(",
                                                          ",",
                                                          "[0]",
                                                          ".",
                                                          "\xC3\xA9",
                                                          "size(pk)"};
    const json::Value names = support::parse(R"({"#n":"sk"})");
    const json::Value values = support::parse(R"({":v":{"S":"x"}})");
    int accepted = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        const std::uint64_t length = random.next() % 14;
        for (std::uint64_t k = 0; k < length; ++k) {
            text += std::string(kPieces[random.next() % kPieces.size()]) + " ";
        }
        const auto conditions = parse_key_condition(text, &names, &values);
        if (conditions && key_range(kStrings, *conditions)) ++accepted;
    }
    CHECK_GT(accepted, 0);
}
