// A program's first words: for asking tools for their version.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace cli::checks {

/// The path of a program that PATH leads to, or nothing.
std::optional<std::string> find_program(const std::string& name);

/// What `path` with these arguments writes to stdout and stderr, at most 4 KiB. Nothing where it
/// cannot start, or has not ended after `seconds`: it is killed then. The environment lacks AWS's
/// endpoint and profile, so that asking for a version reaches nobody.
std::optional<std::string> program_output(const std::string& path,
                                          const std::vector<std::string>& arguments,
                                          int seconds = 20);

}  // namespace cli::checks
