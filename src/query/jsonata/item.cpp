// Objects that an evaluation builds.
#include "query/jsonata/item.hpp"

#include "base/hash.hpp"

namespace query::jsonata {
namespace {

constexpr std::uint32_t kLinearFieldsMax = 12;
constexpr std::uint32_t kNoPlace = 0xFFFFFFFF;

}  // namespace

std::uint32_t Object::find_place(std::string_view key) const {
    if (slots == nullptr) {
        for (std::uint32_t i = 0; i < size; ++i) {
            if (fields[i].key == key) return i;
        }
        return kNoPlace;
    }
    const std::uint32_t mask = slot_count - 1;
    for (auto slot = static_cast<std::uint32_t>(base::xxh3(key)) & mask; slots[slot] != 0;
         slot = (slot + 1) & mask) {
        if (fields[slots[slot] - 1].key == key) return slots[slot] - 1;
    }
    return kNoPlace;
}

const Item* Object::find(std::string_view key) const {
    const std::uint32_t place = find_place(key);
    return place == kNoPlace ? nullptr : &fields[place].value;
}

void Object::index(Arena& arena) {
    slot_count = 64;
    while (slot_count < capacity * 2) slot_count *= 2;
    slots = arena.array<std::uint32_t>(slot_count);
    std::fill_n(slots, slot_count, 0U);
    for (std::uint32_t i = 0; i < size; ++i) {
        auto slot = static_cast<std::uint32_t>(base::xxh3(fields[i].key)) & (slot_count - 1);
        while (slots[slot] != 0) slot = (slot + 1) & (slot_count - 1);
        slots[slot] = i + 1;
    }
}

void Object::append(Arena& arena, std::string_view key, Item value) {
    if (size == capacity) {
        const std::uint32_t next = capacity == 0 ? 4 : capacity * 2;
        auto* const memory = arena.array<Field>(next);
        if (size != 0) std::memcpy(static_cast<void*>(memory), fields, size * sizeof(Field));
        fields = memory;
        capacity = next;
        slots = nullptr;
    }
    fields[size++] = Field{key, value};
    if (size <= kLinearFieldsMax) return;
    if (slots == nullptr) return index(arena);
    auto slot = static_cast<std::uint32_t>(base::xxh3(key)) & (slot_count - 1);
    while (slots[slot] != 0) slot = (slot + 1) & (slot_count - 1);
    slots[slot] = size;
}

void Object::set(Arena& arena, std::string_view key, Item value) {
    const std::uint32_t place = find_place(key);
    if (place == kNoPlace) return append(arena, key, value);
    fields[place].value = value;
}

void Object::remove(std::string_view key) {
    const std::uint32_t place = find_place(key);
    if (place == kNoPlace) return;
    for (std::uint32_t i = place + 1; i < size; ++i) fields[i - 1] = fields[i];
    --size;
    // The slots name places that have moved; the next append makes them anew.
    slots = nullptr;
}

Item member_of(const Item& object, std::string_view key) {
    if (object.tag == Tag::object) {
        const Item* const found = object.object->find(key);
        return found == nullptr ? Item() : *found;
    }
    if (object.tag != Tag::json) return {};
    const json::Value* const found = object.json->find(key);
    return found == nullptr ? Item() : Item::of(*found);
}

std::string_view name_of(Type type) {
    switch (type) {
        case Type::undefined: break;
        case Type::null: return "null";
        case Type::boolean: return "boolean";
        case Type::number: return "number";
        case Type::string: return "string";
        case Type::array: return "array";
        case Type::object: return "object";
        case Type::function: return "function";
    }
    return "undefined";
}

}  // namespace query::jsonata
