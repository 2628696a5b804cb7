// How many durable answers a second the log gives, beside a bare loop that writes and syncs the
// same bytes in the same run, so that the disk's mood is the same for both. Usage: bench_store
// [folder] [seconds].
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace {

constexpr std::size_t kRecordBytes = 200;
constexpr std::size_t kHeaderBytes = 48;
constexpr std::size_t kBlockBytes = 4096;
constexpr std::size_t kFileBytes = 64 << 20;

double seconds_since(base::Monotonic start) {
    return std::chrono::duration<double>(base::system_clock().monotonic() - start).count();
}

void give_up(const char* what) {
    std::perror(what);
    std::exit(1);
}

void drop_cache(const std::string& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const int fd = ::open(entry.path().c_str(), O_RDONLY);
        if (fd < 0) continue;
        ::fdatasync(fd);
        ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        ::close(fd);
    }
}

/// Processor time of the machine and of this process, in seconds.
struct Busy {
    double all = 0;
    double own = 0;

    static Busy now() {
        std::ifstream stat("/proc/stat");
        std::string name;
        double user = 0, nice = 0, system = 0;
        stat >> name >> user >> nice >> system;
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        return {(user + nice + system) / static_cast<double>(::sysconf(_SC_CLK_TCK)),
                seconds(usage.ru_utime) + seconds(usage.ru_stime)};
    }
};

struct Rate {
    double answers = 0;
    double syncs = 0;
};

/// One thread, no queue, no checksum: write a batch of `writers` records into written blocks, sync.
Rate bare(const std::string& folder, std::size_t writers, double seconds) {
    const std::string path = folder + "/bare";
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (fd < 0) give_up("open");
    const std::string zeros(1 << 20, '\0');
    for (std::size_t at = 0; at < kFileBytes; at += zeros.size()) {
        if (::pwrite(fd, zeros.data(), zeros.size(), static_cast<off_t>(at)) < 0) give_up("write");
    }
    if (::fdatasync(fd) != 0) give_up("sync");
    const std::size_t bytes = kHeaderBytes + 12 + writers * (kHeaderBytes + kRecordBytes);
    const std::string batch((bytes + kBlockBytes - 1) / kBlockBytes * kBlockBytes, 'x');
    std::size_t offset = 0;
    std::uint64_t syncs = 0;
    const auto start = base::system_clock().monotonic();
    while (seconds_since(start) < seconds) {
        if (offset + batch.size() > kFileBytes) offset = 0;
        if (::pwrite(fd, batch.data(), batch.size(), static_cast<off_t>(offset)) < 0) {
            give_up("write");
        }
        if (::fdatasync(fd) != 0) give_up("sync");
        offset += batch.size();
        ++syncs;
    }
    const double took = seconds_since(start);
    ::close(fd);
    ::unlink(path.c_str());
    return {static_cast<double>(syncs * writers) / took, static_cast<double>(syncs) / took};
}

/// A thread that acts as a shard: what became durable is posted to it, and each answer is followed
/// by the same writer's next record.
class Client {
public:
    Client(store::Store& store, std::size_t writers) : store_(store), ready_(writers) {
        thread_ = std::thread([this] { run(); });
    }
    void stop() {
        {
            const std::lock_guard lock(mutex_);
            is_stopping_ = true;
        }
        woken_.notify_one();
        thread_.join();
    }
    std::uint64_t answers() const { return answers_; }

private:
    void run() {
        for (;;) {
            std::size_t count = 0;
            {
                std::unique_lock lock(mutex_);
                woken_.wait(lock, [this] { return ready_ > 0 || is_stopping_; });
                if (is_stopping_) return;
                count = std::exchange(ready_, 0);
            }
            for (std::size_t i = 0; i < count; ++i) commit();
        }
    }
    void commit() {
        store::Batch batch{.shard = 0, .epoch = store_.epoch(), .records = {}};
        batch.records.push_back({store::kFirstRecordKind, 1, payload_});
        store_.commit(std::move(batch), [this](std::vector<store::Position>) {
            ++answers_;
            bool is_first = false;
            {
                const std::lock_guard lock(mutex_);
                is_first = ready_++ == 0;
            }
            if (is_first) woken_.notify_one();
        });
    }

    store::Store& store_;
    const std::string payload_ = std::string(kRecordBytes, 'x');
    std::mutex mutex_;
    std::condition_variable woken_;
    std::size_t ready_;
    bool is_stopping_ = false;
    std::atomic<std::uint64_t> answers_ = 0;
    std::thread thread_;
};

