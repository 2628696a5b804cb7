// Makes the documents; nothing here is random but by a fixed seed.
#include "documents.hpp"

#include <cstdint>
#include <random>

#include "json/number.hpp"
#include "support/orders.hpp"

namespace bench {
namespace {

constexpr std::size_t kLargeBytes = 200'000;

constexpr const char* kEvent =
    R"({"version":"0","id":"2d4eba74-fd51-3966-4bfa-b013c9da8ff1",)"
    R"("detail-type":"Object Created","source":"aws.s3","account":"123456789012",)"
    R"("time":"2021-11-12T00:00:59Z","region":"ca-central-1",)"
    R"("resources":["arn:aws:s3:::amzn-s3-demo-bucket1"],"detail":{"version":"0",)"
    R"("bucket":{"name":"amzn-s3-demo-bucket1"},"object":{"key":"uploads/2021/cat.jpg","size":5,)"
    R"("etag":"b1946ac92492d2347c6235b4d2611184","version-id":"IYV3p45BT0ac8hjHg1houSdS1a.Mro8e",)"
    R"("sequencer":"617f08299329d189"},"request-id":"N4N7GDK58NMKJ12R","requester":"123456789012",)"
    R"("source-ip-address":"1.2.3.4","reason":"PutObject"},"attempt":3,"dryRun":false,)"
    R"("labels":{"team":"pictures","stage":"production","owner":null},)"
    R"("sizes":[[320,240],[640,480],[1920,1080]],)"
    R"("note":"Pictures are resized first, then get a thumbnail, and their data goes to the table )"
    R"(in the end; whatever fails is tried again and then recorded."})";

/// Chains of containers in containers, 400 deep.
std::string deep() {
    std::string chain;
    for (int i = 0; i < 200; ++i) chain += R"({"next":[)";
    chain += "1";
    for (int i = 0; i < 200; ++i) chain += "]}";
    std::string out = "[" + chain;
    while (out.size() < kLargeBytes) out += "," + chain;
    return out + "]";
}

/// One object with thousands of members.
std::string wide() {
    std::string out = "{";
    for (int i = 0; out.size() < kLargeBytes; ++i) {
        const std::string number = std::to_string(i);
        out += (i == 0 ? "\"member-" : ",\"member-") + number + "\":\"" + number + "\"";
    }
    return out + "}";
}

/// Coordinates, counts and measurements.
std::string numbers() {
    std::mt19937 random(42);
    std::string out = "[";
    while (out.size() < kLargeBytes) {
        const double place = static_cast<double>(random()) / 4294967296.0 * 360 - 180;
        out += (out.size() == 1 ? "[" : ",[") + json::print_double(place) + "," +
               std::to_string(random() % 100'000) + "," +
               json::print_double(static_cast<double>(random() % 10'000) / 100) + "]";
    }
    return out + "]";
}

/// Sentences, some with escapes and some beyond ASCII.
std::string strings() {
    std::mt19937 random(42);
    const std::vector<std::string> words = {"order", "picture", "Zürich", "東京",  "total",
                                            "the",   "of",      "failed", "again", "\\\"quoted\\\"",
                                            "a\\n",  "tab\\t",  "thumb",  "state", "caf\\u00e9"};
    std::string out = "[";
    while (out.size() < kLargeBytes) {
        out += out.size() == 1 ? "\"" : ",\"";
        for (auto left = 5 + random() % 40; left > 0; --left) {
            // One word in thirty is one of the last five, which need escapes.
            const bool plain = random() % 30 != 0;
            out += words[plain ? random() % 9 : 9 + random() % 6] + " ";
        }
        out += '"';
    }
    return out + "]";
}

}  // namespace

std::vector<Document> documents() {
    return {
        {"event, 1 KB", kEvent}, {"orders, 200 KB", orders_text(780)}, {"deep", deep()},
        {"wide", wide()},        {"number-heavy", numbers()},          {"string-heavy", strings()}};
}

}  // namespace bench
