#include "services/events/names.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "services/events/errors.hpp"
#include "services/events/rules.hpp"

namespace services::events {

base::Result<void, aws::Error> check_name(std::string_view name, std::string_view member) {
    const bool is_allowed = std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == '_';
    });
    if (is_allowed && !name.empty()) return {};
    return base::fail(validation("1 validation error detected: Value '" + std::string(name) +
                                 "' at '" + std::string(member) +
                                 "' failed to satisfy constraint: Member must satisfy regular "
                                 "expression pattern: [\\.\\-_A-Za-z0-9]+"));
}

std::string bus_arn(const aws::Call& call) {
    return "arn:aws:events:" + call.region + ":" + call.account + ":event-bus/default";
}

base::Result<void, aws::Error> check_bus(const std::optional<std::string_view>& bus,
                                         const aws::Call& call) {
    if (!bus || *bus == "default" || *bus == bus_arn(call)) return {};
    const std::string name(bus->substr(bus->rfind('/') + 1));
    return base::fail(
        aws::error("ResourceNotFoundException", "Event bus " + name + " does not exist."));
}

base::Result<std::string, aws::Error> requested_rule(const aws::Call& call,
                                                     std::string_view member) {
    const std::string_view name = call.input.find_string(member).value_or("");
    QS_CHECK(check_name(name, member == "Rule" ? "rule" : "name"));
    QS_CHECK(check_bus(call.input.find_string("EventBusName"), call));
    return rule_arn_prefix(call.region, call.account) + std::string(name);
}

base::Result<PageRequest, aws::Error> requested_page(const json::Value& input) {
    constexpr std::int64_t kPageMax = 100;
    const json::Value* const limit = input.find("Limit");
    PageRequest page;
    page.most = static_cast<std::size_t>(
        limit != nullptr && limit->is_number() ? limit->as_integer().value_or(kPageMax) : kPageMax);
    const auto token = input.find_string("NextToken");
    if (!token) return page;
    auto place = base::base64_decode(*token);
    if (!place || place->empty()) {
        return base::fail(
            validation("Parameter NextToken is not valid. Reason: it was not given "
                       "by an earlier answer."));
    }
    page.behind = *std::move(place);
    return page;
}

std::string page_token(std::string_view place) {
    return base::base64_encode(place);
}

}  // namespace services::events
