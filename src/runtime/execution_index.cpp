#include "runtime/execution_index.hpp"

#include <algorithm>
#include <charconv>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "runtime/redrive.hpp"

namespace runtime {
namespace {

std::size_t place(engine::Status status) {
    return static_cast<std::size_t>(status);
}

/// Whether a list of this place holds what the filter wants.
bool is_wanted(const ExecutionFilter& filter, std::size_t list) {
    const std::size_t status = list % ExecutionIndex::kStatuses;
    if (filter.status && status != place(*filter.status)) return false;
    return !filter.redriven || *filter.redriven == (list >= ExecutionIndex::kStatuses);
}

}  // namespace

ExecutionIndex::Key ExecutionIndex::key_of(const ExecutionSummary& summary) {
    return {base::epoch_ms(summary.redrive_time.value_or(summary.info.start_time)),
            summary.info.arn};
}

std::size_t ExecutionIndex::place_of(const ExecutionSummary& summary) {
    return place(summary.status) + (summary.redrive_time ? kStatuses : 0);
}

void ExecutionIndex::enlist(const ExecutionSummary& summary) {
    for (ByStatus* const keys : lists_of(summary.info)) {
        (*keys)[place_of(summary)].insert(key_of(summary));
    }
}

void ExecutionIndex::delist(const ExecutionSummary& summary) {
    for (ByStatus* const keys : lists_of(summary.info)) {
        (*keys)[place_of(summary)].erase(key_of(summary));
    }
}

std::vector<ExecutionIndex::ByStatus*> ExecutionIndex::lists_of(const engine::ExecutionInfo& info) {
    std::vector<ByStatus*> lists{&by_machine_[info.state_machine_arn]};
    if (info.version_arn) lists.push_back(&by_qualifier_[*info.version_arn]);
    if (info.alias_arn) lists.push_back(&by_qualifier_[*info.alias_arn]);
    return lists;
}

void ExecutionIndex::add(store::ShardId shard, const codec::DecisionHeader& header,
                         const engine::ExecutionInfo& info, RecordPosition position) {
    const std::lock_guard lock(mutex_);
    ExecutionSummary& summary = by_arn_[info.arn];
    QS_ASSERT(summary.records.empty());
    summary.info = info;
    summary.revision = header.revision.value_or("");
    summary.shard = shard;
    summary.number = header.number;
    next_number_[shard] = std::max(next_number_[shard], header.number + 1);
    open_[shard].emplace(header.number, info.arn);
    enlist(summary);
    apply(summary, header, position);
}

void ExecutionIndex::update(store::ShardId shard, const codec::DecisionHeader& header,
                            RecordPosition position) {
    const std::lock_guard lock(mutex_);
    const auto found = open_[shard].find(header.number);
    QS_ASSERT(found != open_[shard].end());
    apply(by_arn_.at(found->second), header, position);
}

void ExecutionIndex::apply(ExecutionSummary& summary, const codec::DecisionHeader& header,
                           RecordPosition position) {
    summary.records.push_back(position);
    summary.last_event_id = header.last_event_id;
    if (header.status == summary.status) return;
    const std::size_t before = place_of(summary);
    const Key key = key_of(summary);
    summary.status = header.status;
    for (ByStatus* const keys : lists_of(summary.info)) {
        (*keys)[place_of(summary)].insert((*keys)[before].extract(key));
    }
    summary.stop_time = header.at;
    summary.records.shrink_to_fit();
    open_[summary.shard].erase(summary.number);
}

void ExecutionIndex::redrive(const Redriven& redriven) {
    const std::lock_guard lock(mutex_);
    ExecutionSummary& summary = by_arn_.at(redriven.arn);
    delist(summary);
    summary.status = engine::Status::running;
    summary.stop_time.reset();
    summary.redrive_time = redriven.at;
    summary.info.redrive_count = redriven.count;
    enlist(summary);
    open_[summary.shard].emplace(summary.number, redriven.arn);
    if (redriven.token.empty()) return;
    std::deque<UsedToken>& used = tokens_[redriven.arn];
    used.push_back({redriven.token, redriven.at});
    if (used.size() > base::limits::kRedriveTokensMax) used.pop_front();
}

std::optional<base::TimePoint> ExecutionIndex::redriven_with(const std::string& arn,
                                                             const std::string& token,
                                                             base::TimePoint now) const {
    const std::lock_guard lock(mutex_);
    const auto found = tokens_.find(arn);
    if (found == tokens_.end()) return std::nullopt;
    for (const UsedToken& used : found->second) {
        if (used.token == token && is_token_valid(used.at, now)) return used.at;
    }
    return std::nullopt;
}

std::size_t ExecutionIndex::open_count() const {
    const std::lock_guard lock(mutex_);
    std::size_t count = 0;
    for (const auto& open : open_) count += open.size();
    return count;
}

void ExecutionIndex::quarantine(const std::string& arn, std::string cause) {
    const std::lock_guard lock(mutex_);
    const auto found = by_arn_.find(arn);
    if (found == by_arn_.end()) return;
    if (found->second.quarantine.empty()) ++quarantined_;
    found->second.quarantine = std::move(cause);
}

std::optional<ExecutionSummary> ExecutionIndex::find(const std::string& arn) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_arn_.find(arn);
    if (found == by_arn_.end()) return std::nullopt;
    return found->second;
}

