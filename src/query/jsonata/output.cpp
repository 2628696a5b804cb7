// Values as JSON and as text, and how they compare. Nesting is limited, so recursion is bounded.
#include "query/jsonata/output.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>

#include "base/limits.hpp"
#include "json/number.hpp"
#include "json/print.hpp"
#include "query/jsonata/text/number_format.hpp"

namespace query::jsonata {
namespace {

using base::limits::kJsonDepthMax;

json::Value number_to_json(double number) {
    if (std::isfinite(number)) return json::Value::number(number);
    if (std::isnan(number)) return json::Value::string("NaN");
    return json::Value::string(number > 0 ? "Infinity" : "-Infinity");
}

/// About what a container takes beside its elements.
constexpr std::size_t kContainerBytes = 48;

/// Builds containers from the top down, each in its own place. `out` is null before. False when it
/// is nested too deeply.
bool convert(const Item& item, std::size_t depth, json::Value& out, Effort& effort) {
    if (depth > kJsonDepthMax || !effort.take()) return false;
    switch (item.tag) {
        case Tag::json: std::construct_at(&out, *item.json); return true;
        case Tag::number: out = number_to_json(item.number); return true;
        case Tag::text:
            if (!effort.hold(item.size)) return false;
            out = json::Value::string(item.as_string());
            return true;
        case Tag::boolean: out = json::Value::boolean(item.truth); return true;
        case Tag::function: out = json::Value::string(""); return true;
        case Tag::array: {
            const Array& array = *item.array;
            bool is_good = effort.hold(kContainerBytes + array.size * sizeof(json::Value));
            if (!is_good) return false;
            out = json::Value::array_of(array.size, [&](std::span<json::Value> items) {
                for (std::size_t i = 0; i < items.size() && is_good; ++i) {
                    is_good = convert(array.items[i], depth + 1, items[i], effort);
                }
                return is_good;
            });
            return is_good;
        }
        case Tag::object: {
            const std::span<const Field> fields(item.object->fields, item.object->size);
            const auto is_there = [](const Field& field) { return !field.value.is_undefined(); };
            const auto size = std::ranges::count_if(fields, is_there);
            bool is_good = effort.hold(kContainerBytes + fields.size() * sizeof(json::Member));
            if (!is_good) return false;
            const auto fill = [&](std::span<json::Member> members) {
                std::size_t at = 0;
                for (const Field& field : fields) {
                    if (!is_there(field)) continue;
                    members[at].key_value = json::Value::string(field.key);
                    is_good = is_good && convert(field.value, depth + 1, members[at].value, effort);
                    ++at;
                }
                return is_good;
            };
            out = json::Value::object_of(static_cast<std::size_t>(size), fill);
            return is_good;
        }
        default: out = json::Value(); return true;
    }
}

class Writer {
public:
    Writer(std::string& out, Effort& effort, bool indented)
        : out_(out), effort_(effort), indented_(indented) {}

    StringFault write(const Item& item, std::size_t depth) {
        if (depth > kJsonDepthMax || !effort_.take()) return StringFault::too_large;
        if (!effort_.fits(out_.size())) return StringFault::too_large;
        switch (item.type()) {
            case Type::undefined:
            case Type::null: out_ += "null"; return StringFault::none;
            case Type::boolean:
                out_ += item.tag == Tag::boolean && item.truth ? "true" : "false";
                return StringFault::none;
            case Type::number: {
                const double number = item.as_number();
                if (!std::isfinite(number)) return StringFault::not_finite;
                out_ += string_of_number(number);
                return StringFault::none;
            }
            case Type::string: quote(item.as_string()); return StringFault::none;
            case Type::function: out_ += "\"\""; return StringFault::none;
            case Type::array: return write_array(item, depth);
            case Type::object: return write_object(item, depth);
        }
        return StringFault::none;
    }

private:
    void quote(std::string_view text) { json::print_string_to(out_, text); }
    void line(std::size_t depth) {
        if (!indented_) return;
        out_ += '\n';
        out_.append(depth * 2, ' ');
    }
    StringFault write_array(const Item& item, std::size_t depth) {
        const Items items(item);
        if (items.empty()) {
            out_ += "[]";
            return StringFault::none;
        }
        out_ += '[';
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i != 0) out_ += ',';
            line(depth + 1);
            const StringFault fault = write(items[i], depth + 1);
            if (fault != StringFault::none) return fault;
        }
        line(depth);
        out_ += ']';
        return StringFault::none;
    }
    StringFault write_object(const Item& item, std::size_t depth) {
        out_ += '{';
        StringFault fault = StringFault::none;
        bool is_first = true;
        for_each_member(item, [&](std::string_view key, const Item& value) {
            if (value.is_undefined()) return true;
            if (!is_first) out_ += ',';
            is_first = false;
            line(depth + 1);
            quote(key);
            out_ += indented_ ? ": " : ":";
            fault = write(value, depth + 1);
            return fault == StringFault::none;
        });
        if (!is_first) line(depth);
        out_ += '}';
        return fault;
    }

