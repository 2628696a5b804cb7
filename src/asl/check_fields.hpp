// Holds an object of a definition against its field table, and keeps the fields that passed.
#pragma once
#include <string_view>
#include <vector>

#include "asl/fields.hpp"
#include "asl/findings.hpp"
#include "asl/location.hpp"
#include "json/value.hpp"

namespace asl {

/// The fields of one object that have the right shape. Points into the definition, which must
/// outlive it.
class Fields {
public:
    /// The field's value, or nullptr if it is absent or was found wrong.
    const json::Value* find(std::string_view name) const;
    /// Whether the field was written, right or wrong.
    bool has(std::string_view name) const;
    /// The value of a text field, or empty.
    std::string_view text(std::string_view name) const;

private:
    friend Fields check_fields(const json::Value&, const FieldTable&, StateSet, Language,
                               const Location&, Findings&);
    struct Entry {
        std::string_view name;
        const json::Value* value;  ///< nullptr where it was found wrong.
    };
    std::vector<Entry> entries_;
};

/// Reports unknown, missing, wrongly typed, out of range and contradicting fields of `object`.
/// `type` is the state's type as a set of one, or `kAnyState` for objects that are no state.
/// Precondition: `object` is an object.
Fields check_fields(const json::Value& object, const FieldTable& table, StateSet type,
                    Language language, const Location& where, Findings& findings);

}  // namespace asl
