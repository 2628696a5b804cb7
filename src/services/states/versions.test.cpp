// Versions, aliases and the ARNs that name them.
#include "services/states/versions.hpp"

#include <doctest/doctest.h>

#include "services/states/aliases.hpp"
#include "services/states/qualified.hpp"

using namespace services::states;

namespace {

constexpr const char* kMachine = "arn:aws:states:us-east-1:000000000000:stateMachine:m";

}  // namespace

TEST_CASE("the newest version of a revision is found, and no other number") {
    VersionList list;
    list.versions = {{1, "a", "", {}}, {2, "b", "", {}}, {4, "a", "again", {}}};
    REQUIRE(list.of_revision("a") != nullptr);
    CHECK_EQ(list.of_revision("a")->number, 4);
    CHECK(list.of_revision("c") == nullptr);
    CHECK_EQ(list.find(2)->revision, "b");
    CHECK(list.find(3) == nullptr);
}

TEST_CASE("an alias spreads its starts by weight, and a weight of nothing gets none") {
    Alias alias;
    alias.routes = {{1, 30}, {2, 70}};
    CHECK_EQ(alias.version_of(0), 1);
    CHECK_EQ(alias.version_of(29), 1);
    CHECK_EQ(alias.version_of(30), 2);
    CHECK_EQ(alias.version_of(99), 2);
    alias.routes = {{1, 0}, {2, 100}};
    CHECK_EQ(alias.version_of(0), 2);
    alias.routes = {{1, 100}};
    CHECK_EQ(alias.version_of(99), 1);
    CHECK(alias.leads_to(1));
    CHECK_FALSE(alias.leads_to(2));
}

TEST_CASE("an ARN is a machine's, a version's or an alias's, and anything else is refused") {
    const std::string machine = kMachine;
    CHECK_EQ(split_arn(machine)->machine_arn, machine);
    CHECK_FALSE(split_arn(machine)->version.has_value());
    CHECK_EQ(split_arn(machine + ":12")->version, 12);
    CHECK_EQ(split_arn(machine + ":12")->machine_arn, machine);
    CHECK_EQ(split_arn(machine + ":live")->alias, "live");
    CHECK_EQ(split_arn(machine + ":1.2")->alias, "1.2");
    // More digits than any version has: no number that could overflow.
    CHECK_FALSE(split_arn(machine + ":" + std::string(30, '9'))->version.has_value());
    for (const std::string& wrong :
         {machine + ":1:2", std::string("nonsense"),
          std::string("arn:aws:states:us-east-1:000000000000:activity:a")}) {
        const auto split = split_arn(wrong);
        REQUIRE_FALSE(split);
        CHECK_EQ(split.error().code, "InvalidArn");
    }
}
