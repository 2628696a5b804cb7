// Mermaid, DOT and JSON.
#include "asl/graph_text.hpp"

#include <string_view>
#include <utility>

#include "json/print.hpp"
#include "json/value.hpp"

namespace asl {

namespace {

std::string id(std::size_t node) {
    return "s" + std::to_string(node);
}

void indent(std::string& out, std::size_t depth) {
    out.append(2 * depth, ' ');
}

/// Mermaid takes HTML entities in quoted texts; control characters say nothing there.
std::string mermaid_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '"': out += "#quot;"; break;
            case '#': out += "#35;"; break;
            case '<': out += "#lt;"; break;
            case '>': out += "#gt;"; break;
            case '`': out += "#96;"; break;
            default: out += static_cast<unsigned char>(c) < 0x20U ? ' ' : c;
        }
    }
    return out;
}

std::string dot_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20U ? ' ' : c;
    }
    return out + '"';
}

std::pair<std::string_view, std::string_view> mermaid_shape(std::string_view type) {
    if (type == "Choice") return {"{\"", "\"}"};
    if (type == "Succeed" || type == "Fail") return {"([\"", "\"])"};
    if (type == "Pass" || type == "Wait") return {"(\"", "\")"};
    return {"[\"", "\"]"};
}

class MermaidWriter {
public:
    explicit MermaidWriter(const Graph& graph) : graph_(graph) {}

    std::string run() {
        out_ = "flowchart TD\n";
        if (graph_.scopes.empty() || graph_.scopes.front().nodes.empty()) return out_;
        out_ += "  start((\"Start\")) --> " + id(graph_.scopes.front().start) + "\n";
        write_scope(0, 1);
        return std::move(out_);
    }

private:
    void write_scope(std::size_t index, std::size_t depth) {
        const GraphScope& scope = graph_.scopes[index];
        for (const std::size_t node : scope.nodes) write_node(node, depth);
        for (const std::size_t edge : scope.edges) write_edge(graph_.edges[edge], depth);
        if (index > 0) return;
        for (const std::size_t node : scope.nodes) {
            if (graph_.nodes[node].is_end) out_ += "  " + id(node) + " --> finish((\"End\"))\n";
        }
    }

    void write_node(std::size_t index, std::size_t depth) {
        const GraphNode& node = graph_.nodes[index];
        indent(out_, depth);
        if (node.inner.empty()) {
            const auto [open, close] = mermaid_shape(node.type);
            out_ +=
                id(index) + std::string(open) + mermaid_text(node.name) + std::string(close) + "\n";
            return;
        }
        out_ += "subgraph " + id(index) + "[\"" + std::string(node.type) + ": " +
                mermaid_text(node.name) + "\"]\n";
        for (std::size_t i = 0; i < node.inner.size(); ++i) {
            const bool is_branch = node.inner.size() > 1;
            if (is_branch) {
                indent(out_, depth + 1);
                out_ += "subgraph " + id(index) + "b" + std::to_string(i) + "[\"branch " +
                        std::to_string(i) + "\"]\n";
            }
            write_scope(node.inner[i], depth + (is_branch ? 2 : 1));
            if (is_branch) {
                indent(out_, depth + 1);
                out_ += "end\n";
            }
        }
        indent(out_, depth);
        out_ += "end\n";
    }

    void write_edge(const GraphEdge& edge, std::size_t depth) {
        indent(out_, depth);
        const bool is_catch = edge.kind == GraphEdge::Kind::catching;
        out_ += id(edge.from) + (is_catch ? " -.->" : " -->");
        if (!edge.label.empty()) out_ += "|\"" + mermaid_text(edge.label) + "\"|";
        out_ += " " + id(edge.to) + "\n";
    }

    const Graph& graph_;
    std::string out_;
};

class DotWriter {
public:
    explicit DotWriter(const Graph& graph) : graph_(graph) {}

    std::string run() {
        out_ =
            "digraph machine {\n  compound=true;\n  node [shape=box, style=rounded, "
            "fontname=\"sans-serif\"];\n"
            "  edge [fontname=\"sans-serif\", fontsize=10];\n";
        if (!graph_.scopes.empty() && !graph_.scopes.front().nodes.empty()) {
            out_ +=
                "  start [label=\"Start\", shape=circle];\n  finish [label=\"End\", "
                "shape=doublecircle];\n";
            write_scope(0, 1);
            link("start", graph_.scopes.front().start);
            for (const std::size_t node : graph_.scopes.front().nodes) {
                if (graph_.nodes[node].is_end)
                    out_ += "  " + anchor(node, true) + " -> finish" + tail(node, "ltail") + ";\n";
            }
        }
        return std::move(out_) + "}\n";
    }

private:
    /// Graphviz draws edges between nodes only: for a box, one that lies in it, and `ltail`,
    /// `lhead`.
    std::string anchor(std::size_t node, bool is_source) const {
        while (!graph_.nodes[node].inner.empty()) {
            const GraphScope& scope = graph_.scopes[is_source ? graph_.nodes[node].inner.back()
                                                              : graph_.nodes[node].inner.front()];
            if (scope.nodes.empty()) break;
            node = is_source ? scope.nodes.back() : scope.start;
        }
        return id(node);
    }

