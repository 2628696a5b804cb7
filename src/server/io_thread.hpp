// Event loops, sockets and listeners for the HTTP door. The library (Boost.Asio) is included in
// io_thread.cpp alone; whoever uses this header sees standard types only.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "server/address.hpp"
#include "server/tls.hpp"

namespace server {

/// A thread that waits for sockets and runs what is posted to it, in order.
class IoThread {
public:
    struct State;
    IoThread();
    ~IoThread();
    IoThread(const IoThread&) = delete;
    IoThread& operator=(const IoThread&) = delete;

    /// From any thread. Dropped once the thread has been stopped.
    void post(std::function<void()> task);
    bool is_current() const;
    /// Calls `tick` again and again on this thread until it stops. Once only.
    void every(base::Milliseconds interval, std::function<void()> tick);
    /// Ends the loop, joins the thread and drops what was posted. Not from the thread itself.
    void stop();

    State& state() { return *state_; }

private:
    std::unique_ptr<State> state_;
};

/// A connected TCP socket that never blocks; used by its thread only. Its callbacks keep the owner
/// alive
/// (`own`) while they are outstanding, and come as "gone" after `close`.
class Socket {
public:
    struct State;
    explicit Socket(std::unique_ptr<State> state);
    Socket(Socket&&) noexcept;
    Socket& operator=(Socket&&) noexcept;
    ~Socket();

    void own(std::weak_ptr<void> owner);
    /// "127.0.0.1:50000".
    const std::string& peer() const;

    /// Reads what is there, once. `done` gets the number of bytes, or nothing: the peer has closed.
    using ReadDone = std::function<void(std::optional<std::size_t>)>;
    void read(char* into, std::size_t size, ReadDone done);

    /// What a write did: bytes taken (0: the socket is full), or nothing: the peer is gone.
    using Written = std::optional<std::size_t>;
    /// Sends two texts one behind the other; `more` says that a file follows at once.
    Written write(std::string_view first, std::string_view second, bool more);
    /// Sends a part of a file from the page cache. 0 also at the file's end: `at_end` tells which.
    Written send_file(int descriptor, std::uint64_t offset, std::size_t length, bool& at_end);
    /// Calls back when the socket takes bytes again.
    void when_writable(std::function<void()> ready);

    void shutdown_send();
    void close();

private:
    std::unique_ptr<State> state_;
};

/// A listening socket, accepting on one thread.
class Listener {
public:
    struct State;
    explicit Listener(std::unique_ptr<State> state);
    ~Listener();

    /// Errors as `serve` gives them.
    static base::Result<std::unique_ptr<Listener>> open(IoThread& thread, const Address& address);
    const Address& address() const;
    /// Before `accept`: connections are encrypted.
    void use_tls(std::shared_ptr<const TlsContext> tls);
    /// Accepts until closed. `choose` names the thread that the next connection belongs to, and
    /// `accepted` runs on the accepting thread.
    void accept(std::function<IoThread&()> choose, std::function<void(Socket)> accepted);
    /// On the accepting thread, or when it has stopped.
    void close();

private:
    std::shared_ptr<State> state_;
};

}  // namespace server
