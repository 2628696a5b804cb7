// The only file that includes Boost.Asio.
#include "server/io_thread.hpp"

#include <sys/sendfile.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <mutex>
#include <thread>

#include "server/port_holder.hpp"

namespace server {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Code = boost::system::error_code;

/// How long accepting pauses when the process has no descriptor left.
constexpr base::Milliseconds kAcceptPause{100};

thread_local const IoThread::State* current_thread = nullptr;

bool would_block(const Code& error) {
    return error == asio::error::would_block || error == asio::error::try_again;
}

}  // namespace

struct IoThread::State {
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
    asio::steady_timer timer{context};
    std::function<void()> tick;
    std::mutex mutex;  // Guards `is_stopped` against a post at the same time.
    bool is_stopped = false;
    std::thread thread;

    void wait_tick(base::Milliseconds interval) {
        timer.expires_after(interval);
        timer.async_wait([this, interval](const Code& error) {
            if (error) return;
            tick();
            wait_tick(interval);
        });
    }
};

IoThread::IoThread() : state_(std::make_unique<State>()) {
    std::signal(SIGPIPE, SIG_IGN);  // sendfile has no flag against it.
    state_->thread = std::thread([state = state_.get()] {
        current_thread = state;
        state->context.run();
        current_thread = nullptr;
    });
}

IoThread::~IoThread() {
    stop();
}

void IoThread::post(std::function<void()> task) {
    const std::lock_guard lock(state_->mutex);
    if (!state_->is_stopped) asio::post(state_->context, std::move(task));
}

bool IoThread::is_current() const {
    return current_thread == state_.get();
}

void IoThread::every(base::Milliseconds interval, std::function<void()> tick) {
    post([state = state_.get(), interval, tick = std::move(tick)]() mutable {
        state->tick = std::move(tick);
        state->wait_tick(interval);
    });
}

void IoThread::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        if (std::exchange(state_->is_stopped, true)) return;
    }
    asio::post(state_->context, [state = state_.get()] { state->timer.cancel(); });
    state_->work.reset();
    state_->context.stop();
    state_->thread.join();
    // Callbacks that are left see closed sockets; running them frees what they hold.
    state_->context.restart();
    state_->context.poll();
    state_->tick = nullptr;
}

struct Socket::State {
    explicit State(Tcp::socket socket) : tcp(std::move(socket)) {}

    Tcp::socket tcp;
    std::string peer;
    std::weak_ptr<void> owner;
    std::unique_ptr<TlsSession> tls;  ///< Null on a plain connection.

    void read_plain(char* into, std::size_t size, ReadDone done);
    /// `self` keeps the state alive: its owner is.
    void read_tls(char* into, std::size_t size, std::shared_ptr<void> self, ReadDone done);
    Written write_tls(std::string_view text);
    Written send_file_tls(int descriptor, std::uint64_t offset, std::size_t length, bool& at_end);
};

void Socket::State::read_plain(char* into, std::size_t size, ReadDone done) {
    tcp.async_read_some(asio::buffer(into, size), [self = owner.lock(), done = std::move(done)](
                                                      const Code& error, std::size_t bytes) {
        done(error ? std::nullopt : std::optional(bytes));
    });
}

void Socket::State::read_tls(char* into, std::size_t size, std::shared_ptr<void> self,
                             ReadDone done) {
    const TlsSession::Moved moved = tls->read(into, size);
    switch (moved.wait) {
        case TlsSession::Wait::none:
        case TlsSession::Wait::gone: {
            const bool is_gone = moved.wait == TlsSession::Wait::gone;
            const std::optional<std::size_t> bytes =
                is_gone ? std::nullopt : std::optional(moved.bytes);
            // Not at once: whoever reads expects to be called back.
            asio::post(tcp.get_executor(),
                       [self = std::move(self), done = std::move(done), bytes] { done(bytes); });
            return;
        }
        case TlsSession::Wait::readable:
        case TlsSession::Wait::writable: break;
    }
    const auto side =
        moved.wait == TlsSession::Wait::readable ? Tcp::socket::wait_read : Tcp::socket::wait_write;
    tcp.async_wait(side, [this, into, size, self = std::move(self),
                          done = std::move(done)](const Code& error) mutable {
        if (error) return done(std::nullopt);
        read_tls(into, size, std::move(self), std::move(done));
    });
}

