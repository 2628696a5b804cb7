#include "cli/sam/package.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "support/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

}  // namespace

TEST_CASE("the same files give the same package, whenever they were written") {
    const support::TemporaryFolder folder;
    const fs::path first = fs::path(folder.path()) / "first";
    const fs::path second = fs::path(folder.path()) / "second";
    write(first / "b.txt", "b");
    write(first / "lib/a.txt", "a");
    write(second / "lib/a.txt", "a");
    write(second / "b.txt", "b");
    fs::last_write_time(second / "b.txt",
                        fs::file_time_type::clock::now() - std::chrono::hours(99));
    const auto one = cli::sam::pack(first.string());
    const auto two = cli::sam::pack(second.string());
    REQUIRE(one);
    REQUIRE(two);
    CHECK(*one == *two);
    write(second / "b.txt", "c");
    CHECK(*cli::sam::pack(second.string()) != *one);
}

TEST_CASE("whether a file may be executed is part of the package") {
    const support::TemporaryFolder folder;
    const fs::path file = fs::path(folder.path()) / "code/bootstrap";
    write(file, "#!/bin/sh\n");
    const auto plain = cli::sam::pack(file.parent_path().string());
    fs::permissions(file, fs::perms::owner_exec, fs::perm_options::add);
    const auto executable = cli::sam::pack(file.parent_path().string());
    REQUIRE(plain);
    REQUIRE(executable);
    CHECK(*plain != *executable);
}

TEST_CASE("a zip file goes as it is, and other files do not go at all") {
    const support::TemporaryFolder folder;
    write(fs::path(folder.path()) / "code.zip", "PK whatever");
    write(fs::path(folder.path()) / "code.txt", "text");
    CHECK_EQ(*cli::sam::pack(folder.path() + "/code.zip"), "PK whatever");
    CHECK_FALSE(cli::sam::pack(folder.path() + "/code.txt"));
    fs::create_directory(fs::path(folder.path()) / "empty");
    CHECK_FALSE(cli::sam::pack(folder.path() + "/empty"));
}
