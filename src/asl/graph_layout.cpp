// Sizes boxes inside out, lets the layered drawing place each scope, then moves everything to its
// place.
#include "asl/graph_layout.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "asl/graph/text_width.hpp"

namespace asl {

namespace {

using namespace drawing;

constexpr double kNameWidthMin = 96;
constexpr double kNameWidthMax = 210;
constexpr double kTextRight = 16;
constexpr double kBoxPadding = 14;
constexpr double kScopePadding = 16;
constexpr double kScopeGap = 14;
constexpr double kLabelWidthMax = 190;
/// So that status, attempts and duration find room beside each other.
constexpr double kStatusTextWidth = 130;
constexpr std::size_t kLabelLinesMax = 3;
constexpr double kLoopRoom = 26;

constexpr int kWeightMain = 8;
constexpr int kWeightChoice = 4;
constexpr int kWeightAside = 2;
constexpr int kWeightCatch = 1;

int weight_of_kind(GraphEdge::Kind kind) {
    switch (kind) {
        case GraphEdge::Kind::next: return kWeightMain;
        case GraphEdge::Kind::choice:
        case GraphEdge::Kind::fallback: return kWeightChoice;
        case GraphEdge::Kind::catching: return kWeightCatch;
    }
    return kWeightMain;
}

/// The states that a scope's start leads to without an error: their way is drawn straight.
std::vector<bool> find_main_way(const Graph& graph) {
    std::vector<std::vector<std::size_t>> targets(graph.nodes.size());
    for (const GraphEdge& edge : graph.edges) {
        if (edge.kind != GraphEdge::Kind::catching) targets[edge.from].push_back(edge.to);
    }
    std::vector<bool> is_main(graph.nodes.size(), false);
    std::vector<std::size_t> open;
    for (const GraphScope& scope : graph.scopes) {
        if (!scope.nodes.empty()) open.push_back(scope.start);
    }
    while (!open.empty()) {
        const std::size_t node = open.back();
        open.pop_back();
        if (is_main[node]) continue;
        is_main[node] = true;
        open.insert(open.end(), targets[node].begin(), targets[node].end());
    }
    return is_main;
}

/// A scope that is laid out by itself, its corner at 0,0.
struct ScopeDrawing {
    double width = 0;
    double height = 0;
};

class LayoutMaker {
public:
    LayoutMaker(const Graph& graph, const LayoutOptions& options)
        : graph_(graph), options_(options), is_main_(find_main_way(graph)) {
        layout_.states.resize(graph.nodes.size());
        layout_.scopes.resize(graph.scopes.size());
        offsets_.resize(graph.scopes.size());
    }

    GraphLayout run() {
        if (graph_.scopes.empty()) return std::move(layout_);
        const ScopeDrawing whole = draw_scope(0);
        layout_.width = whole.width + 2 * kMargin;
        layout_.height = whole.height + 2 * kMargin;
        layout_.scopes[0] = {0, 0, layout_.width, layout_.height};
        place_scope(0, kMargin, kMargin);
        move_lines();
        return std::move(layout_);
    }

private:
    // --- Sizes, inside out
    // -------------------------------------------------------------------------------

    void size_state(std::size_t index) {
        const GraphNode& node = graph_.nodes[index];
        PlacedState& placed = layout_.states[index];
        std::string detail(node.type);
        if (!node.detail.empty()) detail += " · " + node.detail;
        // Names are set in bold, which is a little wider.
        const double wanted = std::max(graph::text_width(node.name, kNameFont * 1.06),
                                       graph::text_width(detail, kDetailFont));
        double text = std::clamp(wanted, options_.status_row ? kStatusTextWidth : kNameWidthMin,
                                 kNameWidthMax);
        placed.header_height = kHeaderHeight + (options_.status_row ? kStatusHeight : 0);
        placed.box.height = placed.header_height;
        placed.box.width = kTextLeft + text + kTextRight;
        if (!node.inner.empty()) {
            const auto [width, height] = size_inner(node);
            placed.box.width = std::max(placed.box.width, width + 2 * kBoxPadding);
            placed.box.height += height + kBoxPadding;
            text = placed.box.width - kTextLeft - kTextRight;
        }
        placed.name = graph::fit_text(node.name, kNameFont * 1.06, text);
        placed.detail = graph::fit_text(detail, kDetailFont, text);
    }

