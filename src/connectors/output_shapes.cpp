#include "connectors/output_shapes.hpp"

#include <charconv>
#include <map>
#include <mutex>
#include <vector>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "connectors/casing.hpp"

extern "C" {
extern const char quickstep_output_shapes[];
extern const char quickstep_output_shapes_end[];
}

namespace connectors {
namespace {

/// A shape's line: its kind, its name, and the rest as its kind has it.
struct Shape {
    std::string_view kind;
    std::vector<std::string_view> words;
};

/// One service's shapes and operations by name; views into the binary.
struct Model {
    std::map<std::string_view, Shape> shapes;
    std::map<std::string_view, std::string_view> operations;
};

/// The lines of a service, without its first; empty where it is not there.
std::string_view lines_of(std::string_view service) {
    const std::string_view all(
        quickstep_output_shapes,
        static_cast<std::size_t>(quickstep_output_shapes_end - quickstep_output_shapes));
    const std::string heading = "service " + std::string(service) + " ";
    std::size_t at = all.starts_with(heading) ? 0 : all.find("\n" + heading);
    if (at == std::string_view::npos) return {};
    at = all.find('\n', at + 1) + 1;
    const std::size_t end = all.find("\nservice ", at);
    return all.substr(at, end == std::string_view::npos ? end : end + 1 - at);
}

Model parse(std::string_view lines) {
    Model model;
    for (const std::string_view line : base::split(lines, '\n')) {
        std::vector<std::string_view> words = base::split(line, ' ');
        if (words.size() < 2) continue;
        if (words[0] == "op") {
            model.operations.emplace(words[1], words[2]);
        } else {
            const std::string_view name = words[1];
            Shape shape{.kind = words[0], .words = {}};
            shape.words.assign(words.begin() + 2, words.end());
            model.shapes.emplace(name, std::move(shape));
        }
    }
    return model;
}

/// Parsed when it is first asked for, and kept.
const Model& model_of(std::string_view service) {
    static std::mutex mutex;
    static std::map<std::string, Model, std::less<>> models;
    const std::lock_guard lock(mutex);
    const auto found = models.find(service);
    if (found != models.end()) return found->second;
    return models.emplace(std::string(service), parse(lines_of(service))).first->second;
}

class Check {
public:
    Check(const Model& model, bool is_strict, std::string_view free)
        : model_(model), is_strict_(is_strict), free_(free) {}

    /// What is wrong with the value of the field, or nothing.
    std::optional<std::string> value(std::string_view shape_name, std::string_view field,
                                     const json::Value& given) const {
        const auto found = model_.shapes.find(shape_name);
        QS_ASSERT(found != model_.shapes.end());
        const Shape& shape = found->second;
        if (shape.kind == "struct") return structure(shape, field, given);
        if (shape.kind == "list") return list(shape, field, given);
        if (shape.kind == "map") return map(shape, field, given);
        if (shape.kind == "number") return number(shape, field, given);
        if (shape.kind == "boolean") {
            return given.is_boolean() ? std::nullopt : wrong(field, "must be a boolean");
        }
        if (shape.kind == "any") return {};
        if (!given.is_string()) return wrong(field, "must be a string");
        return shape.kind == "enum" ? choice(shape, field, given) : text(shape, field, given);
    }

private:
    static std::optional<std::string> wrong(std::string_view field, std::string_view what) {
        return "Field '" + std::string(field) + "' " + std::string(what);
    }

    std::optional<std::string> structure(const Shape& shape, std::string_view field,
                                         const json::Value& given) const {
        if (!given.is_object()) return wrong(field, "must be an object");
        if (is_strict_) {
            for (const std::string_view word : shape.words) {
                const std::string_view name = word.substr(0, word.find(':'));
                if (!name.ends_with('!')) continue;
                const std::string member = upper_first(name.substr(0, name.size() - 1));
                if (given.find(member) == nullptr) {
                    return "Required field '" + member + "' is missing";
                }
            }
        }
        for (const std::string_view word : shape.words) {
            const std::size_t colon = word.find(':');
            std::string_view name = word.substr(0, colon);
            if (name.ends_with('!')) name.remove_suffix(1);
            const std::string member = upper_first(name);
            const json::Value* const there = given.find(member);
            if (there == nullptr || member == free_) continue;
            if (auto problem = value(word.substr(colon + 1), member, *there)) return problem;
        }
        return {};
    }

    std::optional<std::string> list(const Shape& shape, std::string_view field,
                                    const json::Value& given) const {
        if (!given.is_array()) return wrong(field, "must be an array");
        for (const json::Value& item : given.items()) {
            if (auto problem = value(shape.words[0], field, item)) return problem;
        }
        return {};
    }

    std::optional<std::string> map(const Shape& shape, std::string_view field,
                                   const json::Value& given) const {
        if (!given.is_object()) return wrong(field, "must be an object");
        for (const json::Member& member : given.members()) {
            if (auto problem = value(shape.words[0], member.key(), member.value)) return problem;
        }
        return {};
    }

    static std::optional<std::string> number(const Shape& shape, std::string_view field,
                                             const json::Value& given) {
        if (!given.is_number()) return wrong(field, "must be a number");
        const double number = given.as_double();
        if (const auto least = bound(shape, 0); least && number < *least) {
            return wrong(field, "is less than the minimum value");
        }
        if (const auto most = bound(shape, 1); most && number > *most) {
            return wrong(field, "is greater than the maximum value");
        }
        return {};
    }

    static std::optional<std::string> text(const Shape& shape, std::string_view field,
                                           const json::Value& given) {
        const auto length = static_cast<double>(base::utf8_length(given.as_string()));
        if (const auto least = bound(shape, 0); least && length < *least) {
            return wrong(field, "is smaller than the minimum length");
        }
        if (const auto most = bound(shape, 1); most && length > *most) {
            return wrong(field, "is larger than the maximum length");
        }
        return {};
    }

    static std::optional<std::string> choice(const Shape& shape, std::string_view field,
                                             const json::Value& given) {
        for (const std::string_view word : shape.words) {
            if (given.as_string() == word) return {};
        }
        return wrong(field, "is not an expected value");
    }

    static std::optional<double> bound(const Shape& shape, std::size_t index) {
        if (index >= shape.words.size() || shape.words[index] == "-") return {};
        const std::string_view word = shape.words[index];
        double value = 0;
        const auto read = std::from_chars(word.data(), word.data() + word.size(), value);
        QS_ASSERT(read.ec == std::errc());
        return value;
    }

    const Model& model_;
    bool is_strict_;
    std::string_view free_;
};

}  // namespace

std::optional<std::string> mismatch(std::string_view service, std::string_view operation,
                                    const json::Value& result, FieldValidation mode,
                                    std::string_view free) {
    if (mode == FieldValidation::none) return {};
    const Model& model = model_of(service);
    const auto found = model.operations.find(operation);
    if (found == model.operations.end()) return {};
    if (!result.is_object()) return "The result must be an object";
    return Check(model, mode == FieldValidation::strict, free).value(found->second, {}, result);
}

}  // namespace connectors
