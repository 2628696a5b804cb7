// The state machine of a connection. Everything that happens ends in `advance`, the only loop: it
// reads whole requests from the buffer, sends what there is to send, and asks for more input.
#include "server/http_connection.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>

#include "base/log.hpp"
#include "server/http_writer.hpp"

namespace server {
namespace {

constexpr std::size_t kBufferBytes = 4 * 1024;
constexpr std::size_t kBodyBufferBytes = 128 * 1024;
/// Larger bodies of replies are sent from where they lie instead of being copied behind their head.
constexpr std::size_t kCopiedBodyBytesMax = 16 * 1024;
/// Answers to pipelined requests are gathered up to here before they are sent.
constexpr std::size_t kOutputBatchBytes = 128 * 1024;
/// One sendfile call; other connections of the thread get their turn between two.
constexpr std::size_t kFilePieceBytes = 512 * 1024;
constexpr base::Milliseconds kLingerTime{2'000};

aws::HttpReply text_reply(int status, const std::string& message) {
    aws::HttpReply reply;
    reply.status = status;
    reply.headers.add("Content-Type", "text/plain; charset=utf-8");
    reply.body = message + "\n";
    return reply;
}

}  // namespace

/// A body being read for the handler.
struct Connection::BodyTask {
    aws::BodyReader::Sink sink;
    aws::BodyReader::Done done;
};

/// The right to answer one request, once. Its death without an answer is an answer too.
struct Connection::ReplySlot {
    std::shared_ptr<Connection> connection;
    std::uint64_t exchange = 0;
    std::atomic<bool> is_used = false;

    ~ReplySlot() { send(text_reply(500, "The request was dropped without an answer.")); }
    void send(aws::HttpReply reply) {
        if (!is_used.exchange(true)) connection->reply(exchange, std::move(reply));
    }
};

/// Pieces on their way from any thread to a connection.
struct Connection::Stream {
    std::weak_ptr<Connection> connection;
    std::shared_ptr<IoThread> thread;
    bool is_chunked = true;
    std::mutex mutex;  // Guards what follows.
    std::string waiting;
    bool is_posted = false;
    bool has_ended = false;
    bool is_gone = false;

