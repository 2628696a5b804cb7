// Definitions: whatever the text, compile gives a Program or an error, never both, never a crash; a
// Program can be linted and drawn, and a finding's place is in the text or nowhere.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "asl/compile.hpp"
#include "asl/graph_svg.hpp"
#include "asl/graph_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto type : {asl::MachineType::standard, asl::MachineType::express}) {
        const asl::Compiled compiled =
            asl::compile(text, asl::CompileOptions{.type = type, .lint = true, .remarks = true});
        bool has_error = false;
        for (const asl::Diagnostic& one : compiled.diagnostics) {
            has_error = has_error || one.severity == asl::Severity::error;
            if (asl::find_position(text, one.location).line > size + 1) std::abort();
        }
        if (has_error == (compiled.program != nullptr)) std::abort();
        if (compiled.program == nullptr) continue;
        const asl::Graph graph = asl::make_graph(*compiled.program);
        if (asl::to_svg(graph).empty() || asl::to_dot(graph).empty()) std::abort();
        if (asl::to_mermaid(graph).empty() || asl::to_json(graph).empty()) std::abort();
    }
    return 0;
}
