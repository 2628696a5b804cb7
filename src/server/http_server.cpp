// Threads, accepting and stopping; what a connection does is in http_connection.cpp.
#include "server/http_server.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "server/http_connection.hpp"
#include "server/io_thread.hpp"

namespace server {
namespace {

constexpr base::Milliseconds kTickMax{250};

/// Half the shortest time-out, so that none is overdrawn by more than half of itself.
base::Milliseconds tick_of(const HttpOptions& options) {
    const auto shortest =
        std::min({options.header_timeout, options.idle_timeout, options.body_grace});
    return std::clamp(shortest / 2, base::Milliseconds{5}, kTickMax);
}

void read_clock(HttpWorker& worker) {
    worker.now = worker.options.clock->monotonic();
    worker.date = base::http_date(worker.options.clock->now());
}

/// Calls `act` for each connection; it may close the one it gets.
template <class Act>
void for_each(HttpWorker& worker, Act act) {
    for (auto next = worker.connections.begin(); next != worker.connections.end();) {
        const auto connection = *next++;
        act(*connection);
    }
}

}  // namespace

struct HttpServer::State {
    Address address;
    HttpOptions options;
    std::vector<std::shared_ptr<HttpWorker>> workers;
    std::unique_ptr<Listener> listener;
    std::size_t next = 0;  // The worker of the next connection; the accepting thread's.
    std::shared_ptr<std::atomic<std::size_t>> open = std::make_shared<std::atomic<std::size_t>>(0);
    bool is_stopped = false;

    void start_workers(const aws::HttpHandler& handler);
    void accepted(Socket socket);
    /// Runs `task` on every thread and waits until all have.
    template <class Task>
    void on_all(const Task& task);
    void wait_for_end(base::Milliseconds at_most);
};

void HttpServer::State::start_workers(const aws::HttpHandler& handler) {
    const auto shared = std::make_shared<const aws::HttpHandler>(handler);
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t count = options.threads > 0 ? options.threads : cores;
    for (std::size_t i = 0; i < count; ++i) {
        auto worker = std::make_shared<HttpWorker>();
        worker->thread = std::make_shared<IoThread>();
        worker->handler = shared;
        worker->options = options;
        worker->open_connections = open;
        read_clock(*worker);
        worker->thread->every(tick_of(options), [worker] {
            read_clock(*worker);
            for_each(*worker, [](Connection& connection) { connection.check_time(); });
        });
        workers.push_back(std::move(worker));
    }
}

void HttpServer::State::accepted(Socket socket) {
    if (open->fetch_add(1) >= options.connections_max) {
        open->fetch_sub(1);
        base::log::warn("http.too_many_connections", {{"peer", socket.peer()}});
        return;  // The socket dies here; the peer sees a reset.
    }
    const auto shared = std::make_shared<Socket>(std::move(socket));
    const auto worker = workers[next];
    worker->thread->post([worker, shared] {
        const auto connection = std::make_shared<Connection>(worker, std::move(*shared));
        connection->start(worker->connections.insert(worker->connections.end(), connection));
        if (worker->is_stopping) connection->wind_down();
    });
}

template <class Task>
void HttpServer::State::on_all(const Task& task) {
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t left = workers.size();
    for (const auto& worker : workers) {
        worker->thread->post([&, worker] {
            task(*worker);
            const std::lock_guard lock(mutex);
            --left;
            changed.notify_one();
        });
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return left == 0; });
}

void HttpServer::State::wait_for_end(base::Milliseconds at_most) {
    // Every tick the threads are asked again: connections end without telling.
    constexpr base::Milliseconds kPoll{5};
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    for (base::Milliseconds waited{0}; waited < at_most && *open > 0; waited += kPoll) {
        never.wait_for(lock, kPoll);
    }
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::~HttpServer() {
    stop();
}

const Address& HttpServer::address() const {
    return state_->address;
}
std::size_t HttpServer::connections() const {
    return *state_->open;
}

void HttpServer::stop() {
    if (std::exchange(state_->is_stopped, true)) return;
    state_->on_all([this](HttpWorker& worker) {
        if (&worker == state_->workers.front().get()) state_->listener->close();
        worker.is_stopping = true;
        for_each(worker, [](Connection& connection) { connection.wind_down(); });
    });
    state_->wait_for_end(state_->options.drain_timeout);
    state_->on_all([](HttpWorker& worker) {
        for_each(worker, [](Connection& connection) { connection.close(); });
    });
    for (const auto& worker : state_->workers) worker->thread->stop();
}

base::Result<std::unique_ptr<HttpServer>> serve(const Address& address,
                                                const aws::HttpHandler& handler,
                                                HttpOptions options) {
    auto state = std::make_unique<HttpServer::State>();
    state->options = options;
    state->start_workers(handler);
    auto listener = Listener::open(*state->workers.front()->thread, address);
    if (!listener) {
        for (const auto& worker : state->workers) worker->thread->stop();
        return base::fail(listener.error());
    }
    state->listener = *std::move(listener);
    state->address = state->listener->address();
    state->listener->use_tls(state->options.tls);
    state->listener->accept(
        [state = state.get()]() -> IoThread& {
            state->next = (state->next + 1) % state->workers.size();
            return *state->workers[state->next]->thread;
        },
        [state = state.get()](Socket socket) { state->accepted(std::move(socket)); });
    return std::make_unique<HttpServer>(std::move(state));
}

}  // namespace server
