// The reference's grammar: what a token does at the start of an operand, and behind one.
#include "query/jsonata/parser.hpp"

#include <array>
#include <map>
#include <string>
#include <utility>

#include "base/limits.hpp"
#include "query/jsonata/lexer.hpp"
#include "query/jsonata/signature.hpp"

namespace query::jsonata {
namespace {

struct Infix {
    std::string_view symbol;
    int power;
    NodeKind kind;
    Operator op = Operator::none;
};

constexpr std::array kInfixes = std::to_array<Infix>({
    {".", 75, NodeKind::binary, Operator::dot},
    {"[", 80, NodeKind::filter},
    {"{", 70, NodeKind::group},
    {"(", 80, NodeKind::function},
    {"@", 80, NodeKind::focus},
    {"#", 80, NodeKind::indexing},
    {"?", 20, NodeKind::condition},
    {"+", 50, NodeKind::binary, Operator::add},
    {"-", 50, NodeKind::binary, Operator::subtract},
    {"*", 60, NodeKind::binary, Operator::multiply},
    {"/", 60, NodeKind::binary, Operator::divide},
    {"%", 60, NodeKind::binary, Operator::remainder},
    {"=", 40, NodeKind::binary, Operator::equal},
    {"!=", 40, NodeKind::binary, Operator::unequal},
    {"<", 40, NodeKind::binary, Operator::less},
    {"<=", 40, NodeKind::binary, Operator::less_equal},
    {">", 40, NodeKind::binary, Operator::greater},
    {">=", 40, NodeKind::binary, Operator::greater_equal},
    {"^", 40, NodeKind::sort},
    {"&", 50, NodeKind::binary, Operator::concatenate},
    {"in", 40, NodeKind::binary, Operator::in},
    {"and", 30, NodeKind::logical, Operator::logical_and},
    {"or", 25, NodeKind::logical, Operator::logical_or},
    {":=", 10, NodeKind::bind},
    {"~>", 40, NodeKind::apply},
});

const Infix* infix_of(const Token& token) {
    if (token.kind != TokenKind::symbol) return nullptr;
    for (const Infix& infix : kInfixes) {
        if (infix.symbol == token.text) return &infix;
    }
    return nullptr;
}

class Parser {
public:
    explicit Parser(Code& code) : code_(code), lexer_(code.text, code.arena) {}

    Result<void> run() {
        QS_CHECK(advance(false));
        QS_TRY(code_.root, expression(0));
        if (token_.kind != TokenKind::end) return fail_at_token("S0201");
        return {};
    }

private:
    using Parsed = Result<Node*>;

    // Tokens.

    Result<void> advance(bool is_infix = false) {
        QS_TRY(token_, lexer_.next(is_infix));
        // The tokenizer knows these two, the grammar does not.
        if (is("!") || is("~")) return fail_at_token("S0204");
        return {};
    }
    bool is(std::string_view symbol) const {
        return token_.kind == TokenKind::symbol && token_.text == symbol;
    }
    Result<void> expect(std::string_view symbol, bool is_infix = false) {
        if (is(symbol)) return advance(is_infix);
        const json::Value wanted = json::Value::string(symbol);
        return fail(token_.kind == TokenKind::end ? "S0203" : "S0202",
                    {.token = token_.text, .token_is_bare = is_bare(), .value = &wanted},
                    token_.position);
    }
    bool is_bare() const {
        return token_.kind == TokenKind::number || token_.kind == TokenKind::constant;
    }
    tl::unexpected<Error> fail_at_token(std::string_view code) const {
        return fail(code, {.token = token_.text, .token_is_bare = is_bare()}, token_.position);
    }

    // Nodes.

    Node* make(NodeKind kind, const Token& token) {
        Node* const node = new (code_.arena.allocate(sizeof(Node))) Node;
        node->kind = kind;
        node->position = token.position;
        node->text = token.text;
        return node;
    }
    json::Value* keep(json::Value value) {
        code_.values.push_back(std::make_unique<json::Value>(std::move(value)));
        return code_.values.back().get();
    }
    NameId intern(std::string_view name) {
        const auto [found, is_new] =
            name_ids_.try_emplace(name, static_cast<NameId>(code_.names.size()));
        if (is_new) code_.names.push_back(name);
        return found->second;
    }
    template <class T>
    std::span<T> store(const std::vector<T>& items) {
        return code_.arena.copy(std::span<const T>(items));
    }

    // Expressions.

