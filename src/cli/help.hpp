// The texts that explain the program.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace cli {

/// A name and what it is.
struct HelpLine {
    std::string name;
    std::string about;
};

struct Help {
    std::string path;  ///< "quickstep s3 cp"
    std::string about;
    std::string examples;  ///< One a line.
    std::vector<HelpLine> commands = {};
    std::vector<HelpLine> arguments = {};
    std::vector<bool> arguments_required = {};
    std::vector<HelpLine> options = {};
};

/// Examples first, then arguments and flags.
std::string help_text(const Help& help);
std::string exit_codes_text();
std::string version_text();

}  // namespace cli
