#include <doctest/doctest.h>

#include "services/s3/fixture.test.hpp"

namespace services::s3::test {
namespace {

const std::string kLarge(100'000, 'x');

void switch_events_on(Fixture& s3) {
    s3.send("PUT", "/photos?notification",
            "<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>");
}

std::string text_at(const json::Value& event, std::initializer_list<std::string_view> path) {
    const json::Value* at = &event;
    for (const std::string_view name : path) {
        at = at->find(name);
        if (at == nullptr) return "(missing)";
    }
    return std::string(at->as_string());
}

TEST_CASE("a restart gives back buckets, objects, metadata and notifications") {
    Fixture s3;
    s3.send("PUT", "/photos");
    switch_events_on(s3);
    s3.send("PUT", "/photos/small", "1", {{"x-amz-meta-k", "v"}});
    s3.send("PUT", "/photos/large", kLarge);
    s3.send("PUT", "/photos/gone", "x");
    s3.send("DELETE", "/photos/gone");
    s3.send("PUT", "/empty");
    s3.send("DELETE", "/empty");
    s3.restart();
    CHECK_EQ(s3.send("GET", "/photos/small").body, "1");
    CHECK_EQ(s3.send("GET", "/photos/small").header("x-amz-meta-k"), "v");
    CHECK(s3.send("GET", "/photos/large").body == kLarge);
    CHECK_EQ(s3.send("GET", "/photos/gone").code(), "NoSuchKey");
    CHECK_EQ(s3.send("HEAD", "/empty").status, 404);
    CHECK_NE(s3.send("GET", "/photos?notification").body.find("EventBridge"), std::string::npos);
}

TEST_CASE("nothing is answered or shown before it is durable") {
    Fixture s3(store::Durability::on_finish);
    const auto made = s3.begin("PUT", "/photos");
    CHECK_FALSE(made->has_value());
    s3.settle();
    REQUIRE(made->has_value());

    const auto put = s3.begin("PUT", "/photos/a", "new");
    const auto got = s3.begin("GET", "/photos/a");
    const auto listed = s3.begin("GET", "/photos?list-type=2");
    CHECK_FALSE(put->has_value());
    CHECK_FALSE(got->has_value());
    CHECK_FALSE(listed->has_value());
    s3.settle();
    CHECK_EQ((*put)->status, 200);
    CHECK_EQ((*got)->body, "new");
    CHECK_EQ((*listed)->element("Key"), "a");

    const auto lost = s3.begin("PUT", "/photos/b", kLarge);
    CHECK_FALSE(lost->has_value());
    s3.restart();
    CHECK_FALSE(lost->has_value());
    const auto after = s3.begin("GET", "/photos/b");
    s3.settle();
    CHECK_EQ((*after)->code(), "NoSuchKey");
}

TEST_CASE("the sweep at the start removes the blobs that no record names") {
    Fixture s3;
    s3.send("PUT", "/photos");
    s3.send("PUT", "/photos/a", kLarge);
    auto orphan = s3.blobs->create();
    REQUIRE(orphan);
    REQUIRE(orphan->append("orphan"));
    REQUIRE(orphan->finish());
    s3.restart();
    REQUIRE_EQ(s3.owners.size(), 1);
    const auto swept = s3.blobs->sweep(s3.owners.front());
    REQUIRE(swept);
    CHECK_EQ(*swept, 1);
    CHECK(s3.send("GET", "/photos/a").body == kLarge);
}

TEST_CASE("a body that is damaged on the disk is an error, not an answer") {
    Fixture s3;
    s3.send("PUT", "/photos");
    s3.send("PUT", "/photos/a", kLarge);
    const auto swept = s3.blobs->sweep([](const store::BlobId&) { return false; });
    REQUIRE(swept);
    CHECK_EQ(s3.send("GET", "/photos/a").code(), "InternalError");
}

TEST_CASE("a bucket with EventBridge switched on sends AWS's events, others send none") {
    Fixture s3;
    s3.send("PUT", "/photos");
    s3.send("PUT", "/photos/before", "x");
    CHECK(s3.events.empty());
    switch_events_on(s3);
    const Reply put = s3.send("PUT", "/photos/uploads/a%20%2B%C3%A4.jpg", "body");
    REQUIRE_EQ(s3.events.size(), 1);
    const json::Value created = s3.events.front();
    CHECK_EQ(text_at(created, {"source"}), "aws.s3");
    CHECK_EQ(text_at(created, {"detail-type"}), "Object Created");
    CHECK_EQ(text_at(created, {"region"}), "us-east-1");
    CHECK_EQ(text_at(created, {"account"}), "000000000000");
    CHECK_EQ(text_at(created, {"time"}), "2025-11-24T16:00:00Z");
    CHECK_EQ(created.find("resources")->items().front().as_string(), "arn:aws:s3:::photos");
    CHECK_EQ(text_at(created, {"detail", "bucket", "name"}), "photos");
    CHECK_EQ(text_at(created, {"detail", "object", "key"}), "uploads/a +\xC3\xA4.jpg");
    CHECK_EQ(created.find("detail")->find("object")->find("size")->as_integer(), 4);
    CHECK_EQ("\"" + text_at(created, {"detail", "object", "etag"}) + "\"", put.header("ETag"));
    CHECK_EQ(text_at(created, {"detail", "reason"}), "PutObject");
    CHECK_EQ(text_at(created, {"detail", "source-ip-address"}), "127.0.0.1");
    CHECK_EQ(text_at(created, {"detail", "request-id"}), "REQUEST1");

    s3.send("PUT", "/photos/c", "", {{"x-amz-copy-source", "/photos/before"}});
    CHECK_EQ(text_at(s3.events.back(), {"detail", "reason"}), "CopyObject");
    s3.send("DELETE", "/photos/c");
    const json::Value deleted = s3.events.back();
    CHECK_EQ(text_at(deleted, {"detail-type"}), "Object Deleted");
    CHECK_EQ(text_at(deleted, {"detail", "reason"}), "DeleteObject");
    CHECK_EQ(text_at(deleted, {"detail", "deletion-type"}), "Permanently Deleted");
    s3.send("DELETE", "/photos/c");
    CHECK_EQ(s3.events.size(), 3);
}

TEST_CASE("the sequencer of a key rises, also over a restart with a clock that stands still") {
    Fixture s3;
    s3.send("PUT", "/photos");
    switch_events_on(s3);
    std::string last;
    for (int i = 0; i < 6; ++i) {
        if (i == 3) s3.restart();
        i % 2 == 0 ? s3.send("PUT", "/photos/a", "x") : s3.send("DELETE", "/photos/a");
        const std::string next = text_at(s3.events.back(), {"detail", "object", "sequencer"});
        CHECK_EQ(next.size(), 18);
        CHECK_LT(last, next);
        last = next;
    }
}

TEST_CASE("a full disk refuses writes, and no read") {
    Fixture s3;
    s3.send("PUT", "/photos");
    switch_events_on(s3);
    s3.send("PUT", "/photos/small", "1");
    s3.send("PUT", "/photos/large", kLarge);
    const std::string upload = s3.send("POST", "/photos/new?uploads").element("UploadId");
    s3.store.set_writable(false);
    CHECK_EQ(s3.send("PUT", "/photos/b", "x").code(), "SlowDown");
    CHECK_EQ(s3.send("PUT", "/others").code(), "SlowDown");
    CHECK_EQ(s3.send("DELETE", "/photos/small").code(), "SlowDown");
    CHECK_EQ(s3.send("GET", "/photos/small").body, "1");
    CHECK(s3.send("GET", "/photos/large").body == kLarge);
    CHECK_EQ(s3.send("GET", "/photos/no").code(), "NoSuchKey");
    const std::string parts = "/photos/new?uploadId=" + upload;
    for (const std::string& target :
         {std::string("/"), std::string("/photos"), std::string("/photos?list-type=2"),
          std::string("/photos?location"), std::string("/photos?notification"),
          std::string("/photos?acl"), std::string("/photos?uploads"), parts,
          std::string("/photos/small?tagging")}) {
        CHECK_MESSAGE(s3.send("GET", target).status == 200, target);
    }
    CHECK_EQ(s3.send("HEAD", "/photos").status, 200);
    CHECK_EQ(s3.send("HEAD", "/photos/small").status, 200);
    s3.store.set_writable(true);
    CHECK_EQ(s3.send("PUT", "/photos/b", "x").status, 200);
}

}  // namespace
}  // namespace services::s3::test
