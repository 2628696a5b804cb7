// The DynamoDB operations over shards without threads: what they answer, keep and refuse.
#include "services/dynamodb/service.hpp"

#include <set>

#include "support/inline_service.hpp"

namespace {

using support::text_of;

const base::TimePoint kStart = base::from_epoch_ms(1'764'000'000'000);

struct DynamoDb {
    explicit DynamoDb(store::MemoryStore& store) : shards(store, clock), tables(shards) {
        REQUIRE(shards.start());
    }
    std::string call(std::string_view operation, std::string_view input,
                     std::string_view effect = {}) {
        return text_of(support::call_now(service, operation, input, effect));
    }
    json::Value value(std::string_view operation, std::string_view input) {
        auto answer = support::call_now(service, operation, input);
        REQUIRE_MESSAGE(answer.has_value(), text_of(answer));
        return *std::move(answer);
    }
    void create_simple() {
        value("CreateTable", R"({"TableName":"photos","BillingMode":"PAY_PER_REQUEST",
            "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
            "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]})");
    }
    void create_sorted() {
        value("CreateTable", R"({"TableName":"events","BillingMode":"PAY_PER_REQUEST",
            "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
                         {"AttributeName":"n","KeyType":"RANGE"}],
            "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
                                    {"AttributeName":"n","AttributeType":"N"}]})");
    }
    void put_numbers(std::initializer_list<std::string_view> numbers) {
        for (const std::string_view n : numbers) {
            value("PutItem", R"({"TableName":"events","Item":{"pk":{"S":"P"},"n":{"N":")" +
                                 std::string(n) + R"("}}})");
        }
    }
    /// The sort keys of a Query's answer.
    std::string numbers(std::string_view input) {
        std::string text;
        const json::Value reply = value("Query", input);
        for (const json::Value& item : reply.find("Items")->items()) {
            text += std::string(*item.find("n")->find_string("N")) + " ";
        }
        const json::Value* const last = reply.find("LastEvaluatedKey");
        return text + (last == nullptr ? "" : "> " + json::print(*last));
    }

    base::VirtualClock clock{kStart};
    runtime::InlineShards shards;
    services::dynamodb::Tables tables;
    aws::Service service = services::dynamodb::make_service(tables);
};

constexpr std::string_view kPut =
    R"({"TableName":"photos","Item":{"id":{"S":"a"},"x":{"N":"1.0"}}})";
constexpr std::string_view kGet = R"({"TableName":"photos","Key":{"id":{"S":"a"}}})";

}  // namespace

TEST_CASE("a table is described as AWS describes it, and is active at once") {
    store::MemoryStore store;
    DynamoDb db(store);
    db.create_simple();
    const json::Value reply = db.value("DescribeTable", R"({"TableName":"photos"})");
    const json::Value& table = *reply.find("Table");
    CHECK_EQ(table.find_string("TableStatus"), "ACTIVE");
    CHECK_EQ(table.find_string("TableArn"), "arn:aws:dynamodb:us-east-1:000000000000:table/photos");
    CHECK_EQ(table.find("BillingModeSummary")->find_string("BillingMode"), "PAY_PER_REQUEST");
    CHECK_EQ(table.find("CreationDateTime")->number_text(), "1764000000.000");
    CHECK_EQ(table.find("ItemCount")->as_integer(), 0);
    CHECK_EQ(json::print(*table.find("KeySchema")), R"([{"AttributeName":"id","KeyType":"HASH"}])");
    CHECK_EQ(db.call("ListTables", "{}"), R"({"TableNames":["photos"]})");
    CHECK(db.call("DescribeTable",
                  R"({"TableName":"arn:aws:dynamodb:us-east-1:000000000000:table/photos"})")
              .find("\"TableName\":\"photos\"") != std::string::npos);
}

