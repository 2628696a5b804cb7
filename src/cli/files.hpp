// Reading and writing whole files that the user named.
#pragma once
#include <string>
#include <string_view>

#include "cli/problem.hpp"

namespace cli {

/// The whole of a regular file, or of stdin for "-". Errors: exit status 2, with the name and why.
Outcome<std::string> read_file(const std::string& path, std::size_t bytes_max);

}  // namespace cli
