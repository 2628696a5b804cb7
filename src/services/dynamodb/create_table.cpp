// CreateTable.
#include <algorithm>

#include "base/random.hpp"
#include "json/value.hpp"
#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/operations.hpp"
#include "services/dynamodb/request.hpp"

namespace services::dynamodb {
namespace {

using Check = base::Result<void, aws::Error>;

std::vector<std::string> names_in(const json::Value& list) {
    std::vector<std::string> names;
    for (const json::Value& each : list.items()) {
        names.emplace_back(each.find_string("AttributeName").value_or(""));
    }
    return names;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

Check check_keys(const json::Value& key_schema, const json::Value& definitions) {
    const auto keys = names_in(key_schema);
    const auto defined = names_in(definitions);
    for (const std::string& name : defined) {
        if (std::ranges::count(defined, name) > 1) {
            return base::fail(
                invalid_parameter("Duplicate AttributeName in AttributeDefinitions: " + name));
        }
    }
    if (keys.size() > defined.size()) {
        return base::fail(
            validation("Invalid KeySchema: Some index key attribute have no definition"));
    }
    for (const std::string& key : keys) {
        if (std::ranges::find(defined, key) == defined.end()) {
            return base::fail(invalid_parameter(
                "Some index key attributes are not defined in AttributeDefinitions. Keys: [" +
                joined(keys) + "], AttributeDefinitions: [" + joined(defined) + "]"));
        }
    }
    if (keys.size() == 2 && keys[0] == keys[1]) {
        return base::fail(validation(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name"));
    }
    const auto kind = [&](std::size_t i) { return key_schema.items()[i].find_string("KeyType"); };
    if (kind(0) != "HASH") {
        return base::fail(
            validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type"));
    }
    if (keys.size() == 2 && kind(1) != "RANGE") {
        return base::fail(
            validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"));
    }
    if (keys.size() != defined.size()) {
        return base::fail(
            invalid_parameter("Number of attributes in KeySchema does not exactly match number of "
                              "attributes defined in AttributeDefinitions"));
    }
    return {};
}

Check read_throughput(const json::Value& input, Table& table) {
    const json::Value* const throughput = find(input, "ProvisionedThroughput");
    table.is_on_demand = input.find_string("BillingMode") == "PAY_PER_REQUEST";
    if (table.is_on_demand) {
        if (throughput == nullptr) return {};
        return base::fail(
            invalid_parameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified "
                              "when BillingMode is PAY_PER_REQUEST"));
    }
    if (throughput == nullptr) {
        return base::fail(
            invalid_parameter("ReadCapacityUnits and WriteCapacityUnits must both be specified "
                              "when BillingMode is PROVISIONED"));
    }
    table.read_units = throughput->find("ReadCapacityUnits")->as_integer().value_or(1);
    table.write_units = throughput->find("WriteCapacityUnits")->as_integer().value_or(1);
    return {};
}

/// What a table would promise and cannot keep here.
Check refuse_features(const json::Value& input) {
    const json::Value* const stream = find(input, "StreamSpecification");
    if (stream != nullptr && is_true(*stream, "StreamEnabled")) {
        return base::fail(
            validation("StreamSpecification: streams are not supported yet; leave it out"));
    }
    const json::Value* const encryption = find(input, "SSESpecification");
    if (encryption != nullptr && is_true(*encryption, "Enabled")) {
        return base::fail(validation(
            "SSESpecification: encryption with KMS keys is not supported yet; leave it out"));
    }
    return refuse_members(
        input, {"GlobalSecondaryIndexes", "LocalSecondaryIndexes", "ResourcePolicy",
                "GlobalTableSourceArn", "GlobalTableSettingsReplicationMode", "OnDemandThroughput",
                "WarmThroughput"});
}

base::Result<Table, aws::Error> requested(const aws::Call& call) {
    const json::Value& input = call.input;
    Table table;
    QS_TRY(table.arn, requested_table(call));
    table.name = table_name(table.arn);
    QS_CHECK(refuse_features(input));
    QS_CHECK(read_throughput(input, table));
    table.key_schema = json::compact(*input.find("KeySchema"));
    table.attribute_definitions = json::compact(*input.find("AttributeDefinitions"));
    QS_CHECK(check_keys(table.key_schema, table.attribute_definitions));
    table.table_class = input.find_string("TableClass").value_or("");
    table.is_protected = is_true(input, "DeletionProtectionEnabled");
    if (const json::Value* const tags = find(input, "Tags")) table.tags = json::compact(*tags);
    table.id = base::uuid_v4();
    return table;
}

}  // namespace

void create_table(Tables& tables, const aws::Call& call, aws::Answer answer) {
    auto table = requested(call);
    if (!table) return answer(base::fail(table.error()));
    tables.create(*std::move(table), call.effect, std::move(answer));
}

}  // namespace services::dynamodb
