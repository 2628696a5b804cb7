// What an evaluation computes with: small values that point into the input, into the expression, or
// into the evaluation's arena, and are never freed one by one.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "json/value.hpp"
#include "query/jsonata/arena.hpp"

namespace query::jsonata {

struct Array;
struct Object;
struct Function;
struct Tuple;

/// How an item lies in memory.
enum class Tag : std::uint8_t {
    undefined,
    null,
    boolean,
    number,  ///< Computed.
    text,    ///< In the arena or the expression.
    json,    ///< A number, text, array or object of a JSON document.
    array,   ///< Built by the evaluation.
    object,  ///< Built by the evaluation.
    function,
    failure,    ///< Evaluator::error says which; goes up at once.
    tuple,      ///< A value of a tuple stream; only inside one.
    tail_call,  ///< A lambda's last call, which the caller of the lambda makes.
};

/// What an item is to the language.
enum class Type : std::uint8_t {
    undefined,
    null,
    boolean,
    number,
    string,
    array,
    object,
    function,
};

/// 16 bytes, copied freely.
struct Item {
    Tag tag = Tag::undefined;
    bool truth = false;      ///< boolean
    std::uint32_t size = 0;  ///< text: bytes
    union {
        double number;
        const char* text;
        const json::Value* json;
        Array* array;
        Object* object;
        const Function* function;
        const Tuple* tuple;
    };

    Item() : number(0) {}
    static Item of(const json::Value& value) {
        Item item;
        if (value.kind() > json::Kind::boolean) {
            item.tag = Tag::json;
            item.json = &value;
        } else if (value.is_null()) {
            item.tag = Tag::null;
        } else {
            item.tag = Tag::boolean;
            item.truth = value.as_boolean();
        }
        return item;
    }
    static Item null() {
        Item item;
        item.tag = Tag::null;
        return item;
    }
    static Item boolean(bool value) {
        Item item;
        item.tag = Tag::boolean;
        item.truth = value;
        return item;
    }
    static Item of(double value) {
        Item item;
        item.tag = Tag::number;
        item.number = value;
        return item;
    }
    /// The text must outlive the evaluation.
    static Item of(std::string_view value) {
        Item item;
        item.tag = Tag::text;
        item.size = static_cast<std::uint32_t>(value.size());
        item.text = value.data();
        return item;
    }
    static Item of(Array* value) {
        Item item;
        item.tag = Tag::array;
        item.array = value;
        return item;
    }
    static Item of(Object* value) {
        Item item;
        item.tag = Tag::object;
        item.object = value;
        return item;
    }
    static Item of(const Function* value) {
        Item item;
        item.tag = Tag::function;
        item.function = value;
        return item;
    }
    static Item with_tag(Tag tag) {
        Item item;
        item.tag = tag;
        return item;
    }

