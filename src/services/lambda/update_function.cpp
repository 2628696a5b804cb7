// UpdateFunctionCode and UpdateFunctionConfiguration. Both take effect at once.
// https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html
#include "base/random.hpp"
#include "services/lambda/operations.hpp"

namespace services::lambda {
namespace {

base::Result<void, aws::Error> check_revision(const json::Value& input, const Function& function) {
    const auto wanted = input.find_string("RevisionId");
    if (!wanted || *wanted == function.revision_id) return {};
    return base::fail(
        aws::error("PreconditionFailedException",
                   "The Revision Id provided does not match the latest Revision Id. Call the "
                   "GetFunction/GetAlias API to retrieve the latest Revision Id",
                   412));
}

/// The newest revision with `edit` applied to it.
Functions::Change changed(const FunctionName& name, json::Value input,
                          std::function<base::Result<void, aws::Error>(Function&)> edit) {
    return
        [name, input = std::move(input), edit = std::move(edit)](
            const FunctionRef& before, base::TimePoint now) -> base::Result<Function, aws::Error> {
            if (!before) return base::fail(function_not_found(name));
            QS_CHECK(check_revision(input, *before));
            Function made = *before;
            QS_CHECK(edit(made));
            made.last_modified = now;
            made.revision_id = base::uuid_v4();
            return made;
        };
}

}  // namespace

void update_function_code(Functions& functions, const aws::Call& call, aws::Answer answer) {
    const auto name = read_function_name(call);
    if (!name) return answer(base::fail(name.error()));
    const auto before = functions.find(*name);
    if (!before) return answer(base::fail(before.error()));
    if (const auto known = refuse_unsupported(call.input); !known)
        return answer(base::fail(known.error()));
    if (const auto same = check_revision(call.input, **before); !same)
        return answer(base::fail(same.error()));
    take_package(
        functions, call, call.input, (*before)->runtime,
        [&functions, call, name = *name, answer](base::Result<FunctionCode, aws::Error> kept) {
            if (!kept) return answer(base::fail(kept.error()));
            functions.change(
                call, name.key,
                changed(name, call.input,
                        [code = *kept](Function& function) {
                            function.code = code;
                            return base::Result<void, aws::Error>{};
                        }),
                [&functions, code = *kept](bool is_made) {
                    if (is_made) return;
                    functions.background().run(
                        [&functions, code] { functions.packages().remove(code); });
                },
                answer);
        });
}

void update_function_configuration(Functions& functions, const aws::Call& call,
                                   aws::Answer answer) {
    const auto name = read_function_name(call);
    if (!name) return answer(base::fail(name.error()));
    functions.change(
        call, name->key,
        changed(*name, call.input,
                [input = call.input](Function& function) {
                    return apply_configuration(input, function);
                }),
        [](bool) {}, std::move(answer));
}

}  // namespace services::lambda
