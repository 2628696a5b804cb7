// Camera and time, as cameras write them.
#include "picture/exif.hpp"

#include <doctest/doctest.h>

using picture::camera_name;
using picture::exif_value;
using picture::iso_time;

TEST_CASE("a text field is found in what libvips shows") {
    CHECK_EQ(exif_value("Canon (Canon, ASCII, 6 components, 6 bytes)"), "Canon");
    CHECK_EQ(exif_value("E-M1             (E-M1            , ASCII, 17 components, 17 bytes)"),
             "E-M1");
    CHECK_EQ(exif_value("A (b), ASCII, c (A (b), ASCII, c, ASCII, 15 components, 15 bytes)"),
             "A (b), ASCII, c");
    CHECK_EQ(exif_value(" (, ASCII, 1 components, 1 bytes)"), "");
}

TEST_CASE("what is not a text field is empty") {
    CHECK_EQ(exif_value(""), "");
    CHECK_EQ(exif_value("100 (100, Short, 1 components, 2 bytes)"), "");
    CHECK_EQ(exif_value(", ASCII, "), "");
    CHECK_EQ(exif_value("Canon (Nikon, ASCII, 6 components, 6 bytes)"), "");
}

TEST_CASE("a camera is called by make and model, and the make stands there once") {
    CHECK_EQ(camera_name("Canon", "Canon EOS 350D DIGITAL"), "Canon EOS 350D DIGITAL");
    CHECK_EQ(camera_name("SONY", "NEX-3N"), "SONY NEX-3N");
    CHECK_EQ(camera_name("NIKON CORPORATION", "NIKON D90"), "NIKON D90");
    CHECK_EQ(camera_name("", "E-M1"), "E-M1");
    CHECK_EQ(camera_name("Canon ", ""), "Canon");
    CHECK_EQ(camera_name("", "  "), "unknown");
}

TEST_CASE("a time becomes ISO 8601, and what is no time is unknown") {
    CHECK_EQ(iso_time("2018:05:12 19:41:07"), "2018-05-12T19:41:07");
    for (const char* text : {"", "0000:00:00 00:00:00", "    :  :     :  :  ",
                             "2018-05-12 19:41:07", "2018:13:12 19:41:07", "2018:05:12 24:41:07",
                             "2018:05:12", "2018:05:12 19:41:07Z", "2018:05:12 19:4x:07"}) {
        CHECK_EQ(iso_time(text), "unknown");
    }
}
