// From the words of the command line to the command that they mean. The door to CLI11.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/problem.hpp"
#include "cli/serve_options.hpp"

namespace cli {

struct Parsed {
    std::function<Finished()> command;  ///< Prints the help itself where help was asked for.
};

/// `words` are the arguments without the program's name. Errors: exit status 2, with the nearest
/// command or flag as a hint.
Outcome<Parsed> parse_words(std::vector<std::string> words, Serve serve);

/// The help of a command ("s3 cp"), or of the program for an empty text.
Outcome<std::string> help_of(const std::vector<std::string>& command);

}  // namespace cli
