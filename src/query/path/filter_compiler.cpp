// Compiles filters, `[?(@.a > 1 && !@.b)]`, as Jayway's FilterCompiler reads them:
//   or = and { '||' and }    and = operand { '&&' operand }
//   operand = relation | '(' or ')' | '!' operand    relation = value [ operator value ]
#include <array>
#include <string>

#include "base/text.hpp"
#include "json/number.hpp"
#include "json/parse.hpp"
#include "query/path/compiler.hpp"
#include "query/path/cursor.hpp"

namespace query::path {
namespace {

using Place = Cursor::Place;

struct OperatorName {
    std::string_view name;
    Operator op;
};
constexpr std::array kOperators = {
    OperatorName{">=", Operator::greater_equal},
    OperatorName{"<=", Operator::less_equal},
    OperatorName{"==", Operator::equal},
    OperatorName{"===", Operator::typed_equal},
    OperatorName{"!=", Operator::unequal},
    OperatorName{"!==", Operator::typed_unequal},
    OperatorName{"<", Operator::less},
    OperatorName{">", Operator::greater},
    OperatorName{"=~", Operator::regex},
    OperatorName{"nin", Operator::not_in},
    OperatorName{"in", Operator::in},
    OperatorName{"contains", Operator::contains},
    OperatorName{"all", Operator::all},
    OperatorName{"size", Operator::size},
    OperatorName{"exists", Operator::exists},
    OperatorName{"type", Operator::type},
    OperatorName{"matches", Operator::matches},
    OperatorName{"empty", Operator::empty},
    OperatorName{"subsetof", Operator::subset_of},
    OperatorName{"anyof", Operator::any_of},
    OperatorName{"noneof", Operator::none_of},
};

bool is_context(char c) {
    return c == '$' || c == '@';
}
bool is_operator_char(char c) {
    return c == '<' || c == '>' || c == '=' || c == '~' || c == '!';
}

/// Literals of arrays and objects may be quoted with single quotes, which JSON does not know.
std::string with_double_quotes(std::string_view text) {
    std::string out;
    char quote = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote == '\0') {
            if (c == '\'' || c == '"') quote = c;
            out += c == '\'' ? '"' : c;
        } else if (c == '\\' && i + 1 < text.size()) {
            ++i;
            if (text[i] != '\'') out += c;
            out += text[i];
        } else if (c == quote) {
            quote = '\0';
            out += '"';
        } else {
            if (c == '"') out += '\\';
            out += c;
        }
    }
    return out;
}

/// The number as JSON writes it: Java also reads `+1`, `01`, `1.` and `.5`.
std::optional<std::string> json_number(std::string_view text) {
    std::string out;
    if (text.starts_with('-')) out = "-";
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    while (text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9') {
        text.remove_prefix(1);
    }
    if (text.starts_with('.')) out += '0';
    const std::size_t point = text.find('.');
    const std::size_t digits = point == std::string_view::npos ? point : point + 1;
    if (digits != std::string_view::npos &&
        (digits == text.size() || text[digits] == 'e' || text[digits] == 'E')) {
        if (text.size() < 2) return {};
        out.append(text.substr(0, point)).append(text.substr(digits));
    } else {
        out.append(text);
    }
    if (!json::is_number_text(out)) return {};
    return out;
}

class FilterCompiler {
public:
    FilterCompiler(std::string_view text, std::size_t depth) : filter_(text), depth_(depth) {}

    base::Result<FilterNode> run() {
        filter_.trim();
        filter_.advance(1);
        filter_.shorten(1);
        filter_.trim();
        filter_.advance(1);
        filter_.trim();
        if (filter_.current() != '(' || filter_.last() != ')') {
            return invalid("Filter must start with '[?(' and end with ')]'. ");
        }
        QS_TRY(FilterNode out, read_any(depth_));
        filter_.skip_blanks();
        if (filter_.has_overrun()) return invalid("Failed to parse filter");
        if (filter_.in_bounds()) return invalid("Expected end of filter expression");
        return out;
    }

private:
    static tl::unexpected<base::Error> invalid(std::string message) {
        return base::fail(base::invalid(std::move(message)));
    }

    base::Result<FilterNode> read_any(std::size_t depth) {
        return read_chain(FilterNode::Kind::any, "||", depth);
    }

    base::Result<FilterNode> read_chain(FilterNode::Kind kind, std::string_view word,
                                        std::size_t depth) {
        if (depth > base::limits::kPathDepthMax) {
            return base::fail(base::limit_exceeded("the filter is nested too deep"));
        }
        FilterNode out;
        out.kind = kind;
        do {
            QS_TRY(FilterNode child, kind == FilterNode::Kind::any
                                         ? read_chain(FilterNode::Kind::all, "&&", depth)
                                         : read_operand(depth));
            out.children.push_back(std::move(child));
            const Place before = filter_.position();
            if (!filter_.take(word)) {
                filter_.set_position(before);
                break;
            }
        } while (!filter_.has_overrun());
        if (out.children.size() > 1) return out;
        FilterNode only = std::move(out.children.front());
        return only;
    }

