"""EventBridge through boto3: rules, targets and events, and what they start."""
import json
import time
import unittest
import urllib.error
import urllib.request
import uuid

from botocore.exceptions import ClientError

from support.server import Server, client

ROLE = "arn:aws:iam::000000000000:role/any"
PASS = json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})


def put(api, source, detail=None, **more):
    return api.put_events(Entries=[{"Source": source, "DetailType": "sold",
                                    "Detail": json.dumps(detail or {"id": 7}), **more}])


def executions(states, machine, count, seconds=10):
    """The machine's executions once there are `count`, with their inputs."""
    end = time.monotonic() + seconds
    while True:
        found = states.list_executions(stateMachineArn=machine)["executions"]
        if len(found) >= count or time.monotonic() > end:
            return [states.describe_execution(executionArn=e["executionArn"]) for e in found]
        time.sleep(0.05)


class EventsTest(unittest.TestCase):
    def setUp(self):
        self.api = client("events")
        self.states = client("stepfunctions")
        self.source = "shop." + uuid.uuid4().hex[:8]

    def rule(self, pattern=None, **more):
        name = "r-" + uuid.uuid4().hex[:8]
        pattern = pattern or {"source": [self.source]}
        reply = self.api.put_rule(Name=name, EventPattern=json.dumps(pattern), **more)
        self.addCleanup(self.remove, name)
        self.assertTrue(reply["RuleArn"].endswith(":rule/" + name))
        return name

    def remove(self, name):
        targets = self.api.list_targets_by_rule(Rule=name)["Targets"]
        if targets:
            self.api.remove_targets(Rule=name, Ids=[target["Id"] for target in targets])
        self.api.delete_rule(Name=name)

    def machine(self, definition=PASS):
        arn = self.states.create_state_machine(name="m-" + uuid.uuid4().hex[:8], definition=definition,
                                               roleArn=ROLE)["stateMachineArn"]
        self.addCleanup(self.states.delete_state_machine, stateMachineArn=arn)
        return arn

    def target(self, rule, arn, **more):
        reply = self.api.put_targets(Rule=rule, Targets=[{"Id": "t", "Arn": arn, "RoleArn": ROLE, **more}])
        self.assertEqual(reply["FailedEntryCount"], 0)

    def fails(self, code, message, call, **parameters):
        with self.assertRaises(ClientError) as caught:
            call(**parameters)
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], code)
        self.assertIn(message, error["Message"])

    def test_a_rule_and_its_targets_are_kept_as_they_were_put(self):
        name = self.rule(Description="what it is for")
        rule = self.api.describe_rule(Name=name)
        self.assertEqual(json.loads(rule["EventPattern"]), {"source": [self.source]})
        self.assertEqual((rule["State"], rule["Description"]), ("ENABLED", "what it is for"))
        self.api.disable_rule(Name=name)
        self.assertEqual(self.api.describe_rule(Name=name)["State"], "DISABLED")
        self.api.enable_rule(Name=name)
        self.assertIn(name, [r["Name"] for r in self.api.list_rules(NamePrefix="r-")["Rules"]])
        self.target(name, self.machine(), InputPath="$.detail")
        self.assertEqual(self.api.list_targets_by_rule(Rule=name)["Targets"][0]["InputPath"], "$.detail")
        self.fails("ValidationException", "Rule can't be deleted since it has targets.",
                   self.api.delete_rule, Name=name)

    def test_an_event_starts_the_machine_of_its_rule(self):
        machine = self.machine()
        self.target(self.rule({"source": [self.source], "detail": {"id": [{"numeric": [">", 5]}]}}), machine)
        event_id = put(self.api, self.source)["Entries"][0]["EventId"]
        put(self.api, self.source, {"id": 5})
        started = executions(self.states, machine, 1)
        self.assertEqual(len(started), 1)
        event = json.loads(started[0]["input"])
        self.assertEqual(list(event), ["version", "id", "detail-type", "source", "account", "time",
                                       "region", "resources", "detail"])
        self.assertEqual((event["id"], event["detail"]), (event_id, {"id": 7}))
        self.assertTrue(started[0]["name"].startswith(event_id))

    def test_a_target_gets_what_its_transformer_makes(self):
        machine = self.machine()
        self.target(self.rule(), machine, InputTransformer={
            "InputPathsMap": {"id": "$.detail.id", "source": "$.source"},
            "InputTemplate": '{"number": <id>, "text": "<id> from <source>", "rule": <aws.events.rule-name>}'})
        put(self.api, self.source)
        made = json.loads(executions(self.states, machine, 1)[0]["input"])
        self.assertEqual((made["number"], made["text"]), (7, "7 from " + self.source))
        self.assertTrue(made["rule"].startswith("r-"))

    def test_ten_events_start_ten_executions(self):
        machine = self.machine()
        self.target(self.rule(), machine)
        self.api.put_events(Entries=[{"Source": self.source, "DetailType": "sold",
                                      "Detail": json.dumps({"n": n})} for n in range(10)])
        found = executions(self.states, machine, 10)
        self.assertEqual(sorted(json.loads(e["input"])["detail"]["n"] for e in found), list(range(10)))

    def test_an_event_of_a_task_names_its_machine_and_its_execution(self):
        machine = self.machine()
        self.target(self.rule(), machine)
        sender = self.machine(json.dumps({"StartAt": "Put", "States": {"Put": {
            "Type": "Task", "Resource": "arn:aws:states:::events:putEvents", "End": True, "Parameters": {
                "Entries": [{"Source": self.source, "DetailType": "sold", "Detail": {"n": 1}, "Resources": ["mine"]}]}}}}))
        execution = self.states.start_execution(stateMachineArn=sender)["executionArn"]
        event = json.loads(executions(self.states, machine, 1)[0]["input"])
        self.assertEqual(event["resources"], ["mine", sender, execution])

    def test_bad_entries_fail_alone(self):
        reply = self.api.put_events(Entries=[
            {"Source": self.source, "DetailType": "sold", "Detail": "{}"},
            {"DetailType": "sold", "Detail": "{}"},
            {"Source": self.source, "DetailType": "sold", "Detail": '"text"'},
            {"Source": "aws.s3", "DetailType": "sold", "Detail": "{}"}])
        self.assertEqual(reply["FailedEntryCount"], 3)
        codes = [entry.get("ErrorCode") for entry in reply["Entries"]]
        self.assertEqual(codes, [None, "InvalidArgument", "MalformedDetail", "NotAuthorizedForSource"])
        self.assertEqual(reply["Entries"][1]["ErrorMessage"],
                         "Parameter Source is not valid. Reason: Source is a required argument.")
        self.fails("ValidationException", "Total size of the entries in the request is over the limit.",
                   put, api=self.api, source=self.source, detail={"x": "x" * 300_000})

    def test_a_pattern_can_be_tested(self):
        event = {"version": "0", "id": "1", "detail-type": "t", "source": "s", "account": "0",
                 "time": "2026-11-24T10:00:00Z", "region": "us-east-1", "resources": [], "detail": {"a": "xyz"}}
        for entry, expected in (({"prefix": "x"}, True), ({"suffix": "x"}, False), ({"wildcard": "x*z"}, True),
                                ({"anything-but": "xyz"}, False), ("xyz", True)):
            pattern = json.dumps({"detail": {"a": [entry]}})
            reply = self.api.test_event_pattern(EventPattern=pattern, Event=json.dumps(event))
            self.assertEqual(reply["Result"], expected, entry)
        self.fails("InvalidEventPatternException", "Event pattern is not valid. Reason: ",
                   self.api.test_event_pattern, EventPattern='{"a": 1}', Event=json.dumps(event))

    def test_what_is_missing_or_not_there_yet_is_said(self):
        self.fails("ResourceNotFoundException", "Rule none does not exist on EventBus default.",
                   self.api.describe_rule, Name="none")
        self.fails("ResourceNotFoundException", "Event bus mine does not exist.",
                   self.api.describe_event_bus, Name="mine")
        self.fails("ValidationException", "schedules are not supported yet", self.api.put_rule,
                   Name="s", ScheduleExpression="rate(1 minute)")
        self.fails("ValidationException", "not supported yet", self.api.put_targets, Rule=self.rule(),
                   Targets=[{"Id": "q", "Arn": "arn:aws:sqs:us-east-1:000000000000:q"}])
        self.assertEqual(self.api.describe_event_bus()["Name"], "default")

    def post(self, operation, body):
        request = urllib.request.Request(
            self.api.meta.endpoint_url + "/", body.encode(), method="POST",
            headers={"X-Amz-Target": "AWSEvents." + operation, "Content-Type": "application/x-amz-json-1.1"})
        try:
            with urllib.request.urlopen(request) as reply:
                return reply.status, json.loads(reply.read() or "{}")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def test_malformed_requests_get_a_clear_error(self):
        for operation in ("PutRule", "DescribeRule", "EnableRule", "DisableRule", "DeleteRule", "PutTargets",
                          "ListTargetsByRule", "RemoveTargets", "PutEvents", "TestEventPattern"):
            for body in ("{oops", "[]", "{}", '{"Name":7,"Rule":7,"Entries":7,"EventPattern":7}',
                         '{"Name":null,"Rule":null,"Entries":null,"EventPattern":null}',
                         '{"Name":"a b","Rule":"a b","Targets":[{}],"Ids":[],"Entries":[],"EventPattern":"{}"}'):
                status, error = self.post(operation, body)
                self.assertEqual(status, 400, (operation, body, error))
                self.assertIn(error["__type"].rsplit("#", 1)[-1],
                              ("SerializationException", "ValidationException"), (operation, body))


class DurabilityTest(unittest.TestCase):
    def test_rules_and_what_they_started_survive_a_kill(self):
        with Server() as server:
            api, states = server.client("events"), server.client("stepfunctions")
            machine = states.create_state_machine(name="m", definition=PASS, roleArn=ROLE)["stateMachineArn"]
            api.put_rule(Name="r", EventPattern='{"source":["shop"]}')
            api.put_targets(Rule="r", Targets=[{"Id": "t", "Arn": machine, "RoleArn": ROLE}])
            for n in range(20):
                put(api, "shop", {"n": n})
            server.kill()
            server.start()
            api, states = server.client("events"), server.client("stepfunctions")
            found = executions(states, machine, 20)
            self.assertEqual(sorted(json.loads(e["input"])["detail"]["n"] for e in found), list(range(20)))
            put(api, "shop", {"n": 20})
            self.assertEqual(len(executions(states, machine, 21)), 21)


if __name__ == "__main__":
    unittest.main()
