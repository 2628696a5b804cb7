// Runs tokens over a document as Jayway does: what a missing member means depends on whether the
// path up to it is definite.
#include "query/path/evaluator.hpp"

#include <algorithm>
#include <span>

#include "json/print.hpp"
#include "query/path/function.hpp"

namespace query::path {
namespace {

std::string java_class(const json::Value& value) {
    switch (value.kind()) {
        case json::Kind::null: return "null";
        case json::Kind::boolean: return "java.lang.Boolean";
        case json::Kind::number: {
            const auto integer = value.as_integer();
            if (value.number_text().find_first_of(".eE") != std::string_view::npos) {
                return "java.lang.Double";
            }
            if (!integer) return "java.math.BigInteger";
            return *integer >= INT32_MIN && *integer <= INT32_MAX ? "java.lang.Integer"
                                                                  : "java.lang.Long";
        }
        case json::Kind::string: return "java.lang.String";
        case json::Kind::array: return "java.util.ArrayList";
        case json::Kind::object: return "java.util.LinkedHashMap";
    }
    return "null";
}

constexpr std::string_view kProvider = "com.jayway.jsonpath.spi.json.JacksonJsonProvider";

}  // namespace

std::string Trail::text(const Compiled& path) const {
    std::vector<const Trail*> all;
    for (const Trail* trail = this; trail != nullptr; trail = trail->up) all.push_back(trail);
    std::string out(1, path.is_document ? '$' : '@');
    for (std::size_t i = all.size() - 1; i-- > 0;) {
        if (all[i]->name.data() != nullptr) {
            out.append("['").append(all[i]->name).append("']");
        } else {
            out += '[' + std::to_string(all[i]->index) + ']';
        }
    }
    return out;
}

Outcome evaluate_inner(const Compiled& path, const json::Value& document, const json::Value& root,
                       bool require, std::size_t depth, Budget& budget) {
    return Evaluator(path, root, require, depth, budget).run(document);
}

const json::Value& follow(const Compiled& path, std::size_t& at, const json::Value& document) {
    const json::Value* here = &document;
    for (; at < path.tokens.size(); ++at) {
        const Token& token = path.tokens[at];
        const json::Value* next = nullptr;
        if (token.kind == Token::Kind::property && token.names.size() == 1) {
            next = token.find_in(*here);
        } else if (token.kind == Token::Kind::index && token.indexes.size() == 1 &&
                   here->is_array()) {
            std::int64_t index = token.indexes[0];
            if (index < 0) index += static_cast<std::int64_t>(here->size());
            if (index >= 0 && static_cast<std::size_t>(index) < here->size()) {
                next = &here->items()[static_cast<std::size_t>(index)];
            }
        }
        if (next == nullptr) break;
        here = next;
    }
    return *here;
}

Outcome Evaluator::run(const json::Value& document) {
    // Most paths are members and indexes only.
    std::size_t at = 0;
    const json::Value& here = follow(path_, at, document);
    if (at == path_.tokens.size()) return {Status::ok, here, {}};

    const Status status = step(0, document, Trail{});
    if (status == Status::spent) return {status, {}, "The evaluation takes too many steps"};
    if (status != Status::ok) return {status, {}, std::move(message_)};
    if (!path_.is_definite) return {Status::ok, json::Value::take_array(std::move(results_)), {}};
    if (results_.empty()) {
        return {Status::not_found, {}, "No results for path: " + path_.fragment(0)};
    }
    return {Status::ok, std::move(results_.back()), {}};
}

/// What members alone lead to; nullptr where one is missing.
const json::Value* Evaluator::plain_end(std::size_t at, const json::Value& from) const {
    const json::Value* here = &from;
    for (; at < path_.tokens.size() && here != nullptr; ++at) {
        here = path_.tokens[at].find_in(*here);
    }
    return here;
}

Status Evaluator::give(std::size_t at, const json::Value& value, const Trail& trail) {
    std::size_t next = at + 1;
    const json::Value& end = follow(path_, next, value);
    // Where it does not lead to the end, the long way finds out what that means.
    if (next < path_.tokens.size()) return step(at + 1, value, trail);
    if (!budget_.spend(next - at) || results_.size() == base::limits::kPathResultsMax) {
        return Status::spent;
    }
    results_.push_back(end);
    return Status::ok;
}

Status Evaluator::step(std::size_t at, const json::Value& model, const Trail& trail) {
    if (!budget_.spend()) return Status::spent;
    if (++depth_ > base::limits::kPathRecursionMax) {
        return fault(Status::spent, [] { return std::string("The data is nested too deep"); });
    }
    Status status = Status::ok;
    switch (path_.tokens[at].kind) {
        case Token::Kind::property: status = members(at, model, trail); break;
        case Token::Kind::index:
        case Token::Kind::slice: status = array(at, model, trail); break;
        case Token::Kind::wildcard: status = wildcard(at, model, trail); break;
        case Token::Kind::scan: status = scan(at, model, trail); break;
        case Token::Kind::filter: status = filter(at, model, trail); break;
        case Token::Kind::function: status = call(at, model, trail); break;
    }
    --depth_;
    return status;
}

Status Evaluator::members(std::size_t at, const json::Value& model, const Trail& trail) {
    const Token& token = path_.tokens[at];
    if (!model.is_object()) {
        if (!token.is_upstream_definite) return Status::ok;
        return fault(Status::not_found, [&] {
            Compiled one;
            one.tokens = {token};
            return "Expected to find an object with property " + one.fragment(0).substr(1) +
                   " in path " + trail.text(path_) + " but found '" + java_class(model) +
                   "'. This is not a json object according to the JsonProvider: '" +
                   std::string(kProvider) + "'.";
        });
    }
    if (token.names.size() > 1 && at + 1 == path_.tokens.size()) return merge(token, model, trail);
    for (const std::string& name : token.names) {
        if (const Status status = member(at, name, model, trail); status != Status::ok) {
            return status;
        }
    }
    return Status::ok;
}

Status Evaluator::member(std::size_t at, std::string_view name, const json::Value& model,
                         const Trail& trail) {
    const Trail here{&trail, name, 0};
    if (const json::Value* const value = model.find(name)) return give(at, *value, here);
    const Token& token = path_.tokens[at];
    const bool is_leaf = at + 1 == path_.tokens.size();
    if (!require_ && (is_leaf || !token.is_upstream_definite || !token.is_definite)) {
        return Status::ok;
    }
    return fault(Status::not_found, [&] {
        return (is_leaf ? "No results for path: " : "Missing property in path ") + here.text(path_);
    });
}

/// Several members at the end of a path give one object of those that are there.
Status Evaluator::merge(const Token& token, const json::Value& model, const Trail& trail) {
    json::ObjectBuilder merged;
    for (const std::string& name : token.names) {
        if (!budget_.spend()) return Status::spent;
        if (const json::Value* const value = model.find(name)) {
            merged.set(name, *value);
        } else if (require_) {
            return fault(Status::not_found,
                         [&] { return "Missing property in path " + trail.text(path_); });
        }
    }
    results_.push_back(std::move(merged).build());
    return Status::ok;
}

Status Evaluator::array(std::size_t at, const json::Value& model, const Trail& trail) {
    const Token& token = path_.tokens[at];
    if (!model.is_array()) {
        if (!token.is_upstream_definite) return Status::ok;
        return fault(Status::not_found, [&] {
            if (model.is_null()) return "The path " + trail.text(path_) + " is null";
            return "Filter: " + path_.fragment(at).substr(at == 0 ? 1 : 0) +
                   " can only be applied to arrays. Current context is: " + json::print(model);
        });
    }
    const auto size = static_cast<std::int64_t>(model.size());
    const auto run = [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t i = from; i < to; ++i) {
            if (const Status status = item(at, i, model, trail); status != Status::ok) {
                return status;
            }
        }
        return Status::ok;
    };
    if (token.kind == Token::Kind::index) {
        for (const int index : token.indexes) {
            if (const Status status = item(at, index, model, trail); status != Status::ok) {
                return status;
            }
        }
        return Status::ok;
    }
    if (!token.to) {
        const std::int64_t from = *token.from < 0 ? size + *token.from : *token.from;
        return run(std::max<std::int64_t>(0, from), size);
    }
    if (!token.from) {
        return run(0, std::min(size, *token.to < 0 ? size + *token.to : std::int64_t{*token.to}));
    }
    // From and to as they are written: a negative one counts from the end item by item, so that
    // `[-2:1]` gives the last two items and then the first.
    return run(std::max(-size, std::int64_t{*token.from}), std::min(size, std::int64_t{*token.to}));
}

