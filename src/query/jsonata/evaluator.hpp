// One evaluation of one expression. For the files of this folder only.
#pragma once
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "query/jsonata/error.hpp"
#include "query/jsonata/expression.hpp"
#include "query/jsonata/function.hpp"
#include "query/jsonata/library.hpp"
#include "query/jsonata/output.hpp"

namespace query::jsonata {

/// QS_EVALUATE(const Item value, evaluate(...)) leaves the function where the evaluation failed.
#define QS_EVALUATE(declaration, ...)                                                 \
    const Item QS_JOIN(qs_item_, __LINE__) = (__VA_ARGS__);                           \
    if (QS_JOIN(qs_item_, __LINE__).is_failure()) return QS_JOIN(qs_item_, __LINE__); \
    declaration = QS_JOIN(qs_item_, __LINE__)

/// Functions give a failure item and leave the reason in `error()`; it goes up unchanged.
class Evaluator {
public:
    Evaluator(const Code& code, const Surroundings& surroundings);

    /// The expression's value.
    Item run();
    bool has_failed() const { return error_.has_value(); }
    const Error& error() const { return *error_; }

    // For the library.

    Arena& arena() { return arena_; }
    const Surroundings& surroundings() const { return surroundings_; }
    /// What `$` is where the running function was called.
    const Item& context() const { return context_; }
    Item fail(std::string_view code, const ErrorDetails& details = {});
    Item fail(Error error);
    /// Fails with U1001.
    Item fail_limit(std::string_view message);
    /// Takes steps from the budget; false when it is used up, and `error()` says so.
    bool spend(std::uint64_t steps = 1) {
        if (steps < ticks_) {
            ticks_ -= static_cast<std::uint32_t>(steps);
            return true;
        }
        return refill_ticks(steps);
    }
    Item fail_memory();
    // These look at as much as the values hold, and take steps for it; when the budget is used up
    // by that they stop, and the evaluation ends with its error.
    bool is_true(const Item& item);
    bool is_equal(const Item& a, const Item& b);
    StringFault append_string(std::string& out, const Item& item, bool indented = false);
    std::optional<json::Value> to_json(const Item& item);
    static Item failure() { return Item::with_tag(Tag::failure); }
    Array* sequence() {
        auto* const array = arena_.make<Array>();
        array->is_sequence = true;
        return array;
    }
    Array* array() { return arena_.make<Array>(); }
    Item text(std::string_view text) { return Item::of(arena_.copy(text)); }
    /// A deep copy that a transform may change.
    Item clone(const Item& item, std::size_t depth);
    /// A JSON value that lives as long as the evaluation.
    Item keep(json::Value value);
    /// Calls a function value, which must be one, with these arguments.
    Item call(const Item& function, std::span<const Item> arguments);
    /// The same with as many of the arguments as it asks for, at least one.
    Item call_back(const Item& function, const Item& a, const Item& b, const Item& c);
    /// `arg1` followed by `arg2` as one array, as `$append` joins them.
    Item append(const Item& a, const Item& b);
    /// Appends an array's items, or one value; nothing for undefined.
    void push_all(Array& out, const Item& item);
    /// The next match of a pattern in a text from a byte on. The pattern is a regular expression or
    /// a function that acts as one. `match` is undefined where there is none.
    struct Match {
        bool found = false;
        std::string_view matched;
        std::size_t start = 0;  ///< In bytes.
        std::size_t end = 0;
        Item groups;  ///< An array of texts.
        Item next;    ///< For a function that acts as a pattern.
    };
    /// False when it failed.
    bool first_match(const Item& pattern, const Item& text, Match& match);
    bool next_match(const Item& pattern, const Item& text, Match& match);
    /// Evaluates another expression, for `$eval`.
    Item evaluate_text(std::string_view text, const Item& input);

private:
    struct Source;

    Item evaluate(const Node& node, const Item& input, Frame* frame);
    Item evaluate_kind(const Node& node, const Item& input, Frame* frame);
    Item collapse(const Node& node, const Item& result);
    bool refill_ticks(std::uint64_t steps);
    Item fail_at(const Node& node, std::string_view code, const ErrorDetails& details = {});

    // Kinds of nodes (evaluate.cpp) and operators (evaluate_operators.cpp).
    Item evaluate_binary(const Node& node, const Item& input, Frame* frame);
    Item arithmetic(const Node& node, const Item& left, const Item& right);
    Item compare(const Node& node, const Item& left, const Item& right);
    Item concatenate(const Node& node, const Item& left, const Item& right);
    Item range(const Node& node, const Item& left, const Item& right);
    Item evaluate_array(const Node& node, const Item& input, Frame* frame);
    Item make_function(const Node& node, const Item& input, Frame* frame);
    Item evaluate_negation(const Node& node, const Item& input, Frame* frame);
    Item evaluate_variable(const Node& node, const Item& input, Frame* frame);
    Item evaluate_block(const Node& node, const Item& input, Frame* frame);
    Item root(const Node& variable);
    Item not_finite(const Node& node);