TEST_CASE("tables that exist, do not exist or are protected are answered in AWS's words") {
    store::MemoryStore store;
    DynamoDb db(store);
    db.create_simple();
    CHECK_EQ(db.call("CreateTable", R"({"TableName":"photos","BillingMode":"PAY_PER_REQUEST",
            "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
            "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]})"),
             "ResourceInUseException: Table already exists: photos");
    const std::string missing =
        "ResourceNotFoundException: Requested resource not found: Table: other not found";
    CHECK_EQ(db.call("DescribeTable", R"({"TableName":"other"})"), missing);
    CHECK_EQ(db.call("DeleteTable", R"({"TableName":"other"})"), missing);
    CHECK_EQ(db.call("PutItem", R"({"TableName":"other","Item":{"id":{"S":"a"}}})"),
             "ResourceNotFoundException: Requested resource not found");
    CHECK(db.call("DescribeTable", R"({"TableName":"a!"})")
              .starts_with("ValidationException: Invalid table/index name.  Table/index names must "
                           "be between 3"));
    CHECK(db.call("DeleteTable", R"({"TableName":"photos"})").find("DELETING") !=
          std::string::npos);
    CHECK_EQ(db.call("ListTables", "{}"), R"({"TableNames":[]})");

    db.value("CreateTable", R"({"TableName":"kept","BillingMode":"PAY_PER_REQUEST",
            "DeletionProtectionEnabled":true,
            "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
            "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]})");
    CHECK(db.call("DeleteTable", R"({"TableName":"kept"})").find("protected against deletion") !=
          std::string::npos);
}

TEST_CASE("definitions that do not fit together are refused") {
    store::MemoryStore store;
    DynamoDb db(store);
    const auto create = [&](std::string_view rest) {
        return db.call("CreateTable", R"({"TableName":"photos",)" + std::string(rest) + "}");
    };
    constexpr std::string_view kId =
        R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
           "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}])";
    CHECK(create(kId).find("must both be specified when BillingMode is PROVISIONED") !=
          std::string::npos);
    CHECK(create(R"("BillingMode":"PAY_PER_REQUEST",
                    "ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1},)" +
                 std::string(kId))
              .find("when BillingMode is PAY_PER_REQUEST") != std::string::npos);
    const auto with_keys = [&](std::string_view keys, std::string_view definitions) {
        return create(R"("BillingMode":"PAY_PER_REQUEST","KeySchema":[)" + std::string(keys) +
                      R"(],"AttributeDefinitions":[)" + std::string(definitions) + "]");
    };
    CHECK(with_keys(R"({"AttributeName":"a","KeyType":"HASH"})",
                    R"({"AttributeName":"b","AttributeType":"S"})")
              .find("Keys: [a], AttributeDefinitions: [b]") != std::string::npos);
    CHECK(with_keys(R"({"AttributeName":"a","KeyType":"RANGE"})",
                    R"({"AttributeName":"a","AttributeType":"S"})")
              .find("is not a HASH key type") != std::string::npos);
    CHECK(with_keys(R"({"AttributeName":"a","KeyType":"HASH"})",
                    R"({"AttributeName":"a","AttributeType":"S"},
                       {"AttributeName":"b","AttributeType":"S"})")
              .find("does not exactly match") != std::string::npos);
    for (const std::string_view later :
         {R"("GlobalSecondaryIndexes":[{}])", R"("LocalSecondaryIndexes":[{}])",
          R"("StreamSpecification":{"StreamEnabled":true})",
          R"("SSESpecification":{"Enabled":true})"}) {
        const std::string answer = create(std::string(later) + "," + std::string(kId));
        CHECK_MESSAGE(answer.find("supported yet; leave it out") != std::string::npos, answer);
    }
    CHECK_EQ(db.call("ListTables", "{}"), R"({"TableNames":[]})");
}

TEST_CASE("an item comes back as it was put, and the old one when it is asked for") {
    store::MemoryStore store;
    DynamoDb db(store);
    db.create_simple();
    CHECK_EQ(db.call("PutItem", kPut), "{}");
    CHECK_EQ(db.call("GetItem", kGet), R"({"Item":{"id":{"S":"a"},"x":{"N":"1"}}})");
    CHECK_EQ(db.call("PutItem", R"({"TableName":"photos","Item":{"id":{"S":"a"},"x":{"S":"new"}},
                                    "ReturnValues":"ALL_OLD"})"),
             R"({"Attributes":{"id":{"S":"a"},"x":{"N":"1"}}})");
    CHECK_EQ(db.call("DeleteItem", R"({"TableName":"photos","Key":{"id":{"S":"a"}},
                                       "ReturnValues":"ALL_OLD"})"),
             R"({"Attributes":{"id":{"S":"a"},"x":{"S":"new"}}})");
    CHECK_EQ(db.call("GetItem", kGet), "{}");
    CHECK_EQ(db.call("DeleteItem", R"({"TableName":"photos","Key":{"id":{"S":"a"}},
                                       "ReturnValues":"ALL_OLD"})"),
             "{}");
}