Status Evaluator::item(std::size_t at, std::int64_t index, const json::Value& model,
                       const Trail& trail) {
    if (index < 0) index += static_cast<std::int64_t>(model.size());
    if (index < 0 || static_cast<std::size_t>(index) >= model.size()) {
        return budget_.spend() ? Status::ok : Status::spent;
    }
    const auto place = static_cast<std::size_t>(index);
    return give(at, model.items()[place], Trail{&trail, {}, place});
}

Status Evaluator::wildcard(std::size_t at, const json::Value& model, const Trail& trail) {
    if (model.is_object()) {
        for (const json::Member& member : model.members()) {
            const Status status = give(at, member.value, Trail{&trail, member.key(), 0});
            if (status != Status::ok) return status;
        }
    } else if (model.is_array()) {
        if (!require_) ++quiet_;
        Status status = Status::ok;
        const std::span<const json::Value> items = model.items();
        // Mostly one result for each item; more is a guess that memory should not be spent on.
        if (results_.empty()) results_.reserve(items.size());
        const bool is_plain = path_.plain_from <= at + 1;
        for (std::size_t i = 0; i < items.size() && status == Status::ok; ++i) {
            if (const json::Value* const end = is_plain ? plain_end(at + 1, items[i]) : nullptr) {
                if (!budget_.spend(path_.tokens.size() - at) ||
                    results_.size() == base::limits::kPathResultsMax) {
                    status = Status::spent;
                    break;
                }
                results_.push_back(*end);
                continue;
            }
            status = give(at, items[i], Trail{&trail, {}, i});
            if (status == Status::not_found && !require_) status = Status::ok;
        }
        if (!require_) --quiet_;
        return status;
    }
    return Status::ok;
}

