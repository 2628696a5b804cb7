#include "cli/command_tree.hpp"

#include <doctest/doctest.h>

#include "support/golden.hpp"

namespace {

cli::ServeOptions served;

int note_serve(const cli::ServeOptions& options) {
    served = options;
    return 0;
}

cli::Problem refusal(std::vector<std::string> words) {
    const auto parsed = cli::parse_words(std::move(words), &note_serve);
    REQUIRE_FALSE(parsed);
    CHECK_EQ(parsed.error().exit_code, cli::ExitCode::wrong_usage);
    return parsed.error();
}

}  // namespace

TEST_CASE("serve hands on what it was told, and fills in the rest") {
    const auto parsed = cli::parse_words({"serve", "--listen", "127.0.0.1:0", "--data-dir", "d",
                                          "--log-level", "warn", "--log-format=text"},
                                         &note_serve);
    REQUIRE(parsed);
    CHECK_EQ(parsed->command(), cli::ExitCode::done);
    CHECK_EQ(served.listen, "127.0.0.1:0");
    CHECK_EQ(served.data_dir, "d");
    CHECK_EQ(served.region, "us-east-1");
    CHECK_EQ(served.account_id, "000000000000");
    CHECK_EQ(served.log_level, base::log::Level::warn);
    CHECK_EQ(served.log_format, base::log::Format::text);
}

TEST_CASE("words that make no sense name the nearest that do") {
    CHECK_EQ(refusal({"deplyo"}).message, "quickstep has no command \"deplyo\"");
    CHECK_EQ(refusal({"deplyo"}).hint, "did you mean \"deploy\"?   quickstep --help");
    CHECK_EQ(refusal({"s3", "remove"}).message, "quickstep s3 has no command \"remove\"");
    CHECK_EQ(refusal({"serve", "--lisen", "x"}).message, "quickstep serve has no flag \"--lisen\"");
    CHECK_EQ(refusal({"serve", "--lisen", "x"}).hint,
             "did you mean \"--listen\"?   quickstep serve --help");
    CHECK_EQ(refusal({"s3", "cp", "a", "b", "c"}).message,
             "quickstep s3 cp has no argument \"c\": one too many");
    CHECK_EQ(refusal({"s3"}).message, "say which command: quickstep s3 COMMAND");
    CHECK(refusal({"s3", "cp", "a"}).message.find("TO") != std::string::npos);
    CHECK(refusal({"serve", "--log-level", "loud"}).message.find("--log-level") !=
          std::string::npos);
}

TEST_CASE("the help shows examples first and lists no command that is not there") {
    support::check_golden("cli/help.txt", *cli::help_of({}));
    support::check_golden("cli/help-deploy.txt", *cli::help_of({"deploy"}));
    support::check_golden("cli/help-s3-cp.txt", *cli::help_of({"s3", "cp"}));
    support::check_golden("cli/help-exit-codes.txt", *cli::help_of({"exit-codes"}));
    CHECK_FALSE(cli::help_of({"teleport"}));
}
