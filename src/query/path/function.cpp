// The path functions of Jayway: over numbers, texts, members and items.
#include "query/path/function.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "json/number.hpp"

namespace query::path {
namespace {

Status failed(Call& call, std::string message) {
    call.message = std::move(message);
    return Status::failed;
}

/// A double as Java prints it: `10.0`, `1.0E10`.
json::Value java_double(double value) {
    if (!std::isfinite(value)) return json::Value::string(std::isnan(value) ? "NaN" : "Infinity");
    std::string text = json::print_double(value);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return json::Value::number_text(text);
}

/// Calls `use` for each number: the items of an array, and those among the arguments.
template <class Use>
bool for_each_number(Call& call, Use use) {
    const auto use_items = [&](const json::Value& array) {
        for (const json::Value& item : array.items()) {
            if (!call.budget.spend()) return false;
            if (item.is_number()) use(item.as_double());
        }
        return true;
    };
    if (call.model.is_array() && !use_items(call.model)) return false;
    for (const json::Value& value : call.values) {
        if (value.is_array() && !use_items(value)) return false;
        if (value.is_number()) use(value.as_double());
    }
    return true;
}

struct Totals {
    std::size_t count = 0;
    double sum = 0, sum_of_squares = 0;
    double min = std::numeric_limits<double>::max();
    // Jayway starts from Java's Double.MIN_VALUE, the smallest positive number.
    double max = std::numeric_limits<double>::denorm_min();
};

template <class Finish>
Status aggregate(Call& call, Finish finish) {
    Totals totals;
    const bool done = for_each_number(call, [&totals](double number) {
        ++totals.count;
        totals.sum += number;
        totals.sum_of_squares += number * number;
        totals.min = std::min(totals.min, number);
        totals.max = std::max(totals.max, number);
    });
    if (!done) return Status::spent;
    if (totals.count == 0) {
        return failed(call, "Aggregation function attempted to calculate value using empty array");
    }
    call.result = java_double(finish(totals));
    return Status::ok;
}

Status average(Call& call) {
    return aggregate(call, [](const Totals& t) { return t.sum / static_cast<double>(t.count); });
}
Status sum(Call& call) {
    return aggregate(call, [](const Totals& t) { return t.sum; });
}
Status minimum(Call& call) {
    return aggregate(call, [](const Totals& t) { return t.min; });
}
Status maximum(Call& call) {
    return aggregate(call, [](const Totals& t) { return t.max; });
}
Status deviation(Call& call) {
    return aggregate(call, [](const Totals& t) {
        const auto count = static_cast<double>(t.count);
        return std::sqrt(t.sum_of_squares / count - t.sum * t.sum / count / count);
    });
}

Status concat(Call& call) {
    std::string out;
    const auto add = [&](const json::Value& value) {
        if (value.is_string()) out += value.as_string();
        return call.budget.spend() && out.size() <= base::limits::kQueryResultBytesMax;
    };
    if (call.model.is_array()) {
        for (const json::Value& item : call.model.items()) {
            if (!add(item)) return Status::spent;
        }
    }
    for (const json::Value& value : call.values) {
        if (!value.is_array()) {
            if (!add(value)) return Status::spent;
            continue;
        }
        for (const json::Value& item : value.items()) {
            if (item.is_number()) out += item.number_text();
            if (item.is_boolean()) out += item.as_boolean() ? "true" : "false";
            if (!add(item)) return Status::spent;
        }
    }
    call.result = json::Value::string(out);
    return Status::ok;
}

Status length(Call& call) {
    if (!call.arguments.empty()) {
        const Argument& first = call.arguments.front();
        if (!first.path) return failed(call, "length() takes a path");
        // Jayway counts what a wildcard behind the path would find, over what `length` stands on.
        Compiled counted = *first.path;
        if (!counted.is_function_path() && !counted.tokens.empty()) {
            counted.tokens.emplace_back().kind = Token::Kind::wildcard;
            settle(counted);
        }
        Outcome inner =
            evaluate_inner(counted, call.model, call.model, false, call.depth, call.budget);
        if (inner.status != Status::ok) {
            call.message = std::move(inner.message);
            return inner.status;
        }
        if (inner.value.is_array()) {
            call.result = json::Value::integer(static_cast<std::int64_t>(inner.value.size()));
            return Status::ok;
        }
    }
    if (call.model.is_array() || call.model.is_object()) {
        call.result = json::Value::integer(static_cast<std::int64_t>(call.model.size()));
    }
    return Status::ok;
}

Status append(Call& call) {
    call.result = call.model;
    if (!call.model.is_array()) return Status::ok;
    if (!call.budget.spend(call.model.size())) return Status::spent;
    std::vector<json::Value> items(call.model.items().begin(), call.model.items().end());
    items.insert(items.end(), call.values.begin(), call.values.end());
    call.result = json::Value::take_array(std::move(items));
    return Status::ok;
}

Status keys(Call& call) {
    if (!call.model.is_object()) return Status::ok;
    std::vector<json::Value> names;
    for (const json::Member& member : call.model.members()) {
        if (!call.budget.spend()) return Status::spent;
        names.push_back(member.key_value);
    }
    call.result = json::Value::take_array(std::move(names));
    return Status::ok;
}

Status item_at(Call& call, std::int64_t index) {
    if (!call.model.is_array()) {
        return failed(call, "Aggregation function attempted to calculate value using empty array");
    }
    const auto size = static_cast<std::int64_t>(call.model.size());
    const std::int64_t place = index < 0 ? size + index : index;
    if (place < 0 || place >= size) {
        return failed(call, "Target index:" + std::to_string(index) +
                                " larger than object count:" + std::to_string(size));
    }
    call.result = call.model.items()[static_cast<std::size_t>(place)];
    return Status::ok;
}

Status first(Call& call) {
    return item_at(call, 0);
}
Status last(Call& call) {
    return item_at(call, -1);
}
Status index(Call& call) {
    for (const json::Value& value : call.values) {
        if (!value.is_number()) continue;
        const auto integer = value.as_integer();
        return item_at(
            call, integer ? *integer
                          : static_cast<std::int64_t>(std::clamp(value.as_double(), -1e15, 1e15)));
    }
    return failed(call, "index() takes a number");
}

constexpr std::array kFunctions = {
    Function{"append", append}, Function{"avg", average},   Function{"concat", concat},
    Function{"first", first},   Function{"index", index},   Function{"keys", keys},
    Function{"last", last},     Function{"length", length}, Function{"max", maximum},
    Function{"min", minimum},   Function{"size", length},   Function{"stddev", deviation},
    Function{"sum", sum},
};
static_assert(std::ranges::is_sorted(kFunctions, {}, &Function::name));

}  // namespace

const Function* find_function(std::string_view name) {
    const auto* const found = std::ranges::lower_bound(kFunctions, name, {}, &Function::name);
    return found != kFunctions.end() && found->name == name ? found : nullptr;
}

Status evaluate_arguments(Call& call) {
    for (const Argument& argument : call.arguments) {
        if (!argument.path) {
            if (!argument.literal) return failed(call, "An argument is no valid JSON");
            call.values.push_back(*argument.literal);
            continue;
        }
        Outcome outcome =
            evaluate_inner(*argument.path, call.root, call.root, false, call.depth, call.budget);
        if (outcome.status != Status::ok) {
            call.message = std::move(outcome.message);
            return outcome.status;
        }
        call.values.push_back(std::move(outcome.value));
    }
    return Status::ok;
}

}  // namespace query::path
