"""Activities, task tokens and nested executions by boto3."""
import json
import threading
import time
import unittest

from support.server import Server, client
from support.states import PASS, WAIT, Case, name


def task(resource, **fields):
    return {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": resource, "End": True, **fields}}}


class Activities(Case):
    def setUp(self):
        super().setUp()
        self.activity = self.sfn.create_activity(name=name())["activityArn"]

    def start(self, machine=None, value=None, **fields):
        machine = machine or self.machine(task(self.activity, **fields))
        return self.sfn.start_execution(stateMachineArn=machine,
                                        input=json.dumps(value or {"n": 1}))["executionArn"]

    def types(self, arn):
        events = self.sfn.get_execution_history(executionArn=arn)["events"]
        return [event["type"] for event in events]

    def test_a_worker_takes_a_task_and_its_output_is_the_state_s(self):
        arn = self.start()
        taken = self.sfn.get_activity_task(activityArn=self.activity, workerName="w1")
        self.assertEqual(json.loads(taken["input"]), {"n": 1})
        self.sfn.send_task_success(taskToken=taken["taskToken"], output='{"done": true}')
        self.assertEqual(json.loads(self.finished(arn)["output"]), {"done": True})
        self.assertEqual(self.types(arn), ["ExecutionStarted", "TaskStateEntered", "ActivityScheduled",
                                           "ActivityStarted", "ActivitySucceeded", "TaskStateExited",
                                           "ExecutionSucceeded"])

    def test_a_worker_that_came_first_waits_for_its_task(self):
        taken = {}

        def work():
            taken.update(client("stepfunctions").get_activity_task(activityArn=self.activity))
        worker = threading.Thread(target=work)
        worker.start()
        arn = self.start()
        worker.join(20)
        self.sfn.send_task_failure(taskToken=taken["taskToken"], error="Broken", cause="why")
        answer = self.finished(arn)
        self.assertEqual((answer["status"], answer["error"], answer["cause"]), ("FAILED", "Broken", "why"))

    def test_each_task_goes_to_one_worker_in_order(self):
        machine = self.machine(task(self.activity))
        arns = [self.start(machine, {"n": n}) for n in range(5)]
        seen = []
        for _ in arns:
            taken = self.sfn.get_activity_task(activityArn=self.activity)
            seen.append(json.loads(taken["input"])["n"])
            self.sfn.send_task_success(taskToken=taken["taskToken"], output=taken["input"])
        self.assertEqual(seen, [0, 1, 2, 3, 4])
        for n, arn in enumerate(arns):
            self.assertEqual(json.loads(self.finished(arn)["output"]), {"n": n})

    def test_a_token_counts_once_and_foreign_ones_never(self):
        self.start()
        token = self.sfn.get_activity_task(activityArn=self.activity)["taskToken"]
        self.sfn.send_task_heartbeat(taskToken=token)
        self.sfn.send_task_success(taskToken=token, output="1")
        self.assertEqual(self.error(self.sfn.send_task_success, taskToken=token, output="1"),
                         ("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"))
        for foreign in ("nobody", "AAAA", token[:-8]):
            code, _ = self.error(self.sfn.send_task_heartbeat, taskToken=foreign)
            self.assertIn(code, ("InvalidToken", "TaskTimedOut"))

    def test_an_output_that_is_no_json_is_refused_and_the_task_goes_on(self):
        arn = self.start()
        token = self.sfn.get_activity_task(activityArn=self.activity)["taskToken"]
        code, _ = self.error(self.sfn.send_task_success, taskToken=token, output="{nonsense")
        self.assertEqual(code, "InvalidOutput")
        self.sfn.send_task_success(taskToken=token, output="2")
        self.assertEqual(self.finished(arn)["output"], "2")

    def test_without_heartbeats_the_task_times_out(self):
        arn = self.start(HeartbeatSeconds=1, TimeoutSeconds=60)
        token = self.sfn.get_activity_task(activityArn=self.activity)["taskToken"]
        answer = self.finished(arn)
        self.assertEqual((answer["status"], answer["error"]), ("FAILED", "States.Timeout"))
        code, _ = self.error(self.sfn.send_task_heartbeat, taskToken=token)
        self.assertEqual(code, "TaskTimedOut")

    def test_a_stopped_execution_s_task_is_given_to_nobody(self):
        machine = self.machine(task(self.activity))
        stopped = self.start(machine, {"n": "stopped"})
        self.sfn.stop_execution(executionArn=stopped)
        self.start(machine, {"n": "next"})
        taken = self.sfn.get_activity_task(activityArn=self.activity)
        self.assertEqual(json.loads(taken["input"])["n"], "next")

    def test_create_is_idempotent_and_list_and_delete_work(self):
        again = self.sfn.create_activity(name=self.activity.rsplit(":", 1)[1])
        self.assertEqual(again["activityArn"], self.activity)
        listed = [one["activityArn"] for page in self.sfn.get_paginator("list_activities").paginate(
            PaginationConfig={"PageSize": 2}) for one in page["activities"]]
        self.assertEqual(listed.count(self.activity), 1)
        self.sfn.tag_resource(resourceArn=self.activity, tags=[{"key": "a", "value": "b"}])
        self.assertEqual(self.sfn.list_tags_for_resource(resourceArn=self.activity)["tags"],
                         [{"key": "a", "value": "b"}])
        self.sfn.delete_activity(activityArn=self.activity)
        self.sfn.delete_activity(activityArn=self.activity)
        code, text = self.error(self.sfn.get_activity_task, activityArn=self.activity)
        self.assertEqual((code, text), ("ActivityDoesNotExist",
                                        f"Activity Does Not Exist: '{self.activity}'"))
        code, _ = self.error(self.sfn.describe_activity, activityArn="nonsense")
        self.assertEqual(code, "InvalidArn")


class Nested(Case):
    def parent(self, child, pattern, **fields):
        parameters = {"StateMachineArn": child, "Input": {"n": 1}}
        machine = self.machine(task(f"arn:aws:states:::states:startExecution{pattern}",
                                    Parameters=parameters, **fields))
        return self.sfn.start_execution(stateMachineArn=machine)["executionArn"]

    def test_sync_gives_the_child_s_description_and_sync2_its_output_as_json(self):
        child = self.machine(PASS)
        for pattern, expected in ((".sync", '{"a":1}'), (".sync:2", {"a": 1})):
            output = json.loads(self.finished(self.parent(child, pattern))["output"])
            self.assertEqual((output["Status"], output["Output"]), ("SUCCEEDED", expected))
            self.assertEqual(output["StateMachineArn"], child)

    def test_a_child_that_fails_fails_the_task(self):
        child = self.machine({"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E", "Cause": "C"}}})
        answer = self.finished(self.parent(child, ".sync"))
        self.assertEqual((answer["status"], answer["error"]), ("FAILED", "States.TaskFailed"))
        self.assertEqual(json.loads(answer["cause"])["Error"], "E")

    def test_a_stopped_parent_stops_its_child(self):
        child = self.machine(WAIT)
        parent = self.parent(child, ".sync")
        until = time.monotonic() + 10
        while not self.sfn.list_executions(stateMachineArn=child)["executions"]:
            self.assertLess(time.monotonic(), until)
        self.sfn.stop_execution(executionArn=parent)
        arn = self.sfn.list_executions(stateMachineArn=child)["executions"][0]["executionArn"]
        self.assertEqual(self.finished(arn)["status"], "ABORTED")

    def test_a_callback_goes_on_when_the_token_comes_back(self):
        child = self.machine(WAIT)
        machine = self.machine(task(
            "arn:aws:states:::states:startExecution.waitForTaskToken",
            Parameters={"StateMachineArn": child, "Input": {"token.$": "$$.Task.Token"}}))
        arn = self.sfn.start_execution(stateMachineArn=machine)["executionArn"]
        until = time.monotonic() + 10
        while not (children := self.sfn.list_executions(stateMachineArn=child)["executions"]):
            self.assertLess(time.monotonic(), until)
        given = self.sfn.describe_execution(executionArn=children[0]["executionArn"])["input"]
        self.sfn.send_task_success(taskToken=json.loads(given)["token"], output='"back"')
        self.assertEqual(self.finished(arn)["output"], '"back"')


