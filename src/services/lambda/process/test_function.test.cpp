#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/text.hpp"
#include "services/lambda/process/test_function.hpp"

namespace services::lambda {

std::string test_program() {
    return std::filesystem::read_symlink("/proc/self/exe").string();
}

namespace {

constexpr std::string_view kBase = "/2018-06-01/runtime/";

struct Client {
    int fd = -1;
    std::string id;
    std::string event;
    std::string buffer;

    void open() {
        const std::string address = std::getenv("AWS_LAMBDA_RUNTIME_API");
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        to.sin_port =
            htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
        fd = ::socket(AF_INET, SOCK_STREAM, 0);
        const int one = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) ::_exit(90);
    }
    void put(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) ::_exit(91);
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }
    std::string reply() {
        std::array<char, 65536> bytes{};
        while (true) {
            const std::size_t end = buffer.find("\r\n\r\n");
            if (end != std::string::npos) {
                const std::size_t at = buffer.find("Content-Length: ") + 16;
                const std::size_t length = std::stoul(buffer.substr(at));
                if (buffer.size() >= end + 4 + length) {
                    std::string whole = buffer.substr(0, end + 4 + length);
                    buffer.erase(0, whole.size());
                    event = whole.substr(end + 4);
                    return whole;
                }
            }
            const ssize_t n = ::recv(fd, bytes.data(), bytes.size(), 0);
            if (n <= 0) ::_exit(0);
            buffer.append(bytes.data(), static_cast<std::size_t>(n));
        }
    }
    void next() {
        put("GET " + std::string(kBase) + "invocation/next HTTP/1.1\r\nHost: x\r\n\r\n");
        const std::string head = reply();
        const std::size_t at = head.find("Request-Id: ") + 12;
        id = head.substr(at, head.find('\r', at) - at);
    }
    std::string post(const std::string& path, std::string_view body) {
        put("POST " + std::string(kBase) + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
        return reply();
    }
    void answer(std::string_view body) { post("invocation/" + id + "/response", body); }
};

[[noreturn]] void behave(const std::string& what) {
    Client client;
    if (what == "exit early") ::_exit(3);
    if (what == "never asks") ::pause();
    if (what == "slow start") ::poll(nullptr, 0, 300);
    client.open();
    if (what == "init error") {
        client.post("init/error", R"({"errorType":"Broken","errorMessage":"no","stackTrace":[]})");
        ::_exit(1);
    }
    while (true) {
        client.next();
        if (what == "crash") ::_exit(1);
        if (what == "exit 0") ::_exit(0);
        if (what == "killed") ::raise(SIGKILL);
        if (what == "abort") std::abort();
        if (what == "hang") ::pause();
        if (what == "garbage") client.put("\x01\x02\x03 not http\r\n\r\n"), ::pause();
        if (what == "closes") ::shutdown(client.fd, SHUT_RDWR), ::pause();
        if (what == "7 MB") client.answer(std::string(7'000'000, 'a'));
        if (what == "6 MB") client.answer("\"" + std::string(6'291'454, 'a') + "\"");
        if (what == "not json") client.answer("{oops");
        if (what == "wrong id")
            client.post("invocation/other/response", "1"), client.answer("\"mine\"");
        if (what == "twice")
            client.answer("1"), client.post("invocation/" + client.id + "/response", "2");
        if (what == "error") {
            client.post("invocation/" + client.id + "/error",
                        R"({"errorType":"Mine","errorMessage":"m"})");
        }
        if (what == "next again") {
            client.put("GET " + std::string(kBase) + "invocation/next HTTP/1.1\r\n\r\n");
            const std::string head = client.reply();
            client.answer("\"" + head.substr(9, 3) + "\"");
        }
        if (what == "forks") {
            for (int i = 0; i < 20; ++i) {
                if (::fork() == 0) ::pause(), ::_exit(0);
            }
            ::pause();
        }
        if (what == "answers and dies") {
            const std::string body = "\"last words\"";
            client.put("POST " + std::string(kBase) + "invocation/" + client.id +
                       "/response HTTP/1.1\r\nContent-Length: 12\r\n\r\n" + body);
            ::_exit(0);
        }
        if (what == "prints") {
            std::puts("hello from the function");
            std::fflush(stdout);
            std::fputs("and to stderr", stderr);
            client.answer("null");
        }
        if (what == "environment") {
            std::string text = "\"";
            for (char** one = environ; *one != nullptr; ++one) text += std::string(*one) + ";";
            client.answer(text + "\"");
        }
        if (what == "pid") client.answer(std::to_string(::getpid()));
        if (what == "echo" || what == "slow start") client.answer(client.event);
        if (what == "slow") ::poll(nullptr, 0, 200), client.answer(std::to_string(::getpid()));
    }
}

/// Before any test: this may be a function's process.
const bool is_function = [] {
    if (const char* what = std::getenv(kTestFunctionVariable)) behave(what);
    return true;
}();

}  // namespace
}  // namespace services::lambda
