#include "server/http_server.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <thread>

#include "support/raw_client.hpp"

using support::RawClient;

namespace {

constexpr std::string_view kGet = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

aws::HttpReply text(std::string body) {
    aws::HttpReply reply;
    reply.body = std::move(body);
    return reply;
}

/// Answers with method, target and body.
void echo(aws::HttpRequest request, std::function<void(aws::HttpReply)> reply) {
    std::string start = request.method + " " + request.target + " ";
    request.body.read_all(1'000'000, [start, reply](base::Result<std::string> body) {
        reply(text(start + (body ? *body : "error: " + body.error().message)));
    });
}

std::unique_ptr<server::HttpServer> start(aws::HttpHandler handler,
                                          server::HttpOptions options = {}) {
    auto server = server::serve({"127.0.0.1", 0}, std::move(handler), options);
    REQUIRE(server);
    return *std::move(server);
}

std::string body_of(const std::string& answer) {
    const auto at = answer.find("\r\n\r\n");
    return at == std::string::npos ? "" : answer.substr(at + 4);
}

long resident_kib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    }
    return 0;
}

}  // namespace

TEST_CASE("requests on one connection are answered in turn, however they are cut") {
    const auto server = start(echo);
    RawClient client(server->address().port);
    const std::string request = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
    for (std::size_t cut = 0; cut <= request.size(); ++cut) {
        client.send(request.substr(0, cut));
        client.send(request.substr(cut));
        CHECK_EQ(body_of(client.read_answer()), "POST /a hello");
    }
    for (const char c : request) client.send({&c, 1});
    const std::string answer = client.read_answer();
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK_NE(answer.find("\r\nDate: "), std::string::npos);
    CHECK_EQ(server->connections(), 1);
}

TEST_CASE("pipelined requests are answered in order") {
    const auto server = start(echo);
    RawClient client(server->address().port);
    std::string requests;
    for (int i = 0; i < 500; ++i) {
        requests +=
            "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";
    }
    client.send(requests);
    for (int i = 0; i < 500; ++i) {
        REQUIRE_EQ(body_of(client.read_answer()), "POST /" + std::to_string(i) + " x");
    }
}

TEST_CASE("replies may come from another thread and much longer than a packet") {
    const std::string large(5'000'000, 'z');
    std::vector<std::jthread> threads;
    const auto server = start([&](aws::HttpRequest, std::function<void(aws::HttpReply)> reply) {
        threads.emplace_back([&large, reply = std::move(reply)] { reply(text(large)); });
    });
    RawClient client(server->address().port);
    for (int i = 0; i < 3; ++i) {
        client.send(kGet);
        CHECK(body_of(client.read_answer()) == large);
    }
}

