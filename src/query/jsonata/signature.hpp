// What a function takes: `<s-nn?:s>` as the reference writes it. Checks the arguments of a call and
// completes them: a missing one by the context, a single value where an array is wanted.
// https://docs.jsonata.org/programming#function-signature-syntax
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "query/jsonata/error.hpp"
#include "query/jsonata/item.hpp"

namespace query::jsonata {

class Signature {
public:
    /// Reads `<...>`. Errors: S0401, S0402.
    static Result<Signature> parse(std::string_view text);

    /// Where the arguments need no change, `arguments` itself; else a completed copy in `arena`.
    /// `function` is its name for the message, empty where it has none.
    /// Errors: T0410, T0411, T0412.
    Result<std::span<const Item>> check(std::span<const Item> arguments, const Item& context,
                                        std::string_view function, Arena& arena) const;

private:
    struct Parameter {
        std::uint16_t types = 0;  ///< Bits by Type; undefined stands for a missing value.
        bool is_array = false;
        bool is_optional = false;
        bool repeats = false;
        bool takes_context = false;
        char item_type = 0;  ///< Array: what each item must be; 0 for anything.
    };

    bool match(std::span<const Item> arguments, std::size_t parameter, std::size_t argument,
               std::vector<std::uint32_t>& taken) const;
    Error mismatch(std::span<const Item> arguments, std::string_view function) const;
    Result<Item> complete(const Parameter& parameter, const Item& argument, std::size_t index,
                          std::string_view function, Arena& arena) const;
    bool fits_as_it_is(std::span<const Item> arguments) const;

    std::vector<Parameter> parameters_;
};

}  // namespace query::jsonata
