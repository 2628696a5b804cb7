// TestState: runs one state alone, with the very engine that runs all others, and tells what became
// of its data on the way.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
#include "base/random.hpp"
#include "json/parse.hpp"
#include "json/print.hpp"
#include "services/states/definition.hpp"
#include "services/states/names.hpp"
#include "services/states/operations.hpp"
#include "services/states/tested_context.hpp"
#include "services/states/tested_mock.hpp"
#include "services/states/tested_state.hpp"

namespace services::states {
namespace {

using Done = base::Result<void, aws::Error>;

aws::Error misuse(std::string sentence) {
    return aws::error("ValidationException", std::move(sentence));
}

base::Result<engine::Variables, aws::Error> requested_variables(const json::Value& input) {
    const auto text = input.find_string("variables");
    if (!text) return engine::Variables{};
    const auto object = json::parse(*text);
    if (!object || !object->is_object()) {
        return base::fail(
            misuse("Invalid 'variables' provided: it must be a JSON object, with the "
                   "variables' names as its members"));
    }
    engine::Variables variables;
    for (const json::Member& member : object->members()) {
        variables.insert_or_assign(std::string(member.key()), member.value);
    }
    return variables;
}

/// `stateConfiguration`: where in a run of its machine the state is.
Done configure(engine::Inspector& inspector, const json::Value& input,
               const asl::Program& program) {
    const json::Value* const configuration = input.find("stateConfiguration");
    if (configuration == nullptr || configuration->is_null()) return {};
    const auto integer = [&](std::string_view name) -> std::optional<std::int64_t> {
        const json::Value* const value = configuration->find(name);
        return value == nullptr ? std::nullopt : value->as_integer();
    };
    inspector.retries = integer("retrierRetryCount").value_or(0);
    inspector.failed_iterations = integer("mapIterationFailureCount");
    const auto origin = configuration->find_string("errorCausedByState");
    if (origin && !contains_state(program, *origin)) {
        return base::fail(misuse("The state '" + std::string(*origin) +
                                 "' of 'errorCausedByState' is not among the states within the "
                                 "tested Map or Parallel"));
    }
    if (const auto text = configuration->find_string("mapItemReaderData")) {
        auto items = json::parse(*text);
        // Other formats than JSON arrays are not read here.
        if (items && items->is_array()) inspector.read_items = *std::move(items);
    }
    return {};
}

base::Result<std::string, aws::Error> requested_role(const json::Value& input, bool is_mocked,
                                                     const asl::State& state) {
    const std::string role = text_of(input, "roleArn").value_or("");
    if (!role.empty()) {
        QS_CHECK(check_role(role));
    } else if (!is_mocked && std::holds_alternative<asl::Task>(state.kind)) {
        return base::fail(misuse("roleArn must be specified to test a Task state without a mock"));
    }
    return role;
}

struct Test {
    runtime::StartRequest request;
    Mock mock;
};

base::Result<Test, aws::Error> requested_test(const aws::Call& call) {
    const json::Value& input = call.input;
    Test test;
    runtime::StartRequest& request = test.request;
    QS_TRY(request.program,
           compile_tested_state(*input.find_string("definition"), input.find_string("stateName")));
    const asl::State& state = tested_state(*request.program);
    request.inspector = std::make_shared<engine::Inspector>();
    engine::Inspector& inspector = *request.inspector;
    QS_TRY(test.mock, parse_mock(input, state));
    const bool is_mocked = !std::holds_alternative<std::monostate>(test.mock);
    inspector.mock = test.mock;
    if (const auto context = input.find_string("context")) {
        if (!is_mocked) {
            return base::fail(
                misuse("A Context object can only be specified when a mock is specified"));
        }
        QS_TRY(inspector.context, parse_context(*context, state));
    }
    QS_TRY(inspector.variables, requested_variables(input));
    QS_CHECK(configure(inspector, input, *request.program));
    QS_TRY(request.input, requested_input(input));
    engine::ExecutionInfo& info = request.info;
    QS_TRY(info.role_arn, requested_role(input, is_mocked, state));
    // AWS runs it as an Express execution of a machine that nobody sees.
    info.name = base::uuid_v4();
    info.state_machine_name = base::uuid_v4();
    info.region = call.region;
    info.account = call.account;
    info.state_machine_arn =
        aws::state_machine_arn(call.region, call.account, info.state_machine_name);
    info.arn = "arn:aws:states:" + call.region + ":" + call.account +
               ":express:" + info.state_machine_name + ":" + info.name;
    info.type = asl::MachineType::express;
    info.synchronous = true;
    return test;
}

/// The index of the Retry and Catch that took the failure.
std::optional<json::Value> error_details(const engine::Findings& found) {
    if (!found.retrier && !found.catcher) return {};
    json::ObjectBuilder details;
    if (found.catcher) details.set_integer("catchIndex", *found.catcher);
    if (found.retrier) details.set_integer("retryIndex", *found.retrier);
    if (found.retry_delay) {
        details.set_integer("retryBackoffIntervalSeconds",
                            (found.retry_delay->count() + 500) / 1'000);
    }
    return std::move(details).build();
}

/// The JSON text with a blank after each comma and colon that is not in a string.
std::string with_blanks(std::string_view compact) {
    std::string text;
    bool is_in_string = false;
    bool is_escaped = false;
    for (const char c : compact) {
        text += c;
        if (c == '"' && !is_escaped) is_in_string = !is_in_string;
        is_escaped = is_in_string && c == '\\' && !is_escaped;
        if (!is_in_string && (c == ',' || c == ':')) text += ' ';
    }
    return text;
}

json::Value variables_of(const engine::Findings& found) {
    json::ObjectBuilder variables;
    for (const auto& [name, value] : found.variables) variables.set(name, value);
    return std::move(variables).build();
}

/// With a point, as AWS writes it: 1.0.
json::Value percentage(double value) {
    const json::Value number = json::Value::number(value);
    if (!number.as_integer()) return number;
    return json::Value::number_text(std::string(number.number_text()) + ".0");
}

json::Value inspection_data(const json::Value& input, const engine::Findings& found) {
    json::ObjectBuilder data;
    const auto add = [&](std::string_view name, const std::optional<json::Value>& value) {
        if (value) data.set(name, json::print_as_written(*value));
    };
    const engine::Stages& stages = found.stages;
    data.set("input", json::print_as_written(input));
    add("afterArguments", stages.after_arguments);
    add("afterInputPath", stages.after_input_path);
    add("afterParameters", stages.after_parameters);
    // As recorded, with blanks, unlike all other texts that AWS prints.
    if (stages.after_items_path) {
        data.set("afterItemsPath", with_blanks(json::print(*stages.after_items_path)));
    }
    add("afterItemSelector", stages.after_item_selector);
    add("result", stages.result);
    add("afterResultSelector", stages.after_result_selector);
    add("afterResultPath", stages.after_result_path);
    if (!found.variables.empty()) data.set("variables", json::print(variables_of(found)));
    if (auto details = error_details(found)) data.set("errorDetails", *std::move(details));
    if (found.tolerated_failure_count) {
        data.set_integer("toleratedFailureCount", *found.tolerated_failure_count);
    }
    if (found.tolerated_failure_percentage) {
        data.set("toleratedFailurePercentage", percentage(*found.tolerated_failure_percentage));
    }
    if (found.max_concurrency) data.set_integer("maxConcurrency", *found.max_concurrency);
    return std::move(data).build();
}

std::string_view status_of(const engine::Findings& found, engine::Status status) {
    if (found.catcher && status == engine::Status::succeeded) return "CAUGHT_ERROR";
    if (found.retry_delay) return "RETRIABLE";
    return status == engine::Status::succeeded ? "SUCCEEDED" : "FAILED";
}

/// AWS tells a tested state's causes without the place in an execution.
std::string cause_of(const asl::Program& program, const std::string& cause) {
    const std::string place = "An error occurred while executing the state '" +
                              tested_state(program).name + "' (entered at the event id #2). ";
    return cause.starts_with(place) ? cause.substr(place.size()) : cause;
}

json::Value reply_to(const asl::Program& program, const engine::Findings& found,
                     const runtime::SyncResult& result, bool shows_data) {
    json::ObjectBuilder reply;
    const engine::Failure& failure =
        result.status == engine::Status::succeeded ? found.handled : result.failure;
    if (result.output) reply.set("output", json::print_as_written(*result.output));
    if (failure.error) reply.set("error", *failure.error);
    if (failure.cause) reply.set("cause", cause_of(program, *failure.cause));
    if (shows_data) reply.set("inspectionData", inspection_data(result.input, found));
    if (found.next) reply.set("nextState", program.state(*found.next).name);
    reply.set("status", status_of(found, result.status));
    return std::move(reply).build();
}

}  // namespace

void test_state(States& states, const aws::Call& call, aws::Answer answer) {
    auto test = requested_test(call);
    if (!test) return answer(base::fail(test.error()));
    const std::string_view level = call.input.find_string("inspectionLevel").value_or("INFO");
    auto program = test->request.program;
    auto inspector = test->request.inspector;
    states.executions.start_sync(
        std::move(test->request),
        [answer, program, inspector, shows_data = level != "INFO"](auto result) {
            if (!result) return answer(base::fail(aws::throttled()));
            const engine::Findings& found = inspector->found;
            if (!found.misuse.empty()) return answer(base::fail(misuse(found.misuse)));
            answer(reply_to(*program, found, *result, shows_data));
        });
}

}  // namespace services::states
