// From the text of a definition to a Program, or to all that is wrong with it.
#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "asl/diagnostic.hpp"
#include "asl/machine_type.hpp"
#include "asl/program.hpp"

namespace asl {

struct Compiled {
    std::shared_ptr<const Program> program;  ///< Null when there is an error among the diagnostics.
    std::vector<Diagnostic> diagnostics;
};

/// What to do beside what AWS does.
struct CompileOptions {
    MachineType type = MachineType::standard;
    bool lint = false;     ///< Add our own warnings (asl/lint), where there are no errors.
    bool remarks = false;  ///< Add what is valid but cannot be run here yet.
};

/// Parses, validates and compiles a JSON definition. Never fails otherwise: malformed JSON, too
/// large or too deep a text are diagnostics too.
Compiled compile(std::string_view definition, MachineType type = MachineType::standard);
Compiled compile(std::string_view definition, const CompileOptions& options);

}  // namespace asl
