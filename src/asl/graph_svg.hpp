// A graph as SVG: no script, no style attribute, so that it may stand in a page with a strict
// content security policy. Colours come from a style sheet: the page's own, or inside the picture
// when it stands alone.
#pragma once
#include <string>
#include <string_view>

#include "asl/graph.hpp"

namespace asl {

struct SvgOptions {
    /// With the style sheet and its namespace, to be opened as a file. Without status texts.
    bool standalone = false;
};

/// Each state is `<g class="state task" data-state="NAME" id="state-3">` with elements of class
/// `status`, `attempts` and `duration`, empty for the page to fill (short: "Retry in 1.2 s", "×3",
/// "412 ms"); the page sets a class of `graph_stylesheet` beside `state` to colour it. Each line is
/// `<g class="edge next" data-from data-to>`, kinds as `kind_name`.
std::string to_svg(const Graph& graph, const SvgOptions& options = {});

/// CSS for the pictures, below `.qs-graph`: light or dark as the system asks, or as `data-theme`
/// ("light", "dark") on an element around them says. State classes: running, succeeded, failed,
/// caught, retrying, waiting, aborted, timed-out.
std::string_view graph_stylesheet();

}  // namespace asl
