// The anchor of `./dev bench images`: the picture work of the image application and nothing else.
// As many processes as asked for take turns at the same JPEG, with the very code of the functions,
// and without S3, Lambda or a workflow around it. Prints one line of JSON.
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <new>
#include <string>
#include <vector>

#include "picture/picture.hpp"

namespace {

// Takes pictures from `left` until there are none. The exit status of a worker.
int work(const std::string& upload, std::atomic<int>& left) {
    const picture::Library library;
    while (left.fetch_sub(1) > 0) {
        const auto resized = picture::resize(upload);
        if (!resized) {
            std::fprintf(stderr, "%s\n", resized.error().message.c_str());
            return 1;
        }
        const auto thumbnail = picture::thumbnail(resized->made.bytes);
        if (!thumbnail) {
            std::fprintf(stderr, "%s\n", thumbnail.error().message.c_str());
            return 1;
        }
    }
    return 0;
}

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// Runs the workers, each a process of its own as functions are. False where one failed.
bool run(const std::string& upload, int workers, std::atomic<int>& left) {
    std::vector<pid_t> children;
    for (int i = 0; i < workers; ++i) {
        const pid_t child = fork();
        if (child < 0) return false;
        if (child == 0) _exit(work(upload, left));
        children.push_back(child);
    }
    bool well = true;
    for (const pid_t child : children) {
        int status = 0;
        well = waitpid(child, &status, 0) == child && status == 0 && well;
    }
    return well;
}

}  // namespace

int main(int argc, char** argv) {
    const int count = argc == 4 ? std::atoi(argv[2]) : 0;
    const int workers = argc == 4 ? std::atoi(argv[3]) : 0;
    if (count < 1 || workers < 1) {
        std::fprintf(stderr, "usage: %s PICTURE COUNT WORKERS\n", argv[0]);
        return 2;
    }
    std::ifstream file(argv[1], std::ios::binary);
    const std::string upload{std::istreambuf_iterator<char>(file), {}};
    if (upload.empty()) {
        std::fprintf(stderr, "%s cannot be read\n", argv[1]);
        return 1;
    }
    void* shared = mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return 1;
    auto& left = *new (shared) std::atomic<int>(count);

    const auto begin = std::chrono::steady_clock::now();
    if (!run(upload, workers, left)) return 1;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    rusage usage{};
    getrusage(RUSAGE_CHILDREN, &usage);
    const double cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    std::printf(
        "{\"pictures\":%d,\"workers\":%d,\"seconds\":%.3f,\"pictures_per_second\":%.2f,"
        "\"cpu_ms_per_picture\":%.1f,\"peak_rss_kib\":%ld}\n",
        count, workers, elapsed.count(), count / elapsed.count(), 1e3 * cpu / count,
        usage.ru_maxrss);
    return 0;
}
