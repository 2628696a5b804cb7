// S3 over a store in memory, blobs in a temporary folder and shards without threads, for its tests.
#pragma once
#include <unistd.h>

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "json/value.hpp"
#include "runtime/shards.hpp"
#include "services/s3/service.hpp"
#include "store/memory/memory_store.hpp"
#include "support/temporary_folder.hpp"

namespace services::s3::test {

using Fields = std::initializer_list<std::pair<std::string, std::string>>;

/// An answer with its body read.
struct Reply {
    int status = 0;
    aws::Headers headers;
    std::string body;

    std::string header(std::string_view name) const {
        return std::string(headers.find(name).value_or(""));
    }
    /// The text of the first element of that name, or nothing.
    std::string element(const std::string& name) const {
        const auto begin = body.find("<" + name + ">");
        if (begin == std::string::npos) return {};
        const auto from = begin + name.size() + 2;
        return body.substr(from, body.find("</" + name + ">", from) - from);
    }
    std::string code() const { return element("Code"); }
};

class Fixture {
public:
    explicit Fixture(store::Durability durability = store::Durability::at_once)
        : store(durability) {
        auto opened = store::BlobStore::open(folder_.path());
        QS_ASSERT(opened.has_value());
        blobs = *std::move(opened);
        start();
    }

    /// Begins a request; the answer comes into the returned place.
    std::shared_ptr<std::optional<Reply>> begin(const std::string& method,
                                                const std::string& target,
                                                const std::string& body = "", Fields fields = {},
                                                std::size_t piece_bytes = 1'000) {
        aws::HttpRequest request;
        request.method = method;
        request.target = target;
        request.peer = "127.0.0.1:5000";
        request.headers.add("Host", "127.0.0.1:4566");
        for (const auto& [name, value] : fields) request.headers.set(name, value);
        request.body =
            aws::BodyReader(body.size(), [body, piece_bytes](const aws::BodyReader::Sink& sink,
                                                             const aws::BodyReader::Done& done) {
                for (std::size_t at = 0; at < body.size(); at += piece_bytes) {
                    auto taken = sink(std::string_view(body).substr(at, piece_bytes));
                    if (!taken) return done(taken);
                }
                done({});
            });
        auto place = std::make_shared<std::optional<Reply>>();
        aws::Call call;
        call.region = "us-east-1";
        call.account = "000000000000";
        call.request_id = "REQUEST1";
        service.http(std::move(request), call, [place](aws::HttpReply reply) {
            QS_ASSERT(!place->has_value());
            *place = Reply{reply.status, reply.headers, read_body(reply)};
        });
        return place;
    }

    Reply send(const std::string& method, const std::string& target, const std::string& body = "",
               Fields fields = {}) {
        const auto reply = begin(method, target, body, fields);
        QS_ASSERT(reply->has_value());
        return **reply;
    }

    /// Makes durable what was recorded, and what follows from it.
    void settle() {
        while (store.finish() > 0) shards_->run_due();
    }

    /// Plays a restart of the process: memory is gone, log and blobs stay.
    void restart() {
        store.restart();
        start();
    }

    base::VirtualClock clock{base::from_epoch_ms(1'764'000'000'500)};
    store::MemoryStore store;
    std::unique_ptr<store::BlobStore> blobs;
    std::vector<BlobOwner> owners;
    std::vector<json::Value> events;
    aws::Service service;

private:
    void start() {
        service = {};
        owners.clear();
        shards_ = std::make_unique<runtime::InlineShards>(store, clock);
        service = make_service(
            {.shards = *shards_,
             .blobs = *blobs,
             .event_sink = [this](runtime::ShardContext&,
                                  const json::Value& event) { events.push_back(event); },
             .blob_owners = &owners,
             .file_threads = 0});
        const auto started = shards_->start();
        QS_ASSERT(started.has_value());
    }

    static std::string read_body(const aws::HttpReply& reply) {
        if (const auto* text = std::get_if<std::string>(&reply.body)) return *text;
        const auto& file = std::get<aws::FileBody>(reply.body);
        std::string bytes(file.length, '\0');
        const auto count =
            ::pread(*file.descriptor, bytes.data(), bytes.size(), static_cast<off_t>(file.offset));
        QS_ASSERT(count == static_cast<ssize_t>(bytes.size()));
        return bytes;
    }

    support::TemporaryFolder folder_;
    std::unique_ptr<runtime::InlineShards> shards_;
};

}  // namespace services::s3::test
