// The style sheet of the SVG pictures.
#include <string>

#include "asl/graph_svg.hpp"

namespace asl {

namespace {

constexpr std::string_view kLight = R"css(
  --g-page: #ffffff; --g-text: #17202c; --g-muted: #5b6776; --g-edge: #7d8998; --g-catch: #c2413a;
  --g-node: #ffffff; --g-node-line: #c4cdd8; --g-group: #fafbfc;
  --g-scope: #f4f6f9; --g-scope-line: #d9e0e8;
  --g-task: #c2560c; --g-choice: #7a3fd0; --g-parallel: #0b6aa8; --g-map: #0d7a6f;
  --g-wait: #97700a; --g-pass: #56657a; --g-succeed: #1a7f45; --g-fail: #b3261e;
  --g-good: #1a7f45; --g-good-fill: #eaf7ef; --g-bad: #b3261e; --g-bad-fill: #fdeeec;
  --g-busy: #1f6fd6; --g-busy-fill: #eaf2fd; --g-warn: #a86a04; --g-warn-fill: #fdf4e3;
)css";

constexpr std::string_view kDark = R"css(
  --g-page: #11161d; --g-text: #e6ebf1; --g-muted: #9aa7b6; --g-edge: #7f8c9b; --g-catch: #f0847c;
  --g-node: #1b222c; --g-node-line: #3d4856; --g-group: #181f28;
  --g-scope: #151b23; --g-scope-line: #2d3743;
  --g-task: #f0955a; --g-choice: #b794f4; --g-parallel: #62b1ea; --g-map: #4fc4b5;
  --g-wait: #dcb347; --g-pass: #a3b1c2; --g-succeed: #56c184; --g-fail: #f0847c;
  --g-good: #56c184; --g-good-fill: #16291f; --g-bad: #f0847c; --g-bad-fill: #33201f;
  --g-busy: #6aa9f4; --g-busy-fill: #182636; --g-warn: #dcae52; --g-warn-fill: #2d2616;
)css";

constexpr std::string_view kRules =
    R"css(.qs-graph { font-family: system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial,
  sans-serif; }
.qs-graph .page { fill: var(--g-page); }
.qs-graph text { fill: var(--g-text); }
.qs-graph .shape { fill: var(--g-node); stroke: var(--g-node-line); stroke-width: 1.25; }
.qs-graph .group > .shape { fill: var(--g-group); }
.qs-graph .deck { fill: var(--g-group); stroke: var(--g-node-line); stroke-width: 1; }
.qs-graph .scope { fill: var(--g-scope); stroke: var(--g-scope-line); stroke-width: 1;
  stroke-dasharray: 4 3; }
.qs-graph .name { font-size: 13.5px; font-weight: 600; }
.qs-graph .detail { font-size: 11px; fill: var(--g-muted); }
.qs-graph .status, .qs-graph .attempts, .qs-graph .duration { font-size: 11px;
  fill: var(--g-muted); }
.qs-graph .status { font-weight: 600; }
.qs-graph .attempts { text-anchor: end; }
.qs-graph .duration { text-anchor: end; font-variant-numeric: tabular-nums; }
.qs-graph .icon { fill: var(--g-icon); }
.qs-graph .letter { fill: var(--g-page); font-size: 12px; font-weight: 700;
  text-anchor: middle; }
.qs-graph .task { --g-icon: var(--g-task); }
.qs-graph .choice { --g-icon: var(--g-choice); }
.qs-graph .parallel { --g-icon: var(--g-parallel); }
.qs-graph .map { --g-icon: var(--g-map); }
.qs-graph .wait { --g-icon: var(--g-wait); }
.qs-graph .pass { --g-icon: var(--g-pass); }
.qs-graph .succeed { --g-icon: var(--g-succeed); }
.qs-graph .fail { --g-icon: var(--g-fail); }
.qs-graph .edge path { fill: none; stroke: var(--g-edge); stroke-width: 1.4; }
.qs-graph .edge .arrow { fill: var(--g-edge); stroke: none; }
.qs-graph .edge text { font-size: 11px; fill: var(--g-muted); paint-order: stroke;
  stroke: var(--g-page);
  stroke-width: 3px; stroke-linejoin: round; }
.qs-graph .inner .edge text { stroke: var(--g-scope); }
.qs-graph .catch path { stroke: var(--g-catch); stroke-dasharray: 5 4; }
.qs-graph .catch .arrow { fill: var(--g-catch); }
.qs-graph .catch text { fill: var(--g-catch); }
.qs-graph .marker { fill: var(--g-node); stroke: var(--g-edge); stroke-width: 1.5; }
.qs-graph .marker-dot { fill: var(--g-edge); }
.qs-graph .running > .shape, .qs-graph .retrying > .shape, .qs-graph .waiting > .shape,
.qs-graph .succeeded > .shape, .qs-graph .failed > .shape, .qs-graph .timed-out > .shape,
.qs-graph .caught > .shape, .qs-graph .aborted > .shape { stroke-width: 2; }
.qs-graph .running > .shape, .qs-graph .waiting > .shape { fill: var(--g-busy-fill);
  stroke: var(--g-busy); }
.qs-graph .running > .status, .qs-graph .waiting > .status { fill: var(--g-busy); }
.qs-graph .succeeded > .shape { fill: var(--g-good-fill); stroke: var(--g-good); }
.qs-graph .succeeded > .status { fill: var(--g-good); }
.qs-graph .failed > .shape, .qs-graph .timed-out > .shape { fill: var(--g-bad-fill);
  stroke: var(--g-bad); }
.qs-graph .failed > .status, .qs-graph .timed-out > .status { fill: var(--g-bad); }
.qs-graph .retrying > .shape, .qs-graph .caught > .shape { fill: var(--g-warn-fill);
  stroke: var(--g-warn); }
.qs-graph .retrying > .status, .qs-graph .caught > .status { fill: var(--g-warn); }
.qs-graph .aborted > .shape { stroke: var(--g-muted); stroke-dasharray: 3 3; }
@media (prefers-reduced-motion: no-preference) {
  .qs-graph .running > .shape { animation: qs-pulse 1.6s ease-in-out infinite; }
  @keyframes qs-pulse { 50% { stroke-opacity: 0.35; } }
}
)css";

std::string block(std::string_view selector, std::string_view colours) {
    return std::string(selector) + " {" + std::string(colours) + "}\n";
}

/// Dark where the system asks for it, unless the page has chosen.
std::string make_stylesheet() {
    return block(".qs-graph", kLight) + "@media (prefers-color-scheme: dark) {\n" +
           block(".qs-graph", kDark) + "}\n" + block("[data-theme=\"light\"] .qs-graph", kLight) +
           block("[data-theme=\"dark\"] .qs-graph", kDark) + std::string(kRules);
}

}  // namespace

std::string_view graph_stylesheet() {
    static const std::string sheet = make_stylesheet();
    return sheet;
}

}  // namespace asl
