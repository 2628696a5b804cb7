// `quickstep graph`: a definition as a picture or as text for other tools.
#include "asl/graph.hpp"

#include "asl/compile.hpp"
#include "asl/graph_svg.hpp"
#include "asl/graph_text.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/definition_text.hpp"
#include "cli/files.hpp"

namespace cli {
namespace {

std::string drawn(const asl::Graph& graph, const std::string& form) {
    if (form == "mermaid") return asl::to_mermaid(graph);
    if (form == "dot") return asl::to_dot(graph);
    if (form == "json") return asl::to_json(graph);
    return asl::to_svg(graph, {.standalone = true});
}

}  // namespace

Finished graph(const GraphOptions& options) {
    QS_TRY(std::string text, read_file(options.file, base::limits::kDefinitionBytesMax));
    QS_TRY(const DefinitionText definition, DefinitionText::read(options.file, std::move(text)));
    const asl::Compiled compiled = asl::compile(definition.json());
    if (compiled.program == nullptr) {
        Problem problem{.message = base::printable(options.file) + " is no valid definition",
                        .hint = "quickstep validate " + options.file,
                        .exit_code = ExitCode::wrong_usage};
        for (const auto& diagnostic : compiled.diagnostics) {
            if (diagnostic.severity != asl::Severity::error) continue;
            problem.cause = diagnostic.message;
            break;
        }
        return base::fail(std::move(problem));
    }
    std::string picture = drawn(asl::make_graph(*compiled.program), options.form);
    if (!picture.ends_with('\n')) picture += '\n';
    write_out(picture);
    return ExitCode::done;
}

}  // namespace cli
