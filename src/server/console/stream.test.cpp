#include "server/console/stream.hpp"

#include <doctest/doctest.h>

#include "json/print.hpp"
#include "support/inline_executions.hpp"

namespace {

constexpr const char* kTask = R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,
    "Resource":"arn:aws:states:::dynamodb:putItem"}}})";

/// A browser's end of a stream: keeps the pieces until it goes away.
struct Page {
    std::vector<std::string> pieces;
    bool is_there = true;
    int refused = 0;

    /// Opens the stream that a GET of this query answers with.
    void open(server::console::Streams& streams, const std::string& query = {}) {
        const aws::HttpReply reply = streams.open(query);
        CHECK_EQ(reply.headers.find("Content-Type"), "text/event-stream");
        CHECK_EQ(reply.headers.find("Cache-Control"), "no-store");
        std::get<aws::StreamBody>(reply.body).start([this](std::string piece) {
            if (is_there) pieces.push_back(std::move(piece));
            refused += is_there ? 0 : 1;
            return is_there;
        });
    }
    /// "name STATUS events; " of each notice, in order.
    std::string heard() const {
        std::string found;
        for (const std::string& piece : pieces) {
            if (piece.starts_with(':')) continue;
            const bool is_whole = piece.starts_with("data: ") && piece.ends_with("\n\n") &&
                                  piece.find('\n') == piece.size() - 2;
            CHECK_MESSAGE(is_whole, piece);
            const auto data = json::parse(piece.substr(6));
            REQUIRE(data);
            const std::string arn(*data->find_string("arn"));
            found += arn.substr(arn.rfind(':') + 1) + " " +
                     std::string(*data->find_string("status")) + " " +
                     json::print(*data->find("events")) + "; ";
        }
        return found;
    }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a page hears of each step of each execution, in order, after it said that it is open") {
    support::InlineExecutions host(kTask);
    server::console::Streams streams(host.executions);
    Page page;
    page.open(streams);
    REQUIRE_EQ(page.pieces, Lines{": open\n\n"});
    host.start("a");
    host.start("b");
    host.answer_task(json::Value::empty_object());
    CHECK_EQ(page.heard(), "a RUNNING 4; b RUNNING 4; a SUCCEEDED 7; ");
}

TEST_CASE("a page of one execution hears of no other") {
    support::InlineExecutions host(kTask);
    server::console::Streams streams(host.executions);
    const std::string arn = host.start("a");
    Page page;
    page.open(streams, "execution=" + arn);
    Page encoded;
    encoded.open(streams,
                 "x=1&execution=arn%3Aaws%3Astates%3Aus-east-1%3A000000000000%3A"
                 "execution%3Am%3Aa");
    Page unknown;
    unknown.open(streams, "execution=arn:aws:nothing");
    host.start("b");
    host.stop(arn);
    CHECK_EQ(page.heard(), "a ABORTED 6; ");
    CHECK_EQ(encoded.heard(), page.heard());
    CHECK(unknown.heard().empty());
}

TEST_CASE("a page that comes back hears only what is new; the rest it reads from the API") {
    support::InlineExecutions host(kTask);
    server::console::Streams streams(host.executions);
    Page first;
    first.open(streams);
    const std::string arn = host.start("a");
    const std::size_t heard = first.pieces.size();
    first.is_there = false;
    Page second;
    second.open(streams);
    host.stop(arn);
    CHECK_EQ(first.pieces.size(), heard);
    CHECK_EQ(second.heard(), "a ABORTED 6; ");
}

TEST_CASE("a page that has gone costs one notice, and nothing after the next page opens") {
    support::InlineExecutions host(kTask);
    server::console::Streams streams(host.executions);
    Page page;
    page.open(streams);
    page.is_there = false;
    host.start("a");
    CHECK_EQ(page.refused, 1);
    Page next;
    next.open(streams);
    const int refused = page.refused;
    host.start("b");
    CHECK_EQ(page.refused, refused);
    CHECK_FALSE(next.heard().empty());
}

TEST_CASE("the page of an execution that has ended is swept up too, though no notice comes") {
    support::InlineExecutions host(kTask);
    server::console::Streams streams(host.executions);
    const std::string arn = host.start("a");
    host.stop(arn);
    Page page;
    page.open(streams, "execution=" + arn);
    page.is_there = false;
    Page next;
    next.open(streams);
    CHECK_EQ(page.refused, 1);
    Page third;
    third.open(streams);
    CHECK_EQ(page.refused, 1);
    CHECK_EQ(next.pieces, Lines{": open\n\n", ": still here\n\n"});
}

TEST_CASE("a page that is gone before its stream begins hears nothing") {
    support::InlineExecutions host(kTask);
    server::console::Streams streams(host.executions);
    Page page;
    page.is_there = false;
    page.open(streams);
    host.start("a");
    CHECK(page.pieces.empty());
    CHECK_EQ(page.refused, 1);
}

TEST_CASE("streams that end before the executions leave nothing behind") {
    support::InlineExecutions host(kTask);
    Page page;
    {
        server::console::Streams streams(host.executions);
        page.open(streams);
    }
    host.start("a");
    CHECK_EQ(page.pieces, Lines{": open\n\n"});
}
