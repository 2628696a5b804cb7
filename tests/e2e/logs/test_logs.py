"""CloudWatch Logs through boto3: groups, streams, events, and the logs of executions."""
import json
import time
import unittest
import uuid

from botocore.exceptions import ClientError

from support.server import Server, client

ROLE = "arn:aws:iam::000000000000:role/any"
TRIAL = "log_stream_created_by_aws_to_validate_log_delivery_subscriptions"
PASS = json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": {"a": 1}, "End": True}}})
FAIL = json.dumps({"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Broken", "Cause": "on purpose"}}})


def now():
    return int(time.time() * 1000)


def put(logs, group, stream, *messages):
    return logs.put_log_events(logGroupName=group, logStreamName=stream,
                               logEvents=[{"timestamp": now(), "message": m} for m in messages])


class LogsTest(unittest.TestCase):
    def setUp(self):
        self.logs = client("logs")
        self.group = "/test/" + uuid.uuid4().hex[:8]
        self.logs.create_log_group(logGroupName=self.group, tags={"team": "a"})
        self.addCleanup(self.logs.delete_log_group, logGroupName=self.group)

    def fails(self, code, call, **parameters):
        with self.assertRaises(ClientError) as caught:
            call(logGroupName=self.group, **parameters)
        self.assertEqual(caught.exception.response["Error"]["Code"], code)
        return caught.exception.response["Error"]["Message"]

    def test_events_go_in_and_come_out(self):
        self.logs.create_log_stream(logGroupName=self.group, logStreamName="s")
        put(self.logs, self.group, "s", "first", "second ÄÖ 🎈")
        put(self.logs, self.group, "s", "third")
        events = self.logs.get_log_events(logGroupName=self.group, logStreamName="s", startFromHead=True)["events"]
        self.assertEqual([e["message"] for e in events], ["first", "second ÄÖ 🎈", "third"])
        self.assertLess(abs(events[0]["ingestionTime"] - now()), 60_000)
        arn, = [g["arn"] for g in self.logs.describe_log_groups(logGroupNamePrefix=self.group)["logGroups"]]
        self.assertTrue(arn.endswith(f":log-group:{self.group}:*"))
        by_arn = self.logs.filter_log_events(logGroupIdentifier=arn[:-2], filterPattern="third")["events"]
        self.assertEqual([(e["logStreamName"], e["message"]) for e in by_arn], [("s", "third")])
        self.assertEqual(self.logs.list_tags_for_resource(resourceArn=arn[:-2])["tags"], {"team": "a"})
        stream, = self.logs.describe_log_streams(logGroupName=self.group)["logStreams"]
        self.assertEqual(stream["firstEventTimestamp"], events[0]["timestamp"])

    def test_paginators_give_everything_once(self):
        for stream in ("a", "b", "c"):
            self.logs.create_log_stream(logGroupName=self.group, logStreamName=stream)
            for i in range(7):
                put(self.logs, self.group, stream, f"{stream}{i}")
        pages = self.logs.get_paginator("filter_log_events").paginate(
            logGroupName=self.group, PaginationConfig={"PageSize": 4})
        messages = [e["message"] for page in pages for e in page["events"]]
        self.assertEqual(sorted(messages), sorted(f"{s}{i}" for s in "abc" for i in range(7)))
        pages = self.logs.get_paginator("describe_log_streams").paginate(
            logGroupName=self.group, PaginationConfig={"PageSize": 2})
        self.assertEqual([s["logStreamName"] for page in pages for s in page["logStreams"]], ["a", "b", "c"])

    def test_what_is_wrong_is_answered_as_on_aws(self):
        self.fails("ResourceAlreadyExistsException", self.logs.create_log_group)
        self.fails("ResourceNotFoundException", self.logs.get_log_events, logStreamName="gone")
        self.fails("InvalidParameterException", self.logs.put_retention_policy, retentionInDays=8)
        self.fails("InvalidParameterException", self.logs.create_log_stream, logStreamName="a:b")
        message = self.fails("InvalidParameterException", self.logs.filter_log_events, filterPattern="{ $.a = }")
        self.assertIn("Invalid filter pattern", message)
        message = self.fails("InvalidParameterException", self.logs.filter_log_events, limit=20_000)
        self.assertIn("Member must have value less than or equal to 10000", message)


