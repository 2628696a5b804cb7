#include "services/states/tested_context.hpp"

#include <array>
#include <span>
#include <string>

#include "json/parse.hpp"

namespace services::states {
namespace {

using Done = base::Result<void, aws::Error>;

enum class Kind { string, number, object, anything };

struct Field {
    std::string_view name;
    Kind kind = Kind::string;
    std::span<const Field> fields = {};
};

constexpr std::array kExecution = {
    Field{"Id"},        Field{"Input", Kind::anything},      Field{"Name"},        Field{"RoleArn"},
    Field{"StartTime"}, Field{"RedriveCount", Kind::number}, Field{"RedriveTime"},
};
constexpr std::array kState = {
    Field{"EnteredTime"},
    Field{"Name"},
    Field{"RetryCount", Kind::number},
};
constexpr std::array kStateMachine = {Field{"Id"}, Field{"Name"}};
constexpr std::array kTask = {Field{"Token"}};
constexpr std::array kItem = {
    Field{"Index", Kind::number},
    Field{"Key"},
    Field{"Source"},
    Field{"Value", Kind::anything},
};
constexpr std::array kMap = {Field{"Item", Kind::object, kItem}};
constexpr std::array kContext = {
    Field{"Execution", Kind::object, kExecution},
    Field{"Map", Kind::object, kMap},
    Field{"State", Kind::object, kState},
    Field{"StateMachine", Kind::object, kStateMachine},
    Field{"Task", Kind::object, kTask},
};

aws::Error invalid(std::string_view why) {
    return aws::error("ValidationException",
                      "Invalid Context object provided: " + std::string(why));
}

aws::Error invalid_field(std::string_view name, std::string_view why) {
    return invalid("Field '" + std::string(name) + "' " + std::string(why));
}

Done check_members(const json::Value& object, std::span<const Field> fields);

Done check_value(const json::Value& value, const Field& field) {
    switch (field.kind) {
        case Kind::anything: return {};
        case Kind::string:
            if (value.is_string()) return {};
            return base::fail(invalid_field(field.name, "must be a string"));
        case Kind::number:
            if (value.is_number()) return {};
            return base::fail(invalid_field(field.name, "must be a number"));
        case Kind::object: break;
    }
    if (!value.is_object()) return base::fail(invalid_field(field.name, "must be an object"));
    return check_members(value, field.fields);
}

Done check_members(const json::Value& object, std::span<const Field> fields) {
    for (const json::Member& member : object.members()) {
        const Field* known = nullptr;
        for (const Field& field : fields) {
            if (field.name == member.key()) known = &field;
        }
        if (known == nullptr) return base::fail(invalid_field(member.key(), "is not allowed"));
        QS_CHECK(check_value(member.value, *known));
    }
    return {};
}

bool can_have_token(const asl::State& state) {
    const auto* const task = std::get_if<asl::Task>(&state.kind);
    return task != nullptr && (task->target.kind == asl::TaskTarget::Kind::activity ||
                               task->target.pattern != asl::TaskTarget::Pattern::request_response);
}

}  // namespace

base::Result<json::Value, aws::Error> parse_context(std::string_view text,
                                                    const asl::State& state) {
    auto context = json::parse(text);
    if (!context) return base::fail(invalid("it must be valid JSON: " + context.error().message));
    if (!context->is_object()) return base::fail(invalid("it must be a JSON object"));
    QS_CHECK(check_members(*context, kContext));
    if (context->find("Task") != nullptr && !can_have_token(state)) {
        return base::fail(
            invalid("Context object contains 'Task' when state is not a Task state with a '.sync' "
                    "or '.waitForTaskToken' service integration pattern"));
    }
    return *std::move(context);
}

}  // namespace services::states
