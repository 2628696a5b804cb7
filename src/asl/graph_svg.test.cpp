// Layout and SVG: nothing overlaps, everything is inside, texts are escaped, the page stays strict.
#include "asl/graph_svg.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "asl/compile.hpp"
#include "asl/graph/text_width.hpp"
#include "asl/graph_layout.hpp"
#include "support/golden.hpp"

namespace {

asl::Graph graph_of(const std::string& definition) {
    const auto compiled = asl::compile(definition);
    REQUIRE(compiled.program != nullptr);
    return asl::make_graph(*compiled.program);
}

std::vector<asl::Graph> sample_graphs() {
    std::vector<asl::Graph> graphs = {
        graph_of(support::file_text("tests/golden/asl/order.asl.json"))};
    std::vector<std::string> paths;
    for (const auto& entry :
         std::filesystem::directory_iterator("tests/conformance/validation/realworld")) {
        paths.push_back(entry.path().string());
    }
    for (const std::string& path : paths) graphs.push_back(graph_of(support::file_text(path)));
    return graphs;
}

bool overlap(const asl::Box& a, const asl::Box& b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height &&
           b.y < a.y + a.height;
}

bool contains(const asl::Box& outer, const asl::Box& inner) {
    return inner.x >= outer.x && inner.y >= outer.y &&
           inner.x + inner.width <= outer.x + outer.width &&
           inner.y + inner.height <= outer.y + outer.height;
}

}  // namespace

TEST_CASE("boxes of a scope do not overlap, and lie inside it") {
    for (const asl::Graph& graph : sample_graphs()) {
        for (const bool status_row : {false, true}) {
            const asl::GraphLayout layout = asl::lay_out(graph, {.status_row = status_row});
            for (std::size_t s = 0; s < graph.scopes.size(); ++s) {
                const auto& nodes = graph.scopes[s].nodes;
                for (std::size_t i = 0; i < nodes.size(); ++i) {
                    CAPTURE(graph.nodes[nodes[i]].name);
                    CHECK(contains(layout.scopes[s], layout.states[nodes[i]].box));
                    for (std::size_t k = i + 1; k < nodes.size(); ++k) {
                        CHECK_FALSE(
                            overlap(layout.states[nodes[i]].box, layout.states[nodes[k]].box));
                    }
                }
                if (!graph.scopes[s].owner) continue;
                CHECK(contains(layout.states[*graph.scopes[s].owner].box, layout.scopes[s]));
            }
        }
    }
}

TEST_CASE("every line begins and ends at its boxes, and labels lie in the picture") {
    for (const asl::Graph& graph : sample_graphs()) {
        const asl::GraphLayout layout = asl::lay_out(graph, {});
        for (const asl::PlacedTransition& line : layout.transitions) {
            REQUIRE(line.points.size() >= 2);
            CHECK(line.label_at.x < layout.width);
            CHECK(line.label_at.y < layout.height);
            if (line.from == asl::kMarker || line.from == line.to) continue;
            const asl::Box& box = layout.states[line.from].box;
            const double y = line.points.front().y;
            const bool is_at_edge = y == box.y || y == box.y + box.height;
            CHECK(is_at_edge);
            CHECK(line.points.front().x > box.x);
            CHECK(line.points.front().x < box.x + box.width);
        }
    }
}

TEST_CASE("each state has its place for status, attempts and duration") {
    const std::string svg = asl::to_svg(sample_graphs().front());
    CHECK(svg.find("<g class=\"state task\" id=\"state-0\" data-state=\"Validate order\"") !=
          std::string::npos);
    CHECK(svg.find("<text class=\"status\"") != std::string::npos);
    CHECK(svg.find("<text class=\"attempts\"") != std::string::npos);
    CHECK(svg.find("<text class=\"duration\"") != std::string::npos);
    CHECK(svg.find("<g class=\"edge catch\"") != std::string::npos);
}

TEST_CASE("the embedded picture has no style, no script and no handler; texts are escaped") {
    const asl::Graph graph =
        graph_of(R"({"Comment": "</title><script>", "StartAt": "<b onload='x'>&\"",
        "States": {"<b onload='x'>&\"": {"Type": "Fail", "Error": "]]><script>alert(1)</script>"}}})");
    for (const bool standalone : {false, true}) {
        const std::string svg = asl::to_svg(graph, {.standalone = standalone});
        CHECK(svg.find("<script") == std::string::npos);
        CHECK(svg.find(" style=") == std::string::npos);
        CHECK(svg.find("<b ") == std::string::npos);
        CHECK(svg.find("data-state=\"&lt;b onload=&#39;x&#39;&gt;&amp;&quot;\"") !=
              std::string::npos);
        CHECK_EQ(svg.find("<style>") != std::string::npos, standalone);
        CHECK_EQ(svg.find("class=\"status\"") != std::string::npos, !standalone);
    }
}

TEST_CASE("long names are cut in the picture and whole in its title") {
    const std::string name(80, 'W');
    const std::string svg = asl::to_svg(graph_of(R"({"StartAt": ")" + name + R"(", "States": {")" +
                                                 name + R"(": {"Type": "Succeed"}}})"));
    CHECK(svg.find("<title>" + name) != std::string::npos);
    CHECK(svg.find("W…</text>") != std::string::npos);
}

TEST_CASE("texts are measured, cut and wrapped by whole characters") {
    using namespace asl::graph;
    CHECK(text_width("WWW", 10) > text_width("iii", 10));
    CHECK_EQ(fit_text("short", 10, 100), "short");
    CHECK_EQ(fit_text("图片处理图片处理", 10, 45), "图片处…");
    CHECK_EQ(wrap_text("one two three", 10, 45, 3), std::vector<std::string>{"one two", "three"});
    const auto lines = wrap_text("one two three four five six", 10, 45, 2);
    REQUIRE_EQ(lines.size(), 2);
    CHECK(lines.back().ends_with("…"));
    CHECK(wrap_text("", 10, 45, 2).empty());
}