bool ExecutionIndex::contains(const std::string& arn) const {
    const std::lock_guard lock(mutex_);
    return by_arn_.contains(arn);
}

std::vector<ExecutionSummary> ExecutionIndex::open(store::ShardId shard) const {
    const std::lock_guard lock(mutex_);
    std::vector<ExecutionSummary> result;
    for (const auto& [number, arn] : open_[shard]) result.push_back(by_arn_.at(arn));
    return result;
}

std::uint64_t ExecutionIndex::next_number(store::ShardId shard) const {
    const std::lock_guard lock(mutex_);
    return next_number_[shard];
}

namespace {

// "1764000000042:arn:aws:..." in Base64: opaque to clients, and nothing in it is a secret.
std::string token_of(std::int64_t ms, const std::string& arn) {
    return base::base64_encode(std::to_string(ms) + ":" + arn);
}

base::Result<std::pair<std::int64_t, std::string>> read_token(const std::string& token) {
    const auto text = base::base64_decode(token);
    std::int64_t start_ms = 0;
    if (text) {
        const char* const end = text->data() + text->size();
        const auto [rest, error] = std::from_chars(text->data(), end, start_ms);
        if (error == std::errc{} && rest != end && *rest == ':') {
            return std::pair{start_ms, std::string(rest + 1, end)};
        }
    }
    return base::fail(base::invalid("Invalid Token: '" + token + "'"));
}

}  // namespace

std::vector<const ExecutionIndex::ByStatus*> ExecutionIndex::wanted_lists(
    const std::string& arn) const {
    std::vector<const ByStatus*> lists;
    if (arn.empty()) {
        for (const auto& [machine, by_status] : by_machine_) lists.push_back(&by_status);
        return lists;
    }
    for (const auto* const all : {&by_machine_, &by_qualifier_}) {
        if (const auto found = all->find(arn); found != all->end()) {
            lists.push_back(&found->second);
        }
    }
    return lists;
}

base::Result<ExecutionPage> ExecutionIndex::list(const ExecutionFilter& filter, std::size_t most,
                                                 const std::string& token) const {
    std::optional<Key> behind;
    if (!token.empty()) {
        QS_TRY(auto last, read_token(token));
        behind = Key{last.first, std::move(last.second)};
    }
    const std::lock_guard lock(mutex_);

    // A merge of the sorted sets that match.
    struct Run {
        std::set<Key>::const_iterator at, end;
    };
    std::vector<Run> runs;
    for (const ByStatus* const by_status : wanted_lists(filter.machine_arn)) {
        for (std::size_t i = 0; i < by_status->size(); ++i) {
            if (!is_wanted(filter, i)) continue;
            const std::set<Key>& keys = (*by_status)[i];
            const auto begin = behind ? keys.upper_bound(*behind) : keys.begin();
            if (begin != keys.end()) runs.push_back({begin, keys.end()});
        }
    }
    ExecutionPage page;
    while (!runs.empty()) {
        const auto newest = std::ranges::min_element(
            runs, [](const Run& a, const Run& b) { return *a.at < *b.at; });
        if (page.executions.size() == most) {
            const Key last = key_of(page.executions.back());
            page.next = token_of(last.ms, last.arn);
            break;
        }
        const ExecutionSummary& summary = by_arn_.at(newest->at->arn);
        page.executions.push_back({summary.info,
                                   summary.revision,
                                   summary.status,
                                   summary.stop_time,
                                   summary.redrive_time,
                                   summary.last_event_id,
                                   summary.shard,
                                   summary.number,
                                   summary.quarantine,
                                   {}});
        if (++newest->at == newest->end) runs.erase(newest);
    }
    return page;
}

ExecutionIndex::Counts ExecutionIndex::counts(const std::string& machine_arn) const {
    const std::lock_guard lock(mutex_);
    Counts counts;
    counts.quarantined = quarantined_;
    for (const ByStatus* const by_status : wanted_lists(machine_arn)) {
        for (std::size_t i = 0; i < by_status->size(); ++i) {
            counts.by_status[i % kStatuses] += (*by_status)[i].size();
        }
    }
    return counts;
}

}  // namespace runtime
