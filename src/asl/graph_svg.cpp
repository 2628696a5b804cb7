// Writes the laid out graph: boxes from outside in, then the lines over them.
#include "asl/graph_svg.hpp"

#include <cmath>
#include <string>

#include "asl/graph_layout.hpp"
#include "base/text.hpp"

namespace asl {

namespace {

using namespace drawing;
using graph::Point;

/// XML 1.0: five entities; control characters are not allowed at all.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += static_cast<unsigned char>(c) < 0x20U ? ' ' : c;
        }
    }
    return out;
}

/// One digit behind the point is finer than a screen.
std::string number(double value) {
    const auto tenths = static_cast<long long>(std::llround(value * 10));
    const long long whole = std::llabs(tenths) / 10;
    std::string text = (tenths < 0 ? "-" : "") + std::to_string(whole);
    if (tenths % 10 != 0) text += "." + std::to_string(std::llabs(tenths) % 10);
    return text;
}

std::string attribute(std::string_view name, double value) {
    return " " + std::string(name) + "=\"" + number(value) + "\"";
}

std::string at(const Point& point) {
    return number(point.x) + " " + number(point.y);
}

class SvgWriter {
public:
    SvgWriter(const Graph& graph, const SvgOptions& options)
        : graph_(graph),
          options_(options),
          layout_(lay_out(graph, {.status_row = !options.standalone})),
          lines_(graph.scopes.size()) {
        for (std::size_t t = 0; t < layout_.transitions.size(); ++t) {
            lines_[layout_.transitions[t].scope].push_back(t);
        }
    }

    std::string run() {
        open();
        if (!graph_.scopes.empty()) write_scope(0);
        write_markers();
        out_ += "</svg>\n";
        return std::move(out_);
    }

private:
    void open() {
        out_ = "<svg class=\"qs-graph\"";
        if (options_.standalone) out_ += " xmlns=\"http://www.w3.org/2000/svg\"";
        out_ += attribute("width", layout_.width) + attribute("height", layout_.height) +
                " viewBox=\"0 0 " + number(layout_.width) + " " + number(layout_.height) +
                "\" role=\"img\">\n";
        const std::string title = graph_.comment.empty() ? "State machine" : graph_.comment;
        out_ += "<title>" + escaped(title) + "</title>\n";
        if (!options_.standalone) return;
        out_ += "<style>\n" + std::string(graph_stylesheet()) + "</style>\n";
        out_ += "<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n";
    }

    void write_scope(std::size_t index) {
        for (const std::size_t t : lines_[index]) write_line(layout_.transitions[t]);
        for (const std::size_t node : graph_.scopes[index].nodes) write_state(node);
    }

    void rectangle(std::string_view style, const Box& box, double radius) {
        out_ += "<rect class=\"" + std::string(style) + "\"" + attribute("x", box.x) +
                attribute("y", box.y) + attribute("width", box.width) +
                attribute("height", box.height) + attribute("rx", radius) + "/>";
    }

    void text(std::string_view style, double x, double y, std::string_view content) {
        out_ += "<text class=\"" + std::string(style) + "\"" + attribute("x", x) +
                attribute("y", y) + ">" + escaped(content) + "</text>";
    }

    void write_state(std::size_t index) {
        const GraphNode& node = graph_.nodes[index];
        const PlacedState& placed = layout_.states[index];
        const Box& box = placed.box;
        const bool is_group = !node.inner.empty();
        out_ += "<g class=\"state " + base::lower(node.type) + (is_group ? " group" : "") +
                "\" id=\"state-" + std::to_string(index) + "\" data-state=\"" + escaped(node.name) +
                "\" data-type=\"" + std::string(node.type) + "\">";
        out_ += "<title>" + escaped(node.name) + "\n" + std::string(node.type) +
                (node.detail.empty() ? "" : " · " + escaped(node.detail)) + "</title>";
        // A Map runs its scope many times: a deck of cards.
        if (node.type == "Map") rectangle("deck", {box.x + 4, box.y + 4, box.width, box.height}, 9);
        rectangle("shape", box, 9);
        const double middle = box.y + kHeaderHeight / 2;
        out_ += "<circle class=\"icon\"" + attribute("cx", box.x + 24) + attribute("cy", middle) +
                " r=\"12\"/>";
        text("letter", box.x + 24, middle + 4.3, letter(node.type));
        text("name", box.x + kTextLeft, middle - 3, placed.name);
        text("detail", box.x + kTextLeft, middle + 13, placed.detail);
        if (!options_.standalone) {
            const double line = box.y + kHeaderHeight + 9;
            text("status", box.x + 14, line, "");
            text("attempts", box.x + box.width - 66, line, "");
            text("duration", box.x + box.width - 14, line, "");
        }
        out_ += "</g>\n";
        for (const std::size_t scope : node.inner) {
            out_ += "<g class=\"inner\">";
            rectangle("scope", layout_.scopes[scope], 8);
            out_ += "\n";
            write_scope(scope);
            out_ += "</g>\n";
        }
    }

