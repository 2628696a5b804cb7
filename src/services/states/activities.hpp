// The activities of the account. Changes happen on one shard and become visible when they are
// durable.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "aws/error.hpp"
#include "aws/operation.hpp"
#include "json/value.hpp"
#include "runtime/runtime.hpp"
#include "services/answer_once.hpp"
#include "services/durable_map.hpp"

namespace services::states {

struct Activity {
    std::string arn;
    std::string name;
    base::TimePoint creation_date{};
    json::Value encryption;  ///< As given, or null.
    std::string tags;        ///< JSON text, or empty.

    static constexpr auto fields() {
        using A = Activity;
        return std::tuple{&A::arn, &A::name, &A::creation_date, &A::encryption, &A::tags};
    }
};
using ActivityPtr = std::shared_ptr<const Activity>;

class Activities {
public:
    /// Registers for its records with `shards`.
    explicit Activities(runtime::Shards& shards);

    /// Runs `work` on the activities' shard, once for each effect; its result is answered when all
    /// it recorded is durable.
    void change(const aws::Call& call, ShardWork work, aws::Answer answer);

    // On the activities' shard, in `work`.

    /// Null if there is none.
    ActivityPtr newest(const std::string& arn) const;
    std::size_t newest_count() const;
    void put(runtime::ShardContext& context, Activity activity);
    /// Of an unknown one nothing happens.
    void remove(runtime::ShardContext& context, const std::string& arn);

    // Any thread; what is durable.

    ActivityPtr find(const std::string& arn) const;
    /// By ARN, in order. `behind`: only those after this ARN.
    std::vector<ActivityPtr> list(const std::string& behind, std::size_t most) const;

private:
    base::Result<void> replay(const runtime::ReplayedRecord& record);

    runtime::Shards& shards_;
    store::ShardId shard_;
    DurableMap<std::string, Activity> activities_;
};

}  // namespace services::states