    Parsed expression(int power) {
        if (++nesting_ > base::limits::kJsonataNestingMax) {
            return fail("U1001",
                        {.message = "The expression is nested too deeply: at most " +
                                    std::to_string(base::limits::kJsonataNestingMax) +
                                    " levels are allowed"},
                        token_.position);
        }
        const Token first = token_;
        QS_CHECK(advance(true));
        QS_TRY(Node * left, operand(first));
        for (const Infix* infix = infix_of(token_); infix != nullptr && power < infix->power;
             infix = infix_of(token_)) {
            const Token token = token_;
            QS_CHECK(advance());
            QS_TRY(left, behind(*infix, token, left));
        }
        --nesting_;
        return left;
    }

    /// What a token is at the start of an operand. `token_` is already the next one, read as if an
    /// operand stood before it: where an operand follows, that is read again.
    Parsed operand(const Token& token) {
        switch (token.kind) {
            case TokenKind::end: return make(NodeKind::end, token);
            case TokenKind::name: return name(token);
            case TokenKind::variable: {
                Node* const node = make(NodeKind::variable, token);
                node->name = intern(token.text);
                return node;
            }
            case TokenKind::string: {
                Node* const node = make(NodeKind::literal, token);
                node->value = keep(json::Value::string(token.text));
                return node;
            }
            case TokenKind::number: {
                Node* const node = make(NodeKind::literal, token);
                node->number = token.number;
                node->value = keep(json::Value::number_text(token.text));
                return node;
            }
            case TokenKind::constant: {
                Node* const node = make(NodeKind::literal, token);
                node->value =
                    keep(token.text == "null" ? json::Value()
                                              : json::Value::boolean(token.text == "true"));
                return node;
            }
            case TokenKind::regex: return regex(token);
            case TokenKind::symbol: return symbol(token);
        }
        return fail("S0205", {.token = token.text}, token.position);
    }
    Parsed name(const Token& token) {
        Node* const node = make(NodeKind::name, token);
        node->value = keep(json::Value::string(token.text));
        return node;
    }
    Parsed regex(const Token& token) {
        Node* const node = make(NodeKind::regex, token);
        QS_TRY(auto compiled,
               text::ScriptRegex::compile(token.text, token.ignore_case, token.multi_line));
        code_.regexes.push_back(std::make_unique<text::ScriptRegex>(std::move(compiled)));
        node->regex = code_.regexes.back().get();
        return node;
    }
    Parsed symbol(const Token& token) {
        const std::string_view id = token.text;
        if (id == "and" || id == "or" || id == "in") return name(token);
        if (id == "*") return make(NodeKind::wildcard, token);
        if (id == "**") return make(NodeKind::descendants, token);
        if (id == "%") return make(NodeKind::parent, token);
        if (id == "-") {
            Node* const node = make(NodeKind::negate, token);
            QS_TRY(node->a, expression(70));
            return node;
        }
        if (id == "(") return block(token);
        if (id == "[") return array(token);
        if (id == "{") {
            Node* const node = make(NodeKind::object, token);
            QS_TRY(node->pairs, pairs());
            return node;
        }
        if (id == "|") return transform(token);
        return fail("S0211", {.token = id}, token.position);
    }
    Parsed block(const Token& token) {
        Node* const node = make(NodeKind::block, token);
        std::vector<Node*> statements;
        while (!is(")")) {
            QS_TRY(Node* const statement, expression(0));
            statements.push_back(statement);
            if (!is(";")) break;
            QS_CHECK(advance());
        }
        QS_CHECK(expect(")", true));
        node->list = store(statements);
        return node;
    }
    Parsed array(const Token& token) {
        Node* const node = make(NodeKind::array, token);
        node->is_array_constructor = true;
        std::vector<Node*> items;
        while (!is("]")) {
            QS_TRY(Node * item, expression(0));
            if (is("..")) {
                Node* const range = make(NodeKind::binary, token_);
                range->op = Operator::range;
                range->a = item;
                QS_CHECK(advance());
                QS_TRY(range->b, expression(0));
                item = range;
            }
            items.push_back(item);
            if (!is(",")) break;
            QS_CHECK(advance());
            if (is("]")) return fail_at_token("S0211");
        }
        QS_CHECK(expect("]", true));
        node->list = store(items);
        return node;
    }
    Result<std::span<Pair>> pairs() {
        std::vector<Pair> all;
        while (!is("}")) {
            Pair pair{};
            QS_TRY(pair.key, expression(0));
            QS_CHECK(expect(":"));
            QS_TRY(pair.value, expression(0));
            all.push_back(pair);
            if (!is(",")) break;
            QS_CHECK(advance());
            if (is("}")) return fail_at_token("S0211");
        }
        QS_CHECK(expect("}", true));
        return store(all);
    }
    Parsed transform(const Token& token) {
        Node* const node = make(NodeKind::transform, token);
        QS_TRY(node->a, expression(0));
        QS_CHECK(expect("|"));
        QS_TRY(node->b, expression(0));
        if (is(",")) {
            QS_CHECK(advance());
            QS_TRY(node->c, expression(0));
        }
        // Behind a transform, a lambda, an empty predicate or a sort the reference reads `/` as the
        // start of a regular expression.
        QS_CHECK(expect("|"));
        return node;
    }