TEST_CASE("keys that do not fit the table are refused in AWS's words") {
    store::MemoryStore store;
    DynamoDb db(store);
    db.create_simple();
    const auto put = [&](std::string_view item) {
        return db.call("PutItem", R"({"TableName":"photos","Item":)" + std::string(item) + "}");
    };
    const std::string invalid = "ValidationException: One or more parameter values were invalid: ";
    CHECK_EQ(put(R"({"x":{"S":"a"}})"), invalid + "Missing the key id in the item");
    CHECK_EQ(put(R"({"id":{"N":"1"}})"),
             invalid + "Type mismatch for key id expected: S actual: N");
    CHECK_EQ(put(R"({"id":{"S":""}})"),
             "ValidationException: One or more parameter values are not valid. The AttributeValue "
             "for a key attribute cannot contain an empty string value. Key: id");
    CHECK_EQ(put(R"({"id":{"S":")" + std::string(2'049, 'k') + R"("}})"),
             invalid + "Size of hashkey has exceeded the maximum size limit of2048 bytes");
    CHECK_EQ(put(R"({"id":{"S":")" + std::string(2'048, 'k') + R"("}})"), "{}");
    for (const std::string_view key : {R"({"id":{"N":"1"}})", R"({"other":{"S":"a"}})",
                                       R"({"id":{"S":"a"},"x":{"S":"b"}})", "{}"}) {
        CHECK_EQ(db.call("GetItem", R"({"TableName":"photos","Key":)" + std::string(key) + "}"),
                 "ValidationException: The provided key element does not match the schema");
    }
}

TEST_CASE("what is not there yet is refused by name and changes nothing") {
    store::MemoryStore store;
    DynamoDb db(store);
    db.create_simple();
    const auto refused = [&](std::string_view operation, std::string_view rest,
                             std::string_view member) {
        const std::string answer = db.call(
            operation, R"({"TableName":"photos","Item":{"id":{"S":"a"}},"Key":{"id":{"S":"a"}},)" +
                           std::string(rest) + "}");
        CHECK_EQ(answer, "ValidationException: " + std::string(member) +
                             " is not supported yet; leave it out");
    };
    refused("PutItem", R"x("ConditionExpression":"attribute_not_exists(id)")x",
            "ConditionExpression");
    refused("PutItem", R"("Expected":{})", "Expected");
    refused("DeleteItem", R"("ConditionExpression":"a = b")", "ConditionExpression");
    refused("GetItem", R"("ProjectionExpression":"id")", "ProjectionExpression");
    refused("Scan", R"("FilterExpression":"a = :b")", "FilterExpression");
    refused("Scan", R"("TotalSegments":2,"Segment":0)", "TotalSegments");
    refused("Query", R"("IndexName":"by-name")", "IndexName");
    refused("Query", R"("FilterExpression":"a = :b")", "FilterExpression");
    CHECK_EQ(db.call("PutItem", R"({"TableName":"photos","Item":{"id":{"S":"a"}},
                                    "ReturnValues":"ALL_NEW"})"),
             "ValidationException: Return values set to invalid value");
    CHECK_EQ(db.call("GetItem", kGet), "{}");
}

