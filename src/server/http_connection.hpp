// One HTTP/1.1 connection: reads requests, calls the handler, sends replies in order. Runs on one
// I/O thread; replies and stream pieces may come from any.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aws/http.hpp"
#include "server/http_reader.hpp"
#include "server/http_server.hpp"
#include "server/io_thread.hpp"

namespace server {

class Connection;

/// What the connections of one thread share. Touched by that thread only, but for `thread` itself.
struct HttpWorker {
    std::shared_ptr<IoThread> thread;
    std::shared_ptr<const aws::HttpHandler> handler;
    HttpOptions options;
    base::Monotonic now{};  ///< As of the last tick: exact enough for time-outs, and free.
    std::string date;       ///< The Date field of this second.
    bool is_stopping = false;
    std::list<std::shared_ptr<Connection>> connections;
    std::shared_ptr<std::atomic<std::size_t>> open_connections;
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<HttpWorker> worker, Socket socket);

    /// Begins to read. `place` is where the worker's list holds it.
    void start(std::list<std::shared_ptr<Connection>>::iterator place);
    /// Acts on what has taken too long.
    void check_time();
    /// Closes as soon as the request that runs is answered.
    void wind_down();
    void close();

private:
    /// head: waits for a request. handling: the handler has it. replying: its answer is being sent.
    /// draining: takes a body that nobody read. lingering: has said its last, and lets the peer
    /// read it.
    enum class Phase : std::uint8_t {
        head,
        handling,
        replying,
        streaming,
        draining,
        lingering,
        closed
    };
    struct BodyTask;
    struct ReplySlot;
    struct Stream;

    void advance();
    bool read_request();
    void dispatch(RequestHead head);
    aws::BodyReader make_body(const RequestHead& head);
    void begin_body(std::uint64_t exchange, std::shared_ptr<BodyTask> task);
    void pump_body();
    void end_body(base::Result<void> outcome);
    void drain_body();

    void reply(std::uint64_t exchange, aws::HttpReply reply);
    void complete(std::uint64_t exchange, aws::HttpReply reply);
    void refuse(const HttpRefusal& refusal);
    void reply_sent();
    void begin_head();
    void start_stream(const aws::StreamBody& body);
    bool take_stream_pieces();

    bool wants_input() const;
    void read_more();
    void on_read(std::optional<std::size_t> bytes);
    void peer_closed();
    bool flush();
    std::string_view input() const { return {in_.get() + in_begin_, in_end_ - in_begin_}; }
    void consume(std::size_t bytes) { in_begin_ += bytes; }
    void make_room();

    std::shared_ptr<HttpWorker> worker_;
    Socket socket_;
    std::list<std::shared_ptr<Connection>>::iterator place_;

    Phase phase_ = Phase::head;
    bool is_advancing_ = false;
    bool is_pumping_ = false;
    bool is_reading_ = false;
    bool awaits_writable_ = false;
    base::Monotonic since_{};     ///< Begin of the phase, of a head's first byte, or of a body.
    base::Monotonic progress_{};  ///< When output was last taken.

    std::unique_ptr<char[]> in_;
    std::size_t in_capacity_ = 0;
    std::size_t in_begin_ = 0;
    std::size_t in_end_ = 0;
    std::size_t searched_ = 0;

    // The request that runs.
    std::uint64_t exchange_ = 0;
    bool is_head_request_ = false;
    bool is_http_1_0_ = false;
    bool keep_alive_ = true;
    bool owes_continue_ = false;
    BodyDecoder decoder_;
    std::uint64_t body_bytes_ = 0;
    std::shared_ptr<BodyTask> body_task_;

    // What is to be sent, in this order.
    std::string out_;
    std::size_t out_sent_ = 0;
    std::string large_;
    std::size_t large_sent_ = 0;
    std::optional<aws::FileBody> file_;
    std::shared_ptr<Stream> stream_;
};

}  // namespace server
