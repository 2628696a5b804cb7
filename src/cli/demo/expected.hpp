// What the demo uploads, and what must be there afterwards: examples/image-pipeline/expected.json.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cli/problem.hpp"

namespace cli::demo {

struct ExpectedObject {
    std::string key;
    std::string format;  ///< As PictureHeader's.
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

struct Sample {
    std::string file;
    std::string content_type;
    std::vector<std::pair<std::string, std::string>> metadata;
    std::string status;                                    ///< How its execution must end.
    std::vector<std::pair<std::string, std::string>> row;  ///< Columns that must have these texts.
    std::vector<ExpectedObject> objects;
    std::string retried_state;  ///< Where an attempt must fail and be tried again; may be empty.
    std::string retried_error;
};

struct Expected {
    std::string stack;
    std::string prefix;  ///< Of uploaded keys.
    std::vector<Sample> samples;
};

/// Errors: a file that is not there, or is not of this form.
Outcome<Expected> read_expected(const std::string& file);

}  // namespace cli::demo
