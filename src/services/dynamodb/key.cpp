#include "services/dynamodb/key.hpp"

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "services/dynamodb/attribute.hpp"
#include "services/dynamodb/errors.hpp"
#include "services/dynamodb/number.hpp"

namespace services::dynamodb {
namespace {

aws::Error no_match() {
    return validation("The provided key element does not match the schema");
}

base::Result<std::string, aws::Error> value_in_item(const KeyAttribute& attribute,
                                                    const json::Value& item, bool is_sort) {
    const json::Value* const value = item.find(attribute.name);
    if (value == nullptr) {
        return base::fail(invalid_parameter("Missing the key " + attribute.name + " in the item"));
    }
    if (attribute_type(*value) != attribute.type) {
        return base::fail(invalid_parameter("Type mismatch for key " + attribute.name +
                                            " expected: " + attribute.type +
                                            " actual: " + std::string(attribute_type(*value))));
    }
    return encode_key_value(attribute, *value, is_sort);
}

}  // namespace

base::Result<std::string, aws::Error> encode_key_value(const KeyAttribute& attribute,
                                                       const json::Value& value, bool is_sort) {
    QS_ASSERT(attribute_type(value) == attribute.type);
    const std::string_view text = attribute_content(value).as_string();
    if (attribute.type == "N") {
        QS_TRY(const Number number, parse_number(text));
        return sortable(number);
    }
    if (text.empty()) {
        return base::fail(validation(
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
            "cannot contain an empty " +
            std::string(attribute.type == "S" ? "string" : "binary") +
            " value. Key: " + attribute.name));
    }
    std::string bytes(text);
    if (attribute.type == "B") {
        auto decoded = base::base64_decode(text);
        QS_ASSERT(decoded.has_value());
        bytes = *std::move(decoded);
    }
    if (!is_sort && bytes.size() > base::limits::kDynamoPartitionKeyBytesMax) {
        return base::fail(
            invalid_parameter("Size of hashkey has exceeded the maximum size limit of2048 bytes"));
    }
    if (is_sort && bytes.size() > base::limits::kDynamoSortKeyBytesMax) {
        return base::fail(invalid_parameter(
            "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"));
    }
    return bytes;
}

base::Result<ItemKey, aws::Error> key_in_item(const KeySchema& schema, const json::Value& item) {
    ItemKey key;
    QS_TRY(key.partition, value_in_item(schema.partition, item, false));
    if (schema.sort) {
        QS_TRY(key.sort, value_in_item(*schema.sort, item, true));
    }
    return key;
}

base::Result<ItemKey, aws::Error> key_alone(const KeySchema& schema, const json::Value& key) {
    if (key.size() != (schema.sort ? 2U : 1U)) return base::fail(no_match());
    const auto fits = [&](const KeyAttribute& attribute) {
        const json::Value* const value = key.find(attribute.name);
        return value != nullptr && attribute_type(*value) == attribute.type;
    };
    if (!fits(schema.partition) || (schema.sort && !fits(*schema.sort))) {
        return base::fail(no_match());
    }
    return key_in_item(schema, key);
}

json::Value key_attributes(const KeySchema& schema, const json::Value& item) {
    json::ObjectBuilder key;
    key.set(schema.partition.name, *item.find(schema.partition.name));
    if (schema.sort) key.set(schema.sort->name, *item.find(schema.sort->name));
    return std::move(key).build();
}

}  // namespace services::dynamodb
