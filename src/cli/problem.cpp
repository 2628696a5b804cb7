#include "cli/problem.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "json/print.hpp"

namespace cli {
namespace {

bool has_any(std::string_view text, std::initializer_list<std::string_view> parts) {
    return std::ranges::any_of(
        parts, [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

ExitCode exit_code_of(const aws::CallFailure& failure) {
    if (!failure.was_answered()) {
        return failure.kind == base::ErrorKind::timeout   ? ExitCode::timed_out
               : failure.kind == base::ErrorKind::network ? ExitCode::unreachable
                                                          : ExitCode::failed;
    }
    if (failure.code.empty() && failure.kind == base::ErrorKind::network) {
        return ExitCode::unreachable;  // Something answered, but no server of ours.
    }
    const std::string_view code = failure.code;
    if (has_any(code, {"NotFound", "DoesNotExist", "NoSuch"})) return ExitCode::not_found;
    if (has_any(code, {"AccessDenied", "UnrecognizedClient", "InvalidSignature", "Forbidden",
                       "SignatureDoesNotMatch", "ExpiredToken"})) {
        return ExitCode::not_allowed;
    }
    if (has_any(code, {"AlreadyExists", "AlreadyOwned", "InUse", "Conflict", "NotEmpty",
                       "PreconditionFailed", "StateMachineDeleting"})) {
        return ExitCode::conflict;
    }
    if (failure.http_status == 404) return ExitCode::not_found;
    if (failure.http_status == 401 || failure.http_status == 403) return ExitCode::not_allowed;
    if (failure.http_status == 409 || failure.http_status == 412) return ExitCode::conflict;
    return ExitCode::failed;
}

/// Control characters shown, line ends kept with the indentation of what stands before them.
std::string shown(std::string_view text, std::string_view indent) {
    std::string out;
    for (const auto line : base::split(text, '\n')) {
        if (!out.empty()) out += "\n" + std::string(indent);
        out += base::printable(line);
    }
    return out;
}

}  // namespace

Problem usage_problem(std::string message, std::string hint) {
    return {
        .message = std::move(message), .hint = std::move(hint), .exit_code = ExitCode::wrong_usage};
}

Problem not_found_problem(std::string message, std::string hint) {
    return {
        .message = std::move(message), .hint = std::move(hint), .exit_code = ExitCode::not_found};
}

Problem call_problem(std::string what, const aws::CallFailure& failure) {
    Problem problem{.message = std::move(what), .exit_code = exit_code_of(failure)};
    problem.message += ": " + failure.message;
    if (failure.was_answered()) {
        problem.code = failure.code;
        problem.request_id = failure.request_id;
        problem.cause = failure.code;
        if (!failure.request_id.empty()) problem.cause += " (request " + failure.request_id + ")";
    }
    if (problem.exit_code == ExitCode::unreachable) {
        problem.hint =
            "start the server with `quickstep serve`, or name another with --endpoint URL";
    } else if (problem.exit_code == ExitCode::timed_out && !failure.was_answered()) {
        problem.hint = "something listens there but does not answer: look at the server's log";
    }
    return problem;
}

std::string problem_text(const Problem& problem, bool as_json, bool with_colour) {
    if (as_json) {
        json::ObjectBuilder error;
        if (!problem.code.empty()) error.set("code", problem.code);
        error.set("message", problem.message);
        if (!problem.hint.empty()) error.set("hint", problem.hint);
        if (!problem.request_id.empty()) error.set("requestId", problem.request_id);
        return json::print(json::object({{"error", std::move(error).build()}})) + "\n";
    }
    std::string text = with_colour ? "\x1b[1;31merror:\x1b[0m " : "error: ";
    text += shown(problem.message, "  ") + "\n";
    if (!problem.cause.empty()) text += "  cause: " + shown(problem.cause, "         ") + "\n";
    if (!problem.hint.empty()) text += "  hint:  " + shown(problem.hint, "         ") + "\n";
    return text;
}

std::string did_you_mean(std::string_view given, const std::vector<std::string>& names) {
    constexpr std::size_t kEditsMax = 3;
    std::size_t best = kEditsMax + 1;
    const std::string* nearest = nullptr;
    for (const std::string& name : names) {
        const std::size_t distance = base::edit_distance(given, name, kEditsMax);
        // A name that shares nothing with a short word is no suggestion.
        if (distance < best && distance * 2 <= std::max(given.size(), name.size())) {
            best = distance;
            nearest = &name;
        }
        if (name.size() > given.size() && given.size() >= 3 && name.starts_with(given) &&
            best > 1) {
            best = 1;
            nearest = &name;
        }
    }
    return nearest == nullptr ? std::string{} : "did you mean \"" + *nearest + "\"?";
}

}  // namespace cli
