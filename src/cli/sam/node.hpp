// A template's text as a tree that knows its lines. The door to yaml-cpp; CloudFormation's short
// tags
// (`!Ref x`) come out in their long form (`{Ref: x}`), so that nobody behind this door sees two.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/problem.hpp"

namespace cli::sam {

struct Node {
    enum class Kind : std::uint8_t { null, scalar, list, map };

    Kind kind = Kind::null;
    std::size_t line = 0;    ///< From 1; of a member, its name's.
    std::size_t column = 0;  ///< Bytes before it in its line, from 0; of a member, its name's.
    /// Where the value itself begins; the same as `line` and `column` where it is no member.
    std::size_t value_line = 0;
    std::size_t value_column = 0;
    std::string text = {};   ///< Of a scalar.
    bool is_quoted = false;  ///< A scalar in quotes is a string whatever it looks like.
    std::vector<Node> items = {};
    std::vector<std::pair<std::string, Node>> members = {};  ///< In order; no name twice.

    bool is_scalar() const { return kind == Kind::scalar; }
    bool is_list() const { return kind == Kind::list; }
    bool is_map() const { return kind == Kind::map; }
    /// The member, or nullptr.
    const Node* find(std::string_view name) const;
    /// A scalar's text, or nothing.
    std::string_view text_of(std::string_view name) const;
};

/// Reads YAML or JSON. Errors (exit status 2) name the file and line: syntax, a name twice, aliases
/// without end, more than the limits of base/limits.hpp.
Outcome<Node> read_node(const std::string& file, const std::string& text);

}  // namespace cli::sam
