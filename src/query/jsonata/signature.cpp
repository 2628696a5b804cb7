// Signatures: the reference turns them into regular expressions over the arguments' types; we match
// them directly, with the same greedy order.
#include "query/jsonata/signature.hpp"

#include <array>

#include "query/jsonata/output.hpp"

namespace query::jsonata {
namespace {

constexpr std::uint16_t bit(Type type) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(type));
}
constexpr std::uint16_t kMissing = bit(Type::undefined);
constexpr std::uint16_t kPlain = kMissing | bit(Type::null) | bit(Type::boolean) |
                                 bit(Type::number) | bit(Type::string) | bit(Type::array) |
                                 bit(Type::object);
constexpr std::uint16_t kAny = kPlain | bit(Type::function);

std::uint16_t types_of(char symbol) {
    switch (symbol) {
        case 's': return bit(Type::string) | kMissing;
        case 'n': return bit(Type::number) | kMissing;
        case 'b': return bit(Type::boolean) | kMissing;
        case 'l': return bit(Type::null) | kMissing;
        case 'o': return bit(Type::object) | kMissing;
        case 'f': return bit(Type::function);
        case 'j': return kPlain;
        case 'a':
        case 'x': return kAny;
        default: return 0;
    }
}

char symbol_of(Type type) {
    constexpr std::string_view kSymbols = "mlbnsaof";
    return kSymbols[static_cast<std::size_t>(type)];
}

/// What a symbol stands for within a choice: one type, and nothing for `x` or `j`.
std::uint16_t bit_of(char symbol) {
    constexpr std::string_view kSymbols = "mlbnsaof";
    const std::size_t at = kSymbols.find(symbol);
    return at == std::string_view::npos ? std::uint16_t{0} : static_cast<std::uint16_t>(1U << at);
}

std::string_view plural_of(char symbol) {
    switch (symbol) {
        case 'a': return "arrays";
        case 'b': return "booleans";
        case 'f': return "functions";
        case 'n': return "numbers";
        case 'o': return "objects";
        case 's': return "strings";
        default: return "values";
    }
}

/// The place of the bracket that closes the one at `open`, or the end of the text.
std::size_t closing(std::string_view text, std::size_t open, char opens, char closes) {
    int depth = 1;
    std::size_t at = open;
    while (depth > 0 && ++at < text.size()) {
        if (text[at] == closes) --depth;
        if (text[at] == opens) ++depth;
    }
    return std::min(at, text.size());
}

bool takes(std::uint16_t types, const Item& item) {
    return (types & bit(item.type())) != 0;
}

}  // namespace

Result<Signature> Signature::parse(std::string_view text) {
    Signature signature;
    auto& all = signature.parameters_;
    for (std::size_t at = 1; at < text.size() && text[at] != ':'; ++at) {
        const char symbol = text[at];
        if (symbol == '-' && !all.empty()) {
            all.back().takes_context = true;
            all.back().is_optional = true;
        } else if (symbol == '?' && !all.empty()) {
            all.back().is_optional = true;
        } else if (symbol == '+' && !all.empty()) {
            all.back().repeats = true;
        } else if (symbol == '(') {
            const std::size_t end = closing(text, at, '(', ')');
            const std::string_view choice = text.substr(at + 1, end - at - 1);
            if (choice.find('<') != std::string_view::npos) {
                const json::Value shown = json::Value::string(choice);
                return fail("S0402", {.value = &shown}, at);
            }
            Parameter parameter{.types = kMissing};
            for (const char one : choice) parameter.types |= bit_of(one);
            all.push_back(parameter);
            at = end;
        } else if (symbol == '<') {
            const bool fits =
                !all.empty() && (all.back().is_array || all.back().types == bit(Type::function));
            if (!fits) return fail("S0401", {}, at);
            const std::size_t end = closing(text, at, '<', '>');
            if (all.back().is_array && end > at + 1) all.back().item_type = text[at + 1];
            at = end;
        } else if (const std::uint16_t types = types_of(symbol); types != 0) {
            all.push_back({.types = types, .is_array = symbol == 'a'});
        }
    }
    return signature;
}

