// Where in a definition something stands: a chain of names that becomes text
// ("/States/A/Choices[0]/Next") only when there is something to report.
#pragma once
#include <string>
#include <string_view>

namespace asl {

/// One step of the chain. A parent must outlive its children; the names are views into the
/// definition.
class Location {
public:
    /// The definition itself: "/".
    Location() = default;
    /// A member of an object.
    Location(const Location& parent, std::string_view name) : parent_(&parent), name_(name) {}
    /// An item of an array.
    Location(const Location& parent, std::size_t index)
        : parent_(&parent), index_(index), is_item_(true) {}

    /// As AWS writes it; names are not escaped.
    std::string text() const;

private:
    const Location* parent_ = nullptr;
    std::string_view name_;
    std::size_t index_ = 0;
    bool is_item_ = false;
};

}  // namespace asl
