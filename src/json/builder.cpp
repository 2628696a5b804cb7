// ObjectBuilder: collects members one by one. Past a few members a table by key keeps `set` fast.
#include <string>
#include <unordered_map>
#include <vector>

#include "json/block.hpp"
#include "json/value.hpp"

namespace json {

struct ObjectBuilder::State {
    std::vector<Member> members;
    std::unordered_map<std::string, std::size_t> places;  // Used above kLinearMembersMax only.

    std::size_t find(std::string_view key) const {
        if (members.size() > kLinearMembersMax) {
            const auto found = places.find(std::string(key));
            return found == places.end() ? members.size() : found->second;
        }
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (members[i].key() == key) return i;
        }
        return members.size();
    }

    void note_places(std::size_t from) {
        for (std::size_t i = from; i < members.size(); ++i) {
            places[std::string(members[i].key())] = i;
        }
    }

    void append(Member member) {
        members.push_back(std::move(member));
        if (members.size() > kLinearMembersMax) {
            note_places(members.size() == kLinearMembersMax + 1 ? 0 : members.size() - 1);
        }
    }
};

ObjectBuilder::ObjectBuilder() : state_(std::make_unique<State>()) {}

ObjectBuilder::ObjectBuilder(const Value& start) : ObjectBuilder() {
    const auto members = start.members();
    state_->members.assign(members.begin(), members.end());
    if (members.size() > kLinearMembersMax) state_->note_places(0);
}

ObjectBuilder::ObjectBuilder(ObjectBuilder&&) noexcept = default;
ObjectBuilder& ObjectBuilder::operator=(ObjectBuilder&&) noexcept = default;
ObjectBuilder::~ObjectBuilder() = default;

ObjectBuilder& ObjectBuilder::set(std::string_view key, Value value) {
    const std::size_t at = state_->find(key);
    if (at < state_->members.size()) {
        state_->members[at].value = std::move(value);
    } else {
        state_->append(Member(key, std::move(value)));
    }
    return *this;
}

ObjectBuilder& ObjectBuilder::set(std::string_view key, std::string_view text) {
    return set(key, Value::string(text));
}

ObjectBuilder& ObjectBuilder::set(std::string_view key, const char* text) {
    return set(key, Value::string(text));
}

ObjectBuilder& ObjectBuilder::set_boolean(std::string_view key, bool value) {
    return set(key, Value::boolean(value));
}

ObjectBuilder& ObjectBuilder::set_integer(std::string_view key, std::int64_t value) {
    return set(key, Value::integer(value));
}

ObjectBuilder& ObjectBuilder::remove(std::string_view key) {
    const std::size_t at = state_->find(key);
    if (at == state_->members.size()) return *this;
    state_->members.erase(state_->members.begin() + static_cast<std::ptrdiff_t>(at));
    state_->places.clear();
    if (state_->members.size() > kLinearMembersMax) state_->note_places(0);
    return *this;
}

bool ObjectBuilder::empty() const {
    return state_->members.empty();
}

Value ObjectBuilder::build() && {
    Value out = Value::take_object(std::move(state_->members));
    state_->members.clear();
    state_->places.clear();
    return out;
}

}  // namespace json
