"""AWS's service model walked: every operation with each member missing, of each wrong type, one past and at its limit.

Requests go raw over the wire, since an SDK would refuse most of them itself. What comes back is held against the model:
a refusal is a 400 with a name that AWS has for this operation, within a second, never a 5xx.
"""
import concurrent.futures
import copy
import http.client
import itertools
import json
import os
import pathlib
import re
import threading
import time
import unittest
from urllib.parse import urlsplit

from support import shapes
from support.states import PASS, ROLE, WAIT, Case, name

MODEL = shapes.model_of()
OPERATIONS = {one: MODEL.operation_model(one) for one in MODEL.operation_names}
# No server of ours lacks an operation for another reason than that it is not written yet; each of these may come
# without a change here, since the tests ask the server what it has.
MAY_BE_MISSING = {"RedriveExecution", "DescribeMapRun", "ListMapRuns", "UpdateMapRun", "TestState"}
SECONDS_MAX = 1
THREADS = 4
# A valid word for each pattern of the model: what a member is filled up with to its limit.
FILL = "a"
WRONG = {
    "string": [7, -1.5, True, False, [], ["a"], {}, {"a": 1}],
    "integer": ["7", "", 1.5, True, [], [1], {}, {"a": 1}, 1e300, 9e99],
    "long": ["7", "", True, [], [1], {}, {"a": 1}],
    "float": ["7", "", True, [], [1], {}, {"a": 1}],
    "boolean": ["true", "", 0, 1, 2.5, [], [True], {}, {"a": 1}],
    "timestamp": [True, [], {}],
    "list": ["a", "", 7, 1.5, True, False, {}, {"a": 1}],
    "map": ["a", 7, True, [], ["a"]],
    "structure": ["a", "", 7, 1.5, True, False, [], [{}]],
}
NO_JSON = ["{", "}", "[", "]", '"', "nul", "tru", "'a'", "{a:1}", "{'a':1}", '{"a"}', '{"a":}', '{"a":1,}', "{,}",
           '{"a":1}}', '{"a":1}{"a":1}', "{}x", "\x00", "{}\x00", '{"a":01}', '{"a":+1}', '{"a":.5}', '{"a":1.}',
           '{"a":1e}', '{"a":NaN}', '{"a":Infinity}', '{"a":"\\x"}', '{"a":"\\u12"}', '{"a":"\n"}', "\xff\xfe", "\xc3",
           '{"\xff":1}', "{" * 5_000, '{"a":' * 5_000, "[" * 100_000, "/**/{}", "a=b&c=d", "<xml/>"]
NO_OBJECT = ["[]", "null", "7", "1.5", "true", '"text"', "[{}]", '["a"]']


class Raw:
    """One connection, kept open."""

    def __init__(self):
        place = urlsplit(os.environ["QUICKSTEP_ENDPOINT"])
        self.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)

    def close(self):
        self.connection.close()

    def send(self, operation, body):
        """(status, body, seconds)."""
        began = time.monotonic()
        self.connection.request("POST", "/", body, {"X-Amz-Target": f"AWSStepFunctions.{operation}",
                                                    "Content-Type": "application/x-amz-json-1.0"})
        answer = self.connection.getresponse()
        content = answer.read()
        return answer.status, content, time.monotonic() - began


class Place:
    """A member somewhere in an input: how to get there, its shape, and whether its structure must have it."""

    def __init__(self, path, shape, is_required):
        self.path, self.shape, self.is_required = path, shape, is_required

    def of(self, request):
        for step in self.path[:-1]:
            request = request[step]
        return request

    def put(self, request, value):
        changed = copy.deepcopy(request)
        self.of(changed)[self.path[-1]] = value
        return changed

    def without(self, request):
        changed = copy.deepcopy(request)
        del self.of(changed)[self.path[-1]]
        return changed

    def __str__(self):
        return ".".join(str(step) for step in self.path)

    def member(self):
        """The nearest name of a member, as AWS's texts have it."""
        return next(step for step in reversed(self.path) if isinstance(step, str))


def places(shape, value, path=()):
    """All members that `value` has, nested ones too."""
    if shape.type_name == "structure":
        for member, inner in shape.members.items():
            if member in value:
                here = (*path, member)
                yield Place(here, inner, member in shape.required_members)
                yield from places(inner, value[member], here)
    elif shape.type_name == "list":
        for n, item in enumerate(value):
            yield Place((*path, n), shape.member, False)
            yield from places(shape.member, item, (*path, n))


