"""What the tests of Step Functions by boto3 share."""
import json
import time
import unittest
import uuid

from botocore.exceptions import ClientError
from support.server import client

ROLE = "arn:aws:iam::000000000000:role/any"
PASS = {"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": {"a": 1}, "End": True}}}
WAIT = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": True}}}


def name():
    return f"m{uuid.uuid4().hex[:10]}"


class Case(unittest.TestCase):
    def setUp(self):
        self.sfn = client("stepfunctions")

    def machine(self, definition=None, **options):
        text = definition if isinstance(definition, str) else json.dumps(definition or PASS)
        return self.sfn.create_state_machine(name=options.pop("name", name()), definition=text,
                                             roleArn=ROLE, **options)["stateMachineArn"]

    def finished(self, arn, seconds=20):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            answer = self.sfn.describe_execution(executionArn=arn)
            if answer["status"] != "RUNNING":
                return answer
        self.fail(f"{arn} still runs after {seconds} s")

    def error(self, call, **arguments):
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        answer = caught.exception.response
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 400)
        return answer["Error"]["Code"], answer["Error"]["Message"]


class Validation(Case):
    BAD = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True, "Parameters": {"a": "$.b"}, "Ned": 1, "Nxt": 2}}}

    def test_a_good_definition_has_no_findings(self):
        answer = self.sfn.validate_state_machine_definition(definition=json.dumps(PASS))
        self.assertEqual((answer["result"], answer["diagnostics"], answer["truncated"]), ("OK", [], False))

    def test_severity_chooses_whether_warnings_come_too(self):
        def found(**options):
            answer = self.sfn.validate_state_machine_definition(definition=json.dumps(self.BAD), **options)
            self.assertEqual(answer["result"], "FAIL")
            return [one["severity"] for one in answer["diagnostics"]], answer["truncated"]
        self.assertEqual(found(), (["ERROR", "ERROR"], False))
        self.assertEqual(found(severity="ERROR"), (["ERROR", "ERROR"], False))
        self.assertEqual(sorted(found(severity="WARNING")[0]), ["ERROR", "ERROR", "WARNING"])
        self.assertEqual(found(maxResults=1), (["ERROR"], True))
        self.assertEqual(found(maxResults=0), (["ERROR", "ERROR"], False))

    def test_the_type_counts_and_places_are_given(self):
        task = {"StartAt": "T", "States": {"T": {"Type": "Task", "End": True,
                "Resource": "arn:aws:states:us-east-1:000000000000:activity:a"}}}
        self.assertEqual(self.sfn.validate_state_machine_definition(definition=json.dumps(task))["result"], "OK")
        answer = self.sfn.validate_state_machine_definition(definition=json.dumps(task), type="EXPRESS")
        self.assertEqual(answer["diagnostics"], [{
            "severity": "ERROR", "code": "SCHEMA_VALIDATION_FAILED", "location": "/States/T/Resource",
            "message": "Express state machine does not support Activity ARN"}])

    def test_requests_that_do_not_fit_are_refused(self):
        for wrong in ({"maxResults": 101}, {"severity": "INFO"}, {"type": "FAST"}):
            code, text = self.error(self.sfn.validate_state_machine_definition, definition="{}", **wrong)
            self.assertEqual(code, "ValidationException")
            self.assertIn(next(iter(wrong)), text)

    def test_a_finding_without_a_place_says_null_when_a_machine_is_made(self):
        code, text = self.error(self.sfn.create_state_machine, name=name(), definition=" ", roleArn=ROLE)
        self.assertEqual((code, text), ("InvalidDefinition", "Invalid State Machine Definition: "
                         "'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null'"))
