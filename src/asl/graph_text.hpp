// A graph as text for other tools.
#pragma once
#include <string>

#include "asl/graph.hpp"

namespace asl {

/// A Mermaid flowchart: https://mermaid.js.org/syntax/flowchart.html
std::string to_mermaid(const Graph& graph);
/// Graphviz: https://graphviz.org/doc/info/lang.html
std::string to_dot(const Graph& graph);
/// `{"comment", "scopes": [{"owner", "startAt", "states": [...], "edges": [...]}]}`, one scope
/// after another.
std::string to_json(const Graph& graph);

}  // namespace asl