Rate log(const std::string& folder, std::size_t writers, double seconds) {
    const std::string data = folder + "/data";
    std::filesystem::create_directory(data);
    Rate rate;
    {
        auto store = store::open_log(data, {});
        if (!store) give_up(store.error().message.c_str());
        const auto replayed = (*store)->replay([](const auto&) { return base::Result<void>{}; });
        if (!replayed) give_up(replayed.error().message.c_str());
        const std::size_t threads = std::min<std::size_t>(2, writers);
        std::vector<std::unique_ptr<Client>> clients;
        for (std::size_t i = 0; i < threads; ++i) {
            clients.push_back(std::make_unique<Client>(**store, writers / threads));
        }
        const auto count = [&] {
            std::uint64_t sum = 0;
            for (const auto& client : clients) sum += client->answers();
            return sum;
        };
        std::this_thread::sleep_for(std::chrono::duration<double>(seconds / 4));
        const std::uint64_t before = count();
        const std::uint64_t batches = (*store)->health().batches;
        const auto start = base::system_clock().monotonic();
        std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
        const double took = seconds_since(start);
        rate = {static_cast<double>(count() - before) / took,
                static_cast<double>((*store)->health().batches - batches) / took};
        for (const auto& client : clients) client->stop();
        store->reset();  // Before the clients: what is queued still calls them.
    }
    std::filesystem::remove_all(data);
    return rate;
}

std::unique_ptr<store::Store> started(const std::string& data, std::uint64_t& records) {
    auto store = store::open_log(data, {});
    if (!store) give_up(store.error().message.c_str());
    const auto replayed = (*store)->replay([&](const store::RecordView&) {
        ++records;
        return base::Result<void>{};
    });
    if (!replayed) give_up(replayed.error().message.c_str());
    return *std::move(store);
}

/// How long a start takes on an empty folder, and on one with 10,000 executions of 12 records each.
void print_starts(const std::string& folder) {
    const std::string data = folder + "/starts";
    std::filesystem::create_directory(data);
    std::uint64_t records = 0;
    auto start = base::system_clock().monotonic();
    auto store = started(data, records);
    std::printf("\nstart on an empty folder: %.1f ms\n", seconds_since(start) * 1000);
    const store::Record record{store::kFirstRecordKind, 1, std::string(400, 'x')};
    for (int execution = 0; execution < 10'000; ++execution) {
        store->commit({0, store->epoch(), std::vector<store::Record>(12, record)}, nullptr);
    }
    store.reset();
    for (const char* cache : {"cold", "warm"}) {
        if (cache[0] == 'c') drop_cache(data + "/log");
        records = 0;
        start = base::system_clock().monotonic();
        store = started(data, records);
        const double took = seconds_since(start);
        const double megabytes = static_cast<double>(store->health().log_bytes) / 1e6;
        std::printf("start with %llu records in %.0f MB, %s cache: %.0f ms, %.0f MB/s\n",
                    static_cast<unsigned long long>(records), megabytes, cache, took * 1000,
                    megabytes / took);
        store.reset();
    }
    std::filesystem::remove_all(data);
}

}  // namespace

int main(int argc, char** argv) {
    std::string folder = argc > 1 ? argv[1] : std::filesystem::path(argv[0]).parent_path().string();
    const double seconds = argc > 2 ? std::atof(argv[2]) : 3;
    folder += "/bench-store-" + std::to_string(::getpid());
    std::filesystem::create_directories(folder);
    std::printf("durable answers a second, records of %zu bytes\n\n", kRecordBytes);
    std::printf("%8s %12s %12s %8s %14s %14s %14s\n", "writers", "bare", "log", "ratio",
                "bare syncs/s", "log syncs/s", "others' cores");
    for (const std::size_t writers : {1U, 16U, 64U}) {
        const Busy busy = Busy::now();
        const auto start = base::system_clock().monotonic();
        const Rate before = bare(folder, writers, seconds / 2);
        const Rate ours = log(folder, writers, seconds);
        const Rate after = bare(folder, writers, seconds / 2);
        const double anchor = (before.answers + after.answers) / 2;
        const Busy later = Busy::now();
        const double others =
            (later.all - busy.all - (later.own - busy.own)) / seconds_since(start);
        std::printf("%8zu %12.0f %12.0f %8.2f %14.0f %14.0f %14.1f\n", writers, anchor,
                    ours.answers, ours.answers / anchor, (before.syncs + after.syncs) / 2,
                    ours.syncs, others);
    }
    print_starts(folder);
    std::filesystem::remove_all(folder);
}
