// The table of the library, made once.
#include "query/jsonata/library.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "base/assert.hpp"

namespace query::jsonata {
namespace {

std::vector<std::unique_ptr<Native>> make_table() {
    std::vector<std::unique_ptr<Native>> table;
    for (const std::span<const NativeRow> rows :
         {array_functions(), aws_functions(), date_functions(), higher_order_functions(),
          number_functions(), object_functions(), string_functions(), text_pattern_functions()}) {
        for (const NativeRow& row : rows) {
            auto signature = Signature::parse(row.signature);
            QS_ASSERT(signature.has_value());
            auto native = std::make_unique<Native>(Native{row, *std::move(signature), {}});
            native->function.kind = FunctionKind::native;
            native->function.arity = row.arity;
            native->function.native = native.get();
            table.push_back(std::move(native));
        }
    }
    std::ranges::sort(table, {}, [](const auto& native) { return native->row.name; });
    return table;
}

}  // namespace

const Native* find_native(std::string_view name) {
    static const std::vector<std::unique_ptr<Native>> table = make_table();
    const auto found = std::ranges::lower_bound(
        table, name, {}, [](const auto& native) { return native->row.name; });
    return found == table.end() || (*found)->row.name != name ? nullptr : found->get();
}

}  // namespace query::jsonata
