// Compiles paths as Jayway's PathCompiler reads them, errors and oddities included: the corpus in
// tests/conformance/jsonpath is the measure.
#include "query/path/compiler.hpp"

#include <charconv>
#include <string>

#include "json/parse.hpp"
#include "json/unescape.hpp"
#include "query/path/cursor.hpp"
#include "query/path/function.hpp"

namespace query::path {
namespace {

using Place = Cursor::Place;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_context(char c) {
    return c == '$' || c == '@';
}

std::optional<int> read_int(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    int value = 0;
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    if (result.ec != std::errc{} || result.ptr != end) return {};
    return value;
}

std::string_view trim_blanks(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

class PathCompiler {
public:
    PathCompiler(std::string_view text, std::size_t depth) : path_(text), depth_(depth) {}

    base::Result<Compiled> run() {
        path_.trim();
        if (path_.last() == '.') return invalid("Path must not end with a '.' or '..'");
        while (path_.in_bounds() && is_space(path_.current())) path_.advance(1);
        Compiled out;
        out.is_document = path_.current() == '$';
        if (!is_context(path_.current())) return invalid("Path must start with '$' or '@'");
        if (!path_.is_tail()) {
            path_.advance(1);
            if (path_.current() != '.' && path_.current() != '[') {
                return invalid("Illegal character at position " + std::to_string(path_.position()) +
                               " expected '.' or '['");
            }
            do {
                QS_CHECK(read_token());
                if (tokens_.size() > base::limits::kPathTokensMax) {
                    return base::fail(base::limit_exceeded(
                        "a path may have " + std::to_string(base::limits::kPathTokensMax) +
                        " steps at most"));
                }
            } while (!path_.is_tail());
        }
        if (path_.has_overrun()) return invalid("The path ends too early");
        out.tokens = std::move(tokens_);
        return out;
    }

private:
    static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

    static tl::unexpected<base::Error> invalid(std::string message) {
        return base::fail(base::invalid(std::move(message)));
    }

    std::string here() const { return std::to_string(path_.position()); }

    Token& append(Token::Kind kind) {
        tokens_.emplace_back().kind = kind;
        return tokens_.back();
    }

    base::Result<void> read_token() {
        if (path_.has_overrun() || !path_.in_bounds()) return invalid("The path ends too early");
        switch (path_.current()) {
            case '[': return read_bracket();
            case '.': return read_dot();
            case '*':
                path_.advance(1);
                append(Token::Kind::wildcard);
                return {};
            default: return read_name();
        }
    }

    base::Result<void> read_dot() {
        if (path_.next_is('.')) {
            append(Token::Kind::scan);
            path_.advance(2);
        } else if (!path_.in_bounds(path_.position() + 1)) {
            return invalid("Path must not end with a '.");
        } else {
            path_.advance(1);
        }
        if (path_.current() == '.') {
            return invalid("Character '.' on position " + here() + " is not valid.");
        }
        return read_token();
    }

    base::Result<void> read_bracket() {
        const char next = path_.next_significant_char(path_.position());
        if (next == '\'' || next == '"') return read_quoted_names(next);
        if (is_digit(next) || next == '-' || next == ':') {
            const Place begin = path_.position() + 1;
            const Place end = path_.find(begin, ']');
            const auto expression =
                end == Cursor::kNone ? std::string_view{} : trim_blanks(path_.slice(begin, end));
            if (!expression.empty() &&
                expression.find_first_not_of("0123456789,-: ") == std::string_view::npos) {
                path_.set_position(end + 1);
                return expression.find(':') == std::string_view::npos ? add_indexes(expression)
                                                                      : add_slice(expression);
            }
        } else if (next == '*') {
            const Place star = path_.next_significant(path_.position());
            if (!path_.next_significant_is(star, ']')) {
                return invalid("Expected wildcard token to end with ']' on position " +
                               std::to_string(star + 1));
            }
            path_.set_position(path_.next_significant(star) + 1);
            append(Token::Kind::wildcard);
            return {};
        } else if (next == '?') {
            return read_filter();
        }
        return no_token();
    }

    base::Result<void> no_token() {
        return invalid("Could not parse token starting at position " + here() +
                       ". Expected ?, ', 0-9, * ");
    }

    base::Result<void> read_quoted_names(char quote) {
        Place start = path_.position() + 1;
        Place end = 0;
        bool inside = false, in_escape = false, after_comma = false;
        Token token;
        for (Place at = start; path_.in_bounds(at); ++at) {
            const char c = path_.at(at);
            if (in_escape) {
                in_escape = false;
            } else if (c == '\\') {
                in_escape = true;
            } else if (c == ']' && !inside) {
                if (after_comma) return empty_property(at);
                break;
            } else if (c == quote && inside) {
                const char next = path_.next_significant_char(at);
                if (next != ']' && next != ',') {
                    return invalid(
                        "Property must be separated by comma or Property must be "
                        "terminated close square bracket at index " +
                        std::to_string(at));
                }
                end = at;
                token.names.push_back(unescape_quoted(path_.slice(start, end), quote == '\''));
                inside = false;
            } else if (c == quote) {
                start = at + 1;
                inside = true;
                after_comma = false;
            } else if (c == ',' && !inside) {
                if (after_comma) return empty_property(at);
                after_comma = true;
            }
        }
        if (inside) {
            return invalid(std::string("Property has not been closed - missing closing ") + quote);
        }
        if (!path_.next_significant_is(end, ']')) {
            return invalid("Property has not been closed - missing closing ]");
        }
        path_.set_position(path_.next_significant(end) + 1);
        if (token.names.empty()) return invalid("Empty properties");
        tokens_.push_back(std::move(token));
        return {};
    }

    base::Result<void> empty_property(Place at) {
        return invalid("Found empty property at index " + std::to_string(at));
    }

    base::Result<void> add_indexes(std::string_view expression) {
        Token token;
        token.kind = Token::Kind::index;
        std::string_view rest = expression;
        while (true) {
            const std::size_t comma = rest.find(',');
            const auto index = read_int(trim_blanks(rest.substr(0, comma)));
            if (!index) {
                return invalid("Failed to parse token in ArrayIndexOperation: " +
                               std::string(rest.substr(0, comma)));
            }
            token.indexes.push_back(*index);
            if (comma == std::string_view::npos) break;
            rest.remove_prefix(comma + 1);
        }
        tokens_.push_back(std::move(token));
        return {};
    }

    /// `[from:to]`; whatever stands behind a second colon is ignored, as there are no steps.
    base::Result<void> add_slice(std::string_view expression) {
        const auto failed = [&] {
            return invalid("Failed to parse SliceOperation: " + std::string(expression));
        };
        if (expression.find_first_of(", ") != std::string_view::npos) return failed();
        Token token;
        token.kind = Token::Kind::slice;
        const std::size_t colon = expression.find(':');
        const std::string_view from = expression.substr(0, colon);
        const std::string_view rest = expression.substr(colon + 1);
        const std::string_view to = rest.substr(0, rest.find(':'));
        if (!from.empty()) token.from = read_int(from);
        if (!to.empty()) token.to = read_int(to);
        if (token.from.has_value() == from.empty() || token.to.has_value() == to.empty()) {
            return failed();
        }
        if (from.empty() && to.empty()) return failed();
        tokens_.push_back(std::move(token));
        return {};
    }

    base::Result<void> read_filter() {
        const Place begin = path_.position();
        const Place question = path_.next_significant(begin);
        const Place open = path_.place_of_next_significant(question, '(');
        if (open == Cursor::kNone) return no_token();
        const Place close = path_.find_closing(open, '(', ')', true);
        if (close == Cursor::kNone || !path_.next_significant_is(close, ']')) return no_token();
        const Place end = path_.next_significant(close) + 1;
        QS_TRY(auto filter, compile_filter(path_.slice(begin, end), depth_ + 1));
        append(Token::Kind::filter).filter = std::move(filter);
        path_.set_position(end);
        return {};
    }

    /// `name` or `name(...)`.
    base::Result<void> read_name() {
        const Place start = path_.position();
        Place at = start;
        char stop = '\0';
        for (; path_.in_bounds(at); ++at) {
            const char c = path_.at(at);
            if (c == ' ') {
                if (at == start) {
                    return invalid("Could not parse token starting at position " + here());
                }
                return invalid(
                    "Use bracket notion ['my prop'] if your property contains blank "
                    "characters. position: " +
                    here());
            }
            if (c == '.' || c == '[' || c == '(') {
                stop = c;
                break;
            }
        }
        const std::string name(path_.slice(start, at));
        if (stop != '(') {
            append(Token::Kind::property).names = {name};
            path_.set_position(at);
            return {};
        }
        QS_TRY(auto arguments, read_call(name, at));
        Token& token = append(Token::Kind::function);
        token.function_name = name;
        token.function = find_function(name);
        token.arguments = std::move(arguments);
        return {};
    }

    base::Result<std::vector<Argument>> read_call(const std::string& name, Place open) {
        int opened = 1;
        for (Place at = open + 1; at < path_.length() && opened > 0; ++at) {
            if (path_.at(at) == ')') --opened;
            if (path_.at(at) == '(') ++opened;
        }
        if (opened != 0) return not_closed(name);
        if (path_.at(open + 1) == ')') {
            path_.set_position(path_.in_bounds(open + 2) ? open + 2 : open + 1);
            return std::vector<Argument>{};
        }
        path_.set_position(open + 1);
        return read_arguments(name);
    }

    static tl::unexpected<base::Error> not_closed(const std::string& name) {
        return invalid("Arguments to function: '" + name + "' are not closed properly.");
    }

    /// Splits the arguments at the commas that no bracket or quote encloses.
    base::Result<std::vector<Argument>> read_arguments(const std::string& name) {
        std::vector<Argument> out;
        std::string text;
        int parentheses = 1, brackets = 0, braces = 0;
        char quote = '\0';
        while (path_.in_bounds()) {
            const char c = path_.current();
            path_.advance(1);
            if (quote != '\0') {
                text += c;
                if (c == '\\' && path_.in_bounds()) {
                    text += path_.current();
                    path_.advance(1);
                } else if (c == quote) {
                    quote = '\0';
                }
                continue;
            }
            if (c == '"' || c == '\'') quote = c;
            if (c == '(') ++parentheses;
            if (c == ')') --parentheses;
            if (c == '[') ++brackets;
            if (c == ']') --brackets;
            if (c == '{') ++braces;
            if (c == '}') --braces;
            if (brackets < 0 || braces < 0) return not_closed(name);
            const bool is_outside = brackets == 0 && braces == 0;
            if (is_outside && (parentheses == 0 || (c == ',' && parentheses == 1))) {
                QS_CHECK(add_argument(out, trim_blanks(text)));
                text.clear();
                if (parentheses == 0) return out;
                continue;
            }
            text += c;
        }
        return not_closed(name);
    }

    base::Result<void> add_argument(std::vector<Argument>& out, std::string_view text) {
        if (text.empty()) return {};
        Argument argument;
        const char first = text[0];
        if (is_context(first)) {
            QS_TRY(argument.path, compile_path(text, depth_ + 1));
        } else if (is_digit(first) || first == '-' || first == '"' || first == '{') {
            if (auto value = json::parse(text)) argument.literal = *std::move(value);
        } else {
            return {};  // Jayway takes no notice of any other argument.
        }
        out.push_back(std::move(argument));
        return {};
    }

    Cursor path_;
    std::size_t depth_;
    std::vector<Token> tokens_;
};

/// `$..a.max()` means `$.max($..a)`: a function behind a deep scan works on all that was found.
void put_function_first(Compiled& path) {
    if (!path.is_function_path() || path.tokens.front().kind != Token::Kind::scan) return;
    std::size_t first = 0;
    while (path.tokens[first].kind != Token::Kind::function) ++first;
    auto inner = std::make_shared<Compiled>();
    const auto split = path.tokens.begin() + static_cast<std::ptrdiff_t>(first);
    inner->tokens.assign(std::make_move_iterator(path.tokens.begin()),
                         std::make_move_iterator(split));
    path.tokens.erase(path.tokens.begin(), split);
    settle(*inner);
    path.tokens.front().arguments = {Argument{std::move(inner), {}}};
}

}  // namespace

CompiledResult compile_path(std::string_view text, std::size_t depth) {
    if (text.size() > base::limits::kPathBytesMax) {
        return base::fail(base::limit_exceeded(
            "a path may have " + std::to_string(base::limits::kPathBytesMax) + " bytes at most"));
    }
    if (depth > base::limits::kPathDepthMax) {
        return base::fail(base::limit_exceeded("filters and functions are nested more than " +
                                               std::to_string(base::limits::kPathDepthMax) +
                                               " levels deep"));
    }
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return base::fail(base::invalid("A path is not empty"));
    std::string with_root;
    if (!is_context(text[first])) {
        with_root = "$." + std::string(text);
    }
    const std::string_view source = with_root.empty() ? text : std::string_view(with_root);
    QS_TRY(Compiled compiled, PathCompiler(source, depth).run());
    compiled.text = std::string(text);
    put_function_first(compiled);
    settle(compiled);
    return std::make_shared<const Compiled>(std::move(compiled));
}

std::string unescape_quoted(std::string_view text, bool keep_double_quotes) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out += text[i];
            continue;
        }
        if (++i == text.size()) {
            out += '\\';
            break;
        }
        switch (text[i]) {
            case 'r': out += '\r'; break;
            case 'f': out += '\f'; break;
            case 't': out += '\t'; break;
            case 'n': out += '\n'; break;
            case 'b': out += '\b'; break;
            case 'u': {
                std::string escape("\\u");
                escape += text.substr(i + 1, 4);
                std::string buffer(escape.size() + 4, '\0');
                std::size_t bad = std::string::npos;
                buffer.resize(json::unescape(escape, buffer.data(), bad));
                if (bad == std::string::npos) {
                    out += buffer;
                    i += 4;
                } else {
                    out += 'u';
                }
                break;
            }
            case '"':
                if (keep_double_quotes) out += '\\';
                out += '"';
                break;
            default: out += text[i];
        }
    }
    return out;
}

}  // namespace query::path
