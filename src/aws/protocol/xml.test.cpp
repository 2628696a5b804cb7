#include "aws/protocol/xml.hpp"

#include <doctest/doctest.h>

namespace aws::protocol {
namespace {

TEST_CASE("what the writer writes the reader reads, also where it must be escaped") {
    const std::string odd = "<a & \"b\">'\r\n\t \xF0\x9F\x90\x8B";
    XmlWriter writer("Root");
    writer.open("In").text("Key", odd).number("N", 7).boolean("B", true).close();
    const auto root = parse_xml(std::move(writer).finish());
    REQUIRE(root);
    CHECK_EQ(root->name, "Root");
    REQUIRE(root->child("In") != nullptr);
    CHECK_EQ(root->child("In")->text_of("Key"), odd);
    CHECK_EQ(root->child("In")->text_of("N"), "7");
    CHECK_EQ(root->text_of("Missing"), "");
}

TEST_CASE("a key of one blank survives, prefixes of names do not matter") {
    const auto root =
        parse_xml("<s3:Delete xmlns:s3='x'><s3:Object><s3:Key> </s3:Key></s3:Object></s3:Delete>");
    REQUIRE(root);
    CHECK_EQ(root->name, "Delete");
    CHECK_EQ(root->child("Object")->text_of("Key"), " ");
}

TEST_CASE("broken, empty and too deep documents are errors") {
    for (const char* text : {"", "text", "<a>", "<a></b>", "<a", "<?xml version='1.0'?>"}) {
        CHECK_MESSAGE(!parse_xml(text), text);
    }
    std::string deep;
    for (int i = 0; i < 65; ++i) deep += "<a>";
    for (int i = 0; i < 65; ++i) deep += "</a>";
    CHECK_FALSE(parse_xml(deep));
}

TEST_CASE("a document type is refused, and with it every entity") {
    CHECK_FALSE(parse_xml("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"));
    CHECK_FALSE(parse_xml("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"));
}

}  // namespace
}  // namespace aws::protocol
