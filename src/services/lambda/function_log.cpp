#include "services/lambda/function_log.hpp"

#include <algorithm>

namespace services::lambda {

void FunctionLog::add(base::TimePoint at, std::string_view line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back({at, std::string(line)});
    bytes_ += line.size() + sizeof(LogLine);
    while (bytes_ > base::limits::kLambdaLogBytesMax && !lines_.empty()) {
        bytes_ -= lines_.front().text.size() + sizeof(LogLine);
        lines_.pop_front();
    }
}

std::vector<LogLine> FunctionLog::newest(std::size_t count) const {
    const std::lock_guard lock(mutex_);
    const std::size_t skip = lines_.size() - std::min(count, lines_.size());
    return {lines_.begin() + static_cast<std::ptrdiff_t>(skip), lines_.end()};
}

}  // namespace services::lambda
