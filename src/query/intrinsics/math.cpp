// Functions over numbers. AWS rounds what States.MathAdd is given and, against its documentation,
// cuts off what States.MathRandom is given.
#include "query/intrinsics/call.hpp"

namespace query::intrinsics {

Answer math_add(const Arguments& arguments) {
    const auto a = nearest_number(arguments[0]);
    const auto b = nearest_number(arguments[1]);
    std::int64_t sum = 0;
    if (!a || !b || __builtin_add_overflow(*a, *b, &sum)) {
        return invalid_arguments("States.MathAdd", "both must be integers, and their sum too");
    }
    return json::Value::integer(sum);
}

Answer math_random(const Arguments& arguments) {
    const auto from = whole_number(arguments[0]);
    const auto to = whole_number(arguments[1]);
    if (!from || !to) return invalid_arguments("States.MathRandom", "they must be integers");
    if (*from >= *to) {
        return invalid_arguments("States.MathRandom", "the first one must be less than the second");
    }
    const auto width = static_cast<std::uint64_t>(*to) - static_cast<std::uint64_t>(*from);
    std::uint64_t drawn = 0;
    if (arguments.size() == 3) {
        const auto seed = whole_number(arguments[2]);
        if (!seed) return invalid_arguments("States.MathRandom", "the seed must be an integer");
        drawn = base::SeededRandom(static_cast<std::uint64_t>(*seed)).next();
    } else {
        drawn = arguments.random.next();
    }
    const auto scaled = static_cast<std::uint64_t>(
        (__extension__ static_cast<unsigned __int128>(drawn) * width) >> 64);
    return json::Value::integer(
        static_cast<std::int64_t>(static_cast<std::uint64_t>(*from) + scaled));
}

}  // namespace query::intrinsics
