// Which parts of a template are acted on, which are knowingly passed over, and which are refused
// because leaving them out would change what the application does.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "cli/sam/values.hpp"

namespace cli::sam {

enum class Use : std::uint8_t {
    acted_on,
    /// Changes nothing on this server: permissions (nothing is enforced in the open mode), texts
    /// for people, what happens when a stack is removed.
    passed_over,
};

struct Property {
    std::string_view name;
    Use use = Use::acted_on;
};

/// The properties of a resource type; nullptr for a type that is not there yet.
const std::span<const Property>* properties_of(std::string_view type);

/// "AWS::S3::Bucket, AWS::DynamoDB::Table, ..."
std::string known_types();

/// Refuses members that the table does not name: `where` is "PhotoBucket: Properties".
Outcome<void> check_members(const Scope& scope, const Node& node, std::span<const Property> known,
                            const std::string& where);

// The parts that have the same members wherever they stand.
extern const std::span<const Property> kTemplateSections;
extern const std::span<const Property> kParameterMembers;
extern const std::span<const Property> kResourceMembers;
extern const std::span<const Property> kOutputMembers;
extern const std::span<const Property> kEventBridgeRuleMembers;

}  // namespace cli::sam
