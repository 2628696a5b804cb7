// Suggestions for misspelled names, and locations as text.
#include "asl/findings.hpp"

#include <doctest/doctest.h>

TEST_CASE("a near name is suggested, a far one is not") {
    const std::vector<std::string_view> known = {"Parameters", "Resource", "ResultPath", "Next"};
    CHECK_EQ(asl::did_you_mean("Paramters", known), "did you mean \"Parameters\"?");
    CHECK_EQ(asl::did_you_mean("resource", known), "did you mean \"Resource\"?");
    CHECK_EQ(asl::did_you_mean("ResultsPath", known), "did you mean \"ResultPath\"?");
    CHECK_EQ(asl::did_you_mean("Colour", known), "");
    CHECK_EQ(asl::did_you_mean("", known), "");
    CHECK_EQ(asl::did_you_mean(std::string(1'000, 'N'), known), "");
}

TEST_CASE("locations are written as AWS writes them") {
    const asl::Location root;
    const asl::Location states(root, "States");
    const asl::Location choices(states, "Choices");
    const asl::Location rule(choices, std::size_t{2});
    CHECK_EQ(root.text(), "/");
    CHECK_EQ(asl::Location(rule, "Next").text(), "/States/Choices[2]/Next");
}

TEST_CASE("shown values are cut between characters") {
    CHECK_EQ(asl::shown("short"), "short");
    std::string text(59, 'a');
    text += "öö";
    std::string cut(59, 'a');
    cut += "...";
    CHECK_EQ(asl::shown(text), cut);
}
