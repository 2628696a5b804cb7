"""DynamoDB through boto3: tables and items as users' code makes and reads them."""
import json
import unittest
import urllib.error
import urllib.request
import uuid
import zlib
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

from support.server import Server, client


def table_name():
    return "t-" + uuid.uuid4().hex[:8]


def create(api, name, sort=None):
    keys = [{"AttributeName": "pk", "KeyType": "HASH"}]
    attributes = [{"AttributeName": "pk", "AttributeType": "S"}]
    if sort:
        keys.append({"AttributeName": "sk", "KeyType": "RANGE"})
        attributes.append({"AttributeName": "sk", "AttributeType": sort})
    api.create_table(TableName=name, KeySchema=keys, AttributeDefinitions=attributes,
                     BillingMode="PAY_PER_REQUEST")
    api.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 1})


class DynamoDbTest(unittest.TestCase):
    def setUp(self):
        self.api = client("dynamodb")

    def make(self, sort=None):
        name = table_name()
        create(self.api, name, sort)
        self.addCleanup(self.api.delete_table, TableName=name)
        return name

    def resource(self, name):
        return boto3.resource("dynamodb", endpoint_url=self.api.meta.endpoint_url,
                              region_name="us-east-1", aws_access_key_id="test",
                              aws_secret_access_key="test").Table(name)

    def fails(self, code, message, call, **parameters):
        with self.assertRaises(ClientError) as caught:
            call(**parameters)
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], code)
        self.assertIn(message, error["Message"])

    def test_a_table_is_there_at_once_and_gone_after_its_deletion(self):
        name = table_name()
        create(self.api, name)
        table = self.api.describe_table(TableName=name)["Table"]
        self.assertEqual(table["TableStatus"], "ACTIVE")
        self.assertEqual(table["TableArn"].rsplit("/", 1)[1], name)
        self.assertIn(name, self.api.list_tables()["TableNames"])
        self.api.delete_table(TableName=name)
        self.api.get_waiter("table_not_exists").wait(TableName=name,
                                                     WaiterConfig={"Delay": 1, "MaxAttempts": 1})
        self.assertNotIn(name, self.api.list_tables()["TableNames"])

    def test_tables_are_listed_in_pages(self):
        names = {self.make() for _ in range(3)}
        found = set()
        for page in self.api.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 1}):
            self.assertLessEqual(len(page["TableNames"]), 1)
            found.update(page["TableNames"])
        self.assertLessEqual(names, found)

    def test_every_type_comes_back_as_it_went_in(self):
        table = self.resource(self.make())
        item = {"pk": "a", "text": "Grüße 🎉", "number": Decimal("12.50"), "binary": b"\0\1\xff",
                "yes": True, "none": None, "list": [1, "x", [None]], "map": {"a": {"b": Decimal(-1)}},
                "strings": {"a", "b"}, "numbers": {Decimal(1), Decimal("2.5")}, "binaries": {b"x", b"y"},
                "empty": "", "big": Decimal("9" * 38)}
        table.put_item(Item=item)
        self.assertEqual(table.get_item(Key={"pk": "a"}, ConsistentRead=True)["Item"], item)

    def test_the_old_item_is_given_back_when_asked_for(self):
        table = self.resource(self.make())
        self.assertNotIn("Attributes", table.put_item(Item={"pk": "a", "v": 1}, ReturnValues="ALL_OLD"))
        old = table.put_item(Item={"pk": "a", "v": 2}, ReturnValues="ALL_OLD")["Attributes"]
        self.assertEqual(old["v"], 1)
        old = table.delete_item(Key={"pk": "a"}, ReturnValues="ALL_OLD")["Attributes"]
        self.assertEqual(old["v"], 2)
        self.assertNotIn("Item", table.get_item(Key={"pk": "a"}))

    def test_a_query_finds_a_range_of_numbers_in_order(self):
        table = self.resource(self.make("N"))
        for n in (10, 9, -1, Decimal("2.5"), 100):
            table.put_item(Item={"pk": "p", "sk": Decimal(n)})
        table.put_item(Item={"pk": "other", "sk": 5})

        def numbers(condition, **more):
            items = table.query(KeyConditionExpression=condition, **more)["Items"]
            return [float(item["sk"]) for item in items]

        self.assertEqual(numbers(Key("pk").eq("p")), [-1, 2.5, 9, 10, 100])
        self.assertEqual(numbers(Key("pk").eq("p") & Key("sk").between(2, 10)), [2.5, 9, 10])
        self.assertEqual(numbers(Key("pk").eq("p") & Key("sk").gt(9), ScanIndexForward=False), [100, 10])
        self.assertEqual(numbers(Key("pk").eq("none")), [])
        count = table.query(KeyConditionExpression=Key("pk").eq("p"), Select="COUNT")
        self.assertEqual((count["Count"], "Items" in count), (5, False))

    def test_a_query_finds_what_begins_with_a_text(self):
        table = self.resource(self.make("S"))
        for key in ("a", "ab", "abc", "b"):
            table.put_item(Item={"pk": "p", "sk": key})
        found = table.query(KeyConditionExpression=Key("pk").eq("p") & Key("sk").begins_with("ab"))
        self.assertEqual([item["sk"] for item in found["Items"]], ["ab", "abc"])

    def test_pages_cover_everything_once(self):
        name = self.make("N")
        for n in range(25):
            self.api.put_item(TableName=name, Item={"pk": {"S": f"p{n % 4}"}, "sk": {"N": str(n)}})
        scanned = [item["sk"]["N"] for page in
                   self.api.get_paginator("scan").paginate(TableName=name, PaginationConfig={"PageSize": 4})
                   for item in page["Items"]]
        self.assertEqual(sorted(map(int, scanned)), list(range(25)))
        queried = [item["sk"]["N"] for page in self.api.get_paginator("query").paginate(
                       TableName=name, KeyConditionExpression="pk = :p",
                       ExpressionAttributeValues={":p": {"S": "p1"}}, PaginationConfig={"PageSize": 2})
                   for item in page["Items"]]
        self.assertEqual(queried, ["1", "5", "9", "13", "17", "21"])

    def test_a_page_ends_at_one_megabyte(self):
        name = self.make("N")
        for n in range(4):
            self.api.put_item(TableName=name, Item={"pk": {"S": "p"}, "sk": {"N": str(n)},
                                                    "data": {"S": "x" * 390_000}})
        page = self.api.scan(TableName=name, ReturnConsumedCapacity="TOTAL")
        self.assertEqual(page["Count"], 3)
        self.assertIn("LastEvaluatedKey", page)
        self.assertGreater(page["ConsumedCapacity"]["CapacityUnits"], 100)

    def test_bad_items_are_refused_with_aws_texts(self):
        name = self.make("N")

        def refused(message, **item):
            self.fails("ValidationException", message, self.api.put_item, TableName=name,
                       Item={"pk": {"S": "p"}, "sk": {"N": "1"}, **item})

        refused("Type mismatch for key pk expected: S actual: N", pk={"N": "1"})
        refused("cannot contain an empty string value. Key: pk", pk={"S": ""})
        refused("cannot be converted to a numeric value: one", x={"N": "one"})
        refused("Attempting to store more than 38 significant digits", x={"N": "1" * 39})
        refused("Number overflow", x={"N": "1e126"})
        refused("An string set  may not be empty", x={"SS": []})
        refused("Input collection [a, a] contains duplicates.", x={"SS": ["a", "a"]})
        refused("Item size has exceeded the maximum allowed size", x={"S": "x" * 410_000})
        self.fails("ValidationException", "Missing the key sk in the item", self.api.put_item,
                   TableName=name, Item={"pk": {"S": "p"}})
        self.fails("ValidationException", "The provided key element does not match the schema",
                   self.api.get_item, TableName=name, Key={"pk": {"S": "p"}})

    def test_what_is_missing_is_answered_with_aws_texts(self):
        self.fails("ResourceNotFoundException", "Requested resource not found", self.api.get_item,
                   TableName="no-such-table", Key={"pk": {"S": "a"}})
        self.fails("ResourceNotFoundException", "Table: no-such-table not found",
                   self.api.describe_table, TableName="no-such-table")
        name = self.make()
        self.fails("ResourceInUseException", "Table already exists: " + name, create, api=self.api, name=name)

    def test_what_is_not_there_yet_is_refused_and_never_ignored(self):
        table = self.resource(self.make())
        table.put_item(Item={"pk": "a", "v": 1})
        self.fails("ValidationException", "ConditionExpression is not supported yet", table.put_item,
                   Item={"pk": "a", "v": 2}, ConditionExpression=Attr("pk").not_exists())
        self.fails("ValidationException", "FilterExpression is not supported yet", table.scan,
                   FilterExpression=Attr("v").eq(1))
        self.fails("ValidationException", "ProjectionExpression is not supported yet", table.get_item,
                   Key={"pk": "a"}, ProjectionExpression="v")
        with self.assertRaises(ClientError) as caught:
            table.update_item(Key={"pk": "a"}, UpdateExpression="SET v = :v",
                              ExpressionAttributeValues={":v": 3})
        self.assertEqual(caught.exception.response["Error"]["Code"], "UnknownOperationException")
        self.assertEqual(table.get_item(Key={"pk": "a"})["Item"]["v"], 1)

    def post(self, operation, body):
        request = urllib.request.Request(
            self.api.meta.endpoint_url + "/", body.encode(), method="POST",
            headers={"X-Amz-Target": "DynamoDB_20120810." + operation,
                     "Content-Type": "application/x-amz-json-1.0"})
        try:
            with urllib.request.urlopen(request) as reply:
                return reply.status, json.loads(reply.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def test_every_answer_carries_the_checksum_of_its_body(self):
        name = self.make()
        key = json.dumps({"pk": {"S": "a"}})
        calls = (("PutItem", '{"TableName":"%s","Item":%s}'), ("GetItem", '{"TableName":"%s","Key":%s}'),
                 ("Query", '{"TableName":"%s","Nothing":%s}'))
        for operation, body in calls:
            request = urllib.request.Request(
                self.api.meta.endpoint_url + "/", (body % (name, key)).encode(), method="POST",
                headers={"X-Amz-Target": "DynamoDB_20120810." + operation})
            try:
                reply = urllib.request.urlopen(request)
            except urllib.error.HTTPError as error:
                reply = error
            with reply:
                self.assertEqual(reply.headers["x-amz-crc32"], str(zlib.crc32(reply.read())), operation)

    def test_malformed_requests_get_a_clear_error(self):
        name = self.make()
        for operation in ("CreateTable", "DescribeTable", "DeleteTable", "PutItem", "GetItem",
                          "DeleteItem", "Query", "Scan"):
            for body in ("{oops", "[]", "{}", '{"TableName":7}', '{"TableName":null}',
                         '{"TableName":{"a":1}}', '{"TableName":"' + name + '","Item":7,"Key":7,'
                         '"KeyConditions":7,"KeySchema":7,"Limit":"x","AttributeDefinitions":7}'):
                if operation in ("DescribeTable", "DeleteTable") and name in body:
                    continue
                status, error = self.post(operation, body)
                self.assertEqual(status, 400, (operation, body))
                self.assertIn(error["__type"].rsplit("#", 1)[-1],
                              ("SerializationException", "ValidationException"), (operation, body))
        status, error = self.post("PutItem", json.dumps(
            {"TableName": name, "Item": {"pk": {"S": "a"}, "x": {"S": 1}}}))
        self.assertEqual((status, error["__type"].rsplit("#", 1)[-1]), (400, "SerializationException"))


class DurabilityTest(unittest.TestCase):
    def test_acknowledged_items_survive_a_kill(self):
        with Server() as server:
            api = server.client("dynamodb")
            create(api, "kept", "N")
            for n in range(50):
                api.put_item(TableName="kept", Item={"pk": {"S": "p"}, "sk": {"N": str(n)}})
            api.delete_item(TableName="kept", Key={"pk": {"S": "p"}, "sk": {"N": "7"}})
            server.kill()
            server.start()
            api = server.client("dynamodb")
            self.assertEqual(api.scan(TableName="kept")["Count"], 49)
            self.assertEqual(api.describe_table(TableName="kept")["Table"]["ItemCount"], 49)


if __name__ == "__main__":
    unittest.main()
