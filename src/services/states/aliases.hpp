// Aliases of state machines: names for one version, or for two with weights. Changed on the
// machines' shard, visible when durable.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "services/durable_map.hpp"

namespace services::states {

struct Route {
    std::int64_t version = 0;
    std::int64_t weight = 0;  ///< Of 100.

    bool operator==(const Route&) const = default;
    static constexpr auto fields() { return std::tuple{&Route::version, &Route::weight}; }
};

struct Alias {
    std::string arn;
    std::string name;
    std::string machine_arn;
    std::string description;
    std::vector<Route> routes;  ///< One or two; their weights make 100.
    base::TimePoint creation_date{};
    base::TimePoint update_date{};

    static constexpr auto fields() {
        using A = Alias;
        return std::tuple{&A::arn,    &A::name,          &A::machine_arn, &A::description,
                          &A::routes, &A::creation_date, &A::update_date};
    }
    /// The version that a number from 0 to 99 falls to.
    std::int64_t version_of(std::uint64_t dice) const;
    bool leads_to(std::int64_t version) const;
};
using AliasPtr = std::shared_ptr<const Alias>;

class Aliases {
public:
    /// Registers for its records with `shards`.
    explicit Aliases(runtime::Shards& shards);

    // On the machines' shard.

    AliasPtr newest(store::ShardId shard, const std::string& arn) const;
    std::vector<AliasPtr> newest_of(store::ShardId shard, const std::string& machine_arn) const;
    void put(runtime::ShardContext& context, Alias alias);
    void remove(runtime::ShardContext& context, const std::string& arn);

    // Any thread; what is durable.

    AliasPtr find(const std::string& arn) const;
    /// Of one machine, by name. `behind`: only those after this ARN; empty: from the first on.
    std::vector<AliasPtr> list(const std::string& machine_arn, const std::string& behind,
                               std::size_t most) const;

private:
    base::Result<void> replay(const runtime::ReplayedRecord& record);

    DurableMap<std::string, Alias> aliases_;
};

}  // namespace services::states
