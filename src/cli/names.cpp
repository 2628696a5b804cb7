#include "cli/names.hpp"

#include "base/text.hpp"
#include "cli/table.hpp"

namespace cli {
namespace {

/// How many executions of a machine are looked through for a short name.
constexpr std::size_t kSearchedMax = 10'000;

Outcome<std::vector<json::Value>> pages(Connection& connection, std::string_view what,
                                        std::string_view operation, json::Value input,
                                        std::string_view list, std::size_t limit) {
    std::vector<json::Value> found;
    for (;;) {
        QS_TRY(const json::Value page, connection.call(what, "states", operation, input));
        if (const json::Value* const items = page.find(list); items != nullptr) {
            for (const auto& item : items->items()) {
                if (found.size() == limit) return found;
                found.push_back(item);
            }
        }
        const auto token = page.find_string("nextToken");
        if (!token) return found;
        json::ObjectBuilder next(input);
        next.set("nextToken", *token);
        input = std::move(next).build();
    }
}

}  // namespace

Outcome<std::vector<json::Value>> all_machines(Connection& connection) {
    return pages(connection, "cannot list the state machines", "ListStateMachines",
                 json::object({{"maxResults", json::Value::integer(1000)}}), "stateMachines",
                 static_cast<std::size_t>(-1));
}

Outcome<std::vector<json::Value>> executions_of(Connection& connection,
                                                const std::string& machine_arn,
                                                const std::string& status, std::size_t limit) {
    json::ObjectBuilder input;
    input.set("stateMachineArn", machine_arn);
    input.set_integer("maxResults", static_cast<std::int64_t>(std::min<std::size_t>(limit, 1000)));
    if (!status.empty()) input.set("statusFilter", status);
    return pages(connection, "cannot list the executions of " + machine_arn, "ListExecutions",
                 std::move(input).build(), "executions", limit);
}

Outcome<std::string> find_machine(Connection& connection, const std::string& name) {
    if (name.starts_with("arn:")) return name;
    QS_TRY(const auto machines, all_machines(connection));
    std::vector<std::string> names;
    for (const auto& machine : machines) {
        if (machine.find_string("name") == name) return text_of(machine, "stateMachineArn");
        names.push_back(text_of(machine, "name"));
    }
    QS_TRY(const std::string account, connection.account());
    std::string hint = did_you_mean(name, names);
    if (!hint.empty()) hint += "   ";
    return base::fail(not_found_problem("no state machine named \"" + name + "\" in account " +
                                            account + ", " + connection.region(),
                                        hint + "quickstep machines list"));
}

Outcome<std::string> find_execution(Connection& connection, const std::string& name) {
    if (name.starts_with("arn:")) return name;
    QS_TRY(const auto machines, all_machines(connection));
    std::vector<std::string> candidates;
    for (const auto& machine : machines) {
        if (machine.find_string("type") == "EXPRESS") continue;
        QS_TRY(const auto executions,
               executions_of(connection, text_of(machine, "stateMachineArn"), {}, kSearchedMax));
        for (const auto& execution : executions) {
            const std::string full = text_of(execution, "name");
            if (full == name || (!name.empty() && full.starts_with(name))) {
                if (full == name) {
                    // A whole name counts more than prefixes of others.
                    std::erase_if(candidates, [&](const std::string& arn) {
                        return !arn.ends_with(":" + name);
                    });
                }
                const bool has_whole =
                    !candidates.empty() && candidates.front().ends_with(":" + name);
                if (full == name || !has_whole) {
                    candidates.push_back(text_of(execution, "executionArn"));
                }
            }
        }
    }
    if (candidates.size() == 1) return candidates.front();
    if (candidates.empty()) {
        return base::fail(not_found_problem("no execution whose name begins with \"" + name + "\"",
                                            "quickstep executions list"));
    }
    constexpr std::size_t kShownMax = 5;
    Problem problem =
        usage_problem("\"" + name + "\" is the beginning of " + std::to_string(candidates.size()) +
                      " executions' names; say more of it");
    for (std::size_t i = 0; i < std::min(kShownMax, candidates.size()); ++i) {
        problem.hint += (i == 0 ? "" : "\n") + candidates[i];
    }
    return base::fail(std::move(problem));
}

}  // namespace cli
