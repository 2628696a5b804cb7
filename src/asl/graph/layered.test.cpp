// The layered drawing on its own: cycles, long edges, many edges, nothing at all.
#include "asl/graph/layered.hpp"

#include <doctest/doctest.h>

namespace {

using namespace asl::graph;

const LayeredNode kBox{100, 40, 0};

}  // namespace

TEST_CASE("a chain is drawn straight down") {
    const auto drawing = draw_layered({kBox, kBox, kBox}, {{0, 1, 8}, {1, 2, 8}});
    CHECK_EQ(drawing.nodes[0].x, drawing.nodes[2].x);
    CHECK(drawing.nodes[0].y + 40 < drawing.nodes[1].y);
    CHECK_EQ(drawing.width, 100);
    for (const Point& point : drawing.edges[1].points) CHECK_EQ(point.x, 50);
}

TEST_CASE("an edge back is drawn from the lower box up to the upper one") {
    const auto drawing = draw_layered({kBox, kBox, kBox}, {{0, 1, 8}, {1, 2, 8}, {2, 0, 8}});
    const auto& back = drawing.edges[2].points;
    CHECK_EQ(back.front().y, drawing.nodes[2].y);
    CHECK_EQ(back.back().y, drawing.nodes[0].y + 40);
    CHECK_EQ(drawing.nodes[0].x, drawing.nodes[2].x);
}

TEST_CASE("long edges of a group to one box run together and only one has the end") {
    const auto drawing = draw_layered(
        {kBox, kBox, kBox, kBox}, {{0, 1, 8}, {1, 2, 8}, {2, 3, 1, 1}, {0, 3, 1, 1}, {1, 3, 1, 1}});
    int joined = 0;
    for (const auto& edge : drawing.edges) joined += edge.is_joined ? 1 : 0;
    CHECK_EQ(joined, 1);
}

TEST_CASE("labels get their room between the boxes") {
    const auto plain = draw_layered({kBox, kBox}, {{0, 1, 8}});
    const auto labelled = draw_layered({kBox, kBox}, {{0, 1, 8, 0, 200, 28}});
    CHECK(labelled.nodes[1].y >= plain.nodes[1].y + 28);
    CHECK(labelled.edges[0].label.x + 200 <= labelled.width);
}

TEST_CASE("nothing, one box, and boxes without edges are drawn too") {
    CHECK_EQ(draw_layered({}, {}).width, 0);
    CHECK_EQ(draw_layered({kBox}, {}).height, 40);
    const auto apart = draw_layered({kBox, kBox}, {});
    CHECK(apart.nodes[1].x >= apart.nodes[0].x + 100);
}

TEST_CASE("where long edges would cost too much they go straight") {
    std::vector<LayeredNode> nodes(1'000, kBox);
    std::vector<LayeredEdge> edges;
    for (std::size_t i = 0; i + 1 < nodes.size(); ++i) edges.push_back({i, i + 1, 8});
    for (std::size_t i = 0; i < 400; ++i) edges.push_back({i, nodes.size() - 1 - i, 1});
    const auto drawing = draw_layered(nodes, edges);
    CHECK_EQ(drawing.edges.back().points.size(), 2);
}
