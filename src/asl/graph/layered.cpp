// Puts the steps together, and reads heights, ports and the points of the edges off the finished
// layers.
#include "asl/graph/layered.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "asl/graph/layers.hpp"

namespace asl::graph {

namespace {

constexpr double kLayerGap = 19;  ///< Between a row of boxes and a row of labels.
constexpr double kLayerGapExtra = 32;
constexpr double kPortStep = 16;
constexpr double kPortMargin = 14;

struct Row {
    double top = 0;
    double bottom = 0;
};

/// How far lines travel sideways between a layer and the next one.
double widest_step(const Layers& layers, const std::vector<std::size_t>& layer) {
    double widest = 0;
    for (const std::size_t element : layer) {
        for (const std::size_t link : layers.elements[element].below) {
            const double x = layers.elements[layers.links[link].lower].x;
            widest = std::max(widest, std::abs(x - layers.elements[element].x));
        }
    }
    return widest;
}

/// Long way sideways, more room downwards: flat curves are hard to follow.
std::vector<Row> stack_rows(const Layers& layers) {
    std::vector<Row> rows(layers.layers.size());
    double y = 0;
    for (std::size_t l = 0; l < rows.size(); ++l) {
        double height = 0;
        for (const std::size_t element : layers.layers[l])
            height = std::max(height, layers.elements[element].height);
        rows[l] = {y, y + height};
        const double extra = std::min(widest_step(layers, layers.layers[l]) / 16, kLayerGapExtra);
        y += height + kLayerGap + std::round(extra);
    }
    return rows;
}

/// Where edges touch a box: the heaviest in the middle, the others beside it in the order of what
/// they lead to, one port for each kind of edge and neighbour.
class Ports {
public:
    Ports(const Layers& layers, const std::vector<LayeredEdge>& edges) : layers_(layers) {
        std::map<std::pair<std::size_t, bool>, std::vector<Entry>> sides;
        for (std::size_t e = 0; e < edges.size(); ++e) {
            const Route& route = layers.routes[e];
            const auto& chain = route.elements;
            const double upper_x = layers.elements[chain[chain.size() - 2]].x;
            const double lower_x = layers.elements[chain[1]].x;
            // At the target's end edges of a group come in together.
            const std::size_t top_key = route.is_upward ? group_key(edges[e], true) : e;
            const std::size_t bottom_key = route.is_upward ? e : group_key(edges[e], false);
            const int weight = route.is_upward ? 1 : edges[e].weight;
            sides[{chain.front(), true}].push_back({lower_x, weight, top_key, e});
            sides[{chain.back(), false}].push_back({upper_x, weight, bottom_key, e});
        }
        for (auto& [side, entries] : sides)
            spread(layers_.elements[side.first], side.second, entries);
    }

    /// The x at which edge `e` leaves its upper box downwards, or enters its lower box from above.
    double x(std::size_t edge, bool at_upper) const { return x_.at({edge, at_upper}); }

private:
    struct Entry {
        double x;
        int weight;
        std::size_t key;
        std::size_t edge;
    };

    static std::size_t group_key(const LayeredEdge& edge, bool is_upward) {
        // Above all edge numbers.
        return kNone - 1 - (static_cast<std::size_t>(edge.group) * 2 + (is_upward ? 1 : 0));
    }

    void spread(const Element& box, bool at_upper, std::vector<Entry>& entries) {
        struct Port {
            double sum = 0, count = 0;
            int weight = 0;
            std::size_t key = 0;
        };
        std::vector<Port> ports;
        for (const Entry& entry : entries) {
            auto port = std::ranges::find(ports, entry.key, &Port::key);
            if (port == ports.end()) port = ports.insert(ports.end(), Port{.key = entry.key});
            port->sum += entry.x;
            ++port->count;
            port->weight = std::max(port->weight, entry.weight);
        }
        std::ranges::sort(
            ports, {}, [](const Port& port) { return std::pair(port.sum / port.count, port.key); });
        const double room = std::max(0.0, box.left - kPortMargin);
        const double step =
            std::min(kPortStep, ports.size() > 1 ? 2 * room / static_cast<double>(ports.size() - 1)
                                                 : kPortStep);
        const int heaviest = std::ranges::max(ports, {}, &Port::weight).weight;
        const auto heavy = std::ranges::count(ports, heaviest, &Port::weight);
        // One heaviest edge runs straight out of the middle; several share it evenly.
        double centre = static_cast<double>(ports.size() - 1) / 2;
        if (heavy == 1)
            centre = static_cast<double>(std::ranges::find(ports, heaviest, &Port::weight) -
                                         ports.begin());
        for (std::size_t i = 0; i < ports.size(); ++i) {
            const double x = std::clamp(box.x + (static_cast<double>(i) - centre) * step,
                                        box.x - room, box.x + room);
            for (const Entry& entry : entries) {
                if (entry.key == ports[i].key) x_[{entry.edge, at_upper}] = x;
            }
        }
    }