TEST_CASE("a query gives the items of a partition in the order of numbers, both ways") {
    store::MemoryStore store;
    DynamoDb db(store);
    db.create_sorted();
    db.put_numbers({"10", "9", "-1", "-10", "0", "2.5"});
    db.value("PutItem", R"({"TableName":"events","Item":{"pk":{"S":"Q"},"n":{"N":"1"}}})");
    const std::string start =
        R"({"TableName":"events","ExpressionAttributeValues":{":p":{"S":"P"})";
    CHECK_EQ(db.numbers(start + R"(},"KeyConditionExpression":"pk = :p"})"), "-10 -1 0 2.5 9 10 ");
    CHECK_EQ(
        db.numbers(start + R"(},"KeyConditionExpression":"pk = :p","ScanIndexForward":false})"),
        "10 9 2.5 0 -1 -10 ");
    CHECK_EQ(db.numbers(start + R"(,":a":{"N":"-1"},":b":{"N":"9"}},
                        "KeyConditionExpression":"pk = :p AND n BETWEEN :a AND :b"})"),
             "-1 0 2.5 9 ");
    CHECK_EQ(db.numbers(start + R"(,":a":{"N":"0"}},"ScanIndexForward":false,
                        "KeyConditionExpression":"pk = :p AND n < :a"})"),
             "-1 -10 ");
    CHECK_EQ(db.numbers(start + R"(,":a":{"N":"11"}},
                        "KeyConditionExpression":"pk = :p AND n > :a"})"),
             "");
    CHECK_EQ(db.call("Query", R"({"TableName":"events","Select":"COUNT",
                        "ExpressionAttributeValues":{":p":{"S":"P"}},
                        "KeyConditionExpression":"pk = :p"})"),
             R"({"Count":6,"ScannedCount":6})");
    CHECK_EQ(db.call("Query", R"({"TableName":"events"})"),
             "ValidationException: Either the KeyConditions or KeyConditionExpression parameter "
             "must be specified in the request.");
}

TEST_CASE("a query goes on behind its last key, in pages of the size asked for") {
    store::MemoryStore store;
    DynamoDb db(store);
    db.create_sorted();
    db.put_numbers({"1", "2", "3", "4"});
    const auto page = [&](std::string_view rest) {
        return db.numbers(R"({"TableName":"events","KeyConditionExpression":"pk = :p",
            "ExpressionAttributeValues":{":p":{"S":"P"}},"Limit":2)" +
                          std::string(rest) + "}");
    };
    const auto behind = [](std::string_view n) {
        return R"(,"ExclusiveStartKey":{"pk":{"S":"P"},"n":{"N":")" + std::string(n) + R"("}})";
    };
    CHECK_EQ(page(""), R"(1 2 > {"pk":{"S":"P"},"n":{"N":"2"}})");
    CHECK_EQ(page(behind("2")), R"(3 4 > {"pk":{"S":"P"},"n":{"N":"4"}})");
    CHECK_EQ(page(behind("4")), "");
    CHECK_EQ(page(R"(,"ScanIndexForward":false)"), R"(4 3 > {"pk":{"S":"P"},"n":{"N":"3"}})");
    CHECK_EQ(page(R"(,"ScanIndexForward":false)" + behind("3")),
             R"(2 1 > {"pk":{"S":"P"},"n":{"N":"1"}})");
    CHECK_EQ(db.call("Query", R"({"TableName":"events","KeyConditionExpression":"pk = :p",
            "ExpressionAttributeValues":{":p":{"S":"P"}},
            "ExclusiveStartKey":{"pk":{"S":"other"},"n":{"N":"1"}}})"),
             "ValidationException: The provided starting key is outside query boundaries based on "
             "provided conditions");
    CHECK_EQ(db.call("Query", R"({"TableName":"events","KeyConditionExpression":"pk = :p",
            "ExpressionAttributeValues":{":p":{"S":"P"}},"ExclusiveStartKey":{"pk":{"S":"P"}}})"),
             "ValidationException: The provided starting key is invalid");
}

