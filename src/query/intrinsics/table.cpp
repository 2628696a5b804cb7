// The 18 functions, one row each. To add one: a row here, a declaration in call.hpp, and its body
// in the file of its family.
#include <algorithm>
#include <array>

#include "query/intrinsics/call.hpp"

namespace query::intrinsics {
namespace {

constexpr std::size_t kAny = 1'000;

constexpr std::array kIntrinsics = {
    // name, fewest and most arguments, function. Sorted, because find() searches by halves.
    Intrinsic{"States.Array", 0, kAny, array},
    Intrinsic{"States.ArrayContains", 2, 2, array_contains},
    Intrinsic{"States.ArrayGetItem", 2, 2, array_get_item},
    Intrinsic{"States.ArrayLength", 1, 1, array_length},
    Intrinsic{"States.ArrayPartition", 2, 2, array_partition},
    Intrinsic{"States.ArrayRange", 3, 3, array_range},
    Intrinsic{"States.ArrayUnique", 1, 1, array_unique},
    Intrinsic{"States.Base64Decode", 1, 1, base64_decode},
    Intrinsic{"States.Base64Encode", 1, 1, base64_encode},
    Intrinsic{"States.Format", 1, kAny, format},
    Intrinsic{"States.Hash", 2, 2, hash},
    Intrinsic{"States.JsonMerge", 3, 3, json_merge},
    Intrinsic{"States.JsonToString", 1, 1, json_to_string},
    Intrinsic{"States.MathAdd", 2, 2, math_add},
    Intrinsic{"States.MathRandom", 2, 3, math_random},
    Intrinsic{"States.StringSplit", 2, 2, string_split},
    Intrinsic{"States.StringToJson", 1, 1, string_to_json},
    Intrinsic{"States.UUID", 0, 0, uuid},
};
static_assert(std::ranges::is_sorted(kIntrinsics, {}, &Intrinsic::name));

}  // namespace

const Intrinsic* find_intrinsic(std::string_view name) {
    const auto* const found = std::ranges::lower_bound(kIntrinsics, name, {}, &Intrinsic::name);
    return found != kIntrinsics.end() && found->name == name ? found : nullptr;
}

}  // namespace query::intrinsics
