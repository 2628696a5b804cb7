// Layered drawing of a directed graph from top to bottom: geometry only, nothing of state machines.
// The method is that of Sugiyama: break cycles, rank, order within the ranks, place. Equal input
// gives equal output, on every machine.
#pragma once
#include <cstddef>
#include <vector>

namespace asl::graph {

struct Point {
    double x = 0;
    double y = 0;
};

/// A box to place. Node 0 is where reading starts.
struct LayeredNode {
    double width = 0;
    double height = 0;
    double room_right = 0;  ///< Kept free at its right side.
};

/// At most one edge for each pair of nodes and group; none from a node to itself.
struct LayeredEdge {
    std::size_t from = 0;
    std::size_t to = 0;
    int weight = 1;  ///< Heavier edges are kept straighter.
    int group = 0;   ///< Long edges of one group to one target run together.
    double label_width = 0;
    double label_height = 0;
};

struct PlacedEdge {
    std::vector<Point>
        points;  ///< From the border of `from` to that of `to`, or to where it joins another.
    bool is_joined = false;  ///< Ends in another edge, which carries the arrowhead.
    Point label;             ///< Upper left corner of the label.
};

struct LayeredDrawing {
    std::vector<Point> nodes;  ///< Upper left corners.
    std::vector<PlacedEdge> edges;
    double width = 0;
    double height = 0;
};

/// Time is near linear in nodes plus edges times ranks crossed; beyond a bound on that product long
/// edges are drawn as straight lines.
LayeredDrawing draw_layered(const std::vector<LayeredNode>& nodes,
                            const std::vector<LayeredEdge>& edges);

}  // namespace asl::graph
