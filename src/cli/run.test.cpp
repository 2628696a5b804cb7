#include "cli/run.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

#include "base/assert.hpp"

namespace {

int run(std::vector<std::string> words, cli::Serve serve) {
    words.insert(words.begin(), "quickstep");
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    return cli::run(static_cast<int>(pointers.size()), pointers.data(), serve);
}

}  // namespace

TEST_CASE("what the server gives is the exit status") {
    CHECK_EQ(run({"serve", "--data-dir", "x"}, [](const cli::ServeOptions&) { return 0; }), 0);
    CHECK_EQ(run({"serve", "--data-dir", "x"}, [](const cli::ServeOptions&) { return 8; }), 8);
}

TEST_CASE("a bug of ours ends with a status and a sentence of its own") {
    const auto broken = [](const cli::ServeOptions&) -> int { throw base::Bug("x:1"); };
    CHECK_EQ(run({"serve", "--data-dir", "x"}, broken), 70);
    const auto full = [](const cli::ServeOptions&) -> int { throw std::bad_alloc(); };
    CHECK_EQ(run({"serve", "--data-dir", "x"}, full), 70);
}
