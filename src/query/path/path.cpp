// The public face of compiled paths, and how ResultPath puts a value into its place.
#include "query/path/path.hpp"

#include "base/assert.hpp"
#include "json/print.hpp"
#include "json/with.hpp"
#include "query/path/compiler.hpp"
#include "query/path/evaluator.hpp"

namespace query {

using path::Status;
using path::Token;

Path::Path(std::shared_ptr<const path::Compiled> compiled) : compiled_(std::move(compiled)) {}

base::Result<Path> Path::compile(std::string_view text) {
    QS_TRY(auto compiled, path::compile_path(text, 0));
    return Path(std::move(compiled));
}

const std::string& Path::text() const {
    return compiled_->text;
}

bool Path::is_root() const {
    return compiled_->tokens.empty();
}

bool Path::is_definite() const {
    return compiled_->is_definite;
}

bool Path::is_reference() const {
    if (!compiled_->is_document) return false;
    for (const Token& token : compiled_->tokens) {
        const bool is_member = token.kind == Token::Kind::property && token.names.size() == 1;
        const bool is_index =
            token.kind == Token::Kind::index && token.indexes.size() == 1 && token.indexes[0] >= 0;
        if (!is_member && !is_index) return false;
    }
    return true;
}

base::Result<json::Value, PathFault> Path::evaluate(const json::Value& root, Budget& budget) const {
    path::Outcome outcome = path::evaluate_inner(*compiled_, root, root, false, 0, budget);
    switch (outcome.status) {
        case Status::ok: return std::move(outcome.value);
        case Status::not_found:
            return base::fail(PathFault{PathFault::Kind::not_found, std::move(outcome.message)});
        case Status::invalid:
            return base::fail(PathFault{PathFault::Kind::invalid, std::move(outcome.message)});
        case Status::failed:
        case Status::spent: break;
    }
    return base::fail(PathFault{PathFault::Kind::other, std::move(outcome.message)});
}

base::Result<json::Value, Failure> Path::set(const json::Value& input, json::Value value) const {
    QS_ASSERT(is_reference());
    std::vector<json::PathStep> steps;
    steps.reserve(compiled_->tokens.size());
    for (const Token& token : compiled_->tokens) {
        if (token.kind == Token::Kind::property) {
            steps.emplace_back(token.names[0]);
        } else {
            steps.emplace_back(static_cast<std::size_t>(token.indexes[0]));
        }
    }
    auto result = json::with(input, steps, std::move(value));
    if (result) return *std::move(result);
    return base::fail(
        Failure{std::string(kResultPathMatchFailure),
                "Unable to apply ReferencePath " + text() + " to input " + json::print(input)});
}

}  // namespace query
