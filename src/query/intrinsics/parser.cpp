// Reads `States.Name(argument, ...)`. Arguments are texts in single quotes, numbers, true, false,
// null, paths, and calls. In a text a backslash may stand before ' { } and another backslash only;
// AWS refuses anything else.
#include <string>

#include "base/limits.hpp"
#include "json/number.hpp"
#include "query/intrinsics/call.hpp"

namespace query::intrinsics {
namespace {

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    base::Result<Expression> run() {
        QS_TRY(Expression out, read_call(1));
        if (at_ < text_.size()) return wrong("nothing may follow the call");
        return out;
    }

private:
    tl::unexpected<base::Error> wrong(const std::string& what) const {
        return base::fail(
            base::invalid("at offset " + std::to_string(at_) + " of the intrinsic call: " + what));
    }

    char current() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    void skip_space() {
        while (at_ < text_.size() &&
               (current() == ' ' || current() == '\t' || current() == '\n' || current() == '\r')) {
            ++at_;
        }
    }

    base::Result<Expression> read_call(std::size_t depth) {
        if (depth > base::limits::kIntrinsicDepthMax) {
            return base::fail(base::limit_exceeded(
                "intrinsic functions may be nested " +
                std::to_string(base::limits::kIntrinsicDepthMax) + " deep at most"));
        }
        const std::size_t start = at_;
        while (at_ < text_.size() && current() != '(' && current() != ' ' && current() != ',' &&
               current() != ')') {
            ++at_;
        }
        const std::string_view name = text_.substr(start, at_ - start);
        Expression out;
        out.kind = Expression::Kind::call;
        out.intrinsic = find_intrinsic(name);
        if (out.intrinsic == nullptr) {
            return wrong("there is no function '" + std::string(name) + "'");
        }
        skip_space();
        if (current() != '(') return wrong("expected '('");
        ++at_;
        QS_CHECK(read_arguments(out, depth));
        if (out.arguments.size() < out.intrinsic->fewest ||
            out.arguments.size() > out.intrinsic->most) {
            return wrong(std::string(name) + " does not take " +
                         std::to_string(out.arguments.size()) + " arguments");
        }
        return out;
    }

    base::Result<void> read_arguments(Expression& call, std::size_t depth) {
        skip_space();
        if (current() == ')') {
            ++at_;
            return {};
        }
        while (true) {
            QS_TRY(Expression argument, read_argument(depth));
            call.arguments.push_back(std::move(argument));
            skip_space();
            const char c = current();
            if (c != ',' && c != ')') return wrong("expected ',' or ')'");
            ++at_;
            if (c == ')') return {};
            skip_space();
        }
    }

    base::Result<Expression> read_argument(std::size_t depth) {
        if (current() == '\'') return read_text();
        if (current() == '$') return read_path();
        if (text_.substr(at_).starts_with("States.")) return read_call(depth + 1);
        Expression out;
        for (const std::string_view word : {"true", "false", "null"}) {
            if (!text_.substr(at_).starts_with(word)) continue;
            at_ += word.size();
            if (word != "null") out.literal = json::Value::boolean(word == "true");
            return out;
        }
        const std::size_t length = json::number_prefix(text_.substr(at_));
        if (length == 0) {
            return wrong("expected a text in single quotes, a number, a path or a function");
        }
        out.literal = json::Value::number_text(text_.substr(at_, length));
        at_ += length;
        return out;
    }

    base::Result<Expression> read_text() {
        const std::size_t start = ++at_;
        std::string value;
        while (at_ < text_.size() && current() != '\'') {
            if (current() == '\\') {
                ++at_;
                if (std::string_view("'{}\\").find(current()) == std::string_view::npos ||
                    at_ == text_.size()) {
                    return wrong("a backslash may stand before ' { } and \\ only");
                }
            }
            value += current();
            ++at_;
        }
        if (at_ == text_.size()) return wrong("the text has no closing quote");
        Expression out;
        out.literal = json::Value::string(value);
        out.raw_text = std::string(text_.substr(start, at_ - start));
        ++at_;
        return out;
    }

    /// A path ends where a comma, a bracket or a blank stands outside of its own brackets and
    /// quotes.
    base::Result<Expression> read_path() {
        const std::size_t start = at_;
        int open = 0;
        char quote = '\0';
        for (; at_ < text_.size(); ++at_) {
            const char c = current();
            if (quote != '\0') {
                if (c == '\\') {
                    ++at_;
                } else if (c == quote) {
                    quote = '\0';
                }
                continue;
            }
            if ((c == '\'' || c == '"') && open > 0) quote = c;
            if (open == 0 && (c == ',' || c == ')' || c == ' ' || c == '\n' || c == '\t')) break;
            if (c == '[' || c == '(') ++open;
            if (c == ']' || c == ')') --open;
        }
        QS_TRY(RootedPath path, RootedPath::compile(text_.substr(start, at_ - start)));
        Expression out;
        out.kind = Expression::Kind::path;
        out.path = std::move(path);
        return out;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

base::Result<Call> parse_call(std::string_view text) {
    if (text.size() > base::limits::kIntrinsicBytesMax) {
        return base::fail(base::limit_exceeded("an intrinsic call may have " +
                                               std::to_string(base::limits::kIntrinsicBytesMax) +
                                               " bytes at most"));
    }
    QS_TRY(Expression root, Parser(text).run());
    return Call{std::string(text), std::move(root)};
}

}  // namespace query::intrinsics