    bool is_undefined() const { return tag == Tag::undefined; }
    bool is_failure() const { return tag == Tag::failure; }
    bool is_function() const { return tag == Tag::function; }
    bool is_number() const { return tag == Tag::number || (tag == Tag::json && json->is_number()); }
    bool is_string() const { return tag == Tag::text || (tag == Tag::json && json->is_string()); }
    bool is_array() const { return tag == Tag::array || (tag == Tag::json && json->is_array()); }
    bool is_object() const { return tag == Tag::object || (tag == Tag::json && json->is_object()); }
    Type type() const {
        switch (tag) {
            case Tag::null: return Type::null;
            case Tag::boolean: return Type::boolean;
            case Tag::number: return Type::number;
            case Tag::text: return Type::string;
            case Tag::array: return Type::array;
            case Tag::object: return Type::object;
            case Tag::function: return Type::function;
            case Tag::json:
                switch (json->kind()) {
                    case json::Kind::null: return Type::null;
                    case json::Kind::boolean: return Type::boolean;
                    case json::Kind::number: return Type::number;
                    case json::Kind::string: return Type::string;
                    case json::Kind::array: return Type::array;
                    case json::Kind::object: return Type::object;
                }
                return Type::null;
            default: return Type::undefined;
        }
    }
    /// Precondition: a number.
    double as_number() const { return tag == Tag::number ? number : json->as_double(); }
    /// Precondition: a string.
    std::string_view as_string() const {
        return tag == Tag::text ? std::string_view(text, size) : json->as_string();
    }
};
static_assert(sizeof(Item) == 16);

/// An array that the evaluation built, with the marks that the reference hangs on its arrays.
struct Array {
    Item* items = nullptr;
    std::uint32_t size = 0;
    std::uint32_t capacity = 0;
    /// Made by a path or a function, not written as `[...]`: one item stands for itself.
    bool is_sequence = false;
    /// `[]` after a step: a sequence of one item stays an array.
    bool keeps_singleton = false;
    /// Written as `[...]` in a path: not flattened into the step's result.
    bool is_constructed = false;
    /// Wraps an input that is an array itself.
    bool is_outer_wrapper = false;
    /// Its items are tuples: objects of bindings, `@` being the value.
    bool is_tuple_stream = false;

    void push(Arena& arena, Item item) {
        if (size == capacity) grow(arena, size + 1);
        items[size++] = item;
    }
    void reserve(Arena& arena, std::size_t count) {
        if (count > capacity) grow(arena, count);
    }

private:
    void grow(Arena& arena, std::size_t wanted) {
        std::size_t next = capacity == 0 ? 4 : std::size_t{capacity} * 2;
        if (next < wanted) next = wanted;
        Item* const memory = arena.array<Item>(next);
        if (size != 0) std::memcpy(static_cast<void*>(memory), items, size * sizeof(Item));
        items = memory;
        capacity = static_cast<std::uint32_t>(next);
    }
};

/// Items of an array wherever it lies.
class Items {
public:
    /// Precondition: an array.
    explicit Items(const Item& item) {
        if (item.tag == Tag::array) {
            built_ = item.array->items;
            size_ = item.array->size;
        } else {
            values_ = item.json->items().data();
            size_ = item.json->size();
        }
    }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    Item operator[](std::size_t index) const {
        return built_ != nullptr ? built_[index] : Item::of(values_[index]);
    }

private:
    const Item* built_ = nullptr;
    const json::Value* values_ = nullptr;
    std::size_t size_ = 0;
};

struct Field {
    std::string_view key;
    Item value;
};

/// An object that the evaluation built; a transform changes its own copy in place.
struct Object {
    Field* fields = nullptr;
    std::uint32_t size = 0;
    std::uint32_t capacity = 0;
    /// Open addressing over field numbers plus one; made when the object becomes large.
    std::uint32_t* slots = nullptr;
    std::uint32_t slot_count = 0;

    const Item* find(std::string_view key) const;
    /// Sets or appends; the key must outlive the evaluation.
    void set(Arena& arena, std::string_view key, Item value);
    /// The same where the key is known to be new.
    void append(Arena& arena, std::string_view key, Item value);
    void remove(std::string_view key);

private:
    std::uint32_t find_place(std::string_view key) const;
    void index(Arena& arena);
};

/// The member of an object wherever it lies; undefined where there is none, or no object.
Item member_of(const Item& object, std::string_view key);

/// Calls `each(key, value)` for every member in order until it returns false. Precondition: object.
template <class Each>
void for_each_member(const Item& object, Each&& each) {
    if (object.tag == Tag::object) {
        for (std::uint32_t i = 0; i < object.object->size; ++i) {
            const Field& field = object.object->fields[i];
            if (!each(field.key, field.value)) return;
        }
        return;
    }
    for (const json::Member& member : object.json->members()) {
        if (!each(member.key(), Item::of(member.value))) return;
    }
}

std::string_view name_of(Type type);

}  // namespace query::jsonata
