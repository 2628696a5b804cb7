#include "cli/demo/check.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "cli/demo/picture_header.hpp"
#include "json/parse.hpp"

namespace {

namespace demo = cli::demo;

std::string sample(const std::string& name) {
    std::ifstream file("examples/image-pipeline/samples/" + name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void check_header(const std::string& name, std::string_view format, std::uint32_t width,
                  std::uint32_t height, bool has_private_exif) {
    const auto header = demo::read_picture_header(sample(name));
    REQUIRE_MESSAGE(header, name);
    CHECK_EQ(header->format, format);
    CHECK_EQ(header->width, width);
    CHECK_EQ(header->height, height);
    CHECK_EQ(header->has_private_exif, has_private_exif);
}

}  // namespace

TEST_CASE("headers of all three formats tell size and metadata") {
    check_header("dandelion.jpg", "jpeg", 5312, 2988, true);
    check_header("stream.jpg", "jpeg", 3088, 2056, false);
    check_header("fig.png", "png", 1309, 914, false);
    check_header("mountains.webp", "webp", 2880, 2160, false);
}

TEST_CASE("what is no picture has no header, wherever it ends") {
    CHECK_FALSE(demo::read_picture_header(""));
    CHECK_FALSE(demo::read_picture_header(sample("notes.jpg")));
    for (const char* const name : {"dandelion.jpg", "fig.png", "mountains.webp"}) {
        const std::string whole = sample(name);
        for (std::size_t length = 0; length < 600; ++length) {
            const auto header =
                demo::read_picture_header(std::string_view(whole).substr(0, length));
            if (header) CHECK_GT(header->width, 0);
        }
    }
}

TEST_CASE("a derived picture is right only with its format, its size and without metadata") {
    CHECK_EQ(demo::picture_fault({"k", "jpeg", 3088, 2056}, sample("stream.jpg")), "");
    CHECK_EQ(demo::picture_fault({"k", "png", 3088, 2056}, sample("stream.jpg")),
             "k is jpeg, not png");
    CHECK_EQ(demo::picture_fault({"k", "jpeg", 200, 200}, sample("stream.jpg")),
             "k has 3088 x 2056 pixels, not 200 x 200");
    CHECK_EQ(demo::picture_fault({"k", "jpeg", 5312, 2988}, sample("dandelion.jpg")),
             "k still carries private EXIF metadata");
    CHECK_EQ(demo::picture_fault({"k", "jpeg", 1, 1}, "no"), "k is no picture");
}

TEST_CASE("the expectations of the image application can be read") {
    const auto expected = demo::read_expected("examples/image-pipeline/expected.json");
    REQUIRE(expected);
    CHECK_EQ(expected->samples.size(), 9);
    std::size_t failing = 0;
    std::size_t retried = 0;
    for (const auto& one : expected->samples) {
        CHECK_FALSE(sample(one.file).empty());
        failing += one.status == "FAILED" ? 1 : 0;
        retried += one.retried_state.empty() ? 0 : 1;
        CHECK_EQ(one.objects.size(), one.status == "FAILED" ? 0 : 2);
    }
    CHECK_EQ(failing, 2);
    CHECK_EQ(retried, 1);
    CHECK_FALSE(demo::read_expected("examples/image-pipeline/template.yaml"));
}

TEST_CASE("a row is right only with every column that is expected") {
    const demo::Sample one{.file = "a.jpg",
                           .content_type = {},
                           .metadata = {},
                           .status = "SUCCEEDED",
                           .row = {{"status", "SUCCEEDED"}, {"width", "5"}},
                           .objects = {},
                           .retried_state = {},
                           .retried_error = {}};
    const auto faults = [&](const char* row) {
        return demo::row_faults(one, *json::parse(row)).size();
    };
    CHECK_EQ(faults(R"({"status": {"S": "SUCCEEDED"}, "width": {"N": "5"}, "more": {"S": ""}})"),
             0);
    CHECK_EQ(faults(R"({"status": {"S": "FAILED"}, "width": {"N": "5"}})"), 1);
    CHECK_EQ(faults("{}"), 2);
    CHECK_EQ(faults(R"({"status": "SUCCEEDED", "width": 5})"), 2);
}

TEST_CASE("an execution is right only with its status, and with its retry where one belongs") {
    demo::Sample one{.file = "a.jpg",
                     .content_type = {},
                     .metadata = {},
                     .status = "FAILED",
                     .row = {},
                     .objects = {},
                     .retried_state = {},
                     .retried_error = {}};
    cli::watch::Story story;
    story.status = "FAILED";
    CHECK(demo::story_faults(one, story).empty());
    story.facts.push_back({cli::watch::Mark::retry, "Resize", "attempt 2"});
    CHECK_EQ(demo::story_faults(one, story).size(), 1);
    one.status = "SUCCEEDED";
    CHECK_EQ(demo::story_faults(one, story).size(), 1);
    story.status = "SUCCEEDED";
    one.retried_state = "Resize";
    one.retried_error = "Busy";
    CHECK_EQ(demo::story_faults(one, story).size(), 1);
    story.facts.push_back({cli::watch::Mark::bad, "Resize", "attempt 1 failed: Busy"});
    CHECK(demo::story_faults(one, story).empty());
}

TEST_CASE("a wrong status is said once, without all that follows from it") {
    const demo::Sample one{.file = "a.jpg",
                           .content_type = {},
                           .metadata = {},
                           .status = "SUCCEEDED",
                           .row = {},
                           .objects = {},
                           .retried_state = "Resize",
                           .retried_error = "Busy"};
    cli::watch::Story story;
    story.status = "FAILED";
    story.error = "Broken";
    story.cause = "no disk";
    CHECK_EQ(demo::story_faults(one, story),
             std::vector<std::string>{
                 "the execution of a.jpg is FAILED, not SUCCEEDED: Broken: no disk"});
}
