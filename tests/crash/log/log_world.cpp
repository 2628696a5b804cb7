// The promises of a log, written down as a test would keep them.
#include "crash/log/log_world.hpp"

#include <algorithm>

#include "store/disk/disk.hpp"

namespace crash {

base::Result<std::vector<Seen>> LogWorld::start() {
    die();
    store::LogOptions options{.room = {.data_folder = "/data",
                                       .segment_bytes = segment_bytes,
                                       .small_segment_bytes = small_segment_bytes,
                                       .reserve_bytes = reserve_bytes},
                              .cluster_id = "a-cluster",
                              .seed = random_.next()};
    QS_TRY(auto log, Log::open(disk, clock_, std::move(options)));
    std::vector<Seen> seen;
    QS_CHECK(log->replay([&](const store::RecordView& record) {
        seen.push_back({std::string(record.payload), record.sequence, record.position});
        return base::Result<void>{};
    }));
    log_ = std::move(log);
    return seen;
}

void LogWorld::commit() {
    std::vector<std::string> payloads;
    for (std::uint64_t count = 1 + random(4); count > 0; --count) {
        std::string payload = "record " + std::to_string(counter_++) + " ";
        const std::uint64_t size = random(20) == 0 ? random(20'000) : random(700);
        payload.resize(payload.size() + size, static_cast<char>('a' + random(26)));
        payloads.push_back(std::move(payload));
    }
    commit(std::move(payloads));
}

void LogWorld::commit(std::vector<std::string> payloads) {
    store::Batch batch{
        .shard = static_cast<store::ShardId>(random(64)), .epoch = log_->epoch(), .records = {}};
    for (std::string& payload : payloads) {
        handed.push_back(payload);
        batch.records.push_back({store::kFirstRecordKind, 1, std::move(payload)});
    }
    log_->enqueue(std::move(batch), [this](std::vector<store::Position> given) {
        acknowledged += given.size();
        positions.insert(positions.end(), given.begin(), given.end());
    });
}

bool LogWorld::step() {
    switch (random(8)) {
        case 0: return log_->tend().has_value();
        case 1: return log_->write_mark().has_value();
        case 2:
        case 3:
        case 4: return log_->write_pending().has_value();
        default: commit(); return true;
    }
}

std::string LogWorld::judge(const std::vector<Seen>& seen) const {
    if (seen.size() < acknowledged) {
        return "lost: " + std::to_string(acknowledged) + " records were acknowledged, " +
               std::to_string(seen.size()) + " are there";
    }
    if (seen.size() > handed.size()) return "ghosts: more records than were handed over";
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (seen[i].payload != handed[i]) return "record " + std::to_string(i) + " differs";
        if (i < positions.size() && !(seen[i].position == positions[i])) {
            return "record " + std::to_string(i) + " has moved";
        }
        if (i > 0 && seen[i].sequence <= seen[i - 1].sequence) return "sequences do not rise";
    }
    return {};
}

void LogWorld::accept(const std::vector<Seen>& seen) {
    handed.resize(seen.size());
    acknowledged = seen.size();
    positions.clear();
    for (const Seen& record : seen) positions.push_back(record.position);
}

CutResult live_and_die(LogWorld& world, int lives) {
    constexpr double kKeep[] = {0.0, 0.1, 0.5, 0.9, 1.0};
    CutResult result;
    for (int life = 0; life < lives; ++life) {
        world.disk.cut_at(1 + world.random(60));
        const auto seen = world.start();
        if (seen) {
            result.wrong = world.judge(*seen);
            if (!result.wrong.empty()) return result;
            world.accept(*seen);
            while (world.step()) {
            }
        } else if (seen.error().kind == base::ErrorKind::corrupt) {
            result.wrong = "refused: " + seen.error().message;
            return result;
        }
        world.die();
        ++result.cuts;
        if (world.random(4) == 0) {
            world.disk.restart_after_kill();
        } else {
            world.disk.restart_after_cut(kKeep[world.random(std::size(kKeep))]);
        }
    }
    const auto seen = world.start();
    result.wrong = seen ? world.judge(*seen) : "refused: " + seen.error().message;
    if (result.wrong.empty()) world.accept(*seen);
    return result;
}

}  // namespace crash
