// What the steps of the layered drawing hand on to each other: elements (boxes, and points where
// long edges and labels pass a layer) in layers.
#pragma once
#include <cstddef>
#include <vector>

#include "asl/graph/layered.hpp"

namespace asl::graph {

inline constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// A box or a passing point. `left` and `right` say how far it reaches from its anchor.
struct Element {
    std::size_t layer = 0;
    double left = 0;
    double right = 0;
    double height = 0;
    double x = 0;
    bool is_box = false;
    std::vector<std::size_t> above = {};  ///< Links, as indexes into `Layers::links`.
    std::vector<std::size_t> below = {};
};

/// A piece of an edge between neighbouring layers.
struct Link {
    std::size_t upper = 0;
    std::size_t lower = 0;
    int weight = 1;
};

/// How an edge runs: its elements from top to bottom, ends included.
struct Route {
    std::vector<std::size_t> elements;
    bool is_upward = false;     ///< Its source is the lowest element.
    std::size_t label = kNone;  ///< The element that holds its label.
    std::size_t own_elements =
        0;  ///< How many of them, from the source's end, are drawn for this edge.
};

struct Layers {
    std::vector<Element> elements;  ///< The boxes first, in the order of the nodes.
    std::vector<Link> links;
    std::vector<Route> routes;                     ///< One an edge.
    std::vector<std::vector<std::size_t>> layers;  ///< Boxes on even layers, labels on odd ones.
};

/// Breaks cycles, ranks the boxes and lays the edges through the layers.
Layers make_layers(const std::vector<LayeredNode>& nodes, const std::vector<LayeredEdge>& edges);
/// Orders each layer so that few links cross.
void order_layers(Layers& layers);
/// Gives every element its x.
void place_elements(Layers& layers);

}  // namespace asl::graph
