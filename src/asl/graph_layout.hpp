// Where everything of a graph is drawn: scopes inside out, each from top to bottom, branches of a
// Parallel side by side in its box. Units are pixels; the origin is the upper left corner.
#pragma once
#include <string>
#include <vector>

#include "asl/graph.hpp"
#include "asl/graph/layered.hpp"

namespace asl {

struct LayoutOptions {
    bool status_row = true;  ///< Room for status, attempts and duration under each name.
};

struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
};

struct PlacedState {
    Box box;
    double header_height =
        0;             ///< Of a Parallel or Map: the part above its scopes. Else the box's height.
    std::string name;  ///< Cut to fit.
    std::string detail;  ///< "Task · lambda:invoke", cut to fit.
};

/// One line: the edges of the same kind between the same two states.
struct PlacedTransition {
    std::size_t scope = 0;
    std::size_t from = 0;  ///< Node, or `kMarker` for the start marker.
    std::size_t to = 0;    ///< Node, or `kMarker` for the end marker.
    GraphEdge::Kind kind = GraphEdge::Kind::next;
    std::vector<graph::Point> points = {};
    bool is_joined = false;               ///< Runs into another line, which carries the arrowhead.
    std::vector<std::string> label = {};  ///< Lines.
    std::string full_label = {};          ///< Where the label was cut; else empty.
    graph::Point label_at = {};           ///< Upper left corner.
};
inline constexpr std::size_t kMarker = static_cast<std::size_t>(-1);

struct GraphLayout {
    double width = 0;
    double height = 0;
    std::vector<PlacedState> states;            ///< By node.
    std::vector<Box> scopes;                    ///< By scope; the first is everything.
    std::vector<PlacedTransition> transitions;  ///< Inner ones last.
    std::vector<graph::Point>
        markers;  ///< Centres: the start, then the end if anything leads to it.
};

/// Deterministic: equal graphs give equal layouts.
GraphLayout lay_out(const Graph& graph, const LayoutOptions& options);

// What the layout assumes of the drawing, in pixels.
namespace drawing {
inline constexpr double kNameFont = 13.5;
inline constexpr double kDetailFont = 11;
inline constexpr double kLabelFont = 11;
inline constexpr double kLabelLine = 14;
inline constexpr double kTextLeft = 46;
inline constexpr double kHeaderHeight = 48;
inline constexpr double kStatusHeight = 20;
inline constexpr double kMarkerRadius = 9;
inline constexpr double kMargin = 20;
}  // namespace drawing

}  // namespace asl
