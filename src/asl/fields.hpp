// The fields of Amazon States Language as tables: one row a field says where it may stand, what it
// must look like and within which limits. A new field is a new row here and its use in the
// compiler.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "asl/language.hpp"
#include "json/value.hpp"

namespace asl {

/// The eight state types; `type_of` gives the one of a name.
enum class StateType : std::uint8_t { task, wait, pass, succeed, fail, choice, parallel, map };
/// In the order in which AWS lists them in its messages.
inline constexpr std::array<std::string_view, 8> kStateTypeNames = {
    "Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"};

/// What a field's value must look like, before anybody reads it.
enum class Shape : std::uint8_t {
    any,
    text,
    text_or_null,  ///< `InputPath`, `OutputPath`, `ResultPath`.
    boolean,
    integer,  ///< Within the row's limits; an expression too where `is_computed` says so.
    number,   ///< The same with fractions.
    object,
    array,      ///< With at least `least` items.
    text_list,  ///< Texts only, at least one.
    one_of,     ///< One of the row's words.
};

enum class Need : std::uint8_t { optional, required };

/// Sets of state types, as bits.
using StateSet = std::uint16_t;
constexpr StateSet only(StateType type) {
    return static_cast<StateSet>(1U << static_cast<unsigned>(type));
}
inline constexpr StateSet kAnyState = 0xff;

enum class Speaks : std::uint8_t { both, jsonpath, jsonata };

struct FieldRow {
    std::string_view name;
    StateSet states =
        kAnyState;  ///< Which state types have it; `kAnyState` in tables of other objects.
    Speaks language = Speaks::both;
    Shape shape = Shape::any;
    Need need = Need::optional;
    std::int64_t least = 0;
    std::int64_t most = INT64_MAX;
    std::string_view words = {};  ///< For one_of: as AWS lists them, "NONE, FULL".
    bool is_computed = false;     ///< A number that a JSONata expression may give.
};

/// Fields of which at most one may be there, and, where `need` says so, one must.
struct FieldChoice {
    StateSet states = kAnyState;
    std::array<std::string_view, 4> names;  ///< Empty at the end.
    Need need = Need::optional;
    Speaks language = Speaks::both;
};

struct FieldTable {
    std::span<const FieldRow> rows;  ///< Sorted by name.
    std::span<const FieldChoice> choices = {};
    bool is_open = false;  ///< Other members are somebody else's business, not an error.
};

extern const FieldTable kMachineFields;
extern const FieldTable kStateFields;
extern const FieldTable kBranchFields;
extern const FieldTable kProcessorFields;
extern const FieldTable kProcessorConfigFields;
extern const FieldTable kItemReaderFields;
extern const FieldTable kReaderConfigFields;
extern const FieldTable kItemBatcherFields;
extern const FieldTable kResultWriterFields;
extern const FieldTable kWriterConfigFields;
extern const FieldTable kRetrierFields;
extern const FieldTable kCatcherFields;
/// What the outermost rule has beside its condition.
extern const FieldTable kChoiceRuleFields;
/// A rule of a JSONata state.
extern const FieldTable kConditionRuleFields;
extern const FieldTable kCredentialsFields;

}  // namespace asl