TEST_CASE("a scan gives every item once, whatever the page size") {
    store::MemoryStore store;
    DynamoDb db(store);
    db.create_sorted();
    for (int i = 0; i < 30; ++i) {
        db.value("PutItem", R"({"TableName":"events","Item":{"pk":{"S":"P)" +
                                std::to_string(i % 7) + R"("},"n":{"N":")" + std::to_string(i) +
                                R"("}}})");
    }
    for (const int limit : {1, 4, 30, 100}) {
        std::set<std::string> seen;
        std::string start;
        int count = 0;
        do {
            const json::Value reply = db.value(
                "Scan", R"({"TableName":"events","Limit":)" + std::to_string(limit) + start + "}");
            for (const json::Value& item : reply.find("Items")->items()) {
                seen.insert(json::print(item));
                ++count;
            }
            const json::Value* const last = reply.find("LastEvaluatedKey");
            start = last == nullptr ? "" : R"(,"ExclusiveStartKey":)" + json::print(*last);
        } while (!start.empty());
        CHECK_EQ(seen.size(), 30);
        CHECK_EQ(count, 30);
    }
}

TEST_CASE("a page ends with the item that passes 1 MB") {
    store::MemoryStore store;
    DynamoDb db(store);
    db.create_sorted();
    for (int i = 0; i < 5; ++i) {
        db.value("PutItem", R"({"TableName":"events","Item":{"pk":{"S":"P"},"n":{"N":")" +
                                std::to_string(i) + R"("},"data":{"S":")" +
                                std::string(400'000, 'x') + R"("}}})");
    }
    const json::Value reply = db.value("Scan", R"({"TableName":"events",
                                                   "ReturnConsumedCapacity":"TOTAL"})");
    CHECK_EQ(reply.find("Count")->as_integer(), 3);
    REQUIRE(reply.find("LastEvaluatedKey") != nullptr);
    CHECK_EQ(json::print(*reply.find("ConsumedCapacity")),
             R"({"TableName":"events","CapacityUnits":146.5})");
}

TEST_CASE("consumed capacity is counted as AWS counts it") {
    store::MemoryStore store;
    DynamoDb db(store);
    db.create_simple();
    CHECK_EQ(db.call("PutItem", R"({"TableName":"photos","Item":{"id":{"S":"a"},"x":{"S":")" +
                                    std::string(1'100, 'x') +
                                    R"("}},"ReturnConsumedCapacity":"INDEXES"})"),
             R"({"ConsumedCapacity":{"TableName":"photos","CapacityUnits":2.0,)"
             R"("Table":{"CapacityUnits":2.0}}})");
    CHECK_EQ(db.call("GetItem", R"({"TableName":"photos","Key":{"id":{"S":"none"}},
                                    "ReturnConsumedCapacity":"TOTAL"})"),
             R"({"ConsumedCapacity":{"TableName":"photos","CapacityUnits":0.5}})");
    CHECK_EQ(db.call("GetItem", R"({"TableName":"photos","Key":{"id":{"S":"none"}},
                                    "ConsistentRead":true,"ReturnConsumedCapacity":"TOTAL"})"),
             R"({"ConsumedCapacity":{"TableName":"photos","CapacityUnits":1.0}})");
}

TEST_CASE("a restart brings back tables and items, and nothing that was deleted") {
    store::MemoryStore store;
    {
        DynamoDb db(store);
        db.create_simple();
        db.create_sorted();
        db.value("PutItem", kPut);
        db.value("PutItem", R"({"TableName":"photos","Item":{"id":{"S":"gone"}}})");
        db.value("DeleteItem", R"({"TableName":"photos","Key":{"id":{"S":"gone"}}})");
        db.put_numbers({"1", "2"});
        db.value("DeleteTable", R"({"TableName":"events"})");
        db.create_sorted();
        db.put_numbers({"3"});
    }
    store.restart();
    DynamoDb db(store);
    CHECK_EQ(db.call("ListTables", "{}"), R"({"TableNames":["events","photos"]})");
    CHECK_EQ(db.call("GetItem", kGet), R"({"Item":{"id":{"S":"a"},"x":{"N":"1"}}})");
    CHECK_EQ(db.call("GetItem", R"({"TableName":"photos","Key":{"id":{"S":"gone"}}})"), "{}");
    CHECK_EQ(db.numbers(R"({"TableName":"events","KeyConditionExpression":"pk = :p",
                            "ExpressionAttributeValues":{":p":{"S":"P"}}})"),
             "3 ");
    const json::Value reply = db.value("DescribeTable", R"({"TableName":"photos"})");
    CHECK_EQ(reply.find("Table")->find("ItemCount")->as_integer(), 1);
    CHECK_EQ(reply.find("Table")->find("TableSizeBytes")->as_integer(), 2 + 1 + 1 + 2);
}