    /// A sign where the first letter would be taken twice, or says less.
    static std::string_view letter(std::string_view type) {
        if (type == "Parallel") return "∥";
        if (type == "Succeed") return "✓";
        if (type == "Fail") return "✕";
        if (type == "Choice") return "?";
        return type.substr(0, 1);
    }

    std::string end_name(std::size_t node) const {
        return node == kMarker ? std::string() : escaped(graph_.nodes[node].name);
    }

    void write_line(const PlacedTransition& line) {
        if (line.points.size() < 2) return;
        const bool is_loop = line.from == line.to && line.from != kMarker;
        out_ += "<g class=\"edge " + std::string(kind_name(line.kind)) + "\" data-from=\"" +
                end_name(line.from) + "\" data-to=\"" + end_name(line.to) + "\">";
        if (!line.full_label.empty()) out_ += "<title>" + escaped(line.full_label) + "</title>";
        const Point tip = line.points.back();
        Point end = tip;
        Point direction{0, 1};
        if (is_loop) {
            direction = {-1, 0};
        } else if (line.points.front().y > tip.y) {
            direction = {0, -1};
        }
        // The line ends inside the arrowhead, so that its square end does not show beyond the tip.
        if (!line.is_joined) end = {tip.x - direction.x * 5, tip.y - direction.y * 5};
        out_ += "<path d=\"" +
                (is_loop ? loop_path(line.points, end) : curve_path(line.points, end)) + "\"/>";
        if (!line.is_joined) write_arrow(tip, direction);
        for (std::size_t i = 0; i < line.label.size(); ++i) {
            text("label", line.label_at.x,
                 line.label_at.y + kLabelLine * static_cast<double>(i) + 11, line.label[i]);
        }
        out_ += "</g>\n";
    }

    /// Upright at every point, bent between them.
    static std::string curve_path(const std::vector<Point>& points, const Point& end) {
        std::string path = "M" + at(points.front());
        for (std::size_t i = 1; i < points.size(); ++i) {
            const Point& from = points[i - 1];
            const Point to = i + 1 == points.size() ? end : points[i];
            if (std::abs(from.x - to.x) < 0.05) {
                path += " V" + number(to.y);
                continue;
            }
            const double bend = (to.y - from.y) * 0.55;
            path +=
                " C" + at({from.x, from.y + bend}) + " " + at({to.x, to.y - bend}) + " " + at(to);
        }
        return path;
    }

    static std::string loop_path(const std::vector<Point>& points, const Point& end) {
        return "M" + at(points[0]) + " C" + at({points[1].x + 5, points[0].y + 4}) + " " +
               at({points[1].x + 5, points[2].y - 4}) + " " + at(end);
    }

    void write_arrow(const Point& tip, const Point& direction) {
        const Point base{tip.x - direction.x * 8, tip.y - direction.y * 8};
        const Point side{direction.y * 4, direction.x * 4};
        out_ += "<path class=\"arrow\" d=\"M" + at(tip) + " L" +
                at({base.x + side.x, base.y + side.y}) + " L" +
                at({base.x - side.x, base.y - side.y}) + " Z\"/>";
    }

    void write_markers() {
        for (std::size_t i = 0; i < layout_.markers.size(); ++i) {
            const Point& centre = layout_.markers[i];
            const std::string place = attribute("cx", centre.x) + attribute("cy", centre.y);
            const bool is_start = i == 0;
            out_ += "<g class=\"" + std::string(is_start ? "start" : "end") + "\"><title>" +
                    (is_start ? "Start" : "End") + "</title>";
            out_ += "<circle class=\"marker\"" + place + attribute("r", kMarkerRadius - 1) + "/>";
            out_ += "<circle class=\"marker-dot\"" + place + attribute("r", is_start ? 3.0 : 5.0) +
                    "/></g>\n";
        }
    }

    const Graph& graph_;
    const SvgOptions options_;
    const GraphLayout layout_;
    std::vector<std::vector<std::size_t>> lines_;  // By scope.
    std::string out_;
};

}  // namespace

std::string to_svg(const Graph& graph, const SvgOptions& options) {
    return SvgWriter(graph, options).run();
}

}  // namespace asl
