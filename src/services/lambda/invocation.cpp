#include "services/lambda/invocation.hpp"

#include "json/print.hpp"

namespace services::lambda {

std::string plain_error(std::string_view type, std::string_view message) {
    std::string out = R"({"errorType":)";
    json::print_string_to(out, type);
    out += R"(,"errorMessage":)";
    json::print_string_to(out, message);
    out += '}';
    return out;
}

std::string process_error(std::string_view request_id, std::string_view type,
                          std::string_view text) {
    std::string message = "RequestId: ";
    message += request_id;
    message += " Error: ";
    message += text;
    return plain_error(type, message);
}

}  // namespace services::lambda
