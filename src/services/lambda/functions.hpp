// What the operations share: the functions themselves, what changes them, and what runs them.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "services/durable_map.hpp"
#include "services/lambda/async_queue.hpp"
#include "services/lambda/background.hpp"
#include "services/lambda/names.hpp"
#include "services/lambda/packages.hpp"
#include "services/lambda/runtimes/runtimes.hpp"
#include "services/lambda/service.hpp"

namespace services::lambda {

using FunctionMap = DurableMap<FunctionKey, Function>;

class Functions {
public:
    explicit Functions(Dependencies dependencies);
    ~Functions();

    /// The function, if it is there and the qualifier names its only version. Errors:
    /// ResourceNotFoundException, ValidationException.
    base::Result<FunctionRef, aws::Error> find(const FunctionName& name) const;
    base::Result<FunctionRef, aws::Error> find(const aws::Call& call) const;

    /// Runs on the account's shard and gives the new revision to record, or an error.
    using Change = std::function<base::Result<Function, aws::Error>(const FunctionRef& before,
                                                                    base::TimePoint now)>;
    /// Applies a change to a function: recorded, then visible, then answered with its
    /// configuration. `settled` is told whether the change was made, once, after it is durable.
    /// Exactly once for an effect.
    void change(const aws::Call& call, FunctionKey key, Change change,
                std::function<void(bool)> settled, aws::Answer answer);
    /// The same for deletion.
    void remove(const aws::Call& call, const FunctionName& name, aws::Answer answer);

    /// Runs a function. False: too many wait already.
    [[nodiscard]] bool invoke(FunctionRef function, Invocation invocation);

    std::shared_ptr<FunctionLog> log(const FunctionKey& key);
    std::shared_ptr<FunctionLog> find_log(const FunctionKey& key) const;
    const FunctionMap& visible() const { return functions_; }
    Background& background() { return background_; }
    Packages& packages() { return packages_; }
    AsyncQueue& async() { return *async_; }
    runtime::Shards& shards() { return dependencies_.shards; }
    const FetchPackage& fetch_package() const { return dependencies_.fetch_package; }
    PoolCounts counts() const { return pool_->counts(); }
    const InvocationMeter& meter() const { return *meter_; }
    /// The interpreter's path, or empty. Only on the background thread, for it may have to look.
    std::string python();
    /// Where an account's functions live.
    static store::ShardId shard(std::string_view account);

private:
    void prepare(const FunctionRef& function,
                 std::function<void(base::Result<EnvironmentSpec>)> ready);
    base::Result<EnvironmentSpec> prepare_now(const FunctionRef& function);
    /// For the lines of a new process of the function.
    std::function<void(base::TimePoint, std::string_view)> print_line(
        const FunctionRef& function) const;
    void retire(const FunctionRef& before, const FunctionRef& after);
    void register_records();

    Dependencies dependencies_;
    FunctionMap functions_;
    mutable std::mutex logs_mutex_;
    std::map<FunctionKey, std::shared_ptr<FunctionLog>> logs_;
    /// Shared with the processes, which end after this.
    std::shared_ptr<InvocationMeter> meter_ = std::make_shared<InvocationMeter>();
    Packages packages_;
    std::string python_;
    bool has_looked_for_python_ = false;
    std::string client_path_;
    std::unique_ptr<AsyncQueue> async_;
    Background background_;  ///< Before the pool, so that it still runs while the pool ends.
    std::unique_ptr<Pool> pool_;
};

}  // namespace services::lambda
