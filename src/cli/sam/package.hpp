// A function's package: the door to libzip.
#pragma once
#include <string>

#include "cli/problem.hpp"

namespace cli::sam {

/// A folder as a zip file, or a .zip file as it is. The same content always gives the same bytes,
/// so that nothing is uploaded again that did not change: sorted names, one fixed time, and of the
/// rights only whether a file may be executed. Links to files are followed.
Outcome<std::string> pack(const std::string& path);

}  // namespace cli::sam
