#include "store/data_folder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "support/temporary_folder.hpp"

using namespace store;

namespace {

std::string refusal(const std::string& path) {
    const auto folder = DataFolder::open(path, "1.0");
    REQUIRE_FALSE(folder);
    return folder.error().message;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a data folder is made with mode 0700 and keeps its cluster id") {
    const support::TemporaryFolder parent;
    const std::string path = parent.path() + "/deep/data";
    std::string id;
    {
        const auto folder = DataFolder::open(path, "1.0");
        REQUIRE_MESSAGE(folder, folder.error().message);
        CHECK_EQ(folder->path(), path);
        id = folder->cluster_id();
        CHECK_EQ(id.size(), 36);
        struct stat status{};
        REQUIRE_EQ(stat(path.c_str(), &status), 0);
        CHECK_EQ(status.st_mode & 0777, 0700);
    }
    const auto again = DataFolder::open(path + "/", "1.1");
    REQUIRE_MESSAGE(again, again.error().message);
    CHECK_EQ(again->cluster_id(), id);
}

TEST_CASE("a second process is told who holds the folder and since when") {
    const support::TemporaryFolder parent;
    const auto first = DataFolder::open(parent.path(), "1.0");
    REQUIRE_MESSAGE(first, first.error().message);
    const auto second = DataFolder::open(parent.path(), "1.0");
    REQUIRE_FALSE(second);
    CHECK_EQ(second.error().kind, base::ErrorKind::conflict);
    CHECK(contains(second.error().message, "is in use by process " + std::to_string(getpid())));
    CHECK(contains(second.error().message, " since 20"));
    CHECK(contains(second.error().message, "--data-dir"));
}

TEST_CASE("a file, a foreign folder and a newer format are refused with the way out") {
    const support::TemporaryFolder parent;
    const std::string file = parent.path() + "/file";
    std::ofstream(file) << "x";
    CHECK(contains(refusal(file), "is a file"));
    CHECK(contains(refusal(parent.path()), "holds file but no FORMAT file"));
    const std::string inside = refusal(file + "/data");
    CHECK(contains(inside, "--data-dir"));

    const std::string data = parent.path() + "/data";
    CHECK(DataFolder::open(data, "1.0"));
    std::ofstream(data + "/FORMAT") << "format: 1\nbroken";
    CHECK(contains(refusal(data), "FORMAT is damaged"));
}

TEST_CASE("a folder that this user may not write is refused with the reason") {
    const support::TemporaryFolder parent;
    const std::string path = parent.path() + "/data";
    REQUIRE_EQ(mkdir(path.c_str(), 0500), 0);
    REQUIRE_EQ(chmod(parent.path().c_str(), 0755), 0);
    // Root may write everywhere, so the test becomes somebody else for a moment.
    const bool is_root = geteuid() == 0;
    if (is_root) {
        REQUIRE_EQ(chown(path.c_str(), 65534, 65534), 0);
        REQUIRE_EQ(seteuid(65534), 0);
    }
    const auto folder = DataFolder::open(path, "1.0");
    const auto missing = DataFolder::open(parent.path() + "/new", "1.0");
    if (is_root) REQUIRE_EQ(seteuid(0), 0);
    REQUIRE_FALSE(folder);
    CHECK_EQ(folder.error().kind, base::ErrorKind::io);
    CHECK(contains(folder.error().message, "Permission denied"));
    CHECK(contains(folder.error().message, "--data-dir"));
    if (is_root) {
        REQUIRE_FALSE(missing);
        CHECK(contains(missing.error().message, "make the data folder yourself"));
    }
}
