// Executions of one definition, on shards without threads and a store in memory, with a clock that
// the test moves. Tasks that are asked for stay unanswered until the test answers them.
#pragma once
#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "asl/compile.hpp"
#include "base/clock.hpp"
#include "json/parse.hpp"
#include "runtime/executions.hpp"
#include "runtime/shards.hpp"
#include "store/memory/memory_store.hpp"

namespace support {

class InlineExecutions final : private runtime::TaskDispatcher {
public:
    explicit InlineExecutions(const std::string& definition)
        : program(asl::compile(definition).program),
          shards(store, clock),
          executions(shards, [this](const std::string&) { return program; }) {
        REQUIRE(program != nullptr);
        executions.set_dispatcher(*this);
        REQUIRE(shards.start());
    }

    /// The ARN of a new execution of the machine "m".
    std::string start(const std::string& name, const char* input = "{}") {
        runtime::StartRequest request;
        request.info.arn = "arn:aws:states:us-east-1:000000000000:execution:m:" + name;
        request.info.name = name;
        request.info.state_machine_arn = "arn:aws:states:us-east-1:000000000000:stateMachine:m";
        request.info.state_machine_name = "m";
        request.revision = "r";
        request.program = program;
        request.input = *json::parse(input);
        std::string arn;
        executions.start(std::move(request), [&](auto answer) {
            REQUIRE(answer);
            arn = answer->execution_arn;
        });
        REQUIRE_FALSE(arn.empty());
        return arn;
    }
    /// Answers the oldest task.
    void answer_task(runtime::TaskOutcome outcome) {
        REQUIRE_FALSE(outcomes_.empty());
        auto answer = std::move(outcomes_.front());
        outcomes_.erase(outcomes_.begin());
        answer(std::move(outcome));
    }
    void stop(const std::string& arn) {
        executions.stop(arn, {}, {}, [](auto answer) { REQUIRE(answer); });
    }

    base::VirtualClock clock{base::from_epoch_ms(1'764'000'000'000)};
    store::MemoryStore store;
    std::shared_ptr<const asl::Program> program;
    runtime::InlineShards shards;
    runtime::Executions executions;

private:
    void invoke(runtime::TaskRequest, std::function<void(runtime::TaskOutcome)> outcome) override {
        outcomes_.push_back(std::move(outcome));
    }
    void cancel(const base::EffectId&) override {}

    std::vector<std::function<void(runtime::TaskOutcome)>> outcomes_;
};

}  // namespace support
