// From the texts of a state's fields to compiled queries. Each function takes a field by its name,
// reports what is wrong with it and then gives the field's default, so that all findings come in
// one run.
#pragma once
#include <optional>
#include <string_view>

#include "asl/check_fields.hpp"
#include "asl/findings.hpp"
#include "asl/location.hpp"
#include "asl/program.hpp"

namespace asl {

/// An object's checked fields, where it stands, and where findings go.
struct FieldSource {
    const Fields& fields;
    const Location& where;
    Findings& findings;
    Language language = Language::jsonpath;
};

/// What JSONata in a field sees of `$states` beside `input` and `context`.
enum class Reads : std::uint8_t { input, result, error_output };

/// A path, a context path or a variable; no intrinsic. Empty if absent or wrong.
std::optional<query::Query> compile_path(const FieldSource& source, std::string_view name);
/// `InputPath`, `OutputPath`, `ItemsPath`.
PathField compile_path_field(const FieldSource& source, std::string_view name);
/// `ResultPath`.
ResultPathField compile_result_path(const FieldSource& source);
/// `name` as a number or an expression, or `name` + "Path" as a path, or nothing.
SecondsField compile_number_or_path(const FieldSource& source, std::string_view name);
/// A payload template of JSONPath. Also warns of values that look like expressions whose key lacks
/// the `.$`.
std::optional<query::Template> compile_template(const FieldSource& source, std::string_view name);
/// A payload template in the source's language.
std::optional<Payload> compile_payload(const FieldSource& source, std::string_view name,
                                       Reads reads = Reads::input);
/// `Assign`: a payload whose keys are the names of variables.
std::optional<Payload> compile_assign(const FieldSource& source, Reads reads = Reads::input);

/// What a parser found wrong, with a suggestion where it met a function that does not exist.
std::string explained(const std::string& detail);

/// Whether a text would be read as a path or an intrinsic if its key ended in `.$`.
bool looks_like_expression(std::string_view text);

}  // namespace asl
