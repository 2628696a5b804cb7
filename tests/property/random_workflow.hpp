// A generated definition: all state types in both query languages, mixed per state, Parallel and
// Map nested, Retry and Catch, variables, time-outs. Every transition leads forward, so that each
// one ends or waits. The same seed gives the same text with every compiler: draws stand in
// statements of their own, because the operands of + are evaluated in any order.
#pragma once
#include <string>
#include <vector>

#include "base/random.hpp"

namespace test {

class RandomWorkflow {
public:
    explicit RandomWorkflow(std::uint64_t seed) : random_(seed) {}

    std::string definition() {
        std::string machine = scope(0);
        if (chance(20)) machine.insert(1, R"("TimeoutSeconds":)" + number(1, 90) + ",");
        return machine;
    }

private:
    std::uint64_t below(std::uint64_t bound) { return random_.next() % bound; }
    bool chance(std::uint64_t percent) { return below(100) < percent; }
    std::string number(std::uint64_t least, std::uint64_t most) {
        return std::to_string(least + below(most - least + 1));
    }
    template <std::size_t N>
    std::string any(const char* const (&texts)[N]) {
        return texts[below(N)];
    }

    std::string scope(int depth) {
        std::vector<std::string> names;
        for (std::uint64_t i = 0, count = 1 + below(depth == 0 ? 6 : 3); i < count; ++i) {
            names.push_back("s" + std::to_string(next_name_++));
        }
        std::string states;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (i > 0) states += ',';
            states += '"' + names[i] + "\":{" +
                      state(depth, std::vector(names.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                               names.end())) +
                      "}";
        }
        return R"({"StartAt":")" + names.front() + R"(","States":{)" + states + "}}";
    }

    using Names = std::vector<std::string>;

    /// Members of a state; its Catch and Choice can go to any of the states after it.
    std::string state(int depth, const Names& later) {
        const std::uint64_t kind = below(depth < 3 ? 10 : 7);
        if (chance(35)) return R"("QueryLanguage":"JSONata",)" + jsonata_state(kind, depth, later);
        if (kind == 6) return last_or_choice(later);
        std::string fields;
        if (kind <= 1) {
            fields = pass();
        } else if (kind <= 4) {
            fields = task(later);
        } else if (kind == 5) {
            fields = R"("Type":"Wait",)";
            if (chance(60)) {
                fields += R"("Seconds":)" + number(0, 5);
            } else {
                fields += any({R"("SecondsPath":"$.seconds")", R"("TimestampPath":"$.missing")",
                               R"("Timestamp":"2026-01-01T00:00:00Z")",
                               R"("TimestampPath":"$$.State.EnteredTime")"});
            }
            fields += assign();
        } else {
            fields = kind == 7 ? parallel(depth) : map(depth);
            fields += handlers(later);
        }
        return fields + next(later);
    }