class Restarts(unittest.TestCase):
    """What waits outside goes on after kill -9."""

    def finished(self, sfn, arn):
        until = time.monotonic() + 20
        while time.monotonic() < until:
            answer = sfn.describe_execution(executionArn=arn)
            if answer["status"] != "RUNNING":
                return answer
        self.fail(f"{arn} still runs")

    def test_tokens_queued_tasks_and_children_survive_a_kill(self):
        with Server() as server:
            sfn = server.client("stepfunctions")

            def start(definition, **values):
                arn = sfn.create_state_machine(name=name(), definition=json.dumps(definition),
                                               roleArn="arn:aws:iam::000000000000:role/any")
                return sfn.start_execution(stateMachineArn=arn["stateMachineArn"], **values)["executionArn"]
            activity = sfn.create_activity(name="work")["activityArn"]
            taken = start(task(activity))
            token = sfn.get_activity_task(activityArn=activity)["taskToken"]
            queued = start(task(activity), input='{"queued": true}')
            child = sfn.create_state_machine(
                name=name(), roleArn="arn:aws:iam::000000000000:role/any",
                definition=json.dumps({"StartAt": "W", "States": {
                    "W": {"Type": "Wait", "Seconds": 3, "End": True}}}))["stateMachineArn"]
            parent = start(task("arn:aws:states:::states:startExecution.sync",
                                Parameters={"StateMachineArn": child}))
            until = time.monotonic() + 10
            while "TaskSubmitted" not in [event["type"] for event in
                                          sfn.get_execution_history(executionArn=parent)["events"]]:
                self.assertLess(time.monotonic(), until)
            server.kill()
            server.start()
            sfn = server.client("stepfunctions")
            sfn.send_task_success(taskToken=token, output='"kept"')
            self.assertEqual(self.finished(sfn, taken)["output"], '"kept"')
            again = sfn.get_activity_task(activityArn=activity)
            self.assertEqual(json.loads(again["input"]), {"queued": True})
            sfn.send_task_success(taskToken=again["taskToken"], output="1")
            self.assertEqual(self.finished(sfn, queued)["status"], "SUCCEEDED")
            self.assertEqual(self.finished(sfn, parent)["status"], "SUCCEEDED")
            children = sfn.list_executions(stateMachineArn=child)["executions"]
            self.assertEqual(len(children), 1)