    std::string tail(std::size_t node, std::string_view end) const {
        if (graph_.nodes[node].inner.empty()) return {};
        return " [" + std::string(end) + "=cluster_" + id(node) + "]";
    }

    void link(std::string_view from, std::size_t to) {
        out_ += "  " + std::string(from) + " -> " + anchor(to, false) + tail(to, "lhead") + ";\n";
    }

    void write_scope(std::size_t index, std::size_t depth) {
        const GraphScope& scope = graph_.scopes[index];
        for (const std::size_t node : scope.nodes) write_node(node, depth);
        for (const std::size_t edge : scope.edges) write_edge(graph_.edges[edge], depth);
    }

    void write_node(std::size_t index, std::size_t depth) {
        const GraphNode& node = graph_.nodes[index];
        indent(out_, depth);
        if (node.inner.empty()) {
            out_ += id(index) + " [label=" + dot_text(node.name) +
                    (node.type == "Choice" ? ", shape=diamond, style=solid" : "") + "];\n";
            return;
        }
        out_ += "subgraph cluster_" + id(index) + " {\n";
        indent(out_, depth + 1);
        out_ +=
            "label=" + dot_text(std::string(node.type) + ": " + node.name) + "; style=rounded;\n";
        for (std::size_t i = 0; i < node.inner.size(); ++i) {
            indent(out_, depth + 1);
            out_ += "subgraph cluster_" + id(index) + "b" + std::to_string(i) + " {\n";
            indent(out_, depth + 2);
            out_ += "label=\"\"; style=dotted;\n";
            write_scope(node.inner[i], depth + 2);
            indent(out_, depth + 1);
            out_ += "}\n";
        }
        indent(out_, depth);
        out_ += "}\n";
    }

    void write_edge(const GraphEdge& edge, std::size_t depth) {
        std::string attributes;
        const auto add = [&](std::string text) {
            attributes += (attributes.empty() ? "" : ", ") + text;
        };
        if (!edge.label.empty()) add("label=" + dot_text(edge.label));
        if (edge.kind == GraphEdge::Kind::catching) add("style=dashed");
        if (!graph_.nodes[edge.from].inner.empty()) add("ltail=cluster_" + id(edge.from));
        if (!graph_.nodes[edge.to].inner.empty()) add("lhead=cluster_" + id(edge.to));
        indent(out_, depth);
        out_ += anchor(edge.from, true) + " -> " + anchor(edge.to, false);
        out_ += attributes.empty() ? ";\n" : " [" + attributes + "];\n";
    }

    const Graph& graph_;
    std::string out_;
};

json::Value node_json(const GraphNode& node) {
    json::ObjectBuilder out;
    out.set("name", node.name).set("type", node.type);
    if (!node.detail.empty()) out.set("detail", node.detail);
    if (node.is_end) out.set_boolean("end", true);
    if (!node.inner.empty()) {
        std::vector<json::Value> inner;
        for (const std::size_t scope : node.inner)
            inner.push_back(json::Value::integer(static_cast<std::int64_t>(scope)));
        out.set("scopes", json::Value::array(inner));
    }
    return std::move(out).build();
}

json::Value edge_json(const Graph& graph, const GraphEdge& edge) {
    json::ObjectBuilder out;
    out.set("from", graph.nodes[edge.from].name)
        .set("to", graph.nodes[edge.to].name)
        .set("kind", kind_name(edge.kind));
    if (!edge.label.empty()) out.set("label", edge.label);
    return std::move(out).build();
}

json::Value scope_json(const Graph& graph, const GraphScope& scope) {
    json::ObjectBuilder out;
    if (scope.owner) out.set("owner", graph.nodes[*scope.owner].name);
    if (!scope.nodes.empty()) out.set("startAt", graph.nodes[scope.start].name);
    std::vector<json::Value> states;
    std::vector<json::Value> edges;
    for (const std::size_t node : scope.nodes) states.push_back(node_json(graph.nodes[node]));
    for (const std::size_t edge : scope.edges) edges.push_back(edge_json(graph, graph.edges[edge]));
    out.set("states", json::Value::array(states)).set("edges", json::Value::array(edges));
    return std::move(out).build();
}

}  // namespace

std::string to_mermaid(const Graph& graph) {
    return MermaidWriter(graph).run();
}

std::string to_dot(const Graph& graph) {
    return DotWriter(graph).run();
}

std::string to_json(const Graph& graph) {
    json::ObjectBuilder out;
    if (!graph.comment.empty()) out.set("comment", graph.comment);
    std::vector<json::Value> scopes;
    for (const GraphScope& scope : graph.scopes) scopes.push_back(scope_json(graph, scope));
    out.set("scopes", json::Value::array(scopes));
    return json::print_pretty(std::move(out).build()) + "\n";
}

}  // namespace asl
