#include "cli/problem.hpp"

#include <doctest/doctest.h>

#include "cli/terminal.hpp"

namespace {

cli::ExitCode exit_code(const std::string& code, int status) {
    return cli::call_problem(
               "cannot", {.code = code, .message = "m", .request_id = "r", .http_status = status})
        .exit_code;
}

}  // namespace

TEST_CASE("what the service says decides the exit status") {
    CHECK_EQ(exit_code("StateMachineDoesNotExist", 400), cli::ExitCode::not_found);
    CHECK_EQ(exit_code("ResourceNotFoundException", 400), cli::ExitCode::not_found);
    CHECK_EQ(exit_code("NoSuchKey", 404), cli::ExitCode::not_found);
    CHECK_EQ(exit_code("AccessDenied", 403), cli::ExitCode::not_allowed);
    CHECK_EQ(exit_code("BucketNotEmpty", 409), cli::ExitCode::conflict);
    CHECK_EQ(exit_code("ExecutionAlreadyExists", 400), cli::ExitCode::conflict);
    CHECK_EQ(exit_code("ValidationException", 400), cli::ExitCode::failed);
    CHECK_EQ(exit_code("InternalFailure", 500), cli::ExitCode::failed);
    const auto unreachable = cli::call_problem(
        "cannot", {.code = {}, .message = "m", .request_id = {}, .kind = base::ErrorKind::network});
    CHECK_EQ(unreachable.exit_code, cli::ExitCode::unreachable);
    CHECK(unreachable.hint.find("quickstep serve") != std::string::npos);
}

TEST_CASE("a problem is one sentence, its cause and a hint, or one JSON object") {
    const cli::Problem problem{.message = "no table \"a\x1b[2J\"",
                               .cause = "NotThere (request 5)",
                               .hint = "first\nsecond",
                               .code = "NotThere",
                               .request_id = "5"};
    CHECK_EQ(cli::problem_text(problem, false, false),
             "error: no table \"a\\x1b[2J\"\n  cause: NotThere (request 5)\n"
             "  hint:  first\n         second\n");
    CHECK_EQ(cli::problem_text({.message = "m", .code = "C", .request_id = "5"}, true, false),
             "{\"error\":{\"code\":\"C\",\"message\":\"m\",\"requestId\":\"5\"}}\n");
}

TEST_CASE("only names that are near are suggested") {
    const std::vector<std::string> names{"deploy", "demo", "s3", "executions"};
    CHECK_EQ(cli::did_you_mean("depoly", names), "did you mean \"deploy\"?");
    CHECK_EQ(cli::did_you_mean("exec", names), "did you mean \"executions\"?");
    CHECK_EQ(cli::did_you_mean("zzz", names), "");
}

TEST_CASE("long texts are broken between words, and within a word that is too long") {
    using Lines = std::vector<std::string>;
    CHECK_EQ(cli::wrap_to_width("one two three four five", 20, 4),
             Lines{"one two three four", "    five"});
    CHECK_EQ(cli::wrap_to_width("exactly twenty chars", 20, 4), Lines{"exactly twenty chars"});
    CHECK_EQ(cli::wrap_to_width("  a\x1b[31m " + std::string(30, 'x'), 20, 4),
             Lines{"  a\x1b[31m", "    " + std::string(16, 'x'), "    " + std::string(14, 'x')});
    CHECK_EQ(cli::wrap_to_width("", 20, 4), Lines{""});
    CHECK_EQ(cli::wrap_to_width("日本 日本 日本 日本 日本", 20, 4),
             Lines{"日本 日本 日本 日本", "    日本"});
    // A terminal narrower than the indentation still gets whole words.
    CHECK_EQ(cli::wrap_to_width("a b", 1, 20), Lines{"a b"});
}

TEST_CASE("texts are cut by columns, not bytes, and escapes take none") {
    CHECK_EQ(cli::display_width("a\x1b[31mb\x1b[0m"), 2);
    CHECK_EQ(cli::display_width("日本"), 4);
    CHECK_EQ(cli::cut_to_width("日本語", 5, true), "日本…");
    CHECK_EQ(cli::cut_to_width("abc", 3, true), "abc");
    CHECK_EQ(cli::cut_to_width("\x1b[31mabcdef\x1b[0m", 4, false), "\x1b[31ma...\x1b[0m");
    CHECK_EQ(cli::duration_text(0.0124), "12 ms");
    CHECK_EQ(cli::duration_text(59.2), "59.20 s");
    CHECK_EQ(cli::duration_text(123), "2m 3s");
}