Status Evaluator::accept(const FilterNode& node, const json::Value& item, bool& matches) {
    if (!budget_.spend()) return Status::spent;
    const Status status = apply_filter(node, item, root_, depth_, budget_, matches, message_);
    if (status == Status::invalid || status == Status::not_found) {
        matches = false;
        return Status::ok;
    }
    return status;
}

Status Evaluator::filter(std::size_t at, const json::Value& model, const Trail& trail) {
    const FilterNode& node = *path_.tokens[at].filter;
    bool matches = false;
    if (model.is_object()) {
        if (const Status status = accept(node, model, matches); status != Status::ok) {
            return status;
        }
        return matches ? give(at, model, trail) : Status::ok;
    }
    if (model.is_array()) {
        const std::span<const json::Value> items = model.items();
        for (std::size_t i = 0; i < items.size(); ++i) {
            Status status = accept(node, items[i], matches);
            if (status == Status::ok && matches) status = give(at, items[i], Trail{&trail, {}, i});
            if (status != Status::ok) return status;
        }
        return Status::ok;
    }
    if (!path_.tokens[at].is_upstream_definite) return Status::ok;
    return fault(Status::invalid, [&] {
        return "Filter: " + path_.fragment(at).substr(at == 0 ? 1 : 0) +
               " can not be applied to primitives. Current context is: " + json::print(model);
    });
}

/// Applies the token behind the scan to `model` if it can be, and then to all below.
Status Evaluator::scan(std::size_t at, const json::Value& model, const Trail& trail) {
    if (at + 1 >= path_.tokens.size()) return Status::ok;
    if (!model.is_array() && !model.is_object()) return Status::ok;
    if (!budget_.spend()) return Status::spent;
    if (++depth_ > base::limits::kPathRecursionMax) return Status::spent;
    Status status = scan_target(at + 1, model, trail);
    if (model.is_object()) {
        for (const json::Member& member : model.members()) {
            if (status != Status::ok) break;
            if (!member.value.is_array() && !member.value.is_object()) continue;
            status = scan(at, member.value, Trail{&trail, member.key(), 0});
        }
    } else {
        for (std::size_t i = 0; i < model.size() && status == Status::ok; ++i) {
            const json::Value& item = model.items()[i];
            if (item.is_array() || item.is_object()) {
                status = scan(at, item, Trail{&trail, {}, i});
            }
        }
    }
    --depth_;
    return status;
}

Status Evaluator::scan_target(std::size_t at, const json::Value& model, const Trail& trail) {
    const Token& token = path_.tokens[at];
    bool applies = false;
    switch (token.kind) {
        case Token::Kind::property:
            if (token.names.size() == 1 && token.is_definite) {
                const json::Value* const found = token.find_in(model);
                if (found == nullptr) return Status::ok;
                return give(at, *found, Trail{&trail, token.names[0], 0});
            }
            applies = model.is_object() &&
                      (!token.is_definite ||
                       std::ranges::all_of(token.names, [&](const std::string& name) {
                           return model.find(name) != nullptr;
                       }));
            break;
        case Token::Kind::index:
        case Token::Kind::slice: applies = model.is_array(); break;
        case Token::Kind::wildcard: applies = true; break;
        case Token::Kind::filter:
            // An array is asked as a whole; its items are asked when their turn comes.
            if (const Status status = accept(*token.filter, model, applies); status != Status::ok) {
                return status;
            }
            break;
        case Token::Kind::scan:
        case Token::Kind::function: break;
    }
    return applies ? step(at, model, trail) : Status::ok;
}

Status Evaluator::call(std::size_t at, const json::Value& model, const Trail& trail) {
    const Token& token = path_.tokens[at];
    if (token.function == nullptr) {
        return fault(Status::invalid, [&] {
            return "Function with name: " + token.function_name + " does not exist.";
        });
    }
    Call call{model, token.arguments, {}, root_, depth_, budget_, {}, {}};
    Status status = evaluate_arguments(call);
    if (status == Status::ok) status = token.function->run(call);
    if (status != Status::ok) return fault(status, [&] { return std::move(call.message); });
    if (!budget_.spend() || results_.size() == base::limits::kPathResultsMax) return Status::spent;
    results_.push_back(call.result);
    if (at + 1 < path_.tokens.size()) return step(at + 1, call.result, trail);
    return Status::ok;
}

}  // namespace query::path
