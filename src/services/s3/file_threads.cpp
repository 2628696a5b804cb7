// A bounded queue and the threads that empty it.
#include "services/s3/file_threads.hpp"

#include "base/limits.hpp"

namespace services::s3 {

FileThreads::FileThreads(unsigned threads) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

FileThreads::~FileThreads() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

bool FileThreads::run(std::function<void()> job) {
    if (threads_.empty()) {
        job();
        return true;
    }
    {
        const std::lock_guard lock(mutex_);
        if (jobs_.size() >= base::limits::kS3FileJobsMax) return false;
        jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

void FileThreads::work() noexcept {
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        std::function<void()> job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        job();
        job = nullptr;  // What it holds must not die under the lock.
        lock.lock();
    }
}

}  // namespace services::s3