    /// What a token is behind an operand.
    Parsed behind(const Infix& infix, const Token& token, Node* left) {
        Node* const node = make(infix.kind, token);
        node->op = infix.op;
        node->a = left;
        switch (infix.kind) {
            case NodeKind::function: return call(node, left);
            case NodeKind::filter: return filter(node, left);
            case NodeKind::sort: return sort(node);
            case NodeKind::group: {
                QS_TRY(node->pairs, pairs());
                return node;
            }
            case NodeKind::condition: {
                QS_TRY(node->b, expression(0));
                if (is(":")) {
                    QS_CHECK(advance());
                    QS_TRY(node->c, expression(0));
                }
                return node;
            }
            case NodeKind::bind: {
                if (left->kind != NodeKind::variable) {
                    return fail("S0212", {.token = left->text}, left->position);
                }
                QS_TRY(node->b, expression(infix.power - 1));
                return node;
            }
            case NodeKind::focus:
            case NodeKind::indexing: {
                QS_TRY(node->b, expression(infix.power));
                if (node->b->kind != NodeKind::variable) {
                    return fail("S0214", {.token = token.text}, node->b->position);
                }
                return node;
            }
            default: {
                QS_TRY(node->b, expression(infix.power));
                return node;
            }
        }
    }
    Parsed call(Node* node, Node* left) {
        std::vector<Node*> arguments;
        while (!is(")")) {
            if (is("?")) {
                node->kind = NodeKind::partial;
                arguments.push_back(make(NodeKind::placeholder, token_));
                QS_CHECK(advance());
            } else {
                QS_TRY(Node* const argument, expression(0));
                arguments.push_back(argument);
            }
            if (!is(",")) break;
            QS_CHECK(advance());
            if (is(")")) return fail_at_token("S0211");
        }
        QS_CHECK(expect(")", true));
        node->list = store(arguments);
        const bool is_lambda =
            left->kind == NodeKind::name && (left->text == "function" || left->text == "\u03BB");
        return is_lambda ? lambda(node) : Parsed(node);
    }
    Parsed lambda(Node* node) {
        node->kind = NodeKind::lambda;
        node->a = nullptr;
        std::vector<NameId> parameters;
        for (const Node* const argument : node->list) {
            if (argument->kind != NodeKind::variable) {
                const json::Value shown = json::Value::string(argument->text);
                return fail("S0208", {.token = argument->text, .value = &shown},
                            argument->position);
            }
            parameters.push_back(argument->name);
        }
        node->list = {};
        node->parameters = store(parameters);
        if (is("<")) QS_CHECK(signature(node));
        QS_CHECK(expect("{"));
        QS_TRY(node->a, expression(0));
        QS_CHECK(expect("}"));
        return node;
    }
    Result<void> signature(Node* node) {
        std::string text = "<";
        for (int depth = 1; depth > 0 && !is("{") && token_.kind != TokenKind::end;) {
            QS_CHECK(advance());
            if (is(">")) --depth;
            if (is("<")) ++depth;
            text += token_.text;
        }
        QS_CHECK(expect(">"));
        QS_TRY(auto parsed, Signature::parse(text));
        code_.signatures.push_back(std::make_unique<Signature>(std::move(parsed)));
        node->signature = code_.signatures.back().get();
        return {};
    }
    Parsed filter(Node* node, Node* left) {
        if (is("]")) {
            // An empty predicate keeps the array of the step that all predicates stand behind.
            Node* step = left;
            while (step->kind == NodeKind::filter) step = step->a;
            step->keep_array = true;
            QS_CHECK(advance());
            return left;
        }
        QS_TRY(node->b, expression(0));
        QS_CHECK(expect("]", true));
        return node;
    }
    Parsed sort(Node* node) {
        QS_CHECK(expect("("));
        std::vector<SortTerm> terms;
        while (true) {
            SortTerm term{};
            if (is("<") || is(">")) {
                term.descending = is(">");
                QS_CHECK(advance());
            }
            QS_TRY(term.key, expression(0));
            terms.push_back(term);
            if (!is(",")) break;
            QS_CHECK(advance());
        }
        QS_CHECK(expect(")"));
        node->terms = store(terms);
        return node;
    }

    Code& code_;
    Lexer lexer_;
    Token token_;
    std::map<std::string_view, NameId> name_ids_;
    std::size_t nesting_ = 0;
};

}  // namespace

Result<void> parse(Code& code) {
    return Parser(code).run();
}

}  // namespace query::jsonata
