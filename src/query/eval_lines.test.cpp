#include "query/eval_lines.hpp"

#include <doctest/doctest.h>

using query::eval_line;

TEST_CASE("a request line gives an answer line with the same id") {
    CHECK_EQ(
        eval_line(R"({"id":"a","language":"jsonpath","expression":"$.x[*]","data":{"x":[1]}})"),
        R"({"id":"a","result":[1]})");
    CHECK_EQ(
        eval_line(R"x({"id":7,"language":"intrinsic","expression":"States.MathAdd($n, $$.b)",)x"
                  R"("variables":{"n":1},"context":{"b":2}})"),
        R"({"id":7,"result":3})");
}

TEST_CASE("a line that is no request is answered, not refused") {
    struct Row {
        const char* line;
        const char* answer;
    };
    const Row rows[] = {
        {"", R"({"id":null,"error":{"code":"InvalidRequest","message":"line 1, column 1: the text)"
             R"( ends too early; expected a value"}})"},
        {"[]", R"({"id":null,"error":{"code":"InvalidRequest","message":"a request is a JSON)"
               R"( object"}})"},
        {R"({"id":"x"})", R"({"id":"x","error":{"code":"InvalidRequest","message":"the member)"
                          R"( 'language' must be a string"}})"},
        {R"({"id":"x","language":"jsonpath"})",
         R"({"id":"x","error":{"code":"InvalidRequest","message":"the member 'expression' must be)"
         R"( a string"}})"},
        {R"({"id":"x","language":"xpath","expression":"/"})",
         R"({"id":"x","error":{"code":"InvalidRequest","message":"the member 'language' must be)"
         R"( jsonata, jsonpath or intrinsic, not 'xpath'"}})"},
        {R"({"id":"x","language":"jsonata","expression":"(1"})",
         R"x({"id":"x","error":{"code":"S0203","message":"Expected \")\" before end of expression"}})x"},
        {R"({"id":"x","language":"jsonpath","expression":"$["})",
         R"({"id":"x","error":{"code":"InvalidPath","message":"Could not parse token starting at)"
         R"( position 1. Expected ?, ', 0-9, * "}})"},
        {R"({"id":"x","language":"jsonpath","expression":"$.a"})",
         R"({"id":"x","error":{"code":"PathNotFound","message":"No results for path: $['a']"}})"},
        {R"x({"id":"x","language":"intrinsic","expression":"States.Nothing()"})x",
         R"({"id":"x","error":{"code":"States.IntrinsicFailure","message":"at offset 14 of the)"
         R"( intrinsic call: there is no function 'States.Nothing'"}})"},
    };
    for (const Row& row : rows) CHECK_EQ(eval_line(row.line), row.answer);
}
