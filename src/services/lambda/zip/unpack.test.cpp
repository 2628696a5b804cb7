#include "services/lambda/zip/unpack.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/random.hpp"
#include "base/text.hpp"
#include "services/lambda/zip/zip_builder.hpp"

using namespace services::lambda;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path =
        fs::temp_directory_path() / ("quickstep-zip-" + base::hex(base::random_bytes(8)));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
};

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string why_refused(const std::string& zip, const ZipLimits& limits = {}) {
    const Folder folder;
    const auto result = unpack_zip(zip, folder.path.string(), limits);
    return result ? "unpacked" : result.error().message;
}
bool refused_with(const std::string& zip, std::string_view part, const ZipLimits& limits = {}) {
    const std::string why = why_refused(zip, limits);
    INFO(why);
    return why.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a package comes out with its folders, contents and modes") {
    const Folder folder;
    const auto result =
        unpack_zip(build_zip({{.name = "lib/", .data = "", .mode = 0040755},
                              {.name = "bootstrap", .data = "#!/bin/sh", .mode = 0100755},
                              {.name = "lib/a.py", .data = "x = 1"}}),
                   folder.path.string());
    REQUIRE(result);
    CHECK_EQ(result->files, 2);
    CHECK_EQ(result->bytes, 14);
    CHECK_EQ(read(folder.path / "bootstrap"), "#!/bin/sh");
    CHECK_EQ(read(folder.path / "lib" / "a.py"), "x = 1");
    CHECK_EQ(static_cast<unsigned>(fs::status(folder.path / "bootstrap").permissions()), 0755);
    CHECK_EQ(static_cast<unsigned>(fs::status(folder.path / "lib" / "a.py").permissions()), 0644);
}

TEST_CASE("a package from a system without modes can be executed") {
    const Folder folder;
    REQUIRE(unpack_zip(build_zip({{.name = "bootstrap", .data = "x", .mode = 0, .system = 0}}),
                       folder.path.string()));
    CHECK_EQ(static_cast<unsigned>(fs::status(folder.path / "bootstrap").permissions()), 0755);
}

TEST_CASE("names that leave the folder are refused, and so are odd ones") {
    for (const std::string name :
         {"/etc/passwd", "../x", "a/../../x", "a/..", "..", "./a", "a//b", "."}) {
        INFO(name);
        CHECK_NE(why_refused(build_zip({{.name = name, .data = "x"}})), "unpacked");
    }
    CHECK(refused_with(build_zip({{.name = std::string("a\0b", 3), .data = "x"}}), "NUL"));
    CHECK(refused_with(build_zip({{.name = std::string(256, 'a'), .data = "x"}}), "255 bytes"));
    CHECK(refused_with(build_zip({{.name = std::string(2000, 'a'), .data = "x"}}), "1,024"));
    CHECK_EQ(
        why_refused(build_zip({{.name = "..a", .data = "x"}, {.name = "a..b/c", .data = "x"}})),
        "unpacked");
}

TEST_CASE("links, devices and setuid files are refused") {
    CHECK(
        refused_with(build_zip({{.name = "l", .data = "/etc/passwd", .mode = 0120777}}), "links"));
    CHECK(refused_with(build_zip({{.name = "d", .data = "", .mode = 0060666}}), "devices"));
    CHECK(refused_with(build_zip({{.name = "p", .data = "", .mode = 0010666}}), "devices"));
    CHECK(refused_with(build_zip({{.name = "s", .data = "x", .mode = 0104755}}), "setuid"));
    CHECK(refused_with(build_zip({{.name = "f/", .data = "", .mode = 0100755}}), "links"));
}

TEST_CASE("entries that are there twice, differ in case only, or lie in each other are refused") {
    CHECK(
        refused_with(build_zip({{.name = "a", .data = "1"}, {.name = "A", .data = "2"}}), "case"));
    CHECK_NE(why_refused(build_zip({{.name = "a", .data = "1"}, {.name = "a/b", .data = "2"}})),
             "unpacked");
    CHECK(refused_with(
        build_zip({{.name = "b", .data = "0"}, {.name = "b/", .data = "", .mode = 0040755}}),
        "twice"));
}

TEST_CASE("sizes and checksums that lie are refused") {
    CHECK_NE(why_refused(build_zip({{.name = "a", .data = "12345", .size = 4}})), "unpacked");
    CHECK_NE(why_refused(build_zip({{.name = "a", .data = "12345", .size = 6}})), "unpacked");
    CHECK_NE(why_refused(build_zip({{.name = "a", .data = "12345", .crc = 1}})), "unpacked");
    const std::string zeros(1 + 258 * 10, '\0');
    ZipEntry entry{.name = "z",
                   .data = deflated_zeros(10),
                   .method = 8,
                   .size = static_cast<std::uint32_t>(zeros.size()),
                   .crc = base::crc32(zeros)};
    CHECK_EQ(why_refused(build_zip({entry})), "unpacked");
    entry.size = 100;
    CHECK_NE(why_refused(build_zip({entry})), "unpacked");
}

TEST_CASE("a bomb is stopped while it inflates") {
    const std::size_t runs = 20'000;
    const std::string zeros(1 + 258 * runs, '\0');
    const std::string bomb = build_zip({{.name = "z",
                                         .data = deflated_zeros(runs),
                                         .method = 8,
                                         .size = static_cast<std::uint32_t>(zeros.size()),
                                         .crc = base::crc32(zeros)}});
    CHECK(refused_with(bomb, "times", {.ratio_max = 50}));
    CHECK(refused_with(bomb, "Unzipped size must be smaller than 1000000 bytes",
                       {.unzipped_bytes_max = 1'000'000}));
}

TEST_CASE("entries that share bytes are refused") {
    CHECK(refused_with(
        build_zip({{.name = "a", .data = "x"}, {.name = "b", .data = "x", .same_place_as = 0}}),
        "share"));
}

TEST_CASE("too many entries, too many bytes and other ways to compress are refused") {
    const std::vector<ZipEntry> many{{.name = "a", .data = "1"}, {.name = "b", .data = "2"}};
    CHECK(refused_with(build_zip(many), "at most 1", {.entries_max = 1}));
    CHECK(refused_with(build_zip(many), "at most 10", {.zip_bytes_max = 10}));
    CHECK(refused_with(build_zip({{.name = "a", .data = "1", .method = 12}}), "deflate"));
    CHECK(refused_with(build_zip({}), "empty"));
}

TEST_CASE("what is no zip file, or only a part of one, gets a clear error and never a crash") {
    CHECK(refused_with("", "no zip file"));
    CHECK(refused_with("PK", "no zip file"));
    CHECK(refused_with(std::string(1000, 'x'), "no zip file"));
    const std::string zip =
        build_zip({{.name = "a", .data = "hello"}, {.name = "b/c", .data = "world"}});
    for (std::size_t n = 0; n < zip.size(); ++n)
        CHECK_NE(why_refused(zip.substr(0, n)), "unpacked");
    for (std::size_t i = 0; i < zip.size(); ++i) {
        std::string changed = zip;
        changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ 0xFFU);
        CHECK_FALSE(why_refused(changed).empty());
    }
}