    base::Result<FilterNode> read_operand(std::size_t depth) {
        if (depth > base::limits::kPathDepthMax) {
            return base::fail(base::limit_exceeded("the filter is nested too deep"));
        }
        filter_.skip_blanks();
        const Place before = filter_.position();
        if (filter_.current() == '!') {
            filter_.advance(1);
            filter_.skip_blanks();
            if (!is_context(filter_.current())) {
                QS_TRY(FilterNode child, read_operand(depth + 1));
                FilterNode out;
                out.kind = FilterNode::Kind::negation;
                out.children.push_back(std::move(child));
                return out;
            }
            filter_.set_position(before);
        }
        if (filter_.current() == '(') {
            filter_.advance(1);
            QS_TRY(FilterNode out, read_any(depth + 1));
            filter_.skip_blanks();
            if (filter_.current() != ')') return invalid("Expected character: )");
            filter_.advance(1);
            return out;
        }
        return read_relation();
    }

    base::Result<FilterNode> read_relation() {
        FilterNode out;
        QS_TRY(out.left, read_value());
        const Place before = filter_.position();
        if (const auto op = read_operator()) {
            auto right = read_value();
            if (right) {
                out.op = *op;
                out.right = *std::move(right);
                return out;
            }
            if (right.error().kind == base::ErrorKind::limit) {
                return base::fail(std::move(right).error());
            }
        }
        filter_.set_position(before);
        if (out.left.kind != Operand::Kind::path) return invalid("Expected path node");
        out.op = Operator::exists;
        out.left.is_existence_check = true;
        out.right.kind = Operand::Kind::boolean;
        out.right.value = json::Value::boolean(out.left.should_exist);
        return out;
    }

    std::optional<Operator> read_operator() {
        filter_.skip_blanks();
        const Place begin = filter_.position();
        const bool is_symbol = is_operator_char(filter_.current());
        while (filter_.in_bounds() &&
               (is_symbol ? is_operator_char(filter_.current()) : filter_.current() != ' ')) {
            filter_.advance(1);
        }
        const std::string name = base::lower(filter_.slice(begin, filter_.position()));
        for (const OperatorName& row : kOperators) {
            if (row.name == name) return row.op;
        }
        return {};
    }

    base::Result<Operand> read_value() {
        filter_.skip_blanks();
        if (filter_.current() == '!') {
            filter_.advance(1);
            filter_.skip_blanks();
            if (!is_context(filter_.current())) return invalid("Unexpected character: !");
            return read_path();
        }
        const char c = filter_.current();
        if (is_context(c)) return read_path();
        if (const auto word = bare_word(); !word.empty()) {
            filter_.advance(static_cast<Place>(word.size()));
            Operand out;
            out.kind = Operand::Kind::string;
            out.value = json::Value::string(word);
            return out;
        }
        switch (c) {
            case '\'':
            case '"': return read_string(c);
            case 't':
            case 'f': return read_boolean();
            case 'n': return read_null();
            case '{':
            case '[': return read_json(c);
            case '/': return read_pattern();
            default: return read_number();
        }
    }