class ExecutionLogsTest(unittest.TestCase):
    def setUp(self):
        self.logs, self.states = client("logs"), client("stepfunctions")
        self.tag = uuid.uuid4().hex[:8]
        self.group = "/aws/vendedlogs/states/" + self.tag
        self.logs.create_log_group(logGroupName=self.group)
        self.addCleanup(self.logs.delete_log_group, logGroupName=self.group)

    def machine(self, definition, level, has_data=False, kind="STANDARD"):
        arn = self.logs.describe_log_groups(logGroupNamePrefix=self.group)["logGroups"][0]["arn"]
        reply = self.states.create_state_machine(
            name="m-" + self.tag, definition=definition, roleArn=ROLE, type=kind,
            loggingConfiguration={"level": level, "includeExecutionData": has_data,
                                  "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}}]})
        self.addCleanup(self.states.delete_state_machine, stateMachineArn=reply["stateMachineArn"])
        return reply["stateMachineArn"]

    def records(self, count, seconds=10):
        """The records of executions once there are `count`."""
        end = time.monotonic() + seconds
        while True:
            events = self.logs.filter_log_events(logGroupName=self.group, logStreamNamePrefix="states/")["events"]
            if len(events) >= count or time.monotonic() > end:
                return [json.loads(event["message"]) for event in events]
            time.sleep(0.05)

    def test_level_all_writes_every_event_of_the_history(self):
        machine = self.machine(PASS, "ALL", has_data=True)
        arn = self.states.start_execution(stateMachineArn=machine, input='{"n":1}')["executionArn"]
        records = self.records(4)
        self.assertEqual([r["type"] for r in records],
                         ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"])
        first = records[0]
        self.assertEqual(first["details"], {"input": '{"n":1}', "inputDetails": {"truncated": False}, "roleArn": ROLE})
        self.assertEqual((first["id"], first["previous_event_id"], first["redrive_count"]), ("1", "0", "0"))
        self.assertEqual(first["execution_arn"], arn)
        history = self.states.get_execution_history(executionArn=arn)["events"]
        self.assertEqual(int(first["event_timestamp"]), round(history[0]["timestamp"].timestamp() * 1000))
        stream = [s["logStreamName"] for s in self.logs.describe_log_streams(logGroupName=self.group)["logStreams"]]
        self.assertEqual(stream[0], TRIAL)
        self.assertRegex(stream[1], rf"^states/m-{self.tag}/\d{{4}}-\d\d-\d\d-\d\d/[0-9a-f]{{8}}$")
        found = self.logs.filter_log_events(logGroupName=self.group,
                                            filterPattern='{ $.type = "ExecutionSucceeded" }')["events"]
        self.assertEqual(len(found), 1)

    def test_level_error_writes_failures_without_data(self):
        machine = self.machine(FAIL, "ERROR")
        self.states.start_execution(stateMachineArn=machine, input='{"secret":1}')
        records = self.records(2)
        self.assertEqual([(r["id"], r["type"], r["details"]) for r in records],
                         [("2", "FailStateEntered", {"name": "F"}),
                          ("3", "ExecutionFailed", {"error": "Broken", "cause": "on purpose"})])

    def test_level_fatal_writes_only_how_it_ended(self):
        machine = self.machine(FAIL, "FATAL")
        self.states.start_execution(stateMachineArn=machine)
        self.assertEqual([r["type"] for r in self.records(1)], ["ExecutionFailed"])

    def test_an_express_execution_is_logged(self):
        machine = self.machine(PASS, "ALL", kind="EXPRESS")
        arn = self.states.start_sync_execution(stateMachineArn=machine)["executionArn"]
        records = self.records(4)
        self.assertEqual({r["execution_arn"] for r in records}, {arn})
        self.assertEqual(records[-1]["type"], "ExecutionSucceeded")

    def test_a_group_that_is_not_there_is_refused(self):
        with self.assertRaises(ClientError) as caught:
            self.states.create_state_machine(
                name="x-" + self.tag, definition=PASS, roleArn=ROLE, loggingConfiguration={
                    "level": "ALL", "destinations": [{"cloudWatchLogsLogGroup": {
                        "logGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:gone:*"}}]})
        self.assertEqual(caught.exception.response["Error"]["Message"],
                         "Invalid Logging Configuration: Log Destination not found.")


class RestartTest(unittest.TestCase):
    def test_logs_are_there_after_kill_9(self):
        with Server() as server:
            logs = server.client("logs")
            logs.create_log_group(logGroupName="g")
            logs.create_log_stream(logGroupName="g", logStreamName="s")
            for i in range(50):
                put(logs, "g", "s", f"line {i}")
            server.kill()
            server.start()
            events = server.client("logs").filter_log_events(logGroupName="g")["events"]
            self.assertEqual([e["message"] for e in events], [f"line {i}" for i in range(50)])


if __name__ == "__main__":
    unittest.main()
