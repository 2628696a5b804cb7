// Cycle breaking, ranking, and the points through which edges pass.
#include <algorithm>
#include <map>
#include <tuple>

#include "asl/graph/layers.hpp"

namespace asl::graph {

namespace {

/// Beyond this many points on the way, long edges go straight: they would cost more than they show.
constexpr std::size_t kPassingPointsMax = 40'000;
constexpr double kLineRoom = 7;
constexpr int kPassingWeight = 3;

struct Arc {
    std::size_t upper, lower;
    bool is_upward;
};

/// Turns the edges that lead back to a node on the current walk, so that none leads up.
class CycleBreaker {
public:
    CycleBreaker(std::size_t nodes, const std::vector<LayeredEdge>& edges)
        : outgoing_(nodes), arcs_(edges.size()) {
        for (std::size_t e = 0; e < edges.size(); ++e) {
            outgoing_[edges[e].from].push_back(e);
            arcs_[e] = {edges[e].from, edges[e].to, false};
        }
    }

    std::vector<Arc> run() {
        std::vector<Mark> marks(outgoing_.size(), Mark::unseen);
        for (std::size_t n = 0; n < outgoing_.size(); ++n) {
            if (marks[n] == Mark::unseen) walk(n, marks);
        }
        return std::move(arcs_);
    }

private:
    enum class Mark : unsigned char { unseen, open, done };

    void walk(std::size_t from, std::vector<Mark>& marks) {
        std::vector<std::pair<std::size_t, std::size_t>> stack{{from, 0}};
        marks[from] = Mark::open;
        while (!stack.empty()) {
            auto& [node, next] = stack.back();
            if (next == outgoing_[node].size()) {
                marks[node] = Mark::done;
                stack.pop_back();
                continue;
            }
            Arc& arc = arcs_[outgoing_[node][next++]];
            if (marks[arc.lower] == Mark::open) {
                arc = {arc.lower, arc.upper, true};
            } else if (marks[arc.lower] == Mark::unseen) {
                const std::size_t target = arc.lower;
                marks[target] = Mark::open;
                stack.emplace_back(target, 0);
            }
        }
    }

    std::vector<std::vector<std::size_t>> outgoing_;
    std::vector<Arc> arcs_;
};

/// The longest way from a node without predecessor.
std::vector<std::size_t> rank_nodes(std::size_t count, const std::vector<Arc>& arcs) {
    std::vector<std::vector<std::size_t>> below(count);
    std::vector<std::size_t> open(count, 0);
    for (const Arc& arc : arcs) {
        below[arc.upper].push_back(arc.lower);
        ++open[arc.lower];
    }
    std::vector<std::size_t> rank(count, 0);
    std::vector<std::size_t> ready;
    for (std::size_t n = 0; n < count; ++n) {
        if (open[n] == 0) ready.push_back(n);
    }
    for (std::size_t i = 0; i < ready.size(); ++i) {
        for (const std::size_t lower : below[ready[i]]) {
            rank[lower] = std::max(rank[lower], rank[ready[i]] + 1);
            if (--open[lower] == 0) ready.push_back(lower);
        }
    }
    return rank;
}

class Router {
public:
    Router(const std::vector<LayeredNode>& nodes, const std::vector<LayeredEdge>& edges)
        : edges_(edges) {
        arcs_ = CycleBreaker(nodes.size(), edges).run();
        const auto ranks = rank_nodes(nodes.size(), arcs_);
        for (std::size_t n = 0; n < nodes.size(); ++n) {
            out_.elements.push_back({.layer = 2 * ranks[n],
                                     .left = nodes[n].width / 2,
                                     .right = nodes[n].width / 2 + nodes[n].room_right,
                                     .height = nodes[n].height,
                                     .is_box = true});
        }
        std::size_t points = 0;
        for (const Arc& arc : arcs_) points += layer(arc.lower) - layer(arc.upper);
        goes_straight_ = points > kPassingPointsMax;
    }