bool Signature::fits_as_it_is(std::span<const Item> arguments) const {
    if (arguments.size() > parameters_.size()) return false;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        const Parameter& parameter = parameters_[i];
        if (parameter.repeats) return false;
        if (i >= arguments.size()) {
            if (!parameter.is_optional || parameter.takes_context) return false;
            continue;
        }
        if (!takes(parameter.types, arguments[i])) return false;
        if (!parameter.is_array) continue;
        if (arguments[i].is_undefined()) continue;
        if (!arguments[i].is_array() || parameter.item_type != 0) return false;
    }
    return true;
}

bool Signature::match(std::span<const Item> arguments, std::size_t parameter, std::size_t argument,
                      std::vector<std::uint32_t>& taken) const {
    if (parameter == parameters_.size()) return argument == arguments.size();
    const Parameter& wanted = parameters_[parameter];
    std::size_t most = 0;
    while (argument + most < arguments.size() && takes(wanted.types, arguments[argument + most])) {
        ++most;
        if (!wanted.repeats) break;
    }
    const std::size_t least = wanted.is_optional ? 0 : 1;
    for (std::size_t count = most + 1; count-- > least;) {
        taken[parameter] = static_cast<std::uint32_t>(count);
        if (match(arguments, parameter + 1, argument + count, taken)) return true;
    }
    return false;
}

Error Signature::mismatch(std::span<const Item> arguments, std::string_view function) const {
    // The reference matches ever longer beginnings of the signature, and blames the argument behind
    // the last one that fitted.
    std::size_t good = 0;
    Signature beginning;
    for (const Parameter& parameter : parameters_) {
        beginning.parameters_.push_back(parameter);
        std::size_t longest = arguments.size() + 1;
        std::vector<std::uint32_t> taken(beginning.parameters_.size());
        for (std::size_t size = arguments.size() + 1; size-- > 0;) {
            if (beginning.match(arguments.first(size), 0, 0, taken)) {
                longest = size;
                break;
            }
        }
        if (longest > arguments.size()) break;
        good = longest;
    }
    return make_error("T0410", {.token = function, .index = good + 1});
}

Result<Item> Signature::complete(const Parameter& parameter, const Item& argument,
                                 std::size_t index, std::string_view function, Arena& arena) const {
    if (!parameter.is_array || argument.is_undefined()) return argument;
    const bool is_array = argument.is_array();
    if (parameter.item_type != 0) {
        bool fits = true;
        if (is_array) {
            const Items items(argument);
            for (std::size_t i = 0; i < items.size() && fits; ++i) {
                fits = symbol_of(items[i].type()) == parameter.item_type;
            }
        } else {
            fits = symbol_of(argument.type()) == parameter.item_type;
        }
        if (!fits) {
            return fail(
                "T0412",
                {.token = function, .index = index, .type = plural_of(parameter.item_type)});
        }
    }
    if (is_array) return argument;
    auto* const array = arena.make<Array>();
    array->push(arena, argument);
    return Item::of(array);
}

Result<std::span<const Item>> Signature::check(std::span<const Item> arguments, const Item& context,
                                               std::string_view function, Arena& arena) const {
    if (fits_as_it_is(arguments)) return arguments;
    std::vector<std::uint32_t> taken(parameters_.size());
    if (!match(arguments, 0, 0, taken)) {
        return tl::unexpected<Error>(mismatch(arguments, function));
    }
    std::vector<Item> completed;
    completed.reserve(parameters_.size());
    std::size_t argument = 0;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        const Parameter& parameter = parameters_[i];
        if (taken[i] == 0) {
            if (!parameter.takes_context) {
                // A skipped parameter does not use up an argument but shows the next one's value.
                completed.push_back(argument < arguments.size() ? arguments[argument] : Item());
                ++argument;
                continue;
            }
            if (!takes(parameter.types, context)) {
                return fail("T0411", {.token = function, .index = argument + 1});
            }
            completed.push_back(context);
            continue;
        }
        for (std::uint32_t n = 0; n < taken[i]; ++n) {
            const Item given = argument < arguments.size() ? arguments[argument] : Item();
            QS_TRY(const Item item, complete(parameter, given, argument + 1, function, arena));
            completed.push_back(item);
            ++argument;
        }
    }
    return arena.copy(std::span<const Item>(completed));
}

}  // namespace query::jsonata
