// A definition as it stands in a file, JSON or YAML: the JSON that is judged, and where in the file
// a finding's location is.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "asl/diagnostic.hpp"
#include "cli/sam/node.hpp"

namespace cli {

class DefinitionText {
public:
    /// Files that end in `.yaml` or `.yml` are YAML, all others JSON as it stands. Errors: YAML
    /// that cannot be read, with its place.
    static Outcome<DefinitionText> read(const std::string& file, std::string text);

    /// The definition as JSON.
    const std::string& json() const { return yaml_ ? json_ : text_; }
    /// As asl::find_position, in the file's own text.
    asl::TextPosition find(std::string_view location) const;
    /// One line of the file, from 1, without its end; empty where there is none.
    std::string_view line(std::size_t number) const;

private:
    std::string text_;
    std::string json_;               ///< Set for YAML.
    std::optional<sam::Node> yaml_;  ///< Set for YAML.
};

}  // namespace cli