Socket::Written Socket::State::write_tls(std::string_view text) {
    std::size_t written = 0;
    while (written < text.size()) {
        const TlsSession::Moved moved = tls->write(text.data() + written, text.size() - written);
        if (moved.wait == TlsSession::Wait::gone) return std::nullopt;
        if (moved.wait != TlsSession::Wait::none) break;
        written += moved.bytes;
    }
    return written;
}

Socket::Written Socket::State::send_file_tls(int descriptor, std::uint64_t offset,
                                             std::size_t length, bool& at_end) {
    std::array<char, 16 * 1024> piece;  // One record of TLS.
    const ssize_t got =
        pread(descriptor, piece.data(), std::min(length, piece.size()), static_cast<off_t>(offset));
    at_end = got == 0;
    if (got < 0) return std::nullopt;
    return write_tls({piece.data(), static_cast<std::size_t>(got)});
}

Socket::Socket(std::unique_ptr<State> state) : state_(std::move(state)) {
    Code ignored;
    state_->tcp.set_option(Tcp::no_delay(true), ignored);
    state_->tcp.non_blocking(true, ignored);
    Code gone;
    const auto end = state_->tcp.remote_endpoint(gone);
    if (!gone) state_->peer = Address{end.address().to_string(), end.port()}.text();
}
Socket::Socket(Socket&&) noexcept = default;
Socket& Socket::operator=(Socket&&) noexcept = default;
Socket::~Socket() = default;

void Socket::own(std::weak_ptr<void> owner) {
    state_->owner = std::move(owner);
}
const std::string& Socket::peer() const {
    return state_->peer;
}

void Socket::read(char* into, std::size_t size, ReadDone done) {
    if (state_->tls == nullptr) return state_->read_plain(into, size, std::move(done));
    state_->read_tls(into, size, state_->owner.lock(), std::move(done));
}

Socket::Written Socket::write(std::string_view first, std::string_view second, bool more) {
    if (state_->tls != nullptr) {
        const Written begun = state_->write_tls(first);
        if (!begun || *begun < first.size() || second.empty()) return begun;
        const Written rest = state_->write_tls(second);
        return rest ? Written(*begun + *rest) : std::nullopt;
    }
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(first), asio::buffer(second)};
    Code error;
    // One buffer goes through send(2), which is cheaper than sendmsg(2).
    const std::size_t bytes =
        second.empty() ? state_->tcp.send(asio::buffer(first), more ? MSG_MORE : 0, error)
                       : state_->tcp.send(buffers, more ? MSG_MORE : 0, error);
    if (would_block(error)) return 0;
    return error ? std::nullopt : Written(bytes);
}

Socket::Written Socket::send_file(int descriptor, std::uint64_t offset, std::size_t length,
                                  bool& at_end) {
    if (state_->tls != nullptr) {
        return state_->send_file_tls(descriptor, offset, length, at_end);
    }
    auto position = static_cast<off_t>(offset);
    const ssize_t sent = sendfile(state_->tcp.native_handle(), descriptor, &position, length);
    at_end = sent == 0;
    if (sent >= 0) return static_cast<std::size_t>(sent);
    return errno == EAGAIN || errno == EINTR ? Written(0) : std::nullopt;
}

void Socket::when_writable(std::function<void()> ready) {
    state_->tcp.async_wait(
        Tcp::socket::wait_write,
        [owner = state_->owner.lock(), ready = std::move(ready)](const Code&) { ready(); });
}

void Socket::shutdown_send() {
    if (state_->tls != nullptr) state_->tls->shut_down();
    Code ignored;
    state_->tcp.shutdown(Tcp::socket::shutdown_send, ignored);
}

