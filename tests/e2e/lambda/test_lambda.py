"""Lambda through boto3: functions as users make and call them. Endpoint from QUICKSTEP_ENDPOINT."""
import base64
import io
import json
import os
import sys
import unittest
import uuid
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::000000000000:role/any"


def client():
    return boto3.client("lambda", endpoint_url=os.environ["QUICKSTEP_ENDPOINT"], region_name="us-east-1",
                        aws_access_key_id="x", aws_secret_access_key="x",
                        config=Config(retries={"max_attempts": 0}, read_timeout=60))


def zipped(source, name="handler.py"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
        info.external_attr = 0o755 << 16
        archive.writestr(info, source)
    return out.getvalue()


class LambdaTest(unittest.TestCase):
    def setUp(self):
        self.api = client()

    def make(self, source, **more):
        name = "f-" + uuid.uuid4().hex[:8]
        self.api.create_function(FunctionName=name, Runtime="python3.12", Role=ROLE, Handler="handler.handler",
                                 Code={"ZipFile": zipped(source)}, **more)
        self.addCleanup(self.remove, name)
        return name

    def remove(self, name):
        try:
            self.api.delete_function(FunctionName=name)
        except ClientError as error:
            self.assertEqual(error.response["Error"]["Code"], "ResourceNotFoundException")

    def call(self, name, payload=None, **more):
        answer = self.api.invoke(FunctionName=name, **more,
                                 **({} if payload is None else {"Payload": json.dumps(payload)}))
        return answer, answer["Payload"].read()

    def refused(self, code, call, **arguments):
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        self.assertEqual(caught.exception.response["Error"]["Code"], code, caught.exception)
        return caught.exception.response

    def test_a_function_is_made_found_called_and_deleted(self):
        name = self.make("def handler(event, context):\n    return event\n", Description="d", Tags={"a": "b"},
                         Environment={"Variables": {"COLOUR": "red"}})
        self.api.get_waiter("function_active_v2").wait(FunctionName=name)
        answer, payload = self.call(name, {"é": [1, None, 2.5]})
        self.assertEqual(json.loads(payload), {"é": [1, None, 2.5]})
        self.assertEqual(answer["StatusCode"], 200)
        self.assertEqual(answer["ExecutedVersion"], "$LATEST")
        self.assertNotIn("FunctionError", answer)
        found = self.api.get_function(FunctionName=name)
        self.assertEqual(found["Tags"], {"a": "b"})
        configuration = found["Configuration"]
        self.assertEqual(configuration["Environment"], {"Variables": {"COLOUR": "red"}})
        self.assertEqual(configuration["State"], "Active")
        self.assertEqual((configuration["Timeout"], configuration["MemorySize"]), (3, 128))
        self.assertEqual(json.loads(self.call(configuration["FunctionArn"], 7)[1]), 7)
        listed = [f["FunctionName"] for page in self.api.get_paginator("list_functions").paginate()
                  for f in page["Functions"]]
        self.assertIn(name, listed)
        self.api.delete_function(FunctionName=name)
        response = self.refused("ResourceNotFoundException", self.api.invoke, FunctionName=name)
        self.assertEqual(response["Error"]["Message"],
                         f"Function not found: arn:aws:lambda:us-east-1:000000000000:function:{name}")
        self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], 404)

    def test_an_update_takes_effect_at_once(self):
        name = self.make("def handler(event, context):\n    return 1\n")
        self.assertEqual(self.call(name)[1], b"1")
        before = self.api.get_function_configuration(FunctionName=name)
        after = self.api.update_function_code(FunctionName=name,
                                              ZipFile=zipped("def handler(event, context):\n    return 2\n"))
        self.api.get_waiter("function_updated_v2").wait(FunctionName=name)
        self.assertEqual(self.call(name)[1], b"2")
        self.assertNotEqual(before["CodeSha256"], after["CodeSha256"])
        self.assertNotEqual(before["RevisionId"], after["RevisionId"])
        self.api.update_function_configuration(FunctionName=name, Timeout=9, Handler="handler.other")
        answer, payload = self.call(name)
        self.assertEqual(json.loads(payload)["errorType"], "Runtime.HandlerNotFound")
        self.refused("PreconditionFailedException", self.api.update_function_code, FunctionName=name,
                     ZipFile=zipped("x"), RevisionId=before["RevisionId"])

    def test_errors_of_the_function_are_answered_with_200(self):
        name = self.make("def handler(event, context):\n    raise ValueError('no')\n")
        answer, payload = self.call(name, {}, LogType="Tail")
        self.assertEqual(answer["StatusCode"], 200)
        self.assertEqual(answer["FunctionError"], "Unhandled")
        error = json.loads(payload)
        self.assertEqual((error["errorType"], error["errorMessage"]), ("ValueError", "no"))
        self.assertEqual(error["stackTrace"],
                         ['  File "/var/task/handler.py", line 2, in handler\n    raise ValueError(\'no\')\n'])
        self.assertIn(b"REPORT RequestId: ", base64.b64decode(answer["LogResult"]))

    def test_a_function_that_hangs_crashes_or_answers_too_much(self):
        hang = self.make("import time\ndef handler(e, c):\n    time.sleep(60)\n", Timeout=1)
        self.assertRegex(json.loads(self.call(hang)[1])["errorMessage"],
                         r"^RequestId: [0-9a-f-]{36} Error: Task timed out after 1.00 seconds$")
        crash = self.make("import os\ndef handler(e, c):\n    os._exit(3)\n")
        self.assertEqual(json.loads(self.call(crash)[1])["errorType"], "Runtime.ExitError")
        self.assertIn("signal: killed", self.call(self.make(
            "import os\ndef handler(e, c):\n    os.kill(os.getpid(), 9)\n"))[1].decode())
        large = self.make("def handler(e, c):\n    return 'a' * 7000000\n", Timeout=20)
        self.assertEqual(json.loads(self.call(large)[1])["errorType"], "Function.ResponseSizeTooLarge")
        garbage = self.make("def handler(e, c):\n    return b'{oops'\n")
        self.assertEqual(self.call(garbage)[1], b"{oops")

    def test_a_native_bootstrap_runs(self):
        name = "f-" + uuid.uuid4().hex[:8]
        source = f"#!{sys.executable}\n" + """
import http.client, os
api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
while True:
    api.request("GET", "/2018-06-01/runtime/invocation/next")
    event = api.getresponse()
    body = event.read()
    request_id = event.headers["Lambda-Runtime-Aws-Request-Id"]
    api.request("POST", f"/2018-06-01/runtime/invocation/{request_id}/response", body)
    api.getresponse().read()
"""
        self.api.create_function(FunctionName=name, Runtime="provided.al2023", Role=ROLE, Handler="bootstrap",
                                 Code={"ZipFile": zipped(source, "bootstrap")})
        self.addCleanup(self.remove, name)
        for i in range(3):
            self.assertEqual(json.loads(self.call(name, i)[1]), i)

    def test_an_event_is_accepted_and_a_dry_run_runs_nothing(self):
        name = self.make("def handler(event, context):\n    return 1\n")
        answer, payload = self.call(name, {}, InvocationType="Event")
        self.assertEqual((answer["StatusCode"], payload), (202, b""))
        answer, payload = self.call(name, {}, InvocationType="DryRun")
        self.assertEqual((answer["StatusCode"], payload), (204, b""))

    def test_what_cannot_be_is_refused(self):
        name = self.make("def handler(event, context):\n    return 1\n")
        create = {"FunctionName": name, "Runtime": "python3.12", "Role": ROLE, "Handler": "handler.handler",
                  "Code": {"ZipFile": zipped("x")}}
        self.refused("ResourceConflictException", self.api.create_function, **create)
        create["FunctionName"] = "f-" + uuid.uuid4().hex[:8]
        self.refused("InvalidParameterValueException", self.api.create_function, **create | {"Runtime": "nodejs20.x"})
        self.refused("InvalidParameterValueException", self.api.create_function,
                     **create | {"Code": {"ZipFile": b"not a zip"}})
        self.refused("InvalidParameterValueException", self.api.create_function,
                     **create | {"Environment": {"Variables": {"AWS_REGION": "x"}}})
        self.refused("InvalidRequestContentException", self.api.invoke, FunctionName=name, Payload=b"{oops")
        self.refused("RequestTooLargeException", self.api.invoke, FunctionName=name, Payload=b"1" * 6291457)
        self.refused("ResourceNotFoundException", self.api.invoke, FunctionName=name, Qualifier="3")
        self.refused("ResourceNotFoundException", self.api.get_function, FunctionName="nothing-like-this")


if __name__ == "__main__":
    unittest.main()