    bool send(std::string_view piece) {
        const std::lock_guard lock(mutex);
        if (is_gone || has_ended) return false;
        if (piece.empty()) return true;
        if (waiting.size() + piece.size() > base::limits::kHttpStreamWaitingBytesMax) {
            is_gone = true;
        } else if (is_chunked) {
            write_chunk(waiting, piece);
        } else {
            waiting += piece;
        }
        wake();
        return !is_gone;
    }
    void end() {
        const std::lock_guard lock(mutex);
        has_ended = true;
        wake();
    }
    void wake() {
        if (std::exchange(is_posted, true)) return;
        thread->post([weak = connection] {
            if (const auto strong = weak.lock()) strong->advance();
        });
    }
};

Connection::Connection(std::shared_ptr<HttpWorker> worker, Socket socket)
    : worker_(std::move(worker)), socket_(std::move(socket)) {}

void Connection::start(std::list<std::shared_ptr<Connection>>::iterator place) {
    place_ = place;
    socket_.own(weak_from_this());
    begin_head();
    advance();
}

void Connection::advance() {
    if (is_advancing_ || is_pumping_) return;
    is_advancing_ = true;
    bool is_starved = false;
    while (phase_ != Phase::closed) {
        if (phase_ == Phase::head && !is_starved && out_.size() < kOutputBatchBytes) {
            is_starved = !read_request();
            continue;
        }
        if (phase_ == Phase::draining) drain_body();
        if (!flush()) break;
        if (phase_ == Phase::replying) {
            reply_sent();
        } else if (phase_ == Phase::streaming) {
            if (!take_stream_pieces()) break;
        } else if (phase_ != Phase::head || is_starved) {
            break;
        }
    }
    is_advancing_ = false;
    if (wants_input()) read_more();
}

bool Connection::read_request() {
    auto head = read_head(input(), searched_, worker_->options.head);
    if (!head) {
        refuse(head.error());
        return true;
    }
    if (!*head) return false;
    consume((*head)->bytes);
    dispatch(*std::move(*head));
    return true;
}

void Connection::dispatch(RequestHead head) {
    phase_ = Phase::handling;
    ++exchange_;
    is_head_request_ = head.method == "HEAD";
    is_http_1_0_ = head.is_http_1_0;
    keep_alive_ = head.keep_alive;
    decoder_ = BodyDecoder(head);
    owes_continue_ = head.expects_continue && !decoder_.is_done();
    aws::HttpRequest request;
    request.body = make_body(head);
    request.method = std::move(head.method);
    request.target = std::move(head.target);
    request.headers = std::move(head.headers);
    request.peer = socket_.peer();
    auto slot = std::make_shared<ReplySlot>();
    slot->connection = shared_from_this();
    slot->exchange = exchange_;
    try {
        (*worker_->handler)(std::move(request), [slot = std::move(slot)](aws::HttpReply answer) {
            slot->send(std::move(answer));
        });
    } catch (const std::exception& error) {  // The slot died with the handler and has answered 500.
        base::log::error("http.handler_threw", {{"what", error.what()}});
    }
}

aws::BodyReader Connection::make_body(const RequestHead& head) {
    if (decoder_.is_done()) return {};
    if (!head.is_chunked && input().size() >= *head.content_length) {
        // The whole body came with its head, as with most calls: no callback into the connection.
        const auto length = static_cast<std::size_t>(*head.content_length);
        auto body = aws::BodyReader::of(std::string(input().substr(0, length)));
        consume(length);
        decoder_ = {};
        owes_continue_ = false;
        return body;
    }
    return {head.content_length, [self = shared_from_this(), exchange = exchange_](
                                     aws::BodyReader::Sink sink, aws::BodyReader::Done done) {
                auto task = std::make_shared<BodyTask>(std::move(sink), std::move(done));
                if (self->worker_->thread->is_current()) return self->begin_body(exchange, task);
                self->worker_->thread->post(
                    [self, exchange, task] { self->begin_body(exchange, task); });
            }};
}

void Connection::begin_body(std::uint64_t exchange, std::shared_ptr<BodyTask> task) {
    if (exchange != exchange_ || phase_ != Phase::handling || body_task_) {
        return task->done(base::fail(base::network("the request has been answered already")));
    }
    body_task_ = std::move(task);
    body_bytes_ = 0;
    since_ = worker_->now;
    if (std::exchange(owes_continue_, false)) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
    pump_body();
    advance();
}

void Connection::pump_body() {
    const auto task = body_task_;  // The sink may answer the request, which ends the task.
    while (body_task_ == task && !decoder_.is_done()) {
        const auto step = decoder_.next(input());
        if (!step) {
            refuse(step.error());  // Before the handler hears of it: its own answer is dropped.
            return end_body(base::fail(base::invalid(step.error().message)));
        }
        if (step->consumed == 0) return;
        consume(step->consumed);
        body_bytes_ += step->consumed;
        if (step->piece.empty()) continue;
        is_pumping_ =
            true;  // The piece lies in the buffer: until the sink is done that must not move.
        auto taken = task->sink(step->piece);
        is_pumping_ = false;
        if (!taken && body_task_ == task) return end_body(std::move(taken));
    }
    if (body_task_ == task) end_body({});
}

void Connection::end_body(base::Result<void> outcome) {
    if (const auto task = std::exchange(body_task_, nullptr)) task->done(std::move(outcome));
}

void Connection::drain_body() {
    while (!decoder_.is_done()) {
        const auto step = decoder_.next(input());
        if (!step || body_bytes_ > base::limits::kHttpDrainBytesMax) return close();
        if (step->consumed == 0) return;
        consume(step->consumed);
        body_bytes_ += step->consumed;
    }
    begin_head();
}

void Connection::reply(std::uint64_t exchange, aws::HttpReply reply) {
    if (worker_->thread->is_current()) return complete(exchange, std::move(reply));
    worker_->thread->post(
        [self = shared_from_this(), exchange, reply = std::move(reply)]() mutable {
            self->complete(exchange, std::move(reply));
        });
}

void Connection::complete(std::uint64_t exchange, aws::HttpReply reply) {
    if (exchange != exchange_ || phase_ != Phase::handling) return;
    phase_ = Phase::replying;
    end_body(base::fail(base::network("the request was answered before its body was read")));
    const bool is_stream = std::holds_alternative<aws::StreamBody>(reply.body);
    if (owes_continue_ || decoder_.remaining().value_or(0) > base::limits::kHttpDrainBytesMax ||
        worker_->is_stopping || (is_stream && is_http_1_0_)) {
        keep_alive_ = false;
    }
    write_head(out_, reply, {worker_->date, is_head_request_, is_http_1_0_, keep_alive_});
    if (!is_head_request_ && may_have_body(reply.status)) {
        if (auto* text = std::get_if<std::string>(&reply.body)) {
            if (text->size() <= kCopiedBodyBytesMax) {
                out_ += *text;
            } else {
                large_ = std::move(*text);
            }
        } else if (auto* file = std::get_if<aws::FileBody>(&reply.body)) {
            if (file->length > 0) file_ = std::move(*file);
        } else {
            start_stream(std::get<aws::StreamBody>(reply.body));
        }
    }
    progress_ = worker_->now;
    // A short answer waits in `out_` for those of the requests behind it.
    const bool is_simple = phase_ == Phase::replying && large_.empty() && !file_;
    if (is_simple && keep_alive_ && decoder_.is_done()) begin_head();
    advance();
}

void Connection::refuse(const HttpRefusal& refusal) {
    phase_ = Phase::replying;
    ++exchange_;  // A late answer of the handler is dropped.
    keep_alive_ = false;
    write_head(out_, text_reply(refusal.status, refusal.message),
               {worker_->date, false, false, false});
    out_ += refusal.message + "\n";
    progress_ = worker_->now;
}

void Connection::reply_sent() {
    stream_.reset();
    if (!keep_alive_) {
        socket_.shutdown_send();
        phase_ = Phase::lingering;
        since_ = worker_->now;
    } else if (decoder_.is_done()) {
        begin_head();
    } else {
        phase_ = Phase::draining;
        since_ = worker_->now;
        body_bytes_ = 0;
    }
}

void Connection::begin_head() {
    phase_ = Phase::head;
    searched_ = 0;
    since_ = worker_->now;
    const bool is_free = in_begin_ == in_end_ && !is_reading_ && !is_pumping_;
    if (is_free && in_capacity_ > kBufferBytes) {  // A body's buffer is not kept.
        in_.reset();
        in_capacity_ = in_begin_ = in_end_ = 0;
    }
}

void Connection::start_stream(const aws::StreamBody& body) {
    phase_ = Phase::streaming;
    stream_ = std::make_shared<Stream>();
    stream_->connection = weak_from_this();
    stream_->thread = worker_->thread;
    stream_->is_chunked = !is_http_1_0_;
    // The last copy of `send` takes the guard with it, and that ends the answer.
    const std::shared_ptr<Stream> guard(stream_.get(),
                                        [stream = stream_](Stream*) { stream->end(); });
    body.start([guard](const std::string& piece) { return guard->send(piece); });
}

bool Connection::take_stream_pieces() {
    const auto stream = stream_;
    std::unique_lock lock(stream->mutex);
    stream_->is_posted = false;
    if (stream_->is_gone) {
        lock.unlock();
        close();
    } else if (!stream_->waiting.empty()) {
        out_ += std::exchange(stream_->waiting, {});
        progress_ = worker_->now;
    } else if (stream_->has_ended) {
        if (stream_->is_chunked) out_ += kLastChunk;
        phase_ = Phase::replying;
    } else {
        return false;
    }
    return true;
}

bool Connection::wants_input() const {
    if (is_reading_) return false;
    switch (phase_) {
        case Phase::head: return out_.empty();
        case Phase::handling: return body_task_ != nullptr;
        case Phase::streaming: return in_end_ - in_begin_ < kBufferBytes;
        case Phase::draining:
        case Phase::lingering: return true;
        case Phase::replying:
        case Phase::closed: return false;
    }
    return false;
}

void Connection::make_room() {
    if (phase_ == Phase::lingering || in_begin_ == in_end_) in_begin_ = in_end_ = 0;
    std::size_t wanted = phase_ == Phase::handling ? kBodyBufferBytes : kBufferBytes;
    // At a full buffer the head is longer than it: as far as its limit goes, and one byte to see
    // that.
    while (in_end_ - in_begin_ >= wanted) wanted *= 2;
    if (in_capacity_ >= wanted && in_capacity_ - in_end_ >= kBufferBytes / 4) return;
    const std::size_t kept = in_end_ - in_begin_;
    if (in_capacity_ >= wanted) {
        std::memmove(in_.get(), in_.get() + in_begin_, kept);
    } else {
        auto larger = std::make_unique_for_overwrite<char[]>(wanted);
        std::copy_n(in_.get() + in_begin_, kept, larger.get());
        in_ = std::move(larger);
        in_capacity_ = wanted;
    }
    in_begin_ = 0;
    in_end_ = kept;
}

void Connection::read_more() {
    make_room();
    is_reading_ = true;
    socket_.read(in_.get() + in_end_, in_capacity_ - in_end_,
                 [this](std::optional<std::size_t> bytes) { on_read(bytes); });
}

void Connection::on_read(std::optional<std::size_t> bytes) {
    is_reading_ = false;
    if (phase_ == Phase::closed) return;
    if (!bytes) return peer_closed();
    if (phase_ == Phase::head && in_begin_ == in_end_) since_ = worker_->now;
    in_end_ += *bytes;
    if (phase_ == Phase::handling && body_task_) pump_body();
    advance();
}

void Connection::peer_closed() {
    if (phase_ == Phase::handling) {
        keep_alive_ = false;
        end_body(base::fail(base::network("the sender broke off before the end of the body")));
    } else if (phase_ == Phase::replying || (phase_ == Phase::head && !out_.empty())) {
        keep_alive_ = false;  // Only its sending side is closed; it still gets its answers.
        phase_ = Phase::replying;
    } else {
        close();
    }
}

bool Connection::flush() {
    while (!awaits_writable_) {
        Socket::Written written;
        bool is_file = false;
        if (out_sent_ < out_.size() || large_sent_ < large_.size()) {
            written =
                socket_.write(std::string_view(out_).substr(out_sent_),
                              std::string_view(large_).substr(large_sent_), file_.has_value());
            if (written) {
                const std::size_t first = std::min(*written, out_.size() - out_sent_);
                out_sent_ += first;
                large_sent_ += *written - first;
            }
        } else if (file_ && file_->length > 0) {
            bool at_end = false;
            is_file = true;
            const auto piece = std::min<std::uint64_t>(file_->length, kFilePieceBytes);
            written = socket_.send_file(*file_->descriptor, file_->offset, piece, at_end);
            if (at_end) written.reset();  // Shorter than announced: only a broken connection tells.
            if (written) {
                file_->offset += *written;
                file_->length -= *written;
            }
        } else {
            out_.clear();
            large_ = {};
            out_sent_ = large_sent_ = 0;
            file_.reset();
            return true;
        }
        if (!written) {
            close();
            return false;
        }
        if (*written > 0) progress_ = worker_->now;
        if (*written == 0 || (is_file && file_->length > 0)) {
            awaits_writable_ = true;
            socket_.when_writable([this] {
                awaits_writable_ = false;
                if (phase_ != Phase::closed) advance();
            });
        }
    }
    return false;
}

void Connection::check_time() {
    const auto& options = worker_->options;
    const auto age = worker_->now - since_;
    if (awaits_writable_ && worker_->now - progress_ > options.idle_timeout) return close();
    switch (phase_) {
        case Phase::head:
            if (in_begin_ != in_end_ && age > options.header_timeout) {
                refuse({408, "The request head did not come in time."});
                advance();
            } else if (in_begin_ == in_end_ && age > options.idle_timeout) {
                close();
            }
            break;
        case Phase::handling:
        case Phase::draining:
            if ((body_task_ || phase_ == Phase::draining) && age > options.body_grace) {
                const auto seconds = std::chrono::duration_cast<base::Seconds>(age).count();
                const auto wanted =
                    static_cast<std::uint64_t>(seconds) * base::limits::kHttpBodyBytesPerSecondMin;
                if (body_bytes_ < std::max<std::uint64_t>(wanted, 1)) close();
            }
            break;
        case Phase::lingering:
            if (age > kLingerTime) close();
            break;
        case Phase::replying:
        case Phase::streaming:
        case Phase::closed: break;
    }
}

void Connection::wind_down() {
    if (phase_ == Phase::head && in_begin_ == in_end_ && out_.empty()) close();
    if (phase_ == Phase::lingering || phase_ == Phase::draining) close();
    if (phase_ == Phase::streaming) {
        keep_alive_ = false;
        stream_->end();
    }
}

void Connection::close() {
    if (phase_ == Phase::closed) return;
    const auto self = shared_from_this();
    phase_ = Phase::closed;
    ++exchange_;
    socket_.close();
    end_body(base::fail(base::network("the connection was closed")));
    if (const auto stream = std::exchange(stream_, nullptr)) {
        const std::lock_guard lock(stream->mutex);
        stream->is_gone = true;
    }
    file_.reset();
    worker_->connections.erase(place_);
    worker_->open_connections->fetch_sub(1);
}

}  // namespace server
