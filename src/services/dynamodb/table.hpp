// A table as it is stored and as the API shows it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

#include "aws/error.hpp"
#include "aws/operation.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "json/value.hpp"
#include "services/dynamodb/key.hpp"

namespace services::dynamodb {

/// What CreateTable fixed.
struct Table {
    std::string arn;
    std::string name;
    std::string id;
    json::Value attribute_definitions;  ///< As given.
    json::Value key_schema;             ///< As given.
    bool is_on_demand = false;
    std::int64_t read_units = 0;
    std::int64_t write_units = 0;
    std::string table_class;  ///< Empty: not said.
    bool is_protected = false;
    json::Value tags;  ///< As given, or null.
    base::TimePoint creation_date{};

    static constexpr auto fields() {
        using T = Table;
        return std::tuple{
            &T::arn,         &T::name,         &T::id,         &T::attribute_definitions,
            &T::key_schema,  &T::is_on_demand, &T::read_units, &T::write_units,
            &T::table_class, &T::is_protected, &T::tags,       &T::creation_date};
    }
};

/// The key of a table. Precondition: a checked one.
KeySchema key_schema_of(const Table& table);

/// TableDescription. `status` is "ACTIVE" or "DELETING".
json::Value describe(const Table& table, std::string_view status, std::size_t items,
                     std::uint64_t bytes);

/// The ARN of the table that a request names, by its name or its ARN. Error: ValidationException
/// for a name that none can have.
base::Result<std::string, aws::Error> requested_table(const aws::Call& call);
/// The last part of a table's ARN.
std::string_view table_name(std::string_view arn);
/// What all tables of a caller's region begin with.
std::string table_arn_prefix(const aws::Call& call);

}  // namespace services::dynamodb
