#include "server/console/stream.hpp"

#include <atomic>

#include "json/print.hpp"
#include "server/console/execution_api.hpp"

namespace server::console {
namespace {

std::string event_text(const runtime::Notice& notice) {
    json::ObjectBuilder data;
    data.set("arn", notice.execution_arn);
    data.set("status", engine::status_text(notice.status));
    data.set_integer("events", notice.last_event_id);
    return "data: " + json::print(std::move(data).build()) + "\n\n";
}

}  // namespace

struct Streams::Watch {
    aws::StreamBody::Send send;
    std::uint64_t id = 0;
    std::atomic<bool> is_over = false;
};

Streams::~Streams() {
    for (const auto& watch : watches_) executions_.notices().unwatch(watch->id);
}

void Streams::sweep() {
    std::vector<std::shared_ptr<Watch>> over;
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(watches_, [&](const std::shared_ptr<Watch>& watch) {
            // An execution that has ended gives no notice that would show that its page has gone.
            if (!watch->is_over && watch->send(": still here\n\n")) return false;
            over.push_back(watch);
            return true;
        });
    }
    for (const auto& watch : over) executions_.notices().unwatch(watch->id);
}

aws::HttpReply Streams::open(std::string_view query) {
    sweep();
    aws::HttpReply reply;
    reply.headers.add("Content-Type", "text/event-stream");
    reply.headers.add("Cache-Control", "no-store");
    reply.body = aws::StreamBody{[this, arn = parameter(query, "execution")](
                                     const aws::StreamBody::Send& send) { start(arn, send); }};
    return reply;
}

void Streams::start(const std::string& execution_arn, const aws::StreamBody::Send& send) {
    auto watch = std::make_shared<Watch>();
    watch->send = send;
    // Watches before it says so: what happens between the two must not be missed, since the page
    // reads all that is there when the stream opens.
    watch->id = executions_.notices().watch(execution_arn, [watch](const runtime::Notice& notice) {
        if (!watch->is_over && !watch->send(event_text(notice))) watch->is_over = true;
    });
    if (!send(": open\n\n")) watch->is_over = true;
    const std::lock_guard lock(mutex_);
    watches_.push_back(std::move(watch));
}

}  // namespace server::console
