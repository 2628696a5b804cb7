// Regular expressions as values: a match is an object with its text, place, groups and the function
// that finds the next one. Any function that gives such objects can stand for one.
#include "query/jsonata/evaluator.hpp"
#include "query/jsonata/text/code_points.hpp"

#include <algorithm>

namespace query::jsonata {
namespace {

/// The byte at which that many units have passed; the text's size where it has fewer.
std::size_t byte_of(std::string_view text, double units) {
    std::size_t at = 0;
    double passed = 0;
    while (at < text.size() && passed < units) {
        const auto byte = static_cast<unsigned char>(text[at++]);
        passed += byte >= 0xF0 ? 2 : 1;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    }
    return at;
}

}  // namespace

bool Evaluator::search(const Node& regex, std::string_view text, std::size_t from, Match& match) {
    match = {};
    Regex::Effort effort;
    auto found = regex.regex->find(text, from, effort);
    if (!found) {
        fail_limit("The regular expression takes too many steps on this text");
        return false;
    }
    // What lies behind the match was not looked at, or the pattern's steps say so.
    const std::size_t seen = (*found ? (*found)->end : text.size()) - std::min(from, text.size());
    if (!spend(1 + effort.steps / 8 + seen / 64)) return false;
    if (!*found) return true;
    match.found = true;
    match.start = (*found)->start;
    match.end = (*found)->end;
    match.matched = text.substr(match.start, match.end - match.start);
    Array* const groups = array();
    for (const auto& group : (*found)->groups) {
        groups->push(arena_, group
                                 ? Item::of(text.substr(group->first, group->second - group->first))
                                 : Item());
    }
    match.groups = Item::of(groups);
    return true;
}

Item Evaluator::apply_regex(const Node& node, const Item& text, std::size_t from) {
    Match match;
    if (!search(node, text.as_string(), from, match)) return failure();
    if (!match.found) return {};
    // Places are counted from the beginning of the text each time.
    if (!spend(match.end / 32)) return failure();
    auto* const object = arena_.make<Object>();
    const std::size_t start = text::utf16_length(text.as_string().substr(0, match.start));
    const auto number = [](std::size_t value) { return Item::of(static_cast<double>(value)); };
    object->append(arena_, "match", Item::of(match.matched));
    object->append(arena_, "start", number(start));
    object->append(arena_, "end", number(start + text::utf16_length(match.matched)));
    object->append(arena_, "groups", match.groups);
    auto* const next = arena_.make<Function>();
    next->kind = FunctionKind::next_match;
    next->node = &node;
    next->input = text;
    next->from = match.end;
    object->append(arena_, "next", Item::of(next));
    return Item::of(object);
}

bool Evaluator::read_match(const Item& object, std::string_view text, Match& match) {
    match = {};
    if (object.is_undefined() || object.tag == Tag::null) return true;
    const Item start = member_of(object, "start");
    const Item end = member_of(object, "end");
    const Item groups = member_of(object, "groups");
    match.next = member_of(object, "next");
    const Item matched = member_of(object, "match");
    if (!start.is_number() || !end.is_number() || !groups.is_array() || !match.next.is_function() ||
        !matched.is_string()) {
        fail("T1010");
        return false;
    }
    if (!spend(text.size() / 16)) return false;
    match.found = true;
    match.matched = matched.as_string();
    match.start = byte_of(text, start.as_number());
    match.end = std::max(match.start, byte_of(text, end.as_number()));
    match.groups = groups;
    return true;
}

bool Evaluator::first_match(const Item& pattern, const Item& text, Match& match) {
    if (pattern.function->kind == FunctionKind::regex) {
        return search(*pattern.function->node, text.as_string(), 0, match);
    }
    const Item found = call(pattern, {&text, 1});
    return !found.is_failure() && read_match(found, text.as_string(), match);
}

bool Evaluator::next_match(const Item& pattern, const Item& text, Match& match) {
    if (pattern.function->kind == FunctionKind::regex) {
        if (match.matched.empty()) {
            fail("D1004");
            return false;
        }
        if (match.end >= text.as_string().size()) {
            match = {};
            return true;
        }
        return search(*pattern.function->node, text.as_string(), match.end, match);
    }
    const Item found = call(match.next, {});
    return !found.is_failure() && read_match(found, text.as_string(), match);
}

}  // namespace query::jsonata
