#include "services/states/names.hpp"

#include <charconv>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "json/parse.hpp"

namespace services::states {
namespace {

constexpr std::string_view kForbidden = " \t\r\n<>{}[]?*\"#%\\^|~`$&,;:/";

/// U+007F to U+009F, which UTF-8 writes as 7F and C2 80 to C2 9F.
bool has_control(std::string_view name) {
    for (std::size_t i = 0; i < name.size(); ++i) {
        const auto byte = static_cast<unsigned char>(name[i]);
        if (byte < 0x20 || byte == 0x7F) return true;
        if (byte == 0xC2 && i + 1 < name.size() && static_cast<unsigned char>(name[i + 1]) < 0xA0) {
            return true;
        }
    }
    return false;
}

aws::Error invalid_arn(const std::string& why) {
    return aws::error("InvalidArn", "Invalid Arn: '" + why + "'");
}

aws::Error invalid_token() {
    return aws::error("InvalidToken", "Invalid Token: 'Invalid token'");
}

aws::Error invalid_input(const std::string& why) {
    return aws::error("InvalidExecutionInput",
                      "Invalid State Machine Execution Input: '" + why + "'");
}

}  // namespace

base::Result<void, aws::Error> check_name(std::string_view name) {
    const std::size_t length = base::utf8_length(name);
    if (length == 0 || length > base::limits::kNameLengthMax || has_control(name) ||
        name.find_first_of(kForbidden) != std::string_view::npos) {
        return base::fail(aws::error("InvalidName", "Invalid Name: '" + std::string(name) + "'"));
    }
    return {};
}

base::Result<aws::Arn, aws::Error> check_arn(std::string_view text, std::string_view kind) {
    const auto arn = aws::parse_arn(text);
    if (!arn) return base::fail(invalid_arn("Invalid ARN prefix: " + std::string(text)));
    if (arn->service != "states") {
        return base::fail(invalid_arn("Invalid ARN service: " + arn->service));
    }
    const std::string type = arn->resource.substr(0, arn->resource.find(':'));
    if (type != kind) {
        return base::fail(invalid_arn("Resource type not valid in this context: " + type));
    }
    if (arn->resource.size() <= kind.size() + 1) {
        return base::fail(invalid_arn("Invalid ARN, the name is missing: " + std::string(text)));
    }
    return *arn;
}

base::Result<MachinePtr, aws::Error> find_machine(const States& states, std::string_view arn) {
    QS_CHECK(check_arn(arn, "stateMachine"));
    MachinePtr machine = states.machines.find(std::string(arn));
    if (machine == nullptr) {
        return base::fail(aws::error("StateMachineDoesNotExist",
                                     "State Machine Does Not Exist: '" + std::string(arn) + "'"));
    }
    return machine;
}

std::size_t page_size(const json::Value& input) {
    const json::Value* const most = input.find("maxResults");
    const std::int64_t number = most == nullptr ? 0 : most->as_integer().value_or(0);
    return static_cast<std::size_t>(number == 0 ? base::limits::kPageSizeDefault : number);
}

std::string encode_token(std::string_view list, std::string_view place) {
    return base::base64_encode(std::string(list) + ' ' + std::string(place));
}

base::Result<std::string, aws::Error> decode_token(const json::Value& input,
                                                   std::string_view list) {
    const auto token = input.find_string("nextToken");
    if (!token) return std::string();
    const auto text = base::base64_decode(*token);
    const std::size_t start = list.size() + 1;
    if (!text || text->size() <= start || !text->starts_with(list) || (*text)[list.size()] != ' ') {
        return base::fail(invalid_token());
    }
    return text->substr(start);
}

base::Result<std::optional<std::int64_t>, aws::Error> decode_number_token(const json::Value& input,
                                                                          std::string_view list) {
    QS_TRY(const std::string place, decode_token(input, list));
    if (place.empty()) return std::optional<std::int64_t>();
    std::int64_t number = 0;
    const char* const end = place.data() + place.size();
    const auto [rest, error] = std::from_chars(place.data(), end, number);
    if (error != std::errc{} || rest != end || number < 0) return base::fail(invalid_token());
    return std::optional(number);
}

aws::Error resource_not_found(const std::string& arn) {
    return {.code = "ResourceNotFound",
            .message = "Resource not found: '" + arn + "'",
            .extra = json::object({{"resourceName", json::Value::string(arn)}})};
}

base::Result<void, aws::Error> check_map_run_arn(std::string_view text) {
    QS_TRY(const aws::Arn arn, check_arn(text, "mapRun"));
    // mapRun:MACHINE/LABEL:ID
    const auto parts = base::split(arn.resource, ':');
    const bool is_right = parts.size() == 3 && !parts[2].empty() &&
                          parts[1].find('/') != std::string_view::npos &&
                          !parts[1].starts_with('/') && !parts[1].ends_with('/');
    if (is_right) return {};
    return base::fail(invalid_arn("Invalid ARN of a map run: " + std::string(text)));
}

std::optional<std::string> why_not_redrivable(const States& states,
                                              const runtime::ExecutionSummary& summary) {
    // A machine that is deleted here is what AWS calls DELETING while its executions are there.
    if (states.machines.find(summary.info.state_machine_arn) == nullptr) {
        return "State machine is in DELETING status";
    }
    return states.executions.why_not_redrivable(summary);
}

aws::Error execution_does_not_exist(std::string_view arn) {
    return aws::error("ExecutionDoesNotExist",
                      "Execution Does Not Exist: '" + std::string(arn) + "'");
}

json::Value timestamp(base::TimePoint time) {
    // "1.764000000123E9": the digits that count, with the point after the first.
    std::string digits = std::to_string(base::epoch_ms(time));
    constexpr std::size_t kDigitsOfMs = 3;
    // Before April 1970 the form would be another, but nothing here is as old.
    if (digits.size() <= 7 + kDigitsOfMs) {
        return json::Value::number_text(base::epoch_seconds_text(time));
    }
    const std::size_t exponent = digits.size() - kDigitsOfMs - 1;
    while (digits.size() > 2 && digits.back() == '0') digits.pop_back();
    return json::Value::number_text(digits.substr(0, 1) + "." + digits.substr(1) + "E" +
                                    std::to_string(exponent));
}

std::optional<std::string> text_of(const json::Value& input, std::string_view member) {
    const auto text = input.find_string(member);
    if (!text) return std::nullopt;
    return std::string(*text);
}

bool is_true(const json::Value& input, std::string_view member, bool fallback) {
    const json::Value* const value = input.find(member);
    return value != nullptr && value->is_boolean() ? value->as_boolean() : fallback;
}

base::Result<json::Value, aws::Error> requested_input(const json::Value& input) {
    const std::string_view text = input.find_string("input").value_or("{}");
    if (text.size() > base::limits::kPayloadBytesMax) {
        return base::fail(invalid_input("the input has " + std::to_string(text.size()) +
                                        " bytes of UTF-8, at most 262144 are allowed"));
    }
    auto value = json::parse_as_written(text);
    if (!value) return base::fail(invalid_input(value.error().message));
    return *std::move(value);
}

}  // namespace services::states
