// One thread for what blocks: unpacking code, writing packages, removing folders.
#pragma once
#include <functional>
#include <memory>

namespace services::lambda {

class Background {
public:
    Background();
    /// Runs what was given before, then ends.
    ~Background();
    /// Runs `job` after those given before. Any thread; never blocks.
    void run(std::function<void()> job);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace services::lambda