    static const std::string& pick(const Names& names, std::uint64_t at) {
        return names[at % names.size()];
    }
    /// To the state right behind, so that each can be reached.
    std::string next(const Names& later) {
        if (later.empty()) return R"(,"End":true)";
        return R"(,"Next":")" + later.front() + '"';
    }
    std::string assign() {
        if (!chance(25)) return "";
        std::string fields = R"(,"Assign":{")" + any({"x", "y"});
        fields += std::to_string(next_name_++) + R"(":)" + number(0, 9) + "}";
        return fields;
    }
    std::string pass() {
        std::string fields = R"("Type":"Pass")";
        if (chance(40)) fields += R"(,"Result":)" + any({"[1,2,3]", R"({"a":1})", "\"t\"", "null"});
        if (chance(30)) fields += R"(,"Parameters":{"whole.$":"$","n.$":"$$.State.Name"})";
        if (chance(30)) fields += R"(,"ResultPath":)" + any({"\"$.r\"", "null", "\"$\""});
        if (chance(5)) fields += R"(,"OutputPath":"$.missing")";
        return fields + assign();
    }
    std::string task(const Names& later) {
        std::string fields = R"("Type":"Task","Resource":")" +
                             any({"arn:aws:states:::dynamodb:putItem",
                                  "arn:aws:lambda:us-east-1:111111111111:function:f",
                                  "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                                  "arn:aws:states:us-east-1:111111111111:activity:a"}) +
                             '"';
        if (chance(40)) fields += R"(,"TimeoutSeconds":)" + number(11, 40);
        if (chance(30)) fields += R"(,"HeartbeatSeconds":)" + number(1, 10);
        if (chance(30)) fields += R"(,"Parameters":{"n.$":"$$.State.RetryCount"})";
        if (chance(20)) fields += R"(,"ResultPath":"$.t")";
        fields += assign();
        return fields + handlers(later);
    }
    std::string handlers(const Names& later) {
        std::string fields;
        if (chance(40)) {
            fields += R"(,"Retry":[{"ErrorEquals":[)" + any({"\"A\"", "\"States.Timeout\""});
            fields += R"(],"MaxAttempts":)" + number(0, 2) + R"(,"JitterStrategy":"FULL"})";
            fields += R"(,{"ErrorEquals":["States.ALL"],"IntervalSeconds":)" + number(1, 3);
            fields += R"(,"MaxAttempts":)" + number(0, 2) + "}]";
        }
        if (!later.empty() && chance(40)) {
            fields += R"(,"Catch":[{"ErrorEquals":["States.ALL"],"Next":")" +
                      pick(later, random_.next()) + R"("}])";
        }
        return fields;
    }
    std::string last_or_choice(const Names& later) {
        if (later.empty()) {
            if (chance(40)) return R"("Type":"Fail","Error":"F","Cause":"generated")";
            return R"("Type":"Succeed")";
        }
        return R"("Type":"Choice","Choices":[{"Variable":"$.a","IsPresent":true,"Next":")" +
               pick(later, random_.next()) + R"("}],"Default":")" + later.front() + '"';
    }
    std::string parallel(int depth) {
        std::string branches = scope(depth + 1);
        for (std::uint64_t i = 0, more = below(3); i < more; ++i)
            branches += ',' + scope(depth + 1);
        return R"("Type":"Parallel","Branches":[)" + branches + "]";
    }
    std::string map(int depth) {
        std::string fields = R"("Type":"Map","ItemProcessor":)" + scope(depth + 1);
        if (chance(60)) fields += R"(,"MaxConcurrency":)" + number(0, 3);
        if (chance(70)) {
            fields += R"(,"ItemsPath":"$$.Execution.Input.list")";
            if (chance(30)) fields += R"(,"ItemSelector":{"v.$":"$$.Map.Item.Value"})";
        }
        return fields;
    }

    // The same in JSONata.

    std::string jsonata_state(std::uint64_t kind, int depth, const Names& later) {
        if (kind == 6) return jsonata_last_or_choice(later);
        std::string fields;
        if (kind <= 1) {
            fields = R"("Type":"Pass")";
        } else if (kind <= 4) {
            fields = jsonata_task();
        } else if (kind == 5) {
            fields = R"("Type":"Wait",)";
            fields += any({R"("Seconds":3)", R"("Seconds":"{% 1 + 1 %}")",
                           R"("Seconds":"{% $states.input.seconds %}")",
                           R"("Timestamp":"{% $fromMillis($millis() + 3000) %}")"});
        } else if (kind == 7) {
            fields = parallel(depth);
            if (chance(30)) fields += R"(,"Arguments":{"a":"{% $states.input %}"})";
        } else {
            fields = jsonata_map(depth);
        }
        fields += output() + jsonata_assign();
        if (kind > 1 && kind != 5) fields += jsonata_handlers(later);
        return fields + next(later);
    }
    std::string output() {
        if (chance(50)) return "";
        return R"(,"Output":)" +
               any({"\"{% $states.input %}\"", "\"{% $states.input.nothing %}\"", "[1,\"two\"]",
                    R"({"n":"{% $states.context.State.Name %}","r":"{% $random() %}"})",
                    R"("{% {'a': $uuid(), 'seconds': 1} %}")", "null"});
    }
    std::string jsonata_assign() {
        if (!chance(25)) return "";
        std::string fields = R"(,"Assign":{")" + any({"x", "y"});
        fields += std::to_string(next_name_++) + R"(":"{% $count([1..)" + number(1, 9);
        return fields + R"(]) %}"})";
    }
    std::string jsonata_task() {
        std::string fields = R"("Type":"Task","Resource":")" +
                             any({"arn:aws:states:::dynamodb:putItem",
                                  "arn:aws:lambda:us-east-1:111111111111:function:f",
                                  "arn:aws:states:::sqs:sendMessage.waitForTaskToken"}) +
                             '"';
        if (chance(40)) {
            fields += R"(,"Arguments":{"n":"{% $states.context.State.RetryCount %}","t":)"
                      R"("{% $exists($states.context.Task.Token) %}"})";
        }
        if (chance(40)) fields += R"(,"TimeoutSeconds":"{% 11 + $count([1,2]) %}")";
        if (chance(30)) fields += R"(,"HeartbeatSeconds":)" + number(1, 10);
        return fields;
    }
    std::string jsonata_handlers(const Names& later) {
        std::string fields;
        if (chance(40)) {
            fields +=
                R"(,"Retry":[{"ErrorEquals":["States.ALL"],"BackoffRate":1.5,"MaxAttempts":)" +
                number(0, 2) + R"(,"MaxDelaySeconds":2}])";
        }
        if (!later.empty() && chance(50)) {
            fields += R"(,"Catch":[{"ErrorEquals":[)" +
                      any({"\"States.ALL\"", "\"States.QueryEvaluationError\",\"A\""});
            fields +=
                R"(],"Assign":{"e)" + std::to_string(next_name_++) +
                R"(":"{% $states.errorOutput.Error %}"},"Output":"{% $states.errorOutput %}",)"
                R"("Next":")";
            fields += pick(later, random_.next()) + R"("}])";
        }
        return fields;
    }
    std::string jsonata_last_or_choice(const Names& later) {
        if (later.empty()) {
            if (chance(40)) return R"("Type":"Fail","Error":"{% 'F' & 'G' %}","Cause":"generated")";
            return R"("Type":"Succeed")" + output();
        }
        return R"("Type":"Choice","Choices":[{"Condition":"{% )" +
               any({"$exists($states.input.a)", "$states.input = 1", "$random() < 0.5"}) +
               R"( %}","Next":")" + pick(later, random_.next()) + '"' + output() +
               jsonata_assign() + R"(}],"Default":")" + later.front() + '"' + output();
    }
    std::string jsonata_map(int depth) {
        std::string fields = R"("Type":"Map","ItemProcessor":)" + scope(depth + 1);
        if (chance(80)) {
            fields +=
                R"(,"Items":)" + any({"[1,2,3]", "\"{% $states.context.Execution.Input.list %}\"",
                                      "\"{% [1..4] %}\""});
        }
        if (chance(50)) fields += R"(,"MaxConcurrency":"{% 2 %}")";
        if (chance(30)) {
            fields += R"(,"ItemSelector":{"i":"{% $states.context.Map.Item.Index %}"})";
        }
        return fields;
    }

    base::SeededRandom random_;
    int next_name_ = 0;
};

}  // namespace test
