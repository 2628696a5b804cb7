// What follows from the order of a path's tokens, and Jayway's normal form of a path.
#include "query/path/compiled.hpp"

namespace query::path {
namespace {

bool is_definite(const Token& token, bool is_leaf) {
    switch (token.kind) {
        // Several members at the end are merged into one object; elsewhere they are alternatives.
        case Token::Kind::property: return token.names.size() == 1 || is_leaf;
        case Token::Kind::index: return token.indexes.size() == 1;
        case Token::Kind::function: return true;
        case Token::Kind::slice:
        case Token::Kind::wildcard:
        case Token::Kind::scan:
        case Token::Kind::filter: return false;
    }
    return false;
}

std::string escape(const std::string& name) {
    std::string out;
    for (const char c : name) {
        if (c == '\\' || c == '\'') out += '\\';
        out += c;
    }
    return out;
}

void append_fragment(std::string& out, const Token& token) {
    const auto number = [](const std::optional<int>& value) {
        return value ? std::to_string(*value) : std::string();
    };
    switch (token.kind) {
        case Token::Kind::property:
            out += '[';
            for (std::size_t i = 0; i < token.names.size(); ++i) {
                out += (i > 0 ? ",'" : "'") + escape(token.names[i]) + '\'';
            }
            out += ']';
            break;
        case Token::Kind::index:
            out += '[';
            for (std::size_t i = 0; i < token.indexes.size(); ++i) {
                if (i > 0) out += ',';
                out += std::to_string(token.indexes[i]);
            }
            out += ']';
            break;
        case Token::Kind::slice:
            out += '[' + number(token.from) + ':' + number(token.to) + ']';
            break;
        case Token::Kind::wildcard: out += "[*]"; break;
        case Token::Kind::scan: out += ".."; break;
        case Token::Kind::filter: out += "[?]"; break;
        case Token::Kind::function:
            out += '.' + token.function_name + (token.arguments.empty() ? "()" : "(...)");
            break;
    }
}

}  // namespace

void settle(Compiled& path) {
    bool upstream = true;
    for (std::size_t i = 0; i < path.tokens.size(); ++i) {
        Token& token = path.tokens[i];
        token.is_definite = is_definite(token, i + 1 == path.tokens.size());
        token.is_upstream_definite = upstream;
        if (token.names.size() == 1) token.key = json::Value::string(token.names[0]);
        upstream = upstream && token.is_definite;
    }
    path.is_definite = upstream;
    path.plain_from = path.tokens.size();
    const auto is_name = [](const Token& token) {
        return token.kind == Token::Kind::property && token.names.size() == 1;
    };
    while (path.plain_from > 0 && is_name(path.tokens[path.plain_from - 1])) --path.plain_from;
}

std::string Compiled::fragment(std::size_t first) const {
    std::string out;
    if (first == 0) out += is_document ? '$' : '@';
    for (std::size_t i = first; i < tokens.size(); ++i) append_fragment(out, tokens[i]);
    return out;
}

}  // namespace query::path
