// A few threads for what may block on a disk and must neither run on an I/O thread nor on a
// shard's: syncs, copies, opening and removing files.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace services::s3 {

class FileThreads {
public:
    /// With 0 threads jobs run inside `run`: for tests.
    explicit FileThreads(unsigned threads);
    /// Finishes what is queued.
    ~FileThreads();
    FileThreads(const FileThreads&) = delete;
    FileThreads& operator=(const FileThreads&) = delete;

    /// Queues a job. False: too many wait already. Any thread.
    [[nodiscard]] bool run(std::function<void()> job);

private:
    void work() noexcept;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> jobs_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace services::s3
