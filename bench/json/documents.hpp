// The documents that `./dev bench json` reads and prints.
#pragma once
#include <string>
#include <vector>

namespace bench {

struct Document {
    std::string name;
    std::string text;
};

/// A small event, an order list, and four that are hard in one way each. Always the same bytes.
std::vector<Document> documents();

}  // namespace bench
