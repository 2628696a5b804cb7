// Walks over everything of a state that is evaluated.
#include "asl/variable_references.hpp"

#include <set>

#include "base/overloaded.hpp"

namespace asl {
namespace {

/// Gathers the names that one state reads; one call for each thing that can read some.
class Reads {
public:
    std::set<std::string> take() && { return std::move(names_); }

    void add(const State& state) {
        add(state.input_path);
        add(state.output_path);
        add(state.parameters);
        add(state.result_selector);
        add(state.output);
        add(state.assign);
        for (const Catcher& catcher : state.catchers) {
            add(catcher.output);
            add(catcher.assign);
        }
        std::visit([this](const auto& kind) { add(kind); }, state.kind);
    }

private:
    void add(const Pass&) {}
    void add(const Succeed&) {}
    void add(const Parallel&) {}
    void add(const Task& task) {
        add(task.timeout);
        add(task.heartbeat);
        add(task.credentials);
    }
    void add(const Choice& choice) {
        for (const ChoiceBranch& branch : choice.branches) {
            add(branch.rule);
            add(branch.output);
            add(branch.assign);
        }
    }
    void add(const Wait& wait) { add(wait.until); }
    void add(const Fail& fail) {
        add(fail.error);
        add(fail.cause);
    }
    void add(const Map& map) {
        add(map.items_path);
        add(map.items);
        add(map.item_selector);
        add(map.max_concurrency);
        add(map.tolerated_failure_count_path);
        add(map.tolerated_failure_percentage_path);
        add(map.tolerated_failure_count_expression);
        add(map.tolerated_failure_percentage_expression);
        if (map.item_reader) {
            add(map.item_reader->parameters);
            add(map.item_reader->max_items);
        }
        if (map.item_batcher) {
            add(map.item_batcher->max_items);
            add(map.item_batcher->max_input_bytes);
            add(map.item_batcher->batch_input);
        }
        if (map.result_writer) add(map.result_writer->parameters);
    }

    void add(const PathField& path) { add(path.query); }
    void add(const ChoiceRule& rule) {
        add(rule.condition);
        if (rule.comparing) {
            add(rule.comparing->variable);
            add(rule.comparing->operand);
        }
        for (const ChoiceRule& operand : rule.rules) add(operand);
    }
    void add(const Wait::UntilPath& path) { add(path.query); }
    void add(const Wait::SecondsExpression& seconds) { add(seconds.expression); }
    void add(const Wait::UntilExpression& until) { add(until.expression); }

    void add(const query::Query& query) { add(query.variables()); }
    void add(const query::Template& payload) { add(payload.variables()); }
    void add(const query::JsonataTemplate& payload) { add(payload.variables()); }
    void add(const std::vector<std::string>& names) { names_.insert(names.begin(), names.end()); }

    // What is written down reads nothing.
    void add(std::monostate) {}
    void add(std::int64_t) {}
    void add(base::TimePoint) {}
    void add(const std::string&) {}
    void add(const json::Value&) {}

    template <class T>
    void add(const std::optional<T>& present) {
        if (present) add(*present);
    }
    template <class... T>
    void add(const std::variant<T...>& one) {
        std::visit([this](const auto& value) { add(value); }, one);
    }

    std::set<std::string> names_;
};

}  // namespace

std::map<std::string, std::vector<std::string>> variable_references(const Program& program) {
    std::map<std::string, std::vector<std::string>> all;
    for (const State& state : program.states) {
        Reads reads;
        reads.add(state);
        const std::set<std::string> names = std::move(reads).take();
        if (!names.empty()) all.emplace(state.name, std::vector(names.begin(), names.end()));
    }
    return all;
}

}  // namespace asl