    Layers run() {
        for (std::size_t e = 0; e < arcs_.size(); ++e) out_.routes.push_back(route(e));
        std::size_t count = 0;
        for (const Element& element : out_.elements) count = std::max(count, element.layer + 1);
        out_.layers.resize(count);
        for (std::size_t i = 0; i < out_.elements.size(); ++i) {
            out_.layers[out_.elements[i].layer].push_back(i);
        }
        return std::move(out_);
    }

private:
    std::size_t layer(std::size_t element) const { return out_.elements[element].layer; }

    /// The point beside the edge's source, which has room for its label and belongs to it alone.
    std::size_t own_point(const LayeredEdge& edge, std::size_t at_layer) {
        const double room = edge.label_width > 0 ? edge.label_width + kLineRoom : kLineRoom;
        out_.elements.push_back(
            {.layer = at_layer, .left = kLineRoom, .right = room, .height = edge.label_height});
        return out_.elements.size() - 1;
    }

    Route route(std::size_t index) {
        const Arc arc = arcs_[index];
        const LayeredEdge& edge = edges_[index];
        Route route{.elements = {arc.upper}, .is_upward = arc.is_upward};
        const std::size_t first = layer(arc.upper) + 1;
        const std::size_t last = layer(arc.lower) - 1;
        const bool is_long = last > first;
        if (is_long && goes_straight_) {
            route.elements.push_back(arc.lower);
            route.own_elements = 2;
            return route;
        }
        std::size_t drawn = kNone;  // Where it meets what another edge has drawn already.
        for (std::size_t at = first; at <= last; ++at) {
            if (at == (arc.is_upward ? last : first)) {
                route.label = own_point(edge, at);
                route.elements.push_back(route.label);
                continue;
            }
            const auto key = std::tuple(edge.to, edge.group, arc.is_upward, at);
            const auto [found, is_new] = shared_.emplace(key, out_.elements.size());
            if (is_new) {
                out_.elements.push_back({.layer = at, .left = kLineRoom, .right = kLineRoom});
            } else if (drawn == kNone || arc.is_upward) {
                drawn = route.elements.size();
            }
            route.elements.push_back(found->second);
        }
        route.elements.push_back(arc.lower);
        // What leads back up does not pull its target sideways.
        link(route, arc.is_upward ? 1 : edge.weight);
        route.own_elements = route.elements.size();
        if (drawn != kNone) {
            // Counted from the source: down from the top, or up from the bottom.
            route.own_elements = arc.is_upward ? route.elements.size() - drawn : drawn + 1;
        }
        return route;
    }

    void link(const Route& route, int weight) {
        for (std::size_t i = 0; i + 1 < route.elements.size(); ++i) {
            const std::size_t upper = route.elements[i];
            const std::size_t lower = route.elements[i + 1];
            const auto [found, is_new] = links_.emplace(std::pair(upper, lower), out_.links.size());
            if (!is_new) continue;
            // Where a long edge only passes, it is straight unless the main way wants the place.
            const bool is_passing = i > 0 && i + 2 < route.elements.size() &&
                                    upper != route.label && lower != route.label;
            out_.links.push_back(
                {upper, lower, is_passing ? std::max(weight, kPassingWeight) : weight});
            out_.elements[upper].below.push_back(found->second);
            out_.elements[lower].above.push_back(found->second);
        }
    }

    const std::vector<LayeredEdge>& edges_;
    std::vector<Arc> arcs_;
    Layers out_;
    bool goes_straight_ = false;
    std::map<std::tuple<std::size_t, int, bool, std::size_t>, std::size_t> shared_;
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> links_;
};

}  // namespace

Layers make_layers(const std::vector<LayeredNode>& nodes, const std::vector<LayeredEdge>& edges) {
    return Router(nodes, edges).run();
}

}  // namespace asl::graph
