// Runs the tokens of a path over a document. For this folder only.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "json/value.hpp"
#include "query/budget.hpp"
#include "query/path/compiled.hpp"

namespace query::path {

enum class Status : std::uint8_t {
    ok,
    not_found,  ///< A definite path leads nowhere.
    invalid,    ///< Cannot be applied here: inside a filter it means that nothing matches.
    failed,     ///< A function or operator failed.
    spent,      ///< The budget is used up.
};

struct Outcome {
    Status status = Status::ok;
    json::Value value;
    std::string message;
};

/// Where a token is applied, for messages: a list on the stack, read from its end.
struct Trail {
    const Trail* up = nullptr;
    std::string_view name = {};  ///< A member's, or without data where it is an index.
    std::size_t index = 0;

    std::string text(const Compiled& path) const;
};

/// One evaluation of one path.
class Evaluator {
public:
    /// `root` is what `$` means in arguments and filters. With `require` a missing member is an
    /// error everywhere, as Jayway has it when a filter asks whether something exists.
    Evaluator(const Compiled& path, const json::Value& root, bool require, std::size_t depth,
              Budget& budget)
        : path_(path), root_(root), require_(require), depth_(depth), budget_(budget) {}

    Outcome run(const json::Value& document);

private:
    Status step(std::size_t at, const json::Value& model, const Trail& trail);
    const json::Value* plain_end(std::size_t at, const json::Value& from) const;
    Status give(std::size_t at, const json::Value& value, const Trail& trail);
    Status members(std::size_t at, const json::Value& model, const Trail& trail);
    Status merge(const Token& token, const json::Value& model, const Trail& trail);
    Status member(std::size_t at, std::string_view name, const json::Value& model,
                  const Trail& trail);
    Status array(std::size_t at, const json::Value& model, const Trail& trail);
    Status item(std::size_t at, std::int64_t index, const json::Value& model, const Trail& trail);
    Status wildcard(std::size_t at, const json::Value& model, const Trail& trail);
    Status filter(std::size_t at, const json::Value& model, const Trail& trail);
    Status scan(std::size_t at, const json::Value& model, const Trail& trail);
    Status scan_target(std::size_t at, const json::Value& model, const Trail& trail);
    Status call(std::size_t at, const json::Value& model, const Trail& trail);
    Status accept(const FilterNode& node, const json::Value& item, bool& matches);
    /// Notes what went wrong. A wildcard passes over places that are not there: then no text is
    /// made.
    template <class Text>
    Status fault(Status status, Text text) {
        if (quiet_ == 0 || status != Status::not_found) message_ = text();
        return status;
    }

    const Compiled& path_;
    const json::Value& root_;
    bool require_;
    std::size_t depth_;
    Budget& budget_;
    int quiet_ = 0;
    std::vector<json::Value> results_;
    std::string message_;
};

/// Follows members and indexes from token `at` on for as long as they lead somewhere; `at` is then
/// the first that does not. Needs neither recursion nor memory.
const json::Value& follow(const Compiled& path, std::size_t& at, const json::Value& document);

/// Evaluates a path that lies inside another: `depth` is how deep the evaluation already is.
Outcome evaluate_inner(const Compiled& path, const json::Value& document, const json::Value& root,
                       bool require, std::size_t depth, Budget& budget);

/// Whether `item` passes a filter. `matches` is set when the status is ok.
Status apply_filter(const FilterNode& node, const json::Value& item, const json::Value& root,
                    std::size_t depth, Budget& budget, bool& matches, std::string& message);

}  // namespace query::path
