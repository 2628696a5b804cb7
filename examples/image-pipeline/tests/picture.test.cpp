// The pictures themselves, over the samples.
#include "picture/picture.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <iterator>

namespace {

const picture::Library& library() {
    static const picture::Library kLibrary;
    return kLibrary;
}

std::string sample(const std::string& name) {
    library();
    std::ifstream file(SAMPLES + name, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), name);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool holds(const std::string& bytes, std::string_view text) {
    return bytes.find(text) != std::string::npos;
}

void check_size(picture::Size size, int width, int height) {
    CHECK_EQ(size.width, width);
    CHECK_EQ(size.height, height);
}

// What the picture says about itself when it is read again.
picture::Source read_again(const std::string& bytes) {
    const auto again = picture::resize(bytes);
    REQUIRE(again);
    return again->source;
}

// A PNG of this size without any pixels: enough to be judged by its header.
std::string png_header(const std::string& size_bytes) {
    using std::string_literals::operator""s;
    return "\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s + size_bytes + "\x08\x02\0\0\0"s;
}

}  // namespace

TEST_CASE("a large photo gets a longest side of 1280 pixels and tells its camera and time") {
    const auto resized = picture::resize(sample("dandelion.jpg"));
    REQUIRE(resized);
    check_size(resized->source.size, 5312, 2988);
    check_size(resized->made.size, 1280, 720);
    check_size(read_again(resized->made.bytes).size, 1280, 720);
    CHECK_EQ(resized->source.camera, "Quickstep Sample One");
    CHECK_EQ(resized->source.taken_at, "2018-05-12T19:41:07");
    CHECK_EQ(resized->made.format, picture::Format::jpeg);
}

TEST_CASE("private metadata does not get into the results") {
    const std::string upload = sample("dandelion.jpg");
    CHECK(holds(upload, "Exif"));
    const auto resized = picture::resize(upload);
    REQUIRE(resized);
    CHECK_FALSE(holds(resized->made.bytes, "Exif"));
    CHECK_FALSE(holds(resized->made.bytes, "Sample One"));
    const auto thumbnail = picture::thumbnail(upload);
    REQUIRE(thumbnail);
    CHECK_FALSE(holds(thumbnail->bytes, "Exif"));
}

TEST_CASE("the colour profile stays") {
    const auto resized = picture::resize(sample("sunset.jpg"));
    REQUIRE(resized);
    check_size(resized->made.size, 1280, 853);
    CHECK(holds(resized->made.bytes, "ICC_PROFILE"));
    CHECK_FALSE(holds(resized->made.bytes, "Sample Two"));
    CHECK_EQ(read_again(resized->made.bytes).camera, "unknown");
}

TEST_CASE("a photo with orientation 6 comes out upright") {
    const auto resized = picture::resize(sample("dogs.jpg"));
    REQUIRE(resized);
    check_size(resized->source.size, 2048, 3088);
    check_size(resized->made.size, 849, 1280);
    check_size(read_again(resized->made.bytes).size, 849, 1280);
    const auto thumbnail = picture::thumbnail(resized->made.bytes);
    REQUIRE(thumbnail);
    check_size(read_again(thumbnail->bytes).size, 200, 200);
}

TEST_CASE("transparency stays") {
    constexpr std::size_t kColourType = 25;
    constexpr char kRgba = 6;
    const std::string upload = sample("fig.png");
    REQUIRE_EQ(upload[kColourType], kRgba);
    const auto resized = picture::resize(upload);
    REQUIRE(resized);
    check_size(resized->made.size, 1280, 894);
    CHECK_EQ(resized->made.bytes[kColourType], kRgba);
    CHECK_EQ(resized->source.camera, "unknown");
    CHECK_EQ(resized->source.taken_at, "unknown");
    const auto thumbnail = picture::thumbnail(resized->made.bytes);
    REQUIRE(thumbnail);
    CHECK_EQ(thumbnail->bytes[kColourType], kRgba);
}

TEST_CASE("a small picture is not enlarged") {
    const auto resized = picture::resize(sample("cat.png"));
    REQUIRE(resized);
    check_size(resized->made.size, 451, 300);
    check_size(read_again(resized->made.bytes).size, 451, 300);
}

TEST_CASE("a WebP stays a WebP") {
    const auto resized = picture::resize(sample("mountains.webp"));
    REQUIRE(resized);
    CHECK_EQ(resized->made.format, picture::Format::webp);
    check_size(resized->made.size, 1280, 960);
    const auto thumbnail = picture::thumbnail(resized->made.bytes);
    REQUIRE(thumbnail);
    CHECK_EQ(thumbnail->format, picture::Format::webp);
    check_size(read_again(thumbnail->bytes).size, 200, 200);
}

TEST_CASE("a progressive JPEG is read as well") {
    const auto resized = picture::resize(sample("stream.jpg"));
    REQUIRE(resized);
    check_size(resized->made.size, 1280, 852);
}

TEST_CASE("a file that ends early is corrupt") {
    const std::string whole = sample("fig.png");
    const std::string web = sample("mountains.webp");
    const std::string photo = sample("sunset.jpg");
    for (const std::string& bytes :
         {sample("truncated.jpg"), photo.substr(0, 20), photo.substr(0, photo.size() - 1000),
          whole.substr(0, whole.size() / 2), whole.substr(0, 30), web.substr(0, web.size() / 2),
          web.substr(0, 14)}) {
        const auto resized = picture::resize(bytes);
        REQUIRE_FALSE(resized);
        CHECK_EQ(resized.error().type, "CorruptImage");
        CHECK(holds(resized.error().message, "damaged or ends early"));
    }
}

TEST_CASE("what is no picture is named, whatever its file is called") {
    const auto reason = [](const std::string& bytes) {
        const auto resized = picture::resize(bytes);
        REQUIRE_FALSE(resized);
        CHECK_EQ(resized.error().type, "UnsupportedFormat");
        return resized.error().message;
    };
    CHECK(reason(sample("notes.jpg")).ends_with("this file is text"));
    CHECK(reason("").ends_with("this file is empty"));
    CHECK(reason("GIF89a....").ends_with("a GIF picture"));
    CHECK(reason(std::string(40, '\x01')).ends_with("of an unknown kind"));
    CHECK(reason("RIFF....WAVEfmt ").ends_with("text"));
}

TEST_CASE("a picture of too many pixels is refused before it is decoded") {
    using std::string_literals::operator""s;
    // 50,000 x 50,000, an empty IDAT behind it, in a file of 57 bytes.
    const std::string bomb =
        png_header("\0\0\xC3\x50\0\0\xC3\x50"s) + "\xC4\xCD\xAA\x9D\0\0\0\0IDAT\x35\xAF\x06\x1E"s;
    const auto resized = picture::resize(bomb);
    REQUIRE_FALSE(resized);
    CHECK_EQ(resized.error().type, "ImageTooLarge");
    CHECK(holds(resized.error().message, "50000 x 50000"));
}
