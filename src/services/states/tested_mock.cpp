#include "services/states/tested_mock.hpp"

#include "connectors/mock_result.hpp"
#include "json/parse.hpp"
#include "services/states/names.hpp"

namespace services::states {
namespace {

using Done = base::Result<void, aws::Error>;
using Pattern = asl::TaskTarget::Pattern;

aws::Error misuse(std::string sentence) {
    return aws::error("ValidationException", std::move(sentence));
}

bool is_mockable(const asl::State& state) {
    return std::holds_alternative<asl::Task>(state.kind) ||
           std::holds_alternative<asl::Map>(state.kind) ||
           std::holds_alternative<asl::Parallel>(state.kind);
}

/// What needs a mock: it would wait for somebody else, or is more than one state.
Done check_untouched(const asl::State& state) {
    constexpr std::string_view kTypes =
        "Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]";
    const auto refuse = [&](std::string_view what) -> Done {
        return base::fail(aws::error(
            "InvalidDefinition",
            "TestState API does not support " + std::string(what) + ". " + std::string(kTypes)));
    };
    const auto* const task = std::get_if<asl::Task>(&state.kind);
    if (task == nullptr) return is_mockable(state) ? refuse("Map or Parallel states") : Done{};
    if (task->target.kind == asl::TaskTarget::Kind::activity) {
        return refuse("activity tasks without a mock");
    }
    if (task->target.kind == asl::TaskTarget::Kind::integration &&
        task->target.pattern != Pattern::request_response) {
        return refuse("'.sync' and '.waitForTaskToken' tasks without a mock");
    }
    return {};
}

connectors::FieldValidation mode_of(const json::Value& mock) {
    const std::string_view mode = mock.find_string("fieldValidationMode").value_or("STRICT");
    if (mode == "NONE") return connectors::FieldValidation::none;
    return mode == "PRESENT" ? connectors::FieldValidation::present
                             : connectors::FieldValidation::strict;
}

Done check_result(const json::Value& result, const json::Value& mock, const asl::State& state) {
    if (const auto* const task = std::get_if<asl::Task>(&state.kind)) {
        const auto wrong = connectors::mock_mismatch(task->target, result, mode_of(mock));
        if (!wrong) return {};
        return base::fail(misuse("Mock result schema validation error: " + *wrong));
    }
    const auto* const map = std::get_if<asl::Map>(&state.kind);
    if (map != nullptr && map->result_writer) {
        if (result.is_object()) return {};
        return base::fail(misuse("Mocked result must be a JSON object."));
    }
    if (result.is_array()) return {};
    return base::fail(misuse("Mocked result must be an array."));
}

}  // namespace

base::Result<Mock, aws::Error> parse_mock(const json::Value& input, const asl::State& state) {
    const json::Value* const mock = input.find("mock");
    if (mock == nullptr || mock->is_null()) {
        QS_CHECK(check_untouched(state));
        return Mock{};
    }
    if (is_true(input, "revealSecrets", false)) {
        return base::fail(
            misuse("TestState does not support RevealSecrets when a mock is specified."));
    }
    if (!is_mockable(state)) {
        return base::fail(misuse("State type '" + std::string(asl::type_name(state)) +
                                 "' is not supported when a mock is specified"));
    }
    const auto text = mock->find_string("result");
    const json::Value* const error = mock->find("errorOutput");
    const bool has_error = error != nullptr && error->is_object();
    if (text.has_value() == has_error) {
        return base::fail(misuse("A mock must have exactly one of 'result' and 'errorOutput'"));
    }
    if (has_error) {
        if (!text_of(*error, "error")) {
            return base::fail(misuse("A mocked errorOutput must have an 'error'"));
        }
        return Mock{
            engine::Failure{.error = text_of(*error, "error"), .cause = text_of(*error, "cause")}};
    }
    auto result = json::parse_as_written(*text);
    if (!result) return base::fail(misuse("Mocked result must be valid JSON"));
    QS_CHECK(check_result(*result, *mock, state));
    return Mock{*std::move(result)};
}

}  // namespace services::states
