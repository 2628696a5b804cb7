// A Program as a graph, for people: what `quickstep graph` writes and the console shows.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asl/program.hpp"

namespace asl {

/// Nodes, edges and scopes are in the order in which a reader meets them from the start: it does
/// not depend on the order of the definition's keys.
struct GraphNode {
    std::string name;
    std::string_view type;  ///< "Task".
    std::string detail;     ///< What it does in a word: "lambda:invoke", "30 s", "DynamoDB.Error".
    std::size_t scope = 0;  ///< Index in `Graph::scopes`.
    std::vector<std::size_t> inner;  ///< Scopes of a Parallel's branches or of a Map's processor.
    bool is_end = false;             ///< Succeed, or `"End": true`.
};

struct GraphEdge {
    enum class Kind : std::uint8_t { next, choice, fallback, catching };
    std::size_t from = 0;
    std::size_t to = 0;
    Kind kind = Kind::next;
    std::string
        label;  ///< The condition, "Default", or the errors that are caught; empty for `next`.
};

struct GraphScope {
    std::optional<std::size_t> owner;  ///< The node around it; none for the machine's own.
    std::size_t start = 0;             ///< The node that it begins with.
    std::vector<std::size_t> nodes;
    std::vector<std::size_t> edges;
};

struct Graph {
    std::string comment;
    std::vector<GraphNode> nodes;
    std::vector<GraphEdge> edges;
    std::vector<GraphScope> scopes;  ///< 0 is the machine's own.
};

Graph make_graph(const Program& program);

/// "next", "choice", "default", "catch".
std::string_view kind_name(GraphEdge::Kind kind);

/// A Choice rule as one would say it: `$.x > 5 and not $.y is present`, at most about `length`
/// characters.
std::string describe(const ChoiceRule& rule, std::size_t length = 60);

}  // namespace asl