    // Paths (evaluate_path.cpp), predicates and tuples (evaluate_stream.cpp).
    Item evaluate_path(const Node& node, const Item& input, Frame* frame);
    Item follow(const Node& path, const Item& input, Frame* frame, std::size_t& at);
    Item kept_as_array(Item item);
    struct Gathered;
    Item gather(const Node& path, std::size_t at, const Item& array);
    bool gather_all(const Node& path, std::size_t at, const Item& array, Gathered& gathered);
    /// A sequence of this one item.
    Item wrapped(const Item& item);
    Item evaluate_step(const Node& step, const Item& input, Frame* frame, bool is_last);
    Item evaluate_tuple_step(const Node& step, const Item& input, Array* tuples, Frame* frame);
    Item evaluate_filter(const Node& predicate, const Item& input, Frame* frame);
    Item filter_by_number(double number, const Item& input);
    Item evaluate_stages(std::span<const Stage> stages, Item input, Frame* frame);
    Item look_up(const Node& name, const Item& input) {
        if (input.tag != Tag::json || !input.json->is_object()) {
            return look_up_elsewhere(name, input);
        }
        std::uint32_t hint = name.hint.load(std::memory_order_relaxed);
        const std::uint32_t before = hint;
        const json::Value* const found = input.json->find(*name.value, hint);
        if (hint != before) name.hint.store(hint, std::memory_order_relaxed);
        return found == nullptr ? Item() : Item::of(*found);
    }
    /// In what is no object of a document.
    Item look_up_elsewhere(const Node& name, const Item& input);
    void look_up_all(const Node& name, const Item& array, Array& found, int depth);
    Item evaluate_wildcard(const Item& input);
    bool descend(const Item& item, Array& found, int depth);
    bool flatten_into(const Item& item, Array& out, int depth);
    void push_flat(Array& out, const Item& item);
    Frame* frame_of(Frame* parent, const Tuple& tuple);
    const Tuple* with(const Tuple* tuple, const Item& value, NameId name, const Item& bound);

    // Sorting and grouping (evaluate_group.cpp).
    struct SortEntry;
    enum class Order : std::uint8_t { before, equal, behind, failed };
    Item evaluate_sort(const Node& node, const Item& input, Frame* frame);
    bool merge_sort(const Node& node, std::span<SortEntry> entries, std::span<SortEntry> other,
                    Frame* frame);
    Order order(const Node& node, SortEntry& a, SortEntry& b, Frame* frame);
    Item sort_key(const Node& node, SortEntry& entry, std::size_t term, Frame* frame);
    Item evaluate_group(std::span<const Pair> pairs, std::uint32_t position, const Item& input,
                        Frame* frame);
    Item evaluate_object(std::span<const Pair> pairs, std::uint32_t position, const Item& item,
                         Frame* frame);
    const Tuple* reduce(const Item& tuples);

    // Functions (evaluate_call.cpp).
    Item evaluate_function(const Node& node, const Item& input, Frame* frame, const Item* applied);
    Item evaluate_partial(const Node& node, const Item& input, Frame* frame);
    Item evaluate_apply(const Node& node, const Item& input, Frame* frame);
    Item apply(const Item& function, std::span<const Item> arguments, const Item& input,
               std::string_view name);
    Item apply_kind(const Item& function, std::span<const Item> arguments, const Item& input,
                    std::string_view name);
    bool is_known(std::string_view name, const Frame* frame) const;
    Item apply_native(const Native& native, std::span<const Item> arguments, const Item& input);
    Item apply_lambda(const Function& function, std::span<const Item> arguments, const Item& input,
                      std::string_view name);
    Item apply_partial(const Function& function, std::span<const Item> arguments);
    Item apply_transform(const Function& function, const Item& input);
    Item update_match(const Function& function, const Item& match);
    Item apply_regex(const Node& node, const Item& text, std::size_t from);
    bool search(const Node& regex, std::string_view text, std::size_t from, Match& match);
    bool read_match(const Item& object, std::string_view text, Match& match);

    // Frames.
    Frame* make_frame(Frame* parent, std::uint32_t capacity);
    void bind(Frame& frame, NameId name, const Item& value);
    /// Gives back what was built since the mark where `result` and the frames do not hold it.
    struct Scope {
        Arena::Mark mark;
        std::uint64_t serial;
        std::uint64_t lowest_bound;
    };
    Scope open_scope();
    Item close_scope(const Scope& scope, const Item& result);
    std::span<const Item> shed(const Scope& scope, const Item& next,
                               std::span<const Item> arguments);

    const Code& code_;
    const Surroundings& surroundings_;
    Arena arena_;
    Item input_;
    Item context_;
    Item* roots_ = nullptr;  ///< By name; the tag failure marks one not looked up yet.
    std::optional<Error> error_;
    std::uint32_t ticks_ = 0;       ///< Steps until the next look at budget, abort and memory.
    std::uint64_t steps_left_ = 0;  ///< Beyond the ticks.
    std::uint32_t depth_ = 0;
    std::uint32_t nested_calls_ = 0;
    std::uint64_t frames_made_ = 0;
    std::uint64_t lowest_bound_ = UINT64_MAX;  ///< Serial of the oldest frame bound into.
    Item called_;                              ///< The function of a tail call, and
    std::span<const Item> called_with_;        ///< its arguments.
    std::string_view called_name_;
    Item called_input_;
    std::uint32_t called_at_ = 0;
    std::deque<json::Value> kept_;
    std::vector<std::unique_ptr<Code>> evaluated_;  ///< Expressions of `$eval`.
};

}  // namespace query::jsonata
