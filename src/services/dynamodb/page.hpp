// One page of a Query or Scan: up to Limit items or 1 MB, whichever comes first.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
#pragma once
#include <cstddef>
#include <vector>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "json/value.hpp"
#include "services/dynamodb/tables.hpp"

namespace services::dynamodb {

class Page {
public:
    /// `input` is a Query's or Scan's.
    explicit Page(const json::Value& input);

    /// Takes an item; false: the page is full, this item was its last.
    bool add(const StoredItem& item);
    json::Value reply(const TableState& table) &&;

private:
    json::Value input_;
    std::size_t items_max_;
    bool is_count_;
    std::vector<json::Value> items_;
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
    bool is_full_ = false;
    json::Value last_;
};

/// Select of a Query or Scan without an index. Error: ValidationException.
base::Result<void, aws::Error> check_select(const json::Value& input);
/// ExclusiveStartKey in its normal form, or null. Error: ValidationException.
base::Result<json::Value, aws::Error> start_key(const json::Value& input);

}  // namespace services::dynamodb
