#include "cli/checks/finding.hpp"

#include <doctest/doctest.h>

using cli::checks::host_of;
using cli::checks::reads_endpoint_variable;
using cli::checks::version_in;

TEST_CASE("the host of an endpoint stands without scheme, port and brackets") {
    CHECK_EQ(host_of("http://localhost:4566"), "localhost");
    CHECK_EQ(host_of("https://quickstep.test/path"), "quickstep.test");
    CHECK_EQ(host_of("http://[::1]:4566"), "::1");
    CHECK_EQ(host_of("127.0.0.1"), "127.0.0.1");
    CHECK_EQ(host_of(""), "");
}

TEST_CASE("versions are read from what tools say of themselves") {
    CHECK_EQ(version_in("aws-cli/2.9.19 Python/3.11.2 Linux/6.1", "aws-cli/"),
             std::vector{2, 9, 19});
    CHECK_EQ(version_in("2.177.0 (build b396961)", ""), std::vector{2, 177, 0});
    CHECK_EQ(version_in("SAM CLI, version 1.95.0\n", "version "), std::vector{1, 95, 0});
    for (const char* text : {"", "aws-cli/", "aws-cli/2", "aws-cli/2.", "aws-cli/2.9", "aws-cli/x",
                             "python 2.9.19", "aws-cli/9999999.1.1"}) {
        CAPTURE(text);
        CHECK(version_in(text, "aws-cli/").empty());
    }
}

TEST_CASE("an aws reads the variable from 1.29.0 and from 2.13.0") {
    CHECK(reads_endpoint_variable({1, 29, 0}));
    CHECK(reads_endpoint_variable({1, 46, 3}));
    CHECK(reads_endpoint_variable({2, 13, 0}));
    CHECK_FALSE(reads_endpoint_variable({1, 28, 9}));
    CHECK_FALSE(reads_endpoint_variable({2, 9, 19}));
    CHECK_FALSE(reads_endpoint_variable({2, 12, 7}));
}
