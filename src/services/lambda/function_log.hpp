// What functions print, with the lines that Lambda adds: a bounded ring for each function, for the
// console.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/time.hpp"

namespace services::lambda {

struct LogLine {
    base::TimePoint at;
    std::string text;  ///< Without its line end; bytes as the function wrote them.
};

/// The newest lines of one function. Any thread.
class FunctionLog {
public:
    void add(base::TimePoint at, std::string_view line);
    /// The newest lines, oldest first, at most `count`.
    std::vector<LogLine> newest(std::size_t count) const;

private:
    mutable std::mutex mutex_;
    std::deque<LogLine> lines_;
    std::size_t bytes_ = 0;
};

/// Cuts what a process writes into lines. A line over the limit comes in parts.
class LineSplitter {
public:
    /// Calls `line` for each finished line.
    template <class Line>
    void feed(std::string_view bytes, const Line& line) {
        while (!bytes.empty()) {
            const std::size_t end = bytes.find('\n');
            const std::size_t room = kLineBytesMax - rest_.size();
            const std::size_t count =
                std::min(end == std::string_view::npos ? bytes.size() : end, room);
            rest_.append(bytes.substr(0, count));
            bytes.remove_prefix(count);
            if (count == end) bytes.remove_prefix(1);
            if (count == end || rest_.size() == kLineBytesMax) finish(line);
        }
    }
    /// What was begun and not ended by a line feed.
    template <class Line>
    void end(const Line& line) {
        if (!rest_.empty()) finish(line);
    }

private:
    template <class Line>
    void finish(const Line& line) {
        if (rest_.ends_with('\r')) rest_.pop_back();
        line(std::string_view(rest_));
        rest_.clear();
    }

    static constexpr std::size_t kLineBytesMax = base::limits::kLambdaLogLineBytesMax;
    std::string rest_;
};

}  // namespace services::lambda
