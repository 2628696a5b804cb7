// The JSON patterns of FilterLogEvents: comparisons of members, joined by && and ||.
#include <charconv>
#include <cstdint>
#include <variant>

#include "json/print.hpp"
#include "services/logs/filter_pattern.hpp"

namespace services::logs {

/// A member's name or the index of an array's element.
using Step = std::variant<std::string, std::size_t>;

enum class Relation : std::uint8_t {
    equal,
    not_equal,
    less,
    less_or_equal,
    greater,
    greater_or_equal,
    is_true,
    is_false,
    is_null,
    exists,
    does_not_exist,
};

struct JsonCondition {
    enum class Kind : std::uint8_t { comparison, all, any };
    Kind kind = Kind::comparison;
    std::vector<std::shared_ptr<const JsonCondition>> parts;  ///< Of `all` and `any`.

    std::vector<Step> path;
    Relation relation = Relation::equal;
    std::string text;              ///< What it is compared with; `*` stands for anything.
    std::optional<double> number;  ///< Where the text is a number without quotes.
};

namespace {

using ConditionPtr = std::shared_ptr<const JsonCondition>;

/// `pattern` may have `*` for any characters.
bool fits_text(std::string_view pattern, std::string_view text) {
    const auto star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == text;
    if (!text.starts_with(pattern.substr(0, star))) return false;
    text.remove_prefix(star);
    pattern.remove_prefix(star + 1);
    // Pieces between stars at their first places; the last one at the end.
    for (auto next = pattern.find('*'); next != std::string_view::npos; next = pattern.find('*')) {
        const auto found = text.find(pattern.substr(0, next));
        if (found == std::string_view::npos) return false;
        text.remove_prefix(found + next);
        pattern.remove_prefix(next + 1);
    }
    return text.size() >= pattern.size() && text.ends_with(pattern);
}

const json::Value* value_at(const json::Value& message, const std::vector<Step>& path) {
    const json::Value* value = &message;
    for (const Step& step : path) {
        if (const auto* const name = std::get_if<std::string>(&step)) {
            value = value->is_object() ? value->find(*name) : nullptr;
        } else {
            const std::size_t index = std::get<std::size_t>(step);
            value = value->is_array() && index < value->size() ? &value->items()[index] : nullptr;
        }
        if (value == nullptr) return nullptr;
    }
    return value;
}

std::string plain_text(const json::Value& value) {
    return value.is_string() ? std::string(value.as_string()) : json::print(value);
}

bool is_equal(const JsonCondition& condition, const json::Value& value) {
    if (value.is_object() || value.is_array()) return false;
    if (condition.number && value.is_number()) return value.as_double() == *condition.number;
    return fits_text(condition.text, plain_text(value));
}

bool compare(const JsonCondition& condition, const json::Value* value) {
    if (condition.relation == Relation::does_not_exist) return value == nullptr;
    if (value == nullptr) return false;
    const bool is_number = value->is_number() && condition.number.has_value();
    switch (condition.relation) {
        case Relation::equal: return is_equal(condition, *value);
        case Relation::not_equal: return !is_equal(condition, *value);
        case Relation::less: return is_number && value->as_double() < *condition.number;
        case Relation::less_or_equal: return is_number && value->as_double() <= *condition.number;
        case Relation::greater: return is_number && value->as_double() > *condition.number;
        case Relation::greater_or_equal:
            return is_number && value->as_double() >= *condition.number;
        case Relation::is_true: return value->is_boolean() && value->as_boolean();
        case Relation::is_false: return value->is_boolean() && !value->as_boolean();
        case Relation::is_null: return value->is_null();
        case Relation::exists: return true;
        case Relation::does_not_exist: break;
    }
    return false;
}

class Parser {
public:
    explicit Parser(std::string_view text) : rest_(text) {}

    base::Result<ConditionPtr> whole() {
        QS_TRY(ConditionPtr condition, any());
        skip_blanks();
        if (!rest_.empty()) return unexpected("&&, || or the end");
        return condition;
    }

private:
    /// conditions joined by ||
    base::Result<ConditionPtr> any() {
        return joined("||", JsonCondition::Kind::any, [this] { return all(); });
    }
    /// conditions joined by &&, which binds more tightly
    base::Result<ConditionPtr> all() {
        return joined("&&", JsonCondition::Kind::all, [this] { return one(); });
    }
    template <class Part>
    base::Result<ConditionPtr> joined(std::string_view word, JsonCondition::Kind kind,
                                      const Part& part) {
        QS_TRY(ConditionPtr first, part());
        if (!starts_with(word)) return first;
        auto condition = std::make_shared<JsonCondition>();
        condition->kind = kind;
        condition->parts.push_back(std::move(first));
        while (take(word)) {
            QS_TRY(ConditionPtr next, part());
            condition->parts.push_back(std::move(next));
        }
        return ConditionPtr(std::move(condition));
    }
    base::Result<ConditionPtr> one() {
        if (!take("(")) return comparison();
        if (++depth_ > kDepthMax) return unexpected("fewer parentheses within each other");
        QS_TRY(ConditionPtr condition, any());
        if (!take(")")) return unexpected("')'");
        --depth_;
        return condition;
    }
    base::Result<ConditionPtr> comparison() {
        auto condition = std::make_shared<JsonCondition>();
        QS_TRY(condition->path, path());
        if (const auto word = word_relation()) {
            condition->relation = *word;
            return ConditionPtr(std::move(condition));
        }
        const auto relation = sign_relation();
        if (!relation) return unexpected("=, !=, <, <=, >, >=, IS or EXISTS");
        condition->relation = *relation;
        QS_CHECK(operand(*condition));
        const bool is_order =
            condition->relation != Relation::equal && condition->relation != Relation::not_equal;
        if (is_order && !condition->number) return unexpected("a number");
        return ConditionPtr(std::move(condition));
    }