    std::string& out_;
    Effort& effort_;
    bool indented_;
};

bool equal(const Item& a, const Item& b, std::size_t depth, Effort& effort) {
    const Type type = a.type();
    if (type != b.type() || depth > kJsonDepthMax || !effort.take()) return false;
    switch (type) {
        case Type::undefined:
        case Type::null: return true;
        case Type::boolean: return a.truth == b.truth;
        case Type::number: return a.as_number() == b.as_number();
        case Type::string:
            return effort.take(a.as_string().size() / 64) && a.as_string() == b.as_string();
        case Type::function: return a.function == b.function;
        case Type::array: {
            const Items left(a);
            const Items right(b);
            if (left.size() != right.size()) return false;
            for (std::size_t i = 0; i < left.size(); ++i) {
                if (!equal(left[i], right[i], depth + 1, effort)) return false;
            }
            return true;
        }
        case Type::object: {
            const auto size_of = [](const Item& item) {
                return item.tag == Tag::object ? std::size_t{item.object->size} : item.json->size();
            };
            if (size_of(a) != size_of(b)) return false;
            bool same = true;
            for_each_member(a, [&](std::string_view key, const Item& value) {
                const Item other = member_of(b, key);
                same = equal(value, other, depth + 1, effort);
                return same;
            });
            return same;
        }
    }
    return false;
}

bool truth(const Item& item, std::size_t depth, Effort& effort) {
    if (depth > kJsonDepthMax || !effort.take()) return true;
    switch (item.type()) {
        case Type::boolean: return item.truth;
        case Type::number: {
            const double number = item.as_number();
            return number != 0 && !std::isnan(number);
        }
        case Type::string: return !item.as_string().empty();
        case Type::array: {
            const Items items(item);
            for (std::size_t i = 0; i < items.size(); ++i) {
                if (truth(items[i], depth + 1, effort)) return true;
            }
            return false;
        }
        case Type::object:
            return item.tag == Tag::object ? item.object->size != 0 : item.json->size() != 0;
        default: return false;
    }
}

}  // namespace

std::optional<json::Value> to_json(const Item& item, Effort& effort) {
    json::Value out;
    if (item.is_undefined() || !convert(item, 0, out, effort)) return std::nullopt;
    return out;
}

std::string string_of_number(double value) {
    return text::number_to_string(value);
}

StringFault append_string(std::string& out, const Item& item, Effort& effort, bool indented) {
    if (item.is_string()) {
        out += item.as_string();
        return StringFault::none;
    }
    if (item.is_function() || item.is_undefined()) return StringFault::none;
    return Writer(out, effort, indented).write(item, 0);
}

bool deep_equal(const Item& a, const Item& b, Effort& effort) {
    return equal(a, b, 0, effort);
}

int compare_text(std::string_view a, std::string_view b) {
    const std::size_t size = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < size; ++i) {
        auto x = static_cast<unsigned char>(a[i]);
        auto y = static_cast<unsigned char>(b[i]);
        if (x == y) continue;
        // Characters beyond U+FFFF are pairs of units that sort before U+E000.
        if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0)) return x >= 0xF0 ? -1 : 1;
        return x < y ? -1 : 1;
    }
    if (a.size() == b.size()) return 0;
    return a.size() < b.size() ? -1 : 1;
}

bool is_true(const Item& item, Effort& effort) {
    return truth(item, 0, effort);
}

}  // namespace query::jsonata
