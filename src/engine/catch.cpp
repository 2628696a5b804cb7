// Catchers: the first match counts.
#include "engine/catch.hpp"

namespace engine {
namespace {

json::Value text_or_null(const std::optional<std::string>& text) {
    return text ? json::Value::string(*text) : json::Value{};
}

}  // namespace

const asl::Catcher* catcher_for(const asl::State& state, const Problem& problem) {
    for (const asl::Catcher& catcher : state.catchers) {
        if (matches(catcher.error_equals, problem)) return &catcher;
    }
    return nullptr;
}

json::Value error_output(const Failure& failure) {
    return json::object(
        {{"Error", text_or_null(failure.error)}, {"Cause", text_or_null(failure.cause)}});
}

}  // namespace engine