    std::pair<double, double> size_inner(const GraphNode& node) {
        double width = 0;
        double height = 0;
        for (const std::size_t scope : node.inner) {
            const ScopeDrawing drawn = draw_scope(scope);
            Box& box = layout_.scopes[scope];
            box.width = drawn.width + 2 * kScopePadding;
            box.height = drawn.height + 2 * kScopePadding;
            width += box.width + (width > 0 ? kScopeGap : 0);
            height = std::max(height, box.height);
        }
        for (const std::size_t scope : node.inner) layout_.scopes[scope].height = height;
        return {width, height};
    }

    /// Positions are relative to the scope until `place_scope` moves them.
    ScopeDrawing draw_scope(std::size_t index) {
        const GraphScope& scope = graph_.scopes[index];
        for (const std::size_t node : scope.nodes) size_state(node);
        const std::size_t begin = layout_.transitions.size();
        collect_transitions(index);
        const std::size_t end = layout_.transitions.size();
        const bool has_markers = index == 0 && !scope.nodes.empty();

        std::vector<graph::LayeredNode> boxes;
        std::map<std::size_t, std::size_t> box_of;  // By node.
        if (has_markers) boxes.push_back({2 * kMarkerRadius, 2 * kMarkerRadius, 0});
        for (const std::size_t node : scope.nodes) {
            box_of[node] = boxes.size();
            const Box& box = layout_.states[node].box;
            boxes.push_back({box.width, box.height, 0});
        }
        const std::size_t end_marker = boxes.size();
        std::vector<graph::LayeredEdge> edges;
        std::vector<std::size_t> drawn;  // The transition of each edge.
        for (std::size_t t = begin; t < end; ++t) {
            const PlacedTransition& transition = layout_.transitions[t];
            const double label_width = label_width_of(transition);
            if (transition.from == transition.to && transition.from != kMarker) {
                double& room = boxes[box_of[transition.from]].room_right;
                room = std::max(room, kLoopRoom + label_width);
                continue;
            }
            if (transition.to == kMarker && boxes.size() == end_marker) {
                boxes.push_back({2 * kMarkerRadius, 2 * kMarkerRadius, 0});
            }
            edges.push_back(
                {.from = transition.from == kMarker ? 0 : box_of[transition.from],
                 .to = transition.to == kMarker ? end_marker : box_of[transition.to],
                 .weight = weight_of(transition),
                 .group = transition.kind == GraphEdge::Kind::catching ? 1 : 0,
                 .label_width = label_width,
                 .label_height = kLabelLine * static_cast<double>(transition.label.size())});
            drawn.push_back(t);
        }
        const graph::LayeredDrawing drawing = graph::draw_layered(boxes, edges);
        for (const std::size_t node : scope.nodes) {
            layout_.states[node].box.x = drawing.nodes[box_of[node]].x;
            layout_.states[node].box.y = drawing.nodes[box_of[node]].y;
        }
        for (std::size_t e = 0; e < drawn.size(); ++e) {
            PlacedTransition& transition = layout_.transitions[drawn[e]];
            transition.points = drawing.edges[e].points;
            transition.is_joined = drawing.edges[e].is_joined;
            transition.label_at = drawing.edges[e].label;
        }
        for (std::size_t t = begin; t < end; ++t) draw_loop(layout_.transitions[t]);
        if (has_markers) add_markers(drawing, end_marker);
        return {drawing.width, drawing.height};
    }

    void add_markers(const graph::LayeredDrawing& drawing, std::size_t end_marker) {
        const auto centre = [&](std::size_t box) {
            return graph::Point{drawing.nodes[box].x + kMarkerRadius,
                                drawing.nodes[box].y + kMarkerRadius};
        };
        layout_.markers.push_back(centre(0));
        if (end_marker < drawing.nodes.size()) layout_.markers.push_back(centre(end_marker));
    }

    // --- Lines
    // -------------------------------------------------------------------------------------------