TEST_CASE("a repeated effect gets its first answer, also after a restart, and changes nothing") {
    store::MemoryStore store;
    constexpr std::string_view kReplace = R"({"TableName":"photos","ReturnValues":"ALL_OLD",
                                              "Item":{"id":{"S":"a"},"x":{"S":"task"}}})";
    const std::string old = R"({"Attributes":{"id":{"S":"a"},"x":{"N":"1"}}})";
    {
        DynamoDb db(store);
        db.create_simple();
        db.value("PutItem", kPut);
        CHECK_EQ(db.call("PutItem", kReplace, "execution/1/0"), old);
        CHECK_EQ(db.call("PutItem", kReplace, "execution/1/0"), old);
        db.value("PutItem", R"({"TableName":"photos","Item":{"id":{"S":"a"},"x":{"S":"other"}}})");
    }
    store.restart();
    DynamoDb db(store);
    CHECK_EQ(db.call("PutItem", kReplace, "execution/1/0"), old);
    CHECK_EQ(db.call("GetItem", kGet), R"({"Item":{"id":{"S":"a"},"x":{"S":"other"}}})");
}

TEST_CASE("an effect that failed may be asked again and then succeeds") {
    store::MemoryStore store;
    DynamoDb db(store);
    CHECK(db.call("PutItem", kPut, "execution/1/0").starts_with("ResourceNotFoundException"));
    db.create_simple();
    CHECK_EQ(db.call("PutItem", kPut, "execution/1/0"), "{}");
}

TEST_CASE("nothing is answered before it is durable, not even a read") {
    store::MemoryStore store(store::Durability::on_finish);
    DynamoDb db(store);
    const auto ask = [&](std::string_view operation, std::string_view input, int& answers) {
        for (const aws::Operation& row : db.service.operations) {
            if (row.name != operation) continue;
            row.handler({"us-east-1", "000000000000", "", {}, support::parse(input)},
                        [&answers](const auto&) { ++answers; });
        }
    };
    int written = 0;
    int read = 0;
    ask("CreateTable", R"({"TableName":"photos","BillingMode":"PAY_PER_REQUEST",
            "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
            "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]})",
        written);
    ask("PutItem", kPut, written);
    ask("GetItem", kGet, read);
    CHECK_EQ(written, 0);
    CHECK_EQ(read, 0);
    store.finish();
    db.shards.run_due();
    CHECK_EQ(written, 2);
    CHECK_EQ(read, 1);
}

TEST_CASE("a full disk refuses writes with AWS's throttling error, and no read") {
    store::MemoryStore store;
    DynamoDb db(store);
    db.create_simple();
    db.value("PutItem", kPut);
    store.set_writable(false);
    CHECK_EQ(db.call("PutItem", kPut), "ThrottlingException: Rate exceeded");
    CHECK_EQ(db.call("DeleteTable", R"({"TableName":"photos"})"),
             "ThrottlingException: Rate exceeded");
    CHECK_EQ(db.call("GetItem", kGet), R"({"Item":{"id":{"S":"a"},"x":{"N":"1"}}})");
    CHECK_EQ(db.call("ListTables", "{}"), R"({"TableNames":["photos"]})");
    CHECK_EQ(db.value("Scan", R"({"TableName":"photos"})").find("Count")->as_integer(), 1);
    CHECK_EQ(db.value("DescribeTable", R"({"TableName":"photos"})")
                 .find("Table")
                 ->find("ItemCount")
                 ->as_integer(),
             1);
    CHECK_EQ(db.value("Query", R"({"TableName":"photos","KeyConditionExpression":"id = :i",
                                   "ExpressionAttributeValues":{":i":{"S":"a"}}})")
                 .find("Count")
                 ->as_integer(),
             1);
    store.set_writable(true);
    CHECK_EQ(db.call("PutItem", kPut), "{}");
}