def past_limit(place):
    """Values one past each limit of a member: (what for, value)."""
    shape, low, high = place.shape, place.shape.metadata.get("min"), place.shape.metadata.get("max")
    kind = shape.type_name
    if kind == "string":
        if getattr(shape, "enum", None):
            for wrong in ("", "NONE_OF_THEM", shape.enum[0].lower(), shape.enum[0] + " ", shape.enum[-1] + "X"):
                yield "enum", wrong
            return
        if low:
            yield "min", FILL * (low - 1)
        if high is not None:
            yield "max", FILL * (high + 1)
            yield "max in characters", "\u00e9" * (high + 1)
            if high < 100_000:
                yield "max by far", FILL * (high * 10 + 10)
        pattern = shape.metadata.get("pattern")
        if pattern == r"\p{ASCII}*":
            yield "pattern", "caf\u00e9"
            yield "pattern", "\U0001f600"
        elif pattern == "[!-~]+":
            for wrong in ("a b", "caf\u00e9", "\t", "a\u007f"):
                yield "pattern", wrong
        elif pattern:
            for wrong in ("123", "0", "a b", "a:b", "a/b", "caf\u00e9", "a*"):
                yield "pattern", wrong
    elif kind in ("integer", "long", "float"):
        if low is not None:
            yield "min", low - 1
            yield "min by far", -2_000_000_000
        if high is not None:
            yield "max", high + 1
            yield "max by far", 2_000_000_000
    elif kind == "list":
        if low:
            yield "min", []
        if high is not None:
            yield "max", True  # The item, repeated; put in by the caller.


def at_limit(place):
    """Values at each limit of a member."""
    shape, low, high = place.shape, place.shape.metadata.get("min"), place.shape.metadata.get("max")
    kind = shape.type_name
    if kind == "string":
        if getattr(shape, "enum", None):
            yield from shape.enum
            return
        if low is not None:
            yield FILL * low
        if high is not None:
            yield FILL * high
            if not shape.metadata.get("pattern"):
                yield "\u00e9" * high
    elif kind in ("integer", "long", "float"):
        yield from (bound for bound in (low, high) if bound is not None)
    elif kind == "boolean":
        yield from (True, False)


