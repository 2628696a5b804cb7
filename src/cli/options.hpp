// What each command was told on the command line. command_tree.cpp fills these in, the commands
// read them; neither needs the other's library.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "cli/terminal.hpp"

namespace cli {

/// Flags that all commands that talk to a server share.
struct ConnectionOptions {
    std::string endpoint;        ///< Empty: from the environment, or the default.
    std::string region;          ///< The same.
    double timeout_seconds = 0;  ///< For the whole command; 0: as long as it takes.
};

struct OutputOptions {
    std::string form;  ///< "table", "json", "jsonl", "name"; empty: by what stdout is.
    bool is_quiet = false;
    ColourMode colour = ColourMode::automatic;
};

struct DeployOptions {
    ConnectionOptions connection;
    OutputOptions output;
    std::string file;
    std::string stack_name;               ///< Empty: the name of the template's folder.
    std::vector<std::string> parameters;  ///< "NAME=VALUE"
};

struct DemoOptions {
    ConnectionOptions connection;
    OutputOptions output;
    bool exits = false;
};

struct ValidateOptions {
    OutputOptions output;
    std::vector<std::string> files;
    std::string type = "STANDARD";
    bool is_linting = false;
    std::size_t findings_max = 0;  ///< Of one file; 0 means all.
};

struct GraphOptions {
    std::string file;
    std::string form = "svg";
};

struct EvalOptions {
    std::string expression;
    std::string language;                ///< Empty: by what the expression looks like.
    std::string data;                    ///< A file; empty: no input.
    std::string context;                 ///< A file; empty: none.
    std::vector<std::string> variables;  ///< "NAME=JSON"
    bool is_strict = false;
    bool has_lines = false;
    bool shows_time = false;
};

struct EnvOptions {
    ConnectionOptions connection;
    std::string shell = "posix";  ///< Or "fish".
    bool unsets = false;
};

struct DoctorOptions {
    ConnectionOptions connection;
    OutputOptions output;
};

struct MachinesOptions {
    ConnectionOptions connection;
    OutputOptions output;
    std::string machine;
    bool definition_only = false;
};

struct ExecutionsOptions {
    ConnectionOptions connection;
    OutputOptions output;
    std::string machine;
    std::string execution;
    std::string status;
    std::size_t limit = 100;
    bool input_only = false;
    bool output_only = false;
    bool reverse = false;
    std::string input = "{}";
    std::string name;
    std::string error;
    std::string cause;
};

struct S3Options {
    ConnectionOptions connection;
    OutputOptions output;
    std::string from;
    std::string to;
    std::string content_type;
    std::vector<std::string> metadata;  ///< "NAME=VALUE"
    bool is_recursive = false;
    bool is_confirmed = false;
};

}  // namespace cli
