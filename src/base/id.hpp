// Texts that name different kinds of things and must not be mixed up. An `Id` never converts by
// itself.
#pragma once
#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace base {

/// A text that names one thing of the kind `Tag`.
template <class Tag>
class Id {
public:
    Id() = default;
    explicit Id(std::string text) : text_(std::move(text)) {}

    const std::string& text() const { return text_; }
    bool empty() const { return text_.empty(); }
    auto operator<=>(const Id&) const = default;

private:
    std::string text_;
};

using ExecutionArn = Id<struct ExecutionArnTag>;
using StateMachineArn = Id<struct StateMachineArnTag>;
using TaskToken = Id<struct TaskTokenTag>;
/// Names one effect for ever: (execution, state entry, attempt). A service that gets it twice
/// answers the second time what it answered the first time.
using EffectId = Id<struct EffectIdTag>;

}  // namespace base

template <class Tag>
struct std::hash<base::Id<Tag>> {
    std::size_t operator()(const base::Id<Tag>& id) const {
        return std::hash<std::string>{}(id.text());
    }
};
