// The client: one thread, epoll, no parsing beyond the length of an answer.
#include "load.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace bench {
namespace {

double seconds_of(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

int connect_to(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        std::perror("connect");
        std::exit(1);
    }
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

void send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) std::exit(1);
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

/// Whether `bytes` is one whole answer.
bool is_whole(std::string_view bytes) {
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return false;
    const auto field = bytes.find("Content-Length: ");
    if (field == std::string_view::npos || !bytes.starts_with("HTTP/1.1 200")) {
        std::fprintf(stderr, "unexpected answer: %.*s\n", static_cast<int>(bytes.size()),
                     bytes.data());
        std::exit(1);
    }
    return bytes.size() >= end + 4 + std::strtoul(bytes.data() + field + 16, nullptr, 10);
}

}  // namespace

Load run_load(std::uint16_t port, const std::string& request, int connections, double seconds) {
    const int poll = epoll_create1(0);
    std::vector<std::string> answers(static_cast<std::size_t>(connections));
    std::vector<int> sockets;
    for (int i = 0; i < connections; ++i) {
        sockets.push_back(connect_to(port));
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u32 = static_cast<std::uint32_t>(i);
        epoll_ctl(poll, EPOLL_CTL_ADD, sockets.back(), &event);
    }
    Load load;
    const double wall = seconds_of(CLOCK_MONOTONIC);
    const double process = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    const double own = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    for (const int socket : sockets) send_all(socket, request);
    std::array<epoll_event, 64> events{};
    std::array<char, 16 * 1024> piece{};
    while (seconds_of(CLOCK_MONOTONIC) - wall < seconds) {
        const int count = epoll_wait(poll, events.data(), static_cast<int>(events.size()), 1'000);
        for (int i = 0; i < count; ++i) {
            const std::size_t which = events[static_cast<std::size_t>(i)].data.u32;
            const ssize_t got = recv(sockets[which], piece.data(), piece.size(), 0);
            if (got <= 0) std::exit(1);
            answers[which].append(piece.data(), static_cast<std::size_t>(got));
            if (!is_whole(answers[which])) continue;
            answers[which].clear();
            ++load.exchanges;
            send_all(sockets[which], request);
        }
    }
    load.wall_seconds = seconds_of(CLOCK_MONOTONIC) - wall;
    load.server_cpu_seconds = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - process -
                              (seconds_of(CLOCK_THREAD_CPUTIME_ID) - own);
    for (const int socket : sockets) close(socket);
    close(poll);
    return load;
}

}  // namespace bench
