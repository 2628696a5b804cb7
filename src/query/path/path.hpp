// JSONPath in the dialect of Jayway JsonPath, which Step Functions uses (its default
// configuration).
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "json/value.hpp"
#include "query/budget.hpp"
#include "query/failure.hpp"

namespace query {

namespace path {
struct Compiled;
}

/// Why a path gave no value.
struct PathFault {
    enum class Kind {
        not_found,  ///< A definite path leads nowhere.
        invalid,    ///< It cannot be applied to this data at all, or names an unknown function.
        other,      ///< A function could not be applied, or the budget is spent.
    };
    Kind kind = Kind::not_found;
    std::string message;  ///< As Jayway words it, for example `No results for path: $['a']`.
};

/// A compiled path. Immutable; copies share; any thread.
class Path {
public:
    /// Compiles `$.a[0]`, `@.a`, or a path without its root (`a.b`), which gets `$.` in front.
    /// Errors: `invalid` with Jayway's message, `limit` when longer than `kPathBytesMax` or nested
    /// too deep.
    static base::Result<Path> compile(std::string_view text);

    /// The path as it was written.
    const std::string& text() const;
    /// Whether it is `$` alone.
    bool is_root() const;
    /// A definite path gives one value. An indefinite one (wildcard, deep scan, filter, slice,
    /// union) gives an array, which is empty when nothing matches.
    bool is_definite() const;
    /// Whether it is a reference path: members and indexes from 0 only, so that it names one place.
    bool is_reference() const;

    /// Evaluates over `root`, which is `$` and `@`.
    base::Result<json::Value, PathFault> evaluate(const json::Value& root, Budget& budget) const;

    /// `input` with `value` at this place: how ResultPath puts a result into the input. Members
    /// that are missing on the way become objects. Precondition: is_reference(). Errors:
    /// `States.ResultPathMatchFailure`, when an array or a scalar lies where a member is wanted, or
    /// an index is not in its array.
    base::Result<json::Value, Failure> set(const json::Value& input, json::Value value) const;

private:
    explicit Path(std::shared_ptr<const path::Compiled> compiled);
    std::shared_ptr<const path::Compiled> compiled_;
};

}  // namespace query