void Socket::close() {
    if (state_->tls != nullptr && state_->tcp.is_open()) state_->tls->shut_down();
    Code ignored;
    state_->tcp.close(ignored);
}

struct Listener::State : std::enable_shared_from_this<Listener::State> {
    explicit State(asio::io_context& context) : acceptor(context), pause(context) {}

    void accept_next() {
        IoThread& thread = choose();
        acceptor.async_accept(thread.state().context,
                              [self = shared_from_this()](const Code& error, Tcp::socket socket) {
                                  self->take(error, std::move(socket));
                              });
    }
    void take(const Code& error, Tcp::socket socket) {
        if (!acceptor.is_open()) return;
        if (!error) {
            auto state = std::make_unique<Socket::State>(std::move(socket));
            if (tls != nullptr) state->tls = tls->accept(state->tcp.native_handle());
            accepted(Socket(std::move(state)));
            return accept_next();
        }
        // Mostly EMFILE: the connection stays in the kernel's queue until a descriptor is free.
        pause.expires_after(kAcceptPause);
        pause.async_wait([self = shared_from_this()](const Code& stopped) {
            if (!stopped && self->acceptor.is_open()) self->accept_next();
        });
    }

    Tcp::acceptor acceptor;
    asio::steady_timer pause;
    Address address;
    std::shared_ptr<const TlsContext> tls;
    std::function<IoThread&()> choose;
    std::function<void(Socket)> accepted;
};

namespace {

base::Error cannot_listen(const Address& address, const Code& error) {
    const std::string start = "cannot listen on " + address.text() + ": ";
    if (error != asio::error::address_in_use) return base::network(start + error.message());
    const auto holder = find_port_holder(address.port);
    const std::string who =
        holder ? "process " + std::to_string(holder->process_id) + " (" + holder->program + ")"
               : "another process";
    return base::conflict(start + "the port is in use by " + who +
                          "; stop it, or choose another port with --listen " +
                          Address{address.host, 0}.text() + " (0 takes a free one)");
}

base::Result<Tcp::endpoint> resolve(asio::io_context& context, const Address& address) {
    Code error;
    const auto literal = asio::ip::make_address(address.host, error);
    if (!error) return Tcp::endpoint(literal, address.port);
    if (address.host == "localhost") {  // Not ::1: tools that were told 127.0.0.1 must find us.
        return Tcp::endpoint(asio::ip::address_v4::loopback(), address.port);
    }
    Tcp::resolver resolver(context);
    const auto found = resolver.resolve(address.host, std::to_string(address.port), error);
    if (error || found.empty()) return base::fail(cannot_listen(address, error));
    return found.begin()->endpoint();
}

}  // namespace

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}
Listener::~Listener() = default;

base::Result<std::unique_ptr<Listener>> Listener::open(IoThread& thread, const Address& address) {
    asio::io_context& context = thread.state().context;
    QS_TRY(const Tcp::endpoint endpoint, resolve(context, address));
    auto state = std::make_unique<State>(context);
    Code error;
    state->acceptor.open(endpoint.protocol(), error);
    if (!error) state->acceptor.set_option(Tcp::acceptor::reuse_address(true), error);
    if (!error) state->acceptor.bind(endpoint, error);
    if (!error) state->acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return base::fail(cannot_listen(address, error));
    state->address = {address.host, state->acceptor.local_endpoint(error).port()};
    return std::make_unique<Listener>(std::move(state));
}

const Address& Listener::address() const {
    return state_->address;
}

void Listener::use_tls(std::shared_ptr<const TlsContext> tls) {
    state_->tls = std::move(tls);
}

void Listener::accept(std::function<IoThread&()> choose, std::function<void(Socket)> accepted) {
    state_->choose = std::move(choose);
    state_->accepted = std::move(accepted);
    state_->accept_next();
}

void Listener::close() {
    Code ignored;
    state_->acceptor.close(ignored);
    state_->pause.cancel();
    // The callbacks reach the server that owns this listener; a late one must not.
    state_->choose = nullptr;
    state_->accepted = nullptr;
}

}  // namespace server
