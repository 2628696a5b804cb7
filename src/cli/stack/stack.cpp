#include "cli/stack/stack.hpp"

#include <filesystem>
#include <ranges>

namespace cli::stack {
namespace {

/// A folder's name as a name of resources: letters, digits and hyphens.
std::string name_from(const std::string& template_file) {
    std::error_code ignored;
    const auto folder =
        std::filesystem::absolute(template_file, ignored).lexically_normal().parent_path();
    std::string name;
    for (const char c : folder.filename().string()) {
        const bool fits =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        name += fits ? c : '-';
    }
    return name.empty() ? "stack" : name;
}

Outcome<void> check_stack_name(const std::string& name) {
    constexpr std::size_t kLengthMax = 128;
    bool fits = !name.empty() && name.size() <= kLengthMax &&
                ((name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z'));
    for (const char c : name) {
        fits = fits && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '-');
    }
    if (fits) return {};
    return base::fail(
        usage_problem("a stack's name is made of letters, digits and hyphens, and begins "
                      "with a letter, not \"" +
                      name + "\""));
}

}  // namespace

Outcome<sam::Plan> plan(Connection& connection, const std::string& template_file,
                        const std::string& stack_name, const std::vector<std::string>& parameters) {
    sam::PlanInput input{.file = template_file,
                         .stack_name = stack_name,
                         .parameters = {},
                         .region = connection.region(),
                         .account = {}};
    std::error_code ignored;
    if (std::filesystem::is_directory(input.file, ignored)) {
        input.file = (std::filesystem::path(input.file) / "template.yaml").string();
    }
    if (input.stack_name.empty()) input.stack_name = name_from(input.file);
    QS_CHECK(check_stack_name(input.stack_name));
    for (const std::string& text : parameters) {
        const auto equals = text.find('=');
        if (equals == 0 || equals == std::string::npos) {
            return base::fail(usage_problem("--param wants NAME=VALUE, not \"" + text + "\""));
        }
        input.parameters[text.substr(0, equals)] = text.substr(equals + 1);
    }
    QS_TRY(input.account, connection.account());
    return sam::make_plan(input);
}

Outcome<void> deploy(Connection& connection, const sam::Plan& plan, const Report& report) {
    std::vector<const sam::Planned*> created;
    for (const sam::Planned& planned : plan.resources) {
        Change change = Change::unchanged;
        auto done = std::visit([&](const auto& what) { return apply(connection, what, change); },
                               planned.what);
        if (change == Change::created) created.push_back(&planned);
        if (done) {
            report(planned, change);
            continue;
        }
        Problem problem = std::move(done).error();
        problem.message = planned.logical_id + " (" + planned.type + "): " + problem.message;
        std::string left;
        for (const sam::Planned* const made : created | std::views::reverse) {
            if (!remove(connection, *made)) left += (left.empty() ? "" : ", ") + made->logical_id;
        }
        if (!created.empty() && left.empty()) {
            problem.hint += std::string(problem.hint.empty() ? "" : "\n") +
                            "what this deployment had made was removed again";
        } else if (!left.empty()) {
            problem.hint += std::string(problem.hint.empty() ? "" : "\n") +
                            "made by this deployment and still there: " + left;
        }
        return base::fail(std::move(problem));
    }
    return {};
}

}  // namespace cli::stack
