// What an intrinsic call is compiled to, and the row of the table that a function is. For this
// floor only.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "json/value.hpp"
#include "query/budget.hpp"
#include "query/environment.hpp"
#include "query/failure.hpp"
#include "query/rooted_path.hpp"

namespace query::intrinsics {

struct Intrinsic;

/// An argument: a literal, a path, or another call.
struct Expression {
    enum class Kind : std::uint8_t { literal, path, call };
    Kind kind = Kind::literal;
    json::Value literal;
    /// The inside of a text's quotes as it was written; empty for other literals. States.Format
    /// needs it, to tell `{}` from `\{\}`.
    std::optional<std::string> raw_text;
    std::optional<RootedPath> path;
    const Intrinsic* intrinsic = nullptr;
    std::vector<Expression> arguments;
};

/// A whole expression, `States.Format('{}', $.a)`.
struct Call {
    std::string text;
    Expression root;
};

/// What a function works on. `expressions` are the arguments as written, `values` their values.
struct Arguments {
    std::span<const Expression> expressions;
    std::span<const json::Value> values;
    base::SeededRandom& random;
    Budget& budget;

    const json::Value& operator[](std::size_t i) const { return values[i]; }
    std::size_t size() const { return values.size(); }
};

/// The value, or what is wrong in one sentence.
using Answer = base::Result<json::Value, std::string>;

struct Intrinsic {
    std::string_view name;
    std::size_t fewest, most;
    Answer (*run)(const Arguments&);
};

/// Compiles a call. Errors: `invalid` with the offset in the text, `limit`.
base::Result<Call> parse_call(std::string_view text);

/// nullptr if there is no such function.
const Intrinsic* find_intrinsic(std::string_view name);

/// Errors: States.Runtime when a path leads nowhere or a function cannot work on its arguments.
base::Result<json::Value, Failure> evaluate(const Call& call, const Environment& environment,
                                            Budget& budget);

/// Calls `visit` with each path in the expression.
template <class Visit>
void for_each_path(const Expression& expression, const Visit& visit) {
    if (expression.path) visit(*expression.path);
    for (const Expression& argument : expression.arguments) for_each_path(argument, visit);
}

/// The sentence of AWS for arguments that a function cannot work on.
inline tl::unexpected<std::string> invalid_arguments(std::string_view function,
                                                     std::string_view why) {
    return tl::unexpected<std::string>("Invalid arguments in " + std::string(function) + ": " +
                                       std::string(why));
}
inline tl::unexpected<std::string> too_many_steps() {
    return tl::unexpected<std::string>("The evaluation takes too many steps");
}

/// A number as an integer, cut off behind the point. Empty: no number, or out of range.
std::optional<std::int64_t> whole_number(const json::Value& value);
/// The same, rounded to the nearest.
std::optional<std::int64_t> nearest_number(const json::Value& value);

// The functions, by family; a file each.
Answer array(const Arguments& arguments);
Answer array_contains(const Arguments& arguments);
Answer array_get_item(const Arguments& arguments);
Answer array_length(const Arguments& arguments);
Answer array_partition(const Arguments& arguments);
Answer array_range(const Arguments& arguments);
Answer array_unique(const Arguments& arguments);
Answer base64_decode(const Arguments& arguments);
Answer base64_encode(const Arguments& arguments);
Answer format(const Arguments& arguments);
Answer hash(const Arguments& arguments);
Answer json_merge(const Arguments& arguments);
Answer json_to_string(const Arguments& arguments);
Answer math_add(const Arguments& arguments);
Answer math_random(const Arguments& arguments);
Answer string_split(const Arguments& arguments);
Answer string_to_json(const Arguments& arguments);
Answer uuid(const Arguments& arguments);

}  // namespace query::intrinsics