class Model(Case):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        raw = Raw()
        cls.there = set()
        for operation in OPERATIONS:
            _, content, _ = raw.send(operation, "[]")
            if json.loads(content)["__type"].rpartition("#")[2] != "UnknownOperationException":
                cls.there.add(operation)
        cls.numbers = itertools.count()
        cls.local = threading.local()
        cls.slow = []

    def setUp(self):
        super().setUp()
        text, pass_text = json.dumps(WAIT), json.dumps(PASS)
        wait, plain = self.machine(WAIT, publish=True), self.machine(PASS, publish=True)
        express = self.machine(PASS, type="EXPRESS")
        alias = self.sfn.create_state_machine_alias(
            name="live", routingConfiguration=[{"stateMachineVersionArn": f"{plain}:1", "weight": 100}]
        )["stateMachineAliasArn"]
        done = self.sfn.start_execution(stateMachineArn=plain)["executionArn"]
        activity = self.sfn.create_activity(name=name())["activityArn"]
        self.finished(done)
        account = plain.rsplit(":", 2)[0]
        group = {"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:g:*"}}
        logging = {"level": "ALL", "includeExecutionData": True, "destinations": [group]}
        tracing, tags = {"enabled": True}, [{"key": "k", "value": "v"}]
        encryption = {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsDataKeyReusePeriodSeconds": 300,
                      "kmsKeyId": "arn:aws:kms:us-east-1:000000000000:key/k"}
        route = [{"stateMachineVersionArn": f"{plain}:1", "weight": 100}]
        page = {"maxResults": 5, "nextToken": "t"}
        run = f"{account}:mapRun:m/l:i"
        token = {"taskToken": "t" * 40}
        # Each with every member that the model has; `name()` makes each creation another.
        self.full = {
            "CreateActivity": lambda: {"name": name(), "tags": tags, "encryptionConfiguration": encryption},
            "CreateStateMachine": lambda: {
                "name": name(), "definition": pass_text, "roleArn": ROLE, "type": "STANDARD", "tags": tags,
                "loggingConfiguration": logging, "tracingConfiguration": tracing, "publish": True,
                "versionDescription": "d", "encryptionConfiguration": encryption},
            "CreateStateMachineAlias": lambda: {"name": name(), "description": "d", "routingConfiguration": route},
            "DeleteActivity": lambda: {"activityArn": f"{account}:activity:none"},
            "DeleteStateMachine": lambda: {"stateMachineArn": f"{account}:stateMachine:none"},
            "DeleteStateMachineAlias": lambda: {"stateMachineAliasArn": f"{plain}:none"},
            "DeleteStateMachineVersion": lambda: {"stateMachineVersionArn": f"{plain}:77"},
            "DescribeActivity": lambda: {"activityArn": activity},
            "DescribeExecution": lambda: {"executionArn": done, "includedData": "ALL_DATA"},
            "DescribeMapRun": lambda: {"mapRunArn": run},
            "DescribeStateMachine": lambda: {"stateMachineArn": plain, "includedData": "ALL_DATA"},
            "DescribeStateMachineAlias": lambda: {"stateMachineAliasArn": alias},
            "DescribeStateMachineForExecution": lambda: {"executionArn": done, "includedData": "ALL_DATA"},
            # One that is there would hold the request for a minute.
            "GetActivityTask": lambda: {"activityArn": f"{account}:activity:none", "workerName": "w"},
            "GetExecutionHistory": lambda: dict(page, executionArn=done, reverseOrder=True,
                                                includeExecutionData=True),
            "ListActivities": lambda: dict(page),
            "ListExecutions": lambda: dict(page, stateMachineArn=plain, statusFilter="FAILED", mapRunArn=run,
                                           redriveFilter="REDRIVEN"),
            "ListMapRuns": lambda: dict(page, executionArn=done),
            "ListStateMachineAliases": lambda: dict(page, stateMachineArn=plain),
            "ListStateMachineVersions": lambda: dict(page, stateMachineArn=plain),
            "ListStateMachines": lambda: dict(page),
            "ListTagsForResource": lambda: {"resourceArn": plain},
            "PublishStateMachineVersion": lambda: {"stateMachineArn": plain, "revisionId": "INITIAL",
                                                   "description": "d"},
            "RedriveExecution": lambda: {"executionArn": done, "clientToken": "c"},
            "SendTaskFailure": lambda: dict(token, error="e", cause="c"),
            "SendTaskHeartbeat": lambda: dict(token),
            "SendTaskSuccess": lambda: dict(token, output="{}"),
            "StartExecution": lambda: {"stateMachineArn": plain, "name": name(), "input": "{}", "traceHeader": "t"},
            "StartSyncExecution": lambda: {"stateMachineArn": express, "name": name(), "input": "{}",
                                           "traceHeader": "t", "includedData": "ALL_DATA"},
            "StopExecution": lambda: {"executionArn": done, "error": "e", "cause": "c"},
            "TagResource": lambda: {"resourceArn": plain, "tags": tags},
            "TestState": lambda: {
                "definition": pass_text, "roleArn": ROLE, "input": "{}", "inspectionLevel": "TRACE",
                "revealSecrets": False, "variables": "{}", "stateName": "P", "context": "{}",
                "mock": {"result": "{}", "errorOutput": {"error": "e", "cause": "c"}, "fieldValidationMode": "NONE"},
                "stateConfiguration": {"retrierRetryCount": 0, "errorCausedByState": "s", "mapItemReaderData": "[]",
                                       "mapIterationFailureCount": 0}},
            "UntagResource": lambda: {"resourceArn": plain, "tagKeys": ["k"]},
            "UpdateMapRun": lambda: {"mapRunArn": run, "maxConcurrency": 1, "toleratedFailurePercentage": 1.5,
                                     "toleratedFailureCount": 1},
            "UpdateStateMachine": lambda: {
                "stateMachineArn": wait, "definition": text, "roleArn": ROLE, "loggingConfiguration": logging,
                "tracingConfiguration": tracing, "publish": False, "encryptionConfiguration": encryption},
            "UpdateStateMachineAlias": lambda: {"stateMachineAliasArn": alias, "description": "d",
                                                "routingConfiguration": route},
            "ValidateStateMachineDefinition": lambda: {"definition": pass_text, "type": "STANDARD",
                                                       "severity": "WARNING", "maxResults": 5},
        }
        self.full["UpdateStateMachine"] = (lambda make: lambda: dict(make(), versionDescription="d"))(
            self.full["UpdateStateMachine"])

    # -- sending -------------------------------------------------------------------------------

    def send(self, case):
        """The fault of one case (what, operation, body, judge), or None."""
        what, operation, body, judge = case
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        if not hasattr(self.local, "raw"):
            self.local.raw = Raw()
        status, answer, seconds = self.local.raw.send(operation, content)
        if seconds > SECONDS_MAX:
            self.slow.append((seconds, what, operation, content))
        found = shapes.faults_of_answer(OPERATIONS[operation], status, answer)
        if status >= 500:
            found.append(f"status {status}")
        if not found and (wrong := judge(status, json.loads(answer))):
            found = [wrong]
        return f"{operation}, {what}: {'; '.join(found)}: {answer[:200]!r}" if found else None

    def check(self, cases, least):
        """Sends all of them from a few threads; fails with a sentence for each that was answered wrongly."""
        cases = [one for one in cases if one[1] in self.there]
        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            found = [fault for fault in pool.map(self.send, cases) if fault]
        self.assertEqual(found[:40], [], f"{len(found)} of {len(cases)} requests were answered wrongly")
        # A busy machine makes any request slow once; what is slow by itself is so every time.
        for _, what, operation, content in self.slow:
            self.assertLess(min(Raw().send(operation, content)[2] for _ in range(5)), SECONDS_MAX, (operation, what))
        self.slow.clear()
        self.assertGreaterEqual(len(cases), least * len(self.there) // len(OPERATIONS))
        print(f"{len(cases)} requests; ", end="", flush=True)

    def requests(self, operation):
        """The full request, and for each member one with the required ones and this one alone."""
        required = OPERATIONS[operation].input_shape.required_members
        full = self.full[operation]()
        yield full
        for member in full:
            least = {key: value for key, value in full.items() if key in required or key == member}
            if least != full and (member not in required or member == required[0]):
                yield least

    def each_place(self):
        for operation in OPERATIONS:
            for request in self.requests(operation):
                for place in places(OPERATIONS[operation].input_shape, request):
                    yield operation, request, place

    # -- the tests -----------------------------------------------------------------------------

    def test_the_server_has_every_operation_of_the_model(self):
        self.assertEqual(len(OPERATIONS), 37)
        self.assertEqual(set(OPERATIONS), set(self.full))
        missing = set(OPERATIONS) - self.there
        self.assertLessEqual(missing, MAY_BE_MISSING)
        for operation in missing:
            answer = json.loads(Raw().send(operation, "{}")[1])
            self.assertIn(operation, answer["message"])

    def test_the_table_of_the_documentation_is_what_the_server_has(self):
        page = pathlib.Path(__file__).resolve().parents[3] / "docs/compatibility.md"
        rows = dict(re.findall(r"^\| (\w+) \| (there|not there) \|", page.read_text(), re.M))
        self.assertEqual(rows, {one: "there" if one in self.there else "not there" for one in OPERATIONS})

    def test_the_requests_have_every_member_of_the_model(self):
        def members(shape, value, path=()):
            for member, inner in shape.members.items():
                self.assertIn(member, value, (*path, member))
                if inner.type_name == "list" and inner.member.type_name == "structure":
                    members(inner.member, value[member][0], (*path, member))
                elif inner.type_name == "structure":
                    members(inner, value[member], (*path, member))
        for operation in OPERATIONS:
            members(OPERATIONS[operation].input_shape, self.full[operation](), (operation,))

    def test_a_missing_member_is_refused_by_name(self):
        def cases():
            for operation, request, place in self.each_place():
                if not place.is_required:
                    continue
                judge = refused_with("ValidationException", place)
                yield f"without {place}", operation, place.without(request), judge
                yield f"null for {place}", operation, place.put(request, None), judge
        self.check(cases(), 120)

    def test_a_wrong_type_is_refused_by_name(self):
        def cases():
            for operation, request, place in self.each_place():
                for wrong in WRONG[place.shape.type_name]:
                    yield (f"{place} = {wrong!r}", operation, place.put(request, wrong),
                           refused_with("SerializationException", place))
        self.check(cases(), 2_500)

    def test_one_past_a_limit_is_refused_by_name(self):
        def cases():
            for operation, request, place in self.each_place():
                for limit, value in past_limit(place):
                    if value is True:
                        value = [place.of(request)[place.path[-1]][0]] * (place.shape.metadata["max"] + 1)
                    yield (f"{place} past {limit}", operation, place.put(request, value),
                           refused_with("ValidationException", place))
        self.check(cases(), 600)

    def test_at_its_limit_a_member_is_no_reason_to_refuse(self):
        def judge_of(place):
            def judge(status, answer):
                is_blamed = "failed to satisfy constraint" in answer.get("message", "") and f"'{place}" in answer["message"]
                return f"{place} is refused" if is_blamed else ""
            return judge

        def cases():
            for operation, request, place in self.each_place():
                for value in at_limit(place):
                    yield f"{place} at {value!r:.40}", operation, place.put(request, value), judge_of(place)
        self.check(cases(), 600)

    def test_unknown_members_are_ignored(self):
        def cases():
            for operation in OPERATIONS:
                for request in self.requests(operation):
                    yield ("an unknown member", operation, dict(request, unknownMember={"a": [1]}),
                           lambda _, answer: "refused" if "unknownMember" in json.dumps(answer) else "")
        self.check(cases(), 37)

    def test_what_is_no_json_or_no_object_is_refused(self):
        def cases():
            for operation in OPERATIONS:
                whole = json.dumps(self.full[operation]()).encode()
                cuts = [whole[:max(1, len(whole) * n // 40)] for n in range(1, 40)]
                for body in itertools.chain((text.encode("latin-1") for text in NO_JSON + NO_OBJECT), cuts):
                    yield f"body {body[:30]!r}", operation, body, refused_with("SerializationException", None)
        self.check(cases(), 3_000)

    def test_an_empty_body_is_an_empty_request(self):
        def cases():
            for operation, model in OPERATIONS.items():
                if not model.input_shape.required_members:
                    continue
                for body in (b"", b"{}", b" { } "):
                    yield f"body {body!r}", operation, body, refused_with("ValidationException", None)
        self.check(cases(), 90)


def refused_with(code, place):
    """A refusal of that name, which names the member."""
    def judge(status, answer):
        name_of = answer.get("__type", "").rpartition("#")[2]
        if status != 400:
            return f"answered with {status}"
        if name_of != code:
            return f"{name_of} instead of {code}"
        return "" if place is None or place.member() in answer["message"] else f"does not name {place.member()}"
    return judge


class Shapes(unittest.TestCase):
    def test_the_checker_sees_what_does_not_fit(self):
        describe = OPERATIONS["DescribeExecution"]
        good = {"executionArn": "e", "stateMachineArn": "m", "status": "RUNNING", "startDate": 1_700_000_000.123}
        self.assertEqual(shapes.faults_of_answer(describe, 200, json.dumps(good)), [])
        for wrong, part in [({"status": "GONE"}, "none of"), ({"startDate": "2026-01-01"}, "no time"),
                            ({"startDate": 1.7e12}, "no time"), ({"startDate": 1_700_000_000.12345}, "finer"),
                            ({"executionArn": None}, "missing"), ({"extra": 1}, "not in the model"),
                            ({"redriveCount": 1.5}, "no integer"), ({"input": {}}, "no string"),
                            ({"inputDetails": {"included": 1}}, "no boolean"), ({"redriveCount": True}, "no integer")]:
            found = shapes.faults_of_answer(describe, 200, json.dumps({**good, **wrong}))
            self.assertEqual(len(found), 1, (wrong, found))
            self.assertIn(part, found[0])
        for body, part in [({"message": "m"}, "no name"), ({"__type": "Odd", "message": "m"}, "no error of"),
                           ({"__type": "InvalidArn"}, "says nothing"),
                           ({"__type": "InvalidArn", "message": "m", "more": 1}, "unknown member")]:
            self.assertIn(part, shapes.faults_of_answer(describe, 400, json.dumps(body))[0])
        self.assertIn("without JSON", shapes.faults_of_answer(describe, 200, "<xml/>")[0])
        self.assertIn("internal", shapes.faults_of_answer(describe, 500, "{}")[0])


if __name__ == "__main__":
    unittest.main()