    base::Result<std::vector<Step>> path() {
        if (!take("$")) return unexpected("a selector such as $.name");
        std::vector<Step> steps;
        for (;;) {
            if (rest_.starts_with('.')) {
                rest_.remove_prefix(1);
                if (rest_.starts_with('[')) continue;
                const auto end = std::min(rest_.find_first_of(" \t\r\n.[=!<>&|()"), rest_.size());
                if (end == 0) return unexpected("a member's name");
                steps.emplace_back(std::string(rest_.substr(0, end)));
                rest_.remove_prefix(end);
            } else if (rest_.starts_with('[')) {
                QS_CHECK(bracket(steps));
            } else {
                break;
            }
        }
        if (steps.empty()) return unexpected("a member's name");
        return steps;
    }
    base::Result<void> bracket(std::vector<Step>& steps) {
        const auto end = rest_.find(']');
        if (end == std::string_view::npos) return unexpected("']'");
        const std::string_view inner = rest_.substr(1, end - 1);
        const char quote = inner.empty() ? '\0' : inner.front();
        if ((quote == '\'' || quote == '"') && inner.size() >= 2 && inner.back() == quote) {
            steps.emplace_back(std::string(inner.substr(1, inner.size() - 2)));
        } else {
            std::size_t index = 0;
            const char* const last = inner.data() + inner.size();
            const auto [rest, error] = std::from_chars(inner.data(), last, index);
            if (error != std::errc{} || rest != last) return unexpected("an index");
            steps.emplace_back(index);
        }
        rest_.remove_prefix(end + 1);
        return {};
    }

    std::optional<Relation> word_relation() {
        if (take("NOT EXISTS")) return Relation::does_not_exist;
        if (take("EXISTS")) return Relation::exists;
        if (!take("IS")) return std::nullopt;
        if (take("TRUE")) return Relation::is_true;
        if (take("FALSE")) return Relation::is_false;
        if (take("NULL")) return Relation::is_null;
        return std::nullopt;
    }
    std::optional<Relation> sign_relation() {
        if (take("!=")) return Relation::not_equal;
        if (take("<=")) return Relation::less_or_equal;
        if (take(">=")) return Relation::greater_or_equal;
        if (take("=")) return Relation::equal;
        if (take("<")) return Relation::less;
        if (take(">")) return Relation::greater;
        return std::nullopt;
    }
    base::Result<void> operand(JsonCondition& condition) {
        skip_blanks();
        if (rest_.starts_with('%')) {
            return base::fail(base::invalid("regular expressions (%...%) are not supported"));
        }
        if (rest_.starts_with('"')) {
            std::size_t i = 1;
            for (; i < rest_.size() && rest_[i] != '"'; ++i) {
                if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
                condition.text += rest_[i];
            }
            if (i >= rest_.size()) return unexpected("a closing quote");
            rest_.remove_prefix(i + 1);
            return {};
        }
        const auto end = std::min(rest_.find_first_of(" \t\r\n&|)"), rest_.size());
        if (end == 0) return unexpected("a value");
        condition.text = rest_.substr(0, end);
        rest_.remove_prefix(end);
        double number = 0;
        const char* const last = condition.text.data() + condition.text.size();
        const auto [rest, error] = std::from_chars(condition.text.data(), last, number);
        if (error == std::errc{} && rest == last) condition.number = number;
        return {};
    }

    void skip_blanks() {
        const auto first = rest_.find_first_not_of(" \t\r\n");
        rest_.remove_prefix(std::min(first, rest_.size()));
    }
    bool starts_with(std::string_view word) {
        skip_blanks();
        return rest_.starts_with(word);
    }
    bool take(std::string_view word) {
        if (!starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    tl::unexpected<base::Error> unexpected(const std::string& wanted) const {
        return base::fail(base::invalid(
            "expected " + wanted +
            (rest_.empty() ? " at the end" : " at '" + std::string(rest_.substr(0, 20)) + "'")));
    }

    static constexpr int kDepthMax = 200;

    std::string_view rest_;
    int depth_ = 0;
};

}  // namespace

base::Result<ConditionPtr> compile_json_condition(std::string_view text) {
    return Parser(text).whole();
}

bool fits(const JsonCondition& condition, const json::Value& message) {
    switch (condition.kind) {
        case JsonCondition::Kind::comparison:
            return compare(condition, value_at(message, condition.path));
        case JsonCondition::Kind::all:
            for (const ConditionPtr& part : condition.parts) {
                if (!fits(*part, message)) return false;
            }
            return true;
        case JsonCondition::Kind::any:
            for (const ConditionPtr& part : condition.parts) {
                if (fits(*part, message)) return true;
            }
            return false;
    }
    return false;
}

}  // namespace services::logs