TEST_CASE("a chunked body arrives whole") {
    const auto server = start(echo);
    RawClient client(server->address().port);
    client.send("PUT /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    client.send("4;x=y\r\ndefg\r\n0\r\nTrailer: t\r\n\r\n");
    CHECK_EQ(body_of(client.read_answer()), "PUT /c abcdefg");
    client.send(kGet);
    CHECK_EQ(body_of(client.read_answer()), "GET /x ");
}

TEST_CASE("a client that expects 100-continue gets it when its body is wanted") {
    const auto server = start(echo);
    RawClient client(server->address().port);
    client.send("PUT /e HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    CHECK_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    CHECK_EQ(body_of(client.read_answer()), "PUT /e ok");
}

TEST_CASE("a client that expects 100-continue is refused without sending its body") {
    const auto server = start([](aws::HttpRequest, std::function<void(aws::HttpReply)> reply) {
        auto answer = text("no");
        answer.status = 403;
        reply(answer);
    });
    RawClient client(server->address().port);
    client.send("PUT /e HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    const std::string answer = client.read_answer();
    CHECK(answer.starts_with("HTTP/1.1 403 Forbidden\r\n"));
    CHECK_NE(answer.find("Connection: close"), std::string::npos);
    CHECK(client.is_closed());
}

TEST_CASE("HEAD, 204 and 304 have no body, and the next answer follows at once") {
    const auto server =
        start([](aws::HttpRequest request, std::function<void(aws::HttpReply)> reply) {
            auto answer = text("body");
            if (request.target == "/204") answer.status = 204;
            if (request.target == "/304") answer.status = 304;
            if (request.target == "/big") answer = {200, {}, "", 123'456'789};
            reply(answer);
        });
    RawClient client(server->address().port);
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK_NE(client.read_until("\r\n\r\n").find("Content-Length: 4\r\n"), std::string::npos);
    client.send("HEAD /big HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK_NE(client.read_until("\r\n\r\n").find("Content-Length: 123456789\r\n"),
             std::string::npos);
    for (const std::string path : {"/204", "/304"}) {
        client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK_EQ(client.read_until("\r\n\r\n").find("Content-Length"), std::string::npos);
    }
    client.send(kGet);
    CHECK_EQ(body_of(client.read_answer()), "body");
}

TEST_CASE("HTTP/1.0 and Connection: close end with the answer") {
    const auto server = start(echo);
    for (const char* request :
         {"GET /x HTTP/1.0\r\n\r\n", "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"}) {
        RawClient client(server->address().port);
        client.send(request);
        CHECK_EQ(body_of(client.read_to_end()), "GET /x ");
    }
    RawClient client(server->address().port);
    client.send(kGet);
    client.shutdown_send();  // Half closed: the answer still comes.
    CHECK_EQ(body_of(client.read_to_end()), "GET /x ");
}

TEST_CASE("a request that could be smuggled is answered 400 and the connection closed") {
    const auto server = start(echo);
    for (const char* request :
         {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
          "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n"
          "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET / HTTP/1.1\nHost: a\n\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"}) {
        CAPTURE(request);
        RawClient client(server->address().port);
        client.send(request);
        const std::string answer = client.read_to_end();
        CHECK_NE(answer.find("HTTP/1.1 400 Bad Request\r\n"), std::string::npos);
        CHECK_EQ(answer.find("smuggled"), std::string::npos);
    }
}

TEST_CASE("too large a head is answered and closed") {
    const auto server = start(echo);
    RawClient client(server->address().port);
    client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(17'000, 'x') + "\r\n\r\n");
    CHECK(client.read_to_end().starts_with("HTTP/1.1 431 "));
}

TEST_CASE("a head that comes too slowly is answered 408, an idle connection is closed") {
    server::HttpOptions options;
    options.header_timeout = base::Milliseconds{40};
    options.idle_timeout = base::Milliseconds{80};
    const auto server = start(echo, options);
    RawClient slow(server->address().port);
    RawClient idle(server->address().port);
    slow.send("GET / HTTP/1.1\r\nHos");
    CHECK(slow.read_to_end().starts_with("HTTP/1.1 408 "));
    CHECK(idle.is_closed());
}

TEST_CASE("a body that stops coming ends the request") {
    server::HttpOptions options;
    options.body_grace = base::Milliseconds{40};
    std::mutex mutex;
    std::condition_variable ended;
    std::optional<base::ErrorKind> kind;
    const auto server = start(
        [&](aws::HttpRequest request, std::function<void(aws::HttpReply)> reply) {
            request.body.read_all(100, [&, reply](base::Result<std::string> body) {
                const std::lock_guard lock(mutex);
                if (!body) kind = body.error().kind;
                ended.notify_one();
            });
        },
        options);
    RawClient client(server->address().port);
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
    CHECK(client.is_closed());
    std::unique_lock lock(mutex);
    ended.wait(lock, [&] { return kind.has_value(); });
    CHECK_EQ(*kind, base::ErrorKind::network);
}

TEST_CASE("200 MB stream in with constant memory, and a slow taker holds the sender back") {
    constexpr std::size_t kTotal = 200'000'000;
    std::size_t received = 0;
    std::size_t largest = 0;
    const auto server = start([&](aws::HttpRequest request,
                                  std::function<void(aws::HttpReply)> reply) {
        request.body.stream(
            [&](std::string_view piece) -> base::Result<void> {
                received += piece.size();
                largest = std::max(largest, piece.size());
                return {};
            },
            [reply](base::Result<void> outcome) { reply(text(outcome ? "stored" : "broken")); });
    });
    RawClient client(server->address().port);
    const long before = resident_kib();
    client.send("PUT /big HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(kTotal) +
                "\r\n\r\n");
    const std::string piece(1'000'000, 'p');
    for (std::size_t sent = 0; sent < kTotal; sent += piece.size()) REQUIRE(client.send(piece));
    CHECK_EQ(body_of(client.read_answer()), "stored");
    CHECK_EQ(received, kTotal);
    CHECK_LE(largest, 256 * 1024);
    CHECK_LT(resident_kib() - before, 16 * 1024);
}

TEST_CASE("a sink that gives an error stops the reading, and the answer tells") {
    const auto server =
        start([](aws::HttpRequest request, std::function<void(aws::HttpReply)> reply) {
            request.body.stream(
                [](std::string_view) -> base::Result<void> {
                    return base::fail(base::invalid("full"));
                },
                [reply](base::Result<void> outcome) { reply(text(outcome.error().message)); });
        });
    RawClient client(server->address().port);
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc");
    CHECK_EQ(body_of(client.read_to_end()), "full");
}

TEST_CASE("a small body that nobody reads is taken off, a large one closes") {
    const auto server = start(
        [](aws::HttpRequest, std::function<void(aws::HttpReply)> reply) { reply(text("unread")); });
    RawClient small(server->address().port);
    small.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
    CHECK_EQ(body_of(small.read_answer()), "unread");
    small.send("GET / HTT");  // Still the body.
    small.send(kGet);
    CHECK_EQ(body_of(small.read_answer()), "unread");

    RawClient large(server->address().port);
    large.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\nstart");
    CHECK_EQ(body_of(large.read_to_end()), "unread");
}

TEST_CASE("a part of a file is sent from where it lies") {
    const int memory = memfd_create("test", 0);
    std::string content(3'000'000, '\0');
    for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i % 251);
    REQUIRE_EQ(write(memory, content.data(), content.size()), static_cast<ssize_t>(content.size()));
    const std::shared_ptr<const int> descriptor(new int(memory), [](const int* owned) {
        ::close(*owned);
        delete owned;
    });
    const auto server =
        start([&](aws::HttpRequest request, std::function<void(aws::HttpReply)> reply) {
            aws::HttpReply answer;
            answer.body = aws::FileBody{descriptor, 100,
                                        request.target == "/none" ? 0 : content.size() - 100};
            reply(std::move(answer));
        });
    RawClient client(server->address().port);
    for (int i = 0; i < 2; ++i) {
        client.send(kGet);
        CHECK(body_of(client.read_answer()) == content.substr(100));
        client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK_EQ(body_of(client.read_answer()), "");
    }
}

TEST_CASE("a stream sends pieces as they come and ends with the last copy of its sender") {
    std::mutex mutex;
    std::condition_variable started;
    aws::StreamBody::Send sender;
    const auto server = start([&](aws::HttpRequest, std::function<void(aws::HttpReply)> reply) {
        aws::HttpReply answer;
        answer.body = aws::StreamBody{[&](aws::StreamBody::Send send) {
            const std::lock_guard lock(mutex);
            sender = std::move(send);
            started.notify_one();
        }};
        reply(std::move(answer));
    });
    const auto take_sender = [&] {
        std::unique_lock lock(mutex);
        started.wait(lock, [&] { return sender != nullptr; });
        return std::exchange(sender, nullptr);
    };
    RawClient client(server->address().port);
    client.send(kGet);
    auto send = take_sender();
    CHECK_NE(client.read_until("\r\n\r\n").find("Transfer-Encoding: chunked"), std::string::npos);
    CHECK(send("data: 1\n\n"));
    CHECK_EQ(client.read_until("1\n\n\r\n"), "9\r\ndata: 1\n\n\r\n");
    send = nullptr;
    CHECK_EQ(client.read_until("0\r\n\r\n"), "0\r\n\r\n");

    client.send(kGet);  // The connection lives on.
    send = take_sender();
    client.read_until("\r\n\r\n");
    SUBCASE("a client that does not read is cut") {
        const std::string piece(300'000, 's');
        int sent = 0;
        while (sent < 100 && send(piece)) ++sent;
        CHECK_LT(sent, 100);
        client.read_to_end();
    }
    SUBCASE("stopping the server ends the stream") {
        server->stop();
        CHECK_EQ(client.read_to_end(), "0\r\n\r\n");
        CHECK_FALSE(send("late"));
    }
}

TEST_CASE("a handler that throws or forgets to answer has answered 500") {
    const auto server = start([](const aws::HttpRequest& request, const auto&) {
        if (request.target == "/throw") throw std::runtime_error("oops");
    });
    RawClient client(server->address().port);
    for (const std::string target : {"/throw", "/forget"}) {
        client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK(client.read_answer().starts_with("HTTP/1.1 500 "));
    }
}

TEST_CASE("values from outside cannot begin a header field of their own") {
    const auto server = start([](aws::HttpRequest, std::function<void(aws::HttpReply)> reply) {
        auto answer = text("x");
        answer.headers.add("X-Meta", "a\r\nSet-Cookie: b");
        answer.headers.add("Content-Length", "999");
        reply(answer);
    });
    RawClient client(server->address().port);
    client.send(kGet);
    const std::string answer = client.read_answer();
    CHECK_NE(answer.find("X-Meta: a  Set-Cookie: b\r\n"), std::string::npos);
    CHECK_EQ(body_of(answer), "x");
}

TEST_CASE("stopping lets a running request end and refuses new ones") {
    std::mutex mutex;
    std::condition_variable arrived;
    std::function<void(aws::HttpReply)> pending;
    const auto server = start([&](aws::HttpRequest, std::function<void(aws::HttpReply)> reply) {
        const std::lock_guard lock(mutex);
        pending = std::move(reply);
        arrived.notify_one();
    });
    const auto port = server->address().port;
    RawClient idle(port);
    RawClient busy(port);
    busy.send(kGet);
    {
        std::unique_lock lock(mutex);
        arrived.wait(lock, [&] { return pending != nullptr; });
    }
    std::jthread stopper([&] { server->stop(); });
    CHECK(idle.is_closed());
    pending(text("done"));
    CHECK_EQ(body_of(busy.read_to_end()), "done");
    stopper.join();
    CHECK_THROWS(RawClient(port));
    pending(text("twice"));
}

TEST_CASE("stopping does not wait for ever, and a reply that comes later is dropped") {
    std::function<void(aws::HttpReply)> pending;
    server::HttpOptions options;
    options.threads = 1;
    options.drain_timeout = base::Milliseconds{20};
    auto server = start(
        [&](aws::HttpRequest request, std::function<void(aws::HttpReply)> reply) {
            if (request.target == "/sync") return reply(text("seen"));
            pending = std::move(reply);
        },
        options);
    RawClient client(server->address().port);
    client.send(kGet);
    RawClient other(server->address().port);
    other.send("GET /sync HTTP/1.1\r\nHost: a\r\n\r\n");
    other.read_answer();
    server.reset();
    CHECK(client.is_closed());
    if (pending) pending(text("late"));
}

TEST_CASE("a port in use is an error that names who holds it and the way out") {
    const auto first = start(echo);
    const auto second = server::serve(first->address(), echo);
    REQUIRE_FALSE(second);
    CHECK_EQ(second.error().kind, base::ErrorKind::conflict);
    std::string program;
    std::getline(std::ifstream("/proc/self/comm"), program);
    const std::string who = "process " + std::to_string(getpid()) + " (" + program + ")";
    CHECK_NE(second.error().message.find(who), std::string::npos);
    CHECK_NE(second.error().message.find("--listen 127.0.0.1:0"), std::string::npos);
}

TEST_CASE("more connections than allowed are turned away, and come again when there is room") {
    server::HttpOptions options;
    options.connections_max = 2;
    const auto server = start(echo, options);
    auto first = std::make_unique<RawClient>(server->address().port);
    RawClient second(server->address().port);
    first->send(kGet);
    second.send(kGet);
    CHECK_EQ(body_of(first->read_answer()), "GET /x ");
    CHECK_EQ(body_of(second.read_answer()), "GET /x ");
    RawClient third(server->address().port);
    CHECK(third.is_closed());
}