    void collect_transitions(std::size_t index) {
        const GraphScope& scope = graph_.scopes[index];
        const bool has_markers = index == 0 && !scope.nodes.empty();
        if (has_markers)
            layout_.transitions.push_back({.scope = index, .from = kMarker, .to = scope.start});
        std::map<std::tuple<std::size_t, std::size_t, bool>, std::size_t> known;
        for (const std::size_t e : scope.edges) {
            const GraphEdge& edge = graph_.edges[e];
            const bool is_catch = edge.kind == GraphEdge::Kind::catching;
            const auto key = std::tuple(edge.from, edge.to, is_catch);
            const auto [found, is_new] = known.emplace(key, layout_.transitions.size());
            if (is_new) {
                layout_.transitions.push_back({.scope = index,
                                               .from = edge.from,
                                               .to = edge.to,
                                               .kind = edge.kind,
                                               .full_label = edge.label});
            } else if (!edge.label.empty()) {
                std::string& label = layout_.transitions[found->second].full_label;
                label += (label.empty() ? "" : is_catch ? ", " : " or ") + edge.label;
            }
        }
        for (const auto& [key, t] : known) wrap_label(layout_.transitions[t]);
        if (!has_markers) return;
        for (const std::size_t node : scope.nodes) {
            if (graph_.nodes[node].is_end) {
                layout_.transitions.push_back({.scope = index, .from = node, .to = kMarker});
            }
        }
    }

    static void wrap_label(PlacedTransition& transition) {
        if (transition.full_label.empty()) return;
        transition.label =
            graph::wrap_text(transition.full_label, kLabelFont, kLabelWidthMax, kLabelLinesMax);
        std::string shown;
        for (const std::string& line : transition.label) shown += (shown.empty() ? "" : " ") + line;
        if (shown == transition.full_label) transition.full_label.clear();
    }

    /// Lines out of an error's handling give way to those of the main way.
    int weight_of(const PlacedTransition& transition) const {
        const int weight = weight_of_kind(transition.kind);
        const bool is_aside = transition.from != kMarker && !is_main_[transition.from];
        return is_aside ? std::min(weight, kWeightAside) : weight;
    }

    static double label_width_of(const PlacedTransition& transition) {
        double width = 0;
        for (const std::string& line : transition.label)
            width = std::max(width, graph::text_width(line, kLabelFont));
        return width > 0 ? width + 8 : 0;
    }

    /// A state that leads to itself: out of its right side and back in.
    void draw_loop(PlacedTransition& transition) const {
        if (transition.from != transition.to || transition.from == kMarker) return;
        const Box& box = layout_.states[transition.from].box;
        const double right = box.x + box.width;
        const double middle = box.y + layout_.states[transition.from].header_height / 2;
        transition.points = {
            {right, middle + 11}, {right + kLoopRoom - 8, middle}, {right, middle - 11}};
        transition.label_at = {
            right + kLoopRoom - 4,
            middle - kLabelLine * static_cast<double>(transition.label.size()) / 2};
    }

    // --- Places, outside in
    // ------------------------------------------------------------------------------

    void place_scope(std::size_t index, double x, double y) {
        offsets_[index] = {x, y};
        for (const std::size_t node : graph_.scopes[index].nodes) {
            Box& box = layout_.states[node].box;
            box.x += x;
            box.y += y;
            place_inner(node);
        }
    }

    void move_lines() {
        for (graph::Point& marker : layout_.markers)
            marker = {marker.x + kMargin, marker.y + kMargin};
        for (PlacedTransition& transition : layout_.transitions) {
            const graph::Point by = offsets_[transition.scope];
            for (graph::Point& point : transition.points) point = {point.x + by.x, point.y + by.y};
            transition.label_at = {transition.label_at.x + by.x, transition.label_at.y + by.y};
        }
    }

    /// The scopes of a box stand side by side in its middle, each with its drawing centred at the
    /// top.
    void place_inner(std::size_t index) {
        const GraphNode& node = graph_.nodes[index];
        if (node.inner.empty()) return;
        const PlacedState& placed = layout_.states[index];
        double width = -kScopeGap;
        for (const std::size_t scope : node.inner) width += layout_.scopes[scope].width + kScopeGap;
        double x = placed.box.x + (placed.box.width - width) / 2;
        const double y = placed.box.y + placed.header_height;
        for (const std::size_t scope : node.inner) {
            Box& box = layout_.scopes[scope];
            box.x = x;
            box.y = y;
            place_scope(scope, x + kScopePadding, y + kScopePadding);
            x += box.width + kScopeGap;
        }
    }

    const Graph& graph_;
    const LayoutOptions options_;
    const std::vector<bool> is_main_;
    GraphLayout layout_;
    std::vector<graph::Point> offsets_;  // By scope.
};

}  // namespace

GraphLayout lay_out(const Graph& graph, const LayoutOptions& options) {
    return LayoutMaker(graph, options).run();
}

}  // namespace asl
