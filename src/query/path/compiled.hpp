// What a path is compiled to: a list of tokens, some of which hold filters or function calls. For
// this folder only.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.hpp"
#include "query/regex.hpp"

namespace query::path {

struct Compiled;
struct FilterNode;
struct Function;

/// An argument of a function: a path over the root document, or a literal.
struct Argument {
    std::shared_ptr<const Compiled> path;
    /// Where there is no path. Empty: the literal is no JSON, which is an error when it is used.
    std::optional<json::Value> literal;
};

/// Where a member was last found. Only a guess that saves a search, so threads may share it and
/// overwrite each other's.
struct MemberHint {
    MemberHint() = default;
    MemberHint(const MemberHint&) {}
    MemberHint& operator=(const MemberHint&) { return *this; }

    std::atomic<std::uint32_t> place{0};
};

struct Token {
    enum class Kind : std::uint8_t {
        property,  ///< `.a`, `['a']`, `['a','b']`
        index,     ///< `[0]`, `[-1]`, `[0,2]`
        slice,     ///< `[1:3]`, `[1:]`, `[:3]`
        wildcard,  ///< `.*`, `[*]`
        scan,      ///< `..`, applies the next token everywhere below
        filter,    ///< `[?(...)]`
        function,  ///< `.length()`
    };
    Kind kind = Kind::property;
    std::vector<std::string> names;
    json::Value key;  ///< The name as a value, where there is only one.
    mutable MemberHint hint;
    std::vector<int> indexes;
    std::optional<int> from, to;
    std::shared_ptr<const FilterNode> filter;
    std::string function_name;
    const Function* function = nullptr;  ///< nullptr: no function has this name.
    std::vector<Argument> arguments;

    bool is_definite = true;           ///< Gives one value at most.
    bool is_upstream_definite = true;  ///< So do all tokens before it.

    /// The member of this name. Precondition: the token has one name.
    const json::Value* find_in(const json::Value& object) const {
        std::uint32_t place = hint.place.load(std::memory_order_relaxed);
        const std::uint32_t guess = place;
        const json::Value* const found = object.find(key, place);
        if (place != guess) hint.place.store(place, std::memory_order_relaxed);
        return found;
    }
};

struct Compiled {
    std::string text;
    bool is_document = true;  ///< Starts with `$`; otherwise with `@`.
    std::vector<Token> tokens;
    bool is_definite = true;
    /// From this token on there are only names, one in each.
    std::size_t plain_from = 0;

    bool is_function_path() const {
        return !tokens.empty() && tokens.back().kind == Token::Kind::function;
    }
    /// Jayway's normal form of the tokens from `first` on, `['a'][0]`.
    std::string fragment(std::size_t first) const;
};

/// Sets what follows from the order of the tokens.
void settle(Compiled& path);

/// The operators between two operands of a filter. The names are those of Jayway.
enum class Operator : std::uint8_t {
    greater_equal,
    less_equal,
    equal,
    typed_equal,
    unequal,
    typed_unequal,
    less,
    greater,
    regex,
    not_in,
    in,
    contains,
    all,
    size,
    exists,
    type,
    matches,
    empty,
    subset_of,
    any_of,
    none_of,
};

struct Operand {
    enum class Kind : std::uint8_t { path, string, number, boolean, null, json, pattern };
    Kind kind = Kind::null;
    std::shared_ptr<const Compiled> path;
    bool is_existence_check = false;
    bool should_exist = true;
    json::Value value;
    std::shared_ptr<const Regex> pattern;
};

struct FilterNode {
    enum class Kind : std::uint8_t { any, all, negation, relation };
    Kind kind = Kind::relation;
    std::vector<FilterNode> children;
    Operator op = Operator::exists;
    Operand left, right;
};

}  // namespace query::path
