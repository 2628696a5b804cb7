// The decider under any sequence of commands, for generated definitions: a command that does not
// fit is refused and changes nothing; after one that fits, the stored events still fold to the live
// execution; whatever comes, nothing crashes. The first two bytes choose the definition, each
// command takes four more.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <span>

#include "asl/compile.hpp"
#include "base/limits.hpp"
#include "engine/decide.hpp"
#include "json/parse.hpp"
#include "property/random_workflow.hpp"

namespace {

constexpr std::size_t kCommandsMax = 300;

std::shared_ptr<const asl::Program> program_of(std::uint64_t seed) {
    static std::map<std::uint64_t, std::shared_ptr<const asl::Program>> made;
    auto& program = made[seed];
    if (program == nullptr) {
        program = asl::compile(test::RandomWorkflow(seed).definition()).program;
    }
    return program;
}

json::Value payload(std::uint8_t choice) {
    static const json::Value large =
        json::Value::string(std::string(base::limits::kPayloadBytesMax, 'x'));
    constexpr const char* kTexts[] = {"{}",     R"({"a":1,"seconds":2})",  "[1,2,3]", "null",
                                      R"("t")", R"({"list":[1,{"b":2}]})", "-1.5"};
    if (choice % 16 == 15) return large;
    return *json::parse(kTexts[choice % std::size(kTexts)]);
}

engine::Failure failure(std::uint8_t choice) {
    constexpr const char* kErrors[] = {"A", "States.Timeout", "States.Runtime", "States.TaskFailed",
                                       ""};
    engine::Failure made;
    if (choice % 6 < 5) made.error = kErrors[choice % 6];
    if (choice % 3 > 0) made.cause = "generated";
    return made;
}

engine::Command command(std::span<const std::uint8_t, 4> bytes, const engine::Execution& live) {
    // Mostly a number that exists or nearly does.
    const engine::EntryId entry{live.next_entry + 2 -
                                std::min<std::uint64_t>(live.next_entry + 2, bytes[1])};
    const engine::TaskId task{entry, bytes[2] % 4 == 3 ? -1 : bytes[2] % 4};
    switch (bytes[0] % 12) {
        case 0: return engine::Start{{}, payload(bytes[3])};
        case 1: return engine::PickUpTask{task, "worker"};
        case 2: return engine::SubmitTask{task, payload(bytes[3])};
        case 3:
        case 4: return engine::SucceedTask{task, payload(bytes[3])};
        case 5: return engine::FailTask{task, failure(bytes[3])};
        case 6: return engine::HeartbeatTask{task};
        case 7: return engine::Stop{"Stopped", {}};
        case 8: return engine::Continue{};
        case 9: return engine::Redrive{};
        default: {
            const auto kind = static_cast<engine::TimerKind>(bytes[3] % 5);
            return engine::TimerFired{{entry, kind, task.attempt}};
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::span<const std::uint8_t> all(data, size);
    const auto program = program_of(std::uint64_t{all[0]} * 256 + all[1]);
    if (program == nullptr) std::abort();  // The generator makes valid definitions only.
    engine::Execution live;
    engine::Execution folded;
    engine::Moment moment{base::from_epoch_ms(1'764'000'000'000), 1};
    engine::ExecutionInfo info;
    info.arn = "arn:aws:states:us-east-1:111111111111:execution:m:e";
    auto started = engine::decide(*program, live, engine::Start{info, payload(1)}, moment);
    if (!started) std::abort();
    for (const engine::Event& event : started->events) engine::evolve(folded, event);
    std::size_t done = 0;
    for (std::size_t at = 2; at + 4 <= size && done < kCommandsMax; at += 4, ++done) {
        const auto bytes = all.subspan(at).first<4>();
        moment.now += base::Milliseconds{std::int64_t{bytes[1]} * bytes[3]};
        ++moment.seed;
        const engine::Execution before = live;
        const auto decision = engine::decide(*program, live, command(bytes, live), moment);
        if (!decision) {
            if (live != before) std::abort();
            continue;
        }
        for (const engine::Event& event : decision->events) engine::evolve(folded, event);
        if (live != folded) std::abort();
        if (live.running() && engine::owed(*program, live).empty()) std::abort();
    }
    return 0;
}
