// ValidateStateMachineDefinition: what CreateStateMachine would say of a definition, without making
// anything.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
#include <algorithm>
#include <cstddef>

#include "asl/compile.hpp"
#include "services/states/names.hpp"
#include "services/states/operations.hpp"

namespace services::states {
namespace {

bool is_error(const asl::Diagnostic& diagnostic) {
    return diagnostic.severity == asl::Severity::error;
}

json::Value as_json(const asl::Diagnostic& diagnostic) {
    json::ObjectBuilder item;
    item.set("severity", is_error(diagnostic) ? "ERROR" : "WARNING");
    item.set("code", diagnostic.code);
    item.set("message", diagnostic.message);
    if (!diagnostic.location.empty()) item.set("location", diagnostic.location);
    return std::move(item).build();
}

/// How many findings the caller takes. Neither given nor zero means the most there are.
std::size_t wanted_count(const json::Value& input) {
    const json::Value* const given = input.find("maxResults");
    const std::int64_t count = given == nullptr ? 0 : given->as_integer().value_or(0);
    return static_cast<std::size_t>(count == 0 ? kValidationResultsMax : count);
}

}  // namespace

void validate_state_machine_definition(States&, const aws::Call& call, aws::Answer answer) {
    const json::Value& input = call.input;
    const auto type = input.find_string("type") == "EXPRESS" ? asl::MachineType::express
                                                             : asl::MachineType::standard;
    auto found = asl::compile(*input.find_string("definition"), type).diagnostics;
    const bool fails = std::ranges::any_of(found, is_error);
    // Errors alone unless warnings are asked for; asking for warnings gives both.
    if (input.find_string("severity") != "WARNING") {
        std::erase_if(found, [](const asl::Diagnostic& one) { return !is_error(one); });
    }
    const std::size_t count = std::min<std::size_t>(found.size(), wanted_count(input));
    std::vector<json::Value> items;
    items.reserve(count);
    for (std::size_t i = 0; i < count; ++i) items.push_back(as_json(found[i]));
    json::ObjectBuilder reply;
    reply.set("result", fails ? "FAIL" : "OK");
    reply.set("diagnostics", json::Value::take_array(std::move(items)));
    reply.set_boolean("truncated", count < found.size());
    answer(std::move(reply).build());
}

}  // namespace services::states