    /// A word without quotes on the right of `==` or `!=`, or nothing. Jayway refuses it; Step
    /// Functions takes `$[?(@.TargetLanguageCode==es)]`, as definitions from the field show.
    std::string_view bare_word() const {
        if (filter_.previous_significant_char() != '=') return {};
        const auto is_letter = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        };
        const Place begin = filter_.position();
        Place end = begin;
        while (filter_.in_bounds(end)) {
            const char c = filter_.slice(end, end + 1).front();
            const bool fits = is_letter(c) || (end > begin && ((c >= '0' && c <= '9') || c == '-'));
            if (!fits) break;
            ++end;
        }
        const std::string_view word = filter_.slice(begin, end);
        const bool is_literal = word == "true" || word == "false" || word == "null";
        return is_literal ? std::string_view{} : word;
    }

    base::Result<Operand> read_string(char quote) {
        const Place begin = filter_.position();
        const Place end = filter_.find_unescaped(begin, quote);
        if (end == Cursor::kNone) return invalid("String literal does not have matching quotes.");
        filter_.set_position(end + 1);
        Operand out;
        out.kind = Operand::Kind::string;
        out.value = json::Value::string(unescape_quoted(filter_.slice(begin + 1, end)));
        return out;
    }

    base::Result<Operand> read_boolean() {
        const Place begin = filter_.position();
        for (const std::string_view word : {"true", "false"}) {
            const Place end = begin + static_cast<Place>(word.size());
            if (filter_.in_bounds(end - 1) && filter_.slice(begin, end) == word) {
                filter_.set_position(end);
                Operand out;
                out.kind = Operand::Kind::boolean;
                out.value = json::Value::boolean(word == "true");
                return out;
            }
        }
        return invalid("Expected boolean literal");
    }

    base::Result<Operand> read_null() {
        const Place begin = filter_.position();
        if (!filter_.in_bounds(begin + 3) || filter_.slice(begin, begin + 4) != "null") {
            return invalid("Expected <null> value");
        }
        filter_.advance(4);
        return Operand{};
    }

    base::Result<Operand> read_json(char open) {
        const Place begin = filter_.position();
        const Place end = filter_.find_closing(begin, open, open == '[' ? ']' : '}', false);
        if (end == Cursor::kNone) return invalid("String not closed. Expected '");
        filter_.set_position(end + 1);
        auto value = json::parse(with_double_quotes(filter_.slice(begin, end + 1)));
        if (!value) return invalid("Could not parse the literal: " + value.error().message);
        Operand out;
        out.kind = Operand::Kind::json;
        out.value = *std::move(value);
        return out;
    }

    base::Result<Operand> read_pattern() {
        const Place begin = filter_.position();
        const Place end = filter_.find_unescaped(begin, '/');
        if (end == Cursor::kNone) return invalid("Pattern not closed. Expected /");
        filter_.set_position(end + 1);
        Regex::Flags flags;
        while (filter_.in_bounds()) {
            const char c = filter_.current();
            if (c == 'i') flags.ignore_case = true;
            if (c == 'm') flags.multi_line = true;
            if (c == 's') flags.dot_all = true;
            if (c == 'x') flags.extended = true;
            if (c < 'A' || (c > 'Z' && c < 'a') || c > 'z') break;
            filter_.advance(1);
        }
        auto regex = Regex::compile(filter_.slice(begin + 1, end), flags);
        if (!regex) return base::fail(std::move(regex).error());
        Operand out;
        out.kind = Operand::Kind::pattern;
        out.pattern = std::make_shared<const Regex>(*std::move(regex));
        return out;
    }

    base::Result<Operand> read_number() {
        const Place begin = filter_.position();
        while (filter_.in_bounds()) {
            const char c = filter_.current();
            if ((c < '0' || c > '9') && c != '-' && c != '.' && c != 'e' && c != 'E') break;
            filter_.advance(1);
        }
        const auto text = json_number(filter_.slice(begin, filter_.position()));
        if (!text) {
            return invalid("Failed to parse filter, error on position: " + std::to_string(begin));
        }
        Operand out;
        out.kind = Operand::Kind::number;
        out.value = json::Value::number_text(*text);
        return out;
    }

    base::Result<Operand> read_path() {
        const bool should_exist = filter_.previous_significant_char() != '!';
        const Place begin = filter_.position();
        filter_.advance(1);
        while (filter_.in_bounds()) {
            if (filter_.current() == '[') {
                const Place end = filter_.find_closing(filter_.position(), '[', ']', false);
                if (end == Cursor::kNone)
                    return invalid("Square brackets does not match in filter");
                filter_.set_position(end + 1);
                if (!filter_.in_bounds()) break;
            }
            const char c = filter_.current();
            if (is_operator_char(c) || c == ' ') break;
            if (c == ')' && !closes_function(begin)) break;
            filter_.advance(1);
        }
        Operand out;
        out.kind = Operand::Kind::path;
        out.should_exist = should_exist;
        QS_TRY(out.path, compile_path(filter_.slice(begin, filter_.position()), depth_ + 1));
        return out;
    }

    /// Whether the current `)` belongs to a call without arguments, `@.a.length()`.
    bool closes_function(Place lower) const {
        Place place = filter_.position() - 1;
        while (filter_.in_bounds(place) && filter_.at(place) == ' ') --place;
        if (!filter_.in_bounds(place) || filter_.at(place) != '(') return false;
        for (--place; filter_.in_bounds(place) && place > lower; --place) {
            if (filter_.at(place) == '.') return true;
        }
        return false;
    }

    Cursor filter_;
    std::size_t depth_;
};

}  // namespace

base::Result<std::shared_ptr<const FilterNode>> compile_filter(std::string_view text,
                                                               std::size_t depth) {
    QS_TRY(FilterNode filter, FilterCompiler(text, depth).run());
    return std::make_shared<const FilterNode>(std::move(filter));
}

}  // namespace query::path
