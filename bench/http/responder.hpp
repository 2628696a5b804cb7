// The anchor: an epoll loop that sends the same bytes for each request and looks at nothing but its
// length.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>

namespace bench {

class RawResponder {
public:
    /// Answers every `request_bytes` bytes with `answer`.
    RawResponder(std::size_t request_bytes, std::string answer);
    ~RawResponder();
    std::uint16_t port() const { return port_; }

private:
    void run(std::size_t request_bytes, const std::string& answer);

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> is_stopping_ = false;
    std::thread thread_;
};

}  // namespace bench