    const Layers& layers_;
    std::map<std::pair<std::size_t, bool>, double> x_;
};

/// From the upper box to the lower one: through each layer straight down, between layers at leave
/// to bend.
std::vector<Point> points_down(const Layers& layers, const Route& route,
                               const std::vector<Row>& rows, double upper_port, double lower_port) {
    std::vector<Point> points;
    for (std::size_t i = 0; i < route.elements.size(); ++i) {
        const Element& element = layers.elements[route.elements[i]];
        const Row row = rows[element.layer];
        if (i == 0) {
            points.push_back({upper_port, row.top + element.height});
            if (row.bottom > row.top + element.height) points.push_back({upper_port, row.bottom});
        } else if (i + 1 == route.elements.size()) {
            points.push_back({lower_port, row.top});
        } else {
            points.push_back({element.x, row.top});
            if (row.bottom > row.top) points.push_back({element.x, row.bottom});
        }
    }
    return points;
}

PlacedEdge place_edge(const Layers& layers, const std::vector<Row>& rows, const Ports& ports,
                      const LayeredEdge& edge, std::size_t index) {
    Route route = layers.routes[index];
    PlacedEdge placed;
    placed.is_joined = route.own_elements < route.elements.size();
    if (route.label != kNone) {
        const Element& label = layers.elements[route.label];
        const Row row = rows[label.layer];
        placed.label = {label.x + 6, (row.top + row.bottom) / 2 - edge.label_height / 2};
    }
    const double upper_port = ports.x(index, true);
    const double lower_port = ports.x(index, false);
    placed.points = points_down(layers, route, rows, upper_port, lower_port);
    if (placed.is_joined) {
        // Keep what lies between the source and the first point that another edge passes.
        const Element& join =
            layers.elements[route.elements[route.is_upward
                                               ? route.elements.size() - route.own_elements
                                               : route.own_elements - 1]];
        const double y = route.is_upward ? rows[join.layer].bottom : rows[join.layer].top;
        std::erase_if(placed.points, [&](const Point& point) {
            return route.is_upward ? point.y < y : point.y > y;
        });
    }
    if (route.is_upward) std::ranges::reverse(placed.points);
    return placed;
}

void shift_into_view(LayeredDrawing& drawing, const Layers& layers, const std::vector<Row>& rows) {
    double least = 0;
    double most = 0;
    bool is_first = true;
    for (const Element& element : layers.elements) {
        least = is_first ? element.x - element.left : std::min(least, element.x - element.left);
        most = is_first ? element.x + element.right : std::max(most, element.x + element.right);
        is_first = false;
    }
    for (Point& corner : drawing.nodes) corner.x -= least;
    for (PlacedEdge& edge : drawing.edges) {
        edge.label.x -= least;
        for (Point& point : edge.points) point.x -= least;
    }
    drawing.width = most - least;
    drawing.height = rows.empty() ? 0 : rows.back().bottom;
}

}  // namespace

LayeredDrawing draw_layered(const std::vector<LayeredNode>& nodes,
                            const std::vector<LayeredEdge>& edges) {
    Layers layers = make_layers(nodes, edges);
    order_layers(layers);
    place_elements(layers);
    const std::vector<Row> rows = stack_rows(layers);
    const Ports ports(layers, edges);
    LayeredDrawing drawing;
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        const Element& element = layers.elements[n];
        drawing.nodes.push_back({element.x - element.left, rows[element.layer].top});
    }
    for (std::size_t e = 0; e < edges.size(); ++e) {
        drawing.edges.push_back(place_edge(layers, rows, ports, edges[e], e));
    }
    shift_into_view(drawing, layers, rows);
    return drawing;
}

}  // namespace asl::graph
