// The compiled form of an expression: a tree whose names are numbers, whose paths are lists of
// steps, and whose functions are bound. It lies in the arena of its Code and is immutable.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "json/value.hpp"
#include "query/jsonata/arena.hpp"
#include "query/jsonata/text/script_regex.hpp"

namespace query::jsonata {

struct Native;
struct Node;
class Signature;

enum class NodeKind : std::uint8_t {
    end,          ///< Nothing where an operand should be.
    placeholder,  ///< `?` as an argument
    path,
    name,
    literal,
    variable,
    wildcard,
    descendants,
    parent,
    binary,
    logical,  ///< `and`, `or`
    negate,
    array,
    object,
    group,  ///< Only while parsing: `x{...}`
    block,
    condition,
    bind,
    function,
    partial,
    lambda,
    apply,
    transform,
    regex,
    sort,
    filter,    ///< Only while parsing: `x[...]`
    focus,     ///< Only while parsing: `x@$v`
    indexing,  ///< Only while parsing: `x#$v`
};

enum class Operator : std::uint8_t {
    none,
    add,
    subtract,
    multiply,
    divide,
    remainder,
    equal,
    unequal,
    less,
    less_equal,
    greater,
    greater_equal,
    concatenate,
    range,
    in,
    logical_and,
    logical_or,
    dot,
};

/// The number of a variable's name in Code::names.
using NameId = std::uint32_t;
inline constexpr NameId kNoName = 0xFFFFFFFF;

struct Pair {
    Node* key;
    Node* value;
};

/// `{...}` behind a step.
struct Group {
    std::span<Pair> pairs;
    std::uint32_t position;
};

/// A predicate behind a step, or the place of an index variable.
struct Stage {
    Node* filter = nullptr;  ///< nullptr: binds `index`.
    NameId index = kNoName;
};

struct SortTerm {
    Node* key;
    bool descending;
};

/// Where the value of a `%` comes from, while that is being found out.
struct AncestorSlot {
    NameId label = kNoName;
    int level = 1;
};

/// One node. Which members count depends on the kind.
struct Node {
    NodeKind kind = NodeKind::end;
    Operator op = Operator::none;
    std::uint32_t position = 0;  ///< End of its token in bytes.

    bool keep_array = false;            ///< `[]` follows.
    bool keep_singleton = false;        ///< path: a step has `[]`.
    bool constructed = false;           ///< array or block: `[...]` at an end of a path.
    bool is_array_constructor = false;  ///< array: its items that are `[...]` stay arrays.
    bool tuple = false;                 ///< Step or path: works on tuples.
    bool is_tail_call = false;          ///< function: the last call of a lambda.
    bool needs_frame = false;           ///< block: binds variables.

    std::string_view text;         ///< name, literal string, operator; regex: pattern.
    json::Value* value = nullptr;  ///< literal; name: its key as a value.
    double number = 0;             ///< literal
    mutable std::atomic<std::uint32_t> hint{0};  ///< name: where the member was last found.
    NameId name = kNoName;                       ///< variable, bind target, parent label.
    const Native* native = nullptr;              ///< variable: the library's function of that name.
    bool is_bound = false;  ///< variable: the expression binds this name somewhere.

    Node* a = nullptr;                ///< left, operand, condition, body, pattern, procedure
    Node* b = nullptr;                ///< right, then, update
    Node* c = nullptr;                ///< else, delete
    std::span<Node*> list;            ///< steps, items, statements, arguments
    std::uint32_t list_capacity = 0;  ///< path: room for steps.
    std::uint32_t plain_steps = 0;    ///< path: how many at its start only look up members.
    bool is_plain = false;            ///< path: all do, and nothing stands behind it.
    std::span<NameId> parameters;     ///< lambda
    std::span<Pair> pairs;            ///< object
    std::span<SortTerm> terms;        ///< sort
    std::span<Stage> stages;          ///< step: filters within the path
    std::span<Stage> predicates;      ///< filters behind the whole
    Group* group = nullptr;
    NameId focus = kNoName;                    ///< step: `@$name`
    NameId index = kNoName;                    ///< step: `#$name`
    AncestorSlot* ancestor = nullptr;          ///< step: its input is somebody's `%`.
    AncestorSlot* slot = nullptr;              ///< parent
    std::span<AncestorSlot*> seeking;          ///< `%`s inside whose step is still further out.
    const Signature* signature = nullptr;      ///< lambda
    const text::ScriptRegex* regex = nullptr;  ///< regex
};

/// An expression, compiled.
struct Code {
    Arena arena;
    std::string_view text;
    Node* root = nullptr;
    std::vector<std::string_view> names;
    std::vector<std::unique_ptr<json::Value>> values;
    std::vector<std::unique_ptr<text::ScriptRegex>> regexes;
    std::vector<std::unique_ptr<Signature>> signatures;
};

}  // namespace query::jsonata
