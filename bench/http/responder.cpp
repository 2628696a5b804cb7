// The least that a server on this machine can do.
#include "responder.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <map>

namespace bench {

RawResponder::RawResponder(std::size_t request_bytes, std::string answer)
    : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    listen(listener_, 128);
    socklen_t size = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread(
        [this, request_bytes, answer = std::move(answer)] { run(request_bytes, answer); });
}

RawResponder::~RawResponder() {
    is_stopping_ = true;
    thread_.join();
    close(listener_);
}

void RawResponder::run(std::size_t request_bytes, const std::string& answer) {
    const int poll = epoll_create1(0);
    const auto watch = [poll](int socket) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = socket;
        epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
    };
    watch(listener_);
    std::map<int, std::size_t> received;
    std::array<epoll_event, 64> events{};
    std::array<char, 16 * 1024> piece{};
    while (!is_stopping_) {
        const int count = epoll_wait(poll, events.data(), static_cast<int>(events.size()), 50);
        for (int i = 0; i < count; ++i) {
            const int socket = events[static_cast<std::size_t>(i)].data.fd;
            if (socket == listener_) {
                const int accepted = accept(listener_, nullptr, nullptr);
                const int on = 1;
                setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                watch(accepted);
                continue;
            }
            const ssize_t got = recv(socket, piece.data(), piece.size(), 0);
            if (got <= 0) {
                close(socket);
                received.erase(socket);
                continue;
            }
            std::size_t& bytes = received[socket];
            bytes += static_cast<std::size_t>(got);
            for (; bytes >= request_bytes; bytes -= request_bytes) {
                if (send(socket, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
            }
        }
    }
    close(poll);
}

}  // namespace bench
