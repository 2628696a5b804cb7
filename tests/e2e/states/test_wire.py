"""Bodies that no SDK would send: malformed JSON, wrong types, missing members, for every operation that is there."""
import http.client
import json
import os
import unittest
from urllib.parse import urlsplit

OPERATIONS = {
    "AWSStepFunctions": {
        "CreateStateMachine": {"name": "n", "definition": "{}", "roleArn": "arn:aws:iam::0:role/r"},
        "UpdateStateMachine": {"stateMachineArn": "a"}, "DescribeStateMachine": {"stateMachineArn": "a"},
        "DeleteStateMachine": {"stateMachineArn": "a"}, "ListStateMachines": {},
        "StartExecution": {"stateMachineArn": "a"}, "StartSyncExecution": {"stateMachineArn": "a"},
        "StopExecution": {"executionArn": "a"}, "DescribeExecution": {"executionArn": "a"},
        "ListExecutions": {"stateMachineArn": "a"}, "GetExecutionHistory": {"executionArn": "a"},
        "DescribeStateMachineForExecution": {"executionArn": "a"},
    },
    "DynamoDB_20120810": {
        "CreateTable": {"TableName": "ttt"}, "DescribeTable": {"TableName": "ttt"}, "ListTables": {},
        "DeleteTable": {"TableName": "ttt"}, "PutItem": {"TableName": "ttt", "Item": {}},
        "GetItem": {"TableName": "ttt", "Key": {}}, "DeleteItem": {"TableName": "ttt", "Key": {}},
        "Query": {"TableName": "ttt"}, "Scan": {"TableName": "ttt"},
    },
    "AWSEvents": {
        "PutRule": {"Name": "n"}, "ListRules": {}, "DeleteRule": {"Name": "n"},
        "PutTargets": {"Rule": "n", "Targets": []}, "ListTargetsByRule": {"Rule": "n"},
        "RemoveTargets": {"Rule": "n", "Ids": []}, "PutEvents": {"Entries": []},
    },
}
HOSTILE = ["{", "", "[]", "null", "7", '"text"', "{}x", '{"a":}', "\x00", "{" * 5_000, '{"a":' * 5_000,
           "\xff\xfe"]


class Wire(unittest.TestCase):
    def setUp(self):
        place = urlsplit(os.environ["QUICKSTEP_ENDPOINT"])
        self.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=10)

    def tearDown(self):
        self.connection.close()

    def send(self, prefix, operation, body):
        version = "1.1" if prefix == "AWSEvents" else "1.0"
        self.connection.request("POST", "/", body.encode("latin-1"), {
            "X-Amz-Target": f"{prefix}.{operation}", "Content-Type": f"application/x-amz-json-{version}"})
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8")
        return answer.status, json.loads(text) if text else {}

    def refused(self, prefix, operation, body):
        status, answer = self.send(prefix, operation, body)
        self.assertEqual(status, 400, (operation, body[:80], answer))
        self.assertTrue(answer.get("__type"), (operation, body[:80], answer))

    def test_malformed_bodies_are_refused_by_every_operation(self):
        for prefix, operations in OPERATIONS.items():
            for operation, good in operations.items():
                for body in HOSTILE:
                    with self.subTest(operation=operation, body=body[:20]):
                        if body in ("", "{}") and not good:
                            continue
                        self.refused(prefix, operation, body)

    def test_missing_members_are_refused_by_every_operation(self):
        for prefix, operations in OPERATIONS.items():
            for operation, good in operations.items():
                for member in good:
                    with self.subTest(operation=operation, missing=member):
                        rest = {key: value for key, value in good.items() if key != member}
                        self.refused(prefix, operation, json.dumps(rest))

    def test_wrong_types_are_refused_by_every_operation(self):
        for prefix, operations in OPERATIONS.items():
            for operation, good in operations.items():
                for member in good:
                    for wrong in (7, True, [7], {"x": 7}) if isinstance(good[member], str) else (7, "x", True):
                        with self.subTest(operation=operation, member=member, value=wrong):
                            self.refused(prefix, operation, json.dumps(dict(good, **{member: wrong})))

    def test_an_unknown_target_names_service_and_operation(self):
        status, answer = self.send("AWSStepFunctions", "RewindExecution", "{}")
        self.assertEqual(status, 400)
        self.assertIn("RewindExecution", json.dumps(answer))


if __name__ == "__main__":
    unittest.main()
