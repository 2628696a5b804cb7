// Faults of expressions become findings at the string that holds the expression.
#include "asl/compile_jsonata.hpp"

#include <algorithm>
#include <string>

namespace asl {

namespace {

using Kind = query::ExpressionFault::Kind;

std::string_view code_of(Kind kind) {
    switch (kind) {
        case Kind::delimiters: return code::kSchema;
        case Kind::syntax: return code::kInvalidJsonata;
        case Kind::unsupported: return code::kUnsupportedJsonata;
    }
    return code::kInvalidJsonata;
}

/// What `$states` has everywhere, and what only some fields see.
constexpr std::size_t kStatesMembers = 4;

/// `$states.result` before there is a result, `$states.errorOutput` outside of Catch. An expression
/// that reads `$states` as a whole takes what is there.
void check_states(const query::JsonataTemplate& payload, Reads reads, const Location& where,
                  Findings& findings) {
    for (const query::JsonataTemplate::Placed& placed : payload.expressions()) {
        const std::vector<std::string>& members = placed.expression.state_members();
        if (members.size() == kStatesMembers) continue;
        const auto refuse = [&](std::string_view member, Reads needed, const char* hint) {
            if (reads == needed || std::ranges::find(members, member) == members.end()) return;
            findings.error_at(code::kUnsupportedJsonata,
                              "Field '$states." + std::string(member) + "' does not exist.",
                              where.text() + placed.place, hint);
        };
        refuse("result", Reads::result,
               "only Output and Assign of Task, Parallel and Map see a result");
        refuse("errorOutput", Reads::error_output, "only Output and Assign of Catch see an error");
    }
}

}  // namespace

std::optional<query::JsonataTemplate> compile_jsonata(const FieldSource& source,
                                                      std::string_view name, Reads reads) {
    const json::Value* payload = source.fields.find(name);
    if (payload == nullptr) return std::nullopt;
    const Location place(source.where, name);
    auto compiled = query::JsonataTemplate::compile(json::compact(*payload));
    if (!compiled) {
        for (const query::ExpressionFault& fault : compiled.error()) {
            source.findings.error_at(code_of(fault.kind), fault.message, place.text() + fault.place,
                                     fault.detail);
        }
        return std::nullopt;
    }
    check_states(*compiled, reads, place, source.findings);
    return *std::move(compiled);
}

std::optional<query::JsonataTemplate> compile_expression(const FieldSource& source,
                                                         std::string_view name) {
    if (source.language != Language::jsonata) return std::nullopt;
    const json::Value* value = source.fields.find(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    auto compiled = compile_jsonata(source, name);
    if (compiled && compiled->is_constant()) return std::nullopt;
    return compiled;
}

}  // namespace asl
