// A caret under the place, and what to do.
#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "cli/eval.hpp"

namespace cli {

namespace {

constexpr std::size_t kShownBytes = 100;

struct Advice {
    std::string_view code;
    std::string_view text;
};

/// The first row whose code the error's begins with.
constexpr std::array kAdvice = {
    Advice{"S0101", "close the text with the quote that opens it"},
    Advice{"S0103", "in a text only \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u0000 may be escaped"},
    Advice{"S0106", "close the comment with */"},
    Advice{"S0105", "close the name with a backquote"},
    Advice{"S0203", "close what is open: ), ] or }"},
    Advice{"S0207",
           "the expression ends too early: write what should follow, or close what is open"},
    Advice{"S0211", "something is missing in front of it, or it does not belong here"},
    Advice{"S0301", "write a pattern between the slashes"},
    Advice{"S0302", "close the regular expression with /"},
    Advice{"S0", "look at the place: the syntax is explained at https://docs.jsonata.org"},
    Advice{"T0410", "look up which arguments the function takes, and in which order"},
    Advice{"T0411", "give the function something to work on: the data has nothing there"},
    Advice{"T0412", "every item of the list must have the type that the function wants"},
    Advice{"T1005", "only functions can be called: write the name with a $ in front of it"},
    Advice{"T1006", "only functions can be called: is the name right?"},
    Advice{"T2001", "make a number of it with $number(), or join texts with &"},
    Advice{"T2002", "make a number of it with $number(), or join texts with &"},
    Advice{"T2003", "a range counts whole numbers: round them with $floor() or $round()"},
    Advice{"T2004", "a range counts whole numbers: round them with $floor() or $round()"},
    Advice{"T2009", "compare numbers with numbers and texts with texts: $number() and $string()"},
    Advice{"T2010", "only numbers and texts can be compared with < and >"},
    Advice{"D1001", "JSON has no such number: look for a division by zero or a huge power"},
    Advice{"D3030", "it is no number: test it first, for example with $match()"},
    Advice{"D3137", "the expression itself gave this error, with $error()"},
    Advice{"D3138", "there is more than one match: narrow the condition"},
    Advice{"D3139", "nothing matches: test with $exists() before, or use $filter()"},
    Advice{"U1001", "it wants too much time, depth or memory: look for a recursion without an end"},
    Advice{"InvalidPath", "a path looks like $.orders[0].price or $.orders[?(@.price > 10)]"},
    Advice{"PathNotFound", "the data has nothing there: look at all of it with the path $"},
    Advice{"States.IntrinsicFailure", "an intrinsic looks like States.Format('{}', $.name)"},
    Advice{"Refused", "in a state machine write $states.input.name, or $name for a variable"},
    Advice{"Undefined",
           "the data has nothing there: test with $exists(), or give a default with ? :"},
};

/// Never in the middle of a character.
std::size_t character_start(std::string_view text, std::size_t at) {
    while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
        --at;
    }
    return at;
}

}  // namespace

std::string_view advice(std::string_view code) {
    for (const Advice& row : kAdvice) {
        if (code.starts_with(row.code)) return row.text;
    }
    return "the code is explained at https://docs.jsonata.org";
}

std::string marked(std::string_view expression, std::optional<std::size_t> position) {
    if (!position) return std::string(expression.substr(0, character_start(expression, 200)));
    const std::size_t behind = std::min(*position, expression.size());
    const std::size_t place = behind == 0 ? 0 : character_start(expression, behind - 1);
    const std::size_t line_begin = expression.substr(0, place).rfind('\n') + 1;
    std::string_view line = expression.substr(line_begin);
    line = line.substr(0, line.find('\n'));
    std::size_t before = place - line_begin;
    // A long line is cut around the place.
    if (before > kShownBytes) {
        const std::size_t cut = character_start(line, before - kShownBytes / 2);
        line.remove_prefix(cut);
        before -= cut;
    }
    line = line.substr(0, character_start(line, before + kShownBytes));
    const std::size_t column = base::utf8_length(line.substr(0, before));
    return std::string(line) + "\n" + std::string(column, ' ') + "^";
}

}  // namespace cli
