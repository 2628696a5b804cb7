#include "runtime/codec/bytes.hpp"

#include <doctest/doctest.h>

#include <limits>

using runtime::codec::Reader;
using runtime::codec::Writer;

TEST_CASE("plain things come back as they were written") {
    Writer writer;
    const std::int64_t numbers[] = {0,
                                    1,
                                    -1,
                                    127,
                                    128,
                                    -128,
                                    1'764'000'000'042,
                                    std::numeric_limits<std::int64_t>::max(),
                                    std::numeric_limits<std::int64_t>::min()};
    for (const std::int64_t n : numbers) {
        writer.signed_number(n);
        writer.number(static_cast<std::uint64_t>(n));
    }
    writer.flag(true);
    writer.text(std::string("a\0b", 3));
    writer.real(-0.1);

    Reader reader(writer.bytes());
    for (const std::int64_t n : numbers) {
        CHECK_EQ(*reader.signed_number(), n);
        CHECK_EQ(*reader.number(), static_cast<std::uint64_t>(n));
    }
    CHECK(*reader.flag());
    CHECK_EQ(*reader.text(), std::string_view("a\0b", 3));
    CHECK_EQ(*reader.real(), -0.1);
    CHECK(reader.at_end());
}

TEST_CASE("a record that was cut short is an error at every cut, never a wrong value") {
    Writer writer;
    writer.text("hello");
    writer.real(1.5);
    writer.number(1'000'000);
    for (std::size_t cut = 0; cut < writer.bytes().size(); ++cut) {
        Reader reader(std::string_view(writer.bytes()).substr(0, cut));
        const bool whole = reader.text() && reader.real() && reader.number();
        CHECK_FALSE(whole);
    }
}
