// Whether everything is there that the demo promises, with the right content.
#pragma once
#include <string>
#include <vector>

#include "cli/connection.hpp"
#include "cli/demo/expected.hpp"
#include "cli/watch/story.hpp"

namespace cli::demo {

struct Checked {
    std::vector<std::string> faults;  ///< One sentence each; empty if all is right.
    std::vector<std::string> files;   ///< Copies of the derived objects that were written.
};

/// Compares one sample's execution, row and objects with what is expected, and copies the objects
/// into `folder`. `story` is nullptr if no execution was seen. Errors: only what stops everything,
/// such as a server that is gone.
Outcome<Checked> check_sample(Connection& connection, const Sample& sample,
                              const watch::Story* story, const std::string& bucket,
                              const std::string& table, const std::string& upload_key,
                              const std::string& folder);

// The parts that need no server.
/// What is wrong with the bytes of a derived object; empty if nothing is.
std::string picture_fault(const ExpectedObject& expected, std::string_view bytes);
/// What is wrong with a row in DynamoDB's form (`{"status": {"S": "SUCCEEDED"}}`).
std::vector<std::string> row_faults(const Sample& sample, const json::Value& row);
/// What is wrong with how the execution went.
std::vector<std::string> story_faults(const Sample& sample, const watch::Story& story);

}  // namespace cli::demo
