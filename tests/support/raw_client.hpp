// A blocking TCP client for tests that must control every byte on the wire.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace support {

class RawClient {
public:
    explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{10, 0};  // Only a broken server waits this long.
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        const int on = 1;
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            throw std::runtime_error("cannot connect");
        }
    }
    ~RawClient() { ::close(socket_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// False once the server has closed.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void shutdown_send() { ::shutdown(socket_, SHUT_WR); }

    /// The next bytes up to and with `mark`, or what came before the end.
    std::string read_until(std::string_view mark) {
        std::size_t found = 0;
        while ((found = buffer_.find(mark)) == std::string::npos) {
            if (!receive()) return std::exchange(buffer_, {});
        }
        const std::string text = buffer_.substr(0, found + mark.size());
        buffer_.erase(0, text.size());
        return text;
    }
    std::string read_bytes(std::size_t count) {
        while (buffer_.size() < count) {
            if (!receive()) break;
        }
        const std::string text = buffer_.substr(0, count);
        buffer_.erase(0, text.size());
        return text;
    }
    /// A whole answer with Content-Length: its head, an empty line, its body.
    std::string read_answer() {
        std::string head = read_until("\r\n\r\n");
        const auto at = head.find("Content-Length: ");
        if (at == std::string::npos) return head;
        return head + read_bytes(std::stoul(head.substr(at + 16)));
    }
    /// Everything until the server closes.
    std::string read_to_end() {
        while (receive()) {
        }
        return std::exchange(buffer_, {});
    }
    bool is_closed() { return buffer_.empty() && !receive(); }

private:
    bool receive() {
        std::string piece(64 * 1024, '\0');
        const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
        if (got <= 0) return false;
        buffer_.append(piece, 0, static_cast<std::size_t>(got));
        return true;
    }

    int socket_;
    std::string buffer_;
};

}  // namespace support
