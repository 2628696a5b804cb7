"""RedriveExecution by boto3: what runs again, what is kept, every error, tokens, and crashes in between.

The tasks are activities, so that the test is the worker and says how each of them ends."""
import json
import time
import unittest
import uuid

from support.server import Server
from support.states import ROLE, Case, name


def task(activity, **fields):
    return {"Type": "Task", "Resource": activity, **fields}


class Redrive(Case):
    def setUp(self):
        super().setUp()
        self.activities = {}

    def activity(self, key="a"):
        if key not in self.activities:
            self.activities[key] = self.sfn.create_activity(name=name())["activityArn"]
        return self.activities[key]

    def work(self, key="a", error=None, output="{}"):
        """Takes one task and ends it; its input."""
        found = self.sfn.get_activity_task(activityArn=self.activity(key))
        self.assertTrue(found.get("taskToken"), "no task came")
        if error:
            self.sfn.send_task_failure(taskToken=found["taskToken"], error=error, cause="because")
        else:
            self.sfn.send_task_success(taskToken=found["taskToken"], output=output)
        return json.loads(found["input"])

    def start(self, definition, data="{}", **options):
        arn = self.machine(definition, **options)
        return self.sfn.start_execution(stateMachineArn=arn, input=data)["executionArn"]

    def redrive(self, arn, **options):
        return self.sfn.redrive_execution(executionArn=arn, **options)["redriveDate"]

    def types(self, arn, after=0):
        events = self.sfn.get_execution_history(executionArn=arn, maxResults=1000)["events"]
        self.assertEqual([e["id"] for e in events], list(range(1, len(events) + 1)))
        return [e["type"] for e in events][after:]

    def failed(self, definition, data="{}", error="Oops"):
        arn = self.start(definition, data)
        self.work(error=error)
        self.assertEqual(self.finished(arn)["status"], "FAILED")
        return arn

    def one_task(self, **fields):
        return {"StartAt": "T", "States": {"T": task(self.activity(), End=True, **fields)}}


class WhatRunsAgain(Redrive):
    def test_a_failed_task_goes_on_in_the_same_execution(self):
        definition = {"StartAt": "P", "States": {
            "P": {"Type": "Pass", "Result": {"n": 1}, "Next": "T"}, "T": task(self.activity(), Next="Q"),
            "Q": {"Type": "Pass", "End": True}}}
        arn = self.failed(definition, '{"from": "start"}')
        before = self.sfn.describe_execution(executionArn=arn)
        self.assertEqual((before["redriveCount"], before["redriveStatus"]), (0, "REDRIVABLE"))
        self.assertNotIn("redriveDate", before)
        date = self.redrive(arn)
        running = self.sfn.describe_execution(executionArn=arn)
        self.assertEqual((running["status"], running["redriveCount"], running["redriveDate"]), ("RUNNING", 1, date))
        self.assertEqual(running["redriveStatus"], "NOT_REDRIVABLE")
        self.assertEqual(running["redriveStatusReason"], "Execution is RUNNING and cannot be redriven")
        for member in ("stopDate", "error", "cause", "output"):
            self.assertNotIn(member, running)
        self.assertEqual(running["startDate"], before["startDate"])
        self.assertEqual(self.work(output='{"m": 2}'), {"n": 1})
        done = self.finished(arn)
        self.assertEqual((done["status"], done["input"]), ("SUCCEEDED", '{"from": "start"}'))
        self.assertEqual(json.loads(done["output"]), {"m": 2})
        self.assertEqual(self.types(arn), [
            "ExecutionStarted", "PassStateEntered", "PassStateExited", "TaskStateEntered", "ActivityScheduled",
            "ActivityStarted", "ActivityFailed", "ExecutionFailed", "ExecutionRedriven", "ActivityScheduled",
            "ActivityStarted", "ActivitySucceeded", "TaskStateExited", "PassStateEntered", "PassStateExited",
            "ExecutionSucceeded"])
        event = self.sfn.get_execution_history(executionArn=arn)["events"][8]
        self.assertEqual(event["executionRedrivenEventDetails"], {"redriveCount": 1})
        self.assertEqual(event["previousEventId"], 8)

    def test_the_history_is_paged_over_redrives_in_both_directions(self):
        arn = self.failed(self.one_task())
        for _ in range(3):
            self.redrive(arn)
            self.work(error="Again")
            self.finished(arn)
        for reverse in (False, True):
            ids, options = [], {}
            while True:
                page = self.sfn.get_execution_history(executionArn=arn, maxResults=4, reverseOrder=reverse, **options)
                ids += [e["id"] for e in page["events"]]
                if "nextToken" not in page:
                    break
                options = {"nextToken": page["nextToken"]}
            self.assertEqual(sorted(ids), list(range(1, 22)))
            self.assertEqual(ids, sorted(ids, reverse=reverse))

    def test_retries_begin_anew(self):
        definition = self.one_task(Retry=[{"ErrorEquals": ["Oops"], "MaxAttempts": 1, "IntervalSeconds": 1,
                                           "MaxDelaySeconds": 2}])
        arn = self.start(definition)
        for run in range(2):
            for _ in range(2):
                self.work(error="Oops")
            self.assertEqual(self.finished(arn)["status"], "FAILED")
            if run == 0:
                self.redrive(arn)
        self.assertEqual(self.types(arn).count("ActivityScheduled"), 4)

    def test_variables_are_those_of_the_failed_states_entry(self):
        definition = {"QueryLanguage": "JSONata", "StartAt": "A", "States": {
            "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"},
            "B": task(self.activity(), Arguments={"x": "{% $x %}"}, Assign={"x": 2}, Next="C"),
            "C": task(self.activity(), Arguments={
                "x": "{% $x %}", "count": "{% $states.context.Execution.RedriveCount %}",
                "time": "{% $join($append($states.context.Execution.RedriveTime, '')) %}"}, End=True)}}
        arn = self.start(definition)
        self.assertEqual(self.work(), {"x": 1})
        self.assertEqual(self.work(error="Oops"), {"x": 2, "count": 0, "time": ""})
        self.finished(arn)
        date = self.redrive(arn)
        seen = self.work()
        self.assertEqual((seen["x"], seen["count"]), (2, 1))
        self.assertEqual(seen["time"], date.strftime("%Y-%m-%dT%H:%M:%S.") + f"{date.microsecond // 1000:03}Z")

    def test_a_fail_state_is_entered_again_and_fails_again(self):
        arn = self.start({"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E", "Cause": "C"}}})
        self.finished(arn)
        self.redrive(arn)
        done = self.finished(arn)
        self.assertEqual((done["status"], done["error"], done["cause"]), ("FAILED", "E", "C"))
        self.assertEqual(self.types(arn, 3), ["ExecutionRedriven", "FailStateEntered", "ExecutionFailed"])

    def test_a_choice_evaluates_its_rules_again(self):
        arn = self.start({"QueryLanguage": "JSONata", "StartAt": "C", "States": {
            "C": {"Type": "Choice", "Choices": [
                {"Condition": "{% $states.context.Execution.RedriveCount > 0 %}", "Next": "S"}]},
            "S": {"Type": "Succeed"}}})
        self.assertEqual(self.finished(arn)["status"], "FAILED")
        self.redrive(arn)
        self.assertEqual(self.finished(arn)["status"], "SUCCEEDED")

    def test_an_aborted_wait_waits_again(self):
        arn = self.start({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 2, "End": True}}})
        self.sfn.stop_execution(executionArn=arn, error="E", cause="C")
        self.assertEqual(self.sfn.describe_execution(executionArn=arn)["status"], "ABORTED")
        self.redrive(arn)
        begin = time.monotonic()
        self.assertEqual(self.finished(arn)["status"], "SUCCEEDED")
        self.assertGreater(time.monotonic() - begin, 1)
        self.assertEqual(self.types(arn, 2), ["WaitStateAborted", "ExecutionAborted", "ExecutionRedriven",
                                              "WaitStateExited", "ExecutionSucceeded"])

    def test_the_timeout_of_the_machine_starts_anew(self):
        definition = dict(self.one_task(), TimeoutSeconds=1)
        arn = self.start(definition)
        self.assertEqual(self.finished(arn)["status"], "TIMED_OUT")
        time.sleep(0.5)
        self.redrive(arn)
        self.assertEqual(self.sfn.describe_execution(executionArn=arn)["status"], "RUNNING")
        self.assertEqual(self.finished(arn)["status"], "TIMED_OUT")
        self.redrive(arn)
        self.work("a")  # The task of the first run is dead; its worker gets the newest.
        self.assertEqual(self.finished(arn)["status"], "SUCCEEDED")

    def test_the_token_of_the_run_before_stays_dead(self):
        arn = self.start(self.one_task())
        old = self.sfn.get_activity_task(activityArn=self.activity())["taskToken"]
        self.sfn.stop_execution(executionArn=arn)
        self.redrive(arn)
        self.assertEqual(self.error(self.sfn.send_task_success, taskToken=old, output="1")[0], "TaskTimedOut")
        self.work(output="2")
        self.assertEqual(self.finished(arn)["output"], "2")

    def test_the_original_definition_runs_although_the_machine_was_updated(self):
        machine = self.machine(self.one_task(ResultPath="$.old"))
        arn = self.sfn.start_execution(stateMachineArn=machine)["executionArn"]
        self.work(error="Oops")
        self.finished(arn)
        self.sfn.update_state_machine(stateMachineArn=machine, definition=json.dumps(
            {"StartAt": "N", "States": {"N": {"Type": "Pass", "Result": "new", "End": True}}}))
        self.redrive(arn)
        self.work(output="7")
        self.assertEqual(self.finished(arn)["output"], '{"old":7}')


class BranchesAndIterations(Redrive):
    def branch(self, key):
        return {"StartAt": key, "States": {key: task(self.activity(key), End=True)}}

    def test_of_a_parallel_only_what_did_not_succeed_runs_again(self):
        wait = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "Next": "V"},
                                           "V": {"Type": "Pass", "Result": "waited", "End": True}}}
        arn = self.start({"StartAt": "P", "States": {"P": {
            "Type": "Parallel", "Branches": [self.branch("a"), self.branch("b"), wait], "End": True}}})
        self.work("a", output='"a"')
        self.work("b", error="Oops")
        self.finished(arn)
        before = len(self.types(arn))
        self.redrive(arn)
        self.work("b", output='"b"')
        self.assertEqual(json.loads(self.finished(arn)["output"]), ["a", "b", "waited"])
        again = self.types(arn, before)
        self.assertEqual(again[0], "ExecutionRedriven")
        self.assertEqual(again.count("ActivityScheduled"), 1)
        self.assertNotIn("ParallelStateEntered", again)
        self.assertNotIn("ParallelStateStarted", again)

    def test_a_parallel_within_a_map_keeps_what_succeeded_on_both_levels(self):
        inner = {"StartAt": "P", "States": {"P": {
            "Type": "Parallel", "Branches": [self.branch("a"), self.branch("b")], "End": True}}}
        arn = self.start({"StartAt": "M", "States": {"M": {
            "Type": "Map", "MaxConcurrency": 1, "ItemProcessor": inner, "End": True}}}, "[0, 1, 2]")
        self.work("a", output="10")
        self.work("b", output="11")
        self.work("b", output="21")
        self.work("a", error="Oops")
        self.finished(arn)
        self.redrive(arn)
        self.assertEqual(self.work("a", output="20"), 1)
        self.assertEqual(self.work("a", output="30"), 2)
        self.assertEqual(self.work("b", output="31"), 2)
        self.assertEqual(json.loads(self.finished(arn)["output"]), [[10, 11], [20, 21], [30, 31]])

    def test_a_state_that_failed_by_too_much_data_runs_as_a_whole(self):
        arn = self.start({"StartAt": "P", "States": {"P": {
            "Type": "Parallel", "Branches": [self.branch("a"), self.branch("b")], "End": True}}})
        large = json.dumps("x" * 140_000)
        self.work("a", output=large)
        self.work("b", output=large)
        self.assertEqual(self.finished(arn)["error"], "States.DataLimitExceeded")
        self.redrive(arn)
        self.work("a", output="1")
        self.work("b", output="2")
        self.assertEqual(self.finished(arn)["output"], "[1,2]")

    def test_what_catch_has_taken_does_not_run_again(self):
        arn = self.start({"StartAt": "P", "States": {
            "P": {"Type": "Parallel", "Branches": [self.branch("a")], "Next": "T",
                  "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "T"}]},
            "T": task(self.activity("b"), End=True)}})
        self.work("a", error="Oops")
        self.work("b", error="Oops")
        self.finished(arn)
        self.redrive(arn)
        self.work("b", output="1")
        self.assertEqual(self.finished(arn)["output"], "1")
        self.assertEqual(self.types(arn).count("ActivityScheduled"), 3)


class Errors(Redrive):
    def refused(self, arn, **options):
        return self.error(self.sfn.redrive_execution, executionArn=arn, **options)

    def test_executions_that_run_or_have_succeeded_are_not_redriven(self):
        arn = self.start(self.one_task())
        self.assertEqual(self.refused(arn), ("ExecutionNotRedrivable", "Execution is RUNNING and cannot be redriven"))
        self.work()
        self.finished(arn)
        self.assertEqual(self.refused(arn), ("ExecutionNotRedrivable", "Execution is SUCCEEDED and cannot be redriven"))

    def test_an_execution_whose_history_is_full_is_not_redriven(self):
        arn = self.start({"StartAt": "A", "States": {
            "A": {"Type": "Pass", "Next": "B"},
            "B": {"Type": "Choice", "Choices": [{"Variable": "$.out", "IsPresent": True, "Next": "Z"}], "Default": "A"},
            "Z": {"Type": "Succeed"}}})
        done = self.finished(arn, 60)
        self.assertEqual((done["status"], done["redriveStatus"]), ("FAILED", "NOT_REDRIVABLE"))
        self.assertEqual(done["redriveStatusReason"], "Execution history event limit exceeded")
        self.assertEqual(self.refused(arn), ("ExecutionNotRedrivable", "Execution history event limit exceeded"))

    def test_an_execution_of_a_deleted_machine_is_not_redriven(self):
        machine = self.machine(self.one_task())
        arn = self.sfn.start_execution(stateMachineArn=machine)["executionArn"]
        self.work(error="Oops")
        self.finished(arn)
        self.sfn.delete_state_machine(stateMachineArn=machine)
        self.assertEqual(self.refused(arn), ("ExecutionNotRedrivable", "State machine is in DELETING status"))
        self.assertEqual(self.sfn.describe_execution(executionArn=arn)["redriveStatusReason"],
                         "State machine is in DELETING status")

    def test_arns_that_name_no_standard_execution(self):
        machine = self.machine()
        none = machine.replace("stateMachine", "execution") + ":none"
        self.assertEqual(self.refused(none), ("ExecutionDoesNotExist", f"Execution Does Not Exist: '{none}'"))
        self.assertEqual(self.refused(machine)[0], "InvalidArn")
        self.assertEqual(self.refused("nonsense")[0], "InvalidArn")
        express = self.machine(type="EXPRESS")
        arn = self.sfn.start_execution(stateMachineArn=express)["executionArn"]
        self.assertEqual(self.refused(arn)[0], "InvalidArn")

    def test_a_client_token_is_checked(self):
        arn = self.failed(self.one_task())
        for token in ("with blank", "x" * 65, "ümlaut"):
            code, text = self.refused(arn, clientToken=token)
            self.assertEqual(code, "ValidationException")
            self.assertIn("clientToken", text)


class Tokens(Redrive):
    def test_one_token_redrives_once(self):
        arn = self.failed(self.one_task())
        token = uuid.uuid4().hex
        first = self.redrive(arn, clientToken=token)
        self.assertEqual(self.redrive(arn, clientToken=token), first)
        self.work(error="Oops")
        self.finished(arn)
        self.assertEqual(self.redrive(arn, clientToken=token), first)
        self.assertEqual(self.sfn.describe_execution(executionArn=arn)["redriveCount"], 1)
        self.redrive(arn, clientToken=uuid.uuid4().hex)
        self.assertEqual(self.sfn.describe_execution(executionArn=arn)["redriveCount"], 2)


class Lists(Redrive):
    def test_lists_tell_redriven_executions_apart(self):
        machine = self.machine(self.one_task())
        arns = []
        for _ in range(3):
            arns.append(self.sfn.start_execution(stateMachineArn=machine)["executionArn"])
            self.work(error="Oops")
            self.finished(arns[-1])
        date = self.redrive(arns[0])

        def listed(**options):
            return self.sfn.list_executions(stateMachineArn=machine, **options)["executions"]
        self.assertEqual([e["executionArn"] for e in listed()], [arns[0], arns[2], arns[1]])
        redriven = listed(redriveFilter="REDRIVEN")
        self.assertEqual([(e["executionArn"], e["status"], e["redriveCount"], e["redriveDate"]) for e in redriven],
                         [(arns[0], "RUNNING", 1, date)])
        self.assertNotIn("stopDate", redriven[0])
        others = listed(redriveFilter="NOT_REDRIVEN")
        self.assertEqual([(e["redriveCount"], "redriveDate" in e) for e in others], [(0, False), (0, False)])
        self.assertEqual([e["executionArn"] for e in listed(statusFilter="RUNNING")], [arns[0]])
        self.assertEqual(listed(statusFilter="RUNNING", redriveFilter="NOT_REDRIVEN"), [])
        self.assertEqual(len(listed(statusFilter="FAILED")), 2)
        self.assertEqual(self.error(self.sfn.list_executions, stateMachineArn=machine, redriveFilter="SOME")[0],
                         "ValidationException")

    def test_a_start_with_its_name_and_input_is_the_execution_that_runs_again(self):
        machine = self.machine(self.one_task())
        start = {"stateMachineArn": machine, "name": "x", "input": "{}"}
        arn = self.sfn.start_execution(**start)["executionArn"]
        self.work(error="Oops")
        self.finished(arn)
        self.assertEqual(self.error(self.sfn.start_execution, **start)[0], "ExecutionAlreadyExists")
        self.redrive(arn)
        self.assertEqual(self.sfn.start_execution(**start)["executionArn"], arn)
        self.assertEqual(self.error(self.sfn.start_execution, **dict(start, input="[]"))[0], "ExecutionAlreadyExists")


class MapRuns(Redrive):
    RUN = "arn:aws:states:us-east-1:000000000000:mapRun:m/label:4b1f"

    def test_there_are_none(self):
        arn = self.start(self.one_task())
        self.assertEqual(self.sfn.list_map_runs(executionArn=arn)["mapRuns"], [])
        none = arn + "x"
        self.assertEqual(self.error(self.sfn.list_map_runs, executionArn=none)[0], "ExecutionDoesNotExist")
        self.assertEqual(self.error(self.sfn.list_map_runs, executionArn="x")[0], "InvalidArn")
        self.assertEqual(self.error(self.sfn.list_map_runs, executionArn=arn, nextToken="x")[0], "InvalidToken")
        for call in (self.sfn.describe_map_run, lambda **a: self.sfn.update_map_run(maxConcurrency=1, **a)):
            with self.assertRaises(self.sfn.exceptions.ResourceNotFound) as caught:
                call(mapRunArn=self.RUN)
            self.assertEqual(caught.exception.response["resourceName"], self.RUN)
            self.assertEqual(self.error(call, mapRunArn=arn)[0], "InvalidArn")
        self.assertEqual(self.error(self.sfn.update_map_run, mapRunArn=self.RUN)[0], "ValidationException")

    def test_executions_are_listed_by_a_machine_or_by_a_map_run(self):
        machine = self.machine()
        self.assertEqual(self.error(self.sfn.list_executions, mapRunArn=self.RUN)[0], "ResourceNotFound")
        self.assertEqual(self.error(self.sfn.list_executions, mapRunArn=machine)[0], "InvalidArn")
        for arguments in ({}, {"stateMachineArn": machine, "mapRunArn": self.RUN},
                          {"stateMachineArn": machine, "statusFilter": "PENDING_REDRIVE"}):
            self.assertEqual(self.error(self.sfn.list_executions, **arguments)[0], "ValidationException")


class Nested(Redrive):
    def test_the_parent_has_its_answer_and_the_child_runs_again(self):
        child = self.machine(self.one_task())
        parent = self.start({"StartAt": "C", "States": {"C": {
            "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
            "Parameters": {"StateMachineArn": child}, "End": True}}})
        self.work(error="Oops")
        self.assertEqual(self.finished(parent)["status"], "FAILED")
        arn = self.sfn.list_executions(stateMachineArn=child)["executions"][0]["executionArn"]
        self.redrive(arn)
        self.work(output="1")
        self.assertEqual(self.finished(arn)["status"], "SUCCEEDED")
        self.assertEqual(self.sfn.describe_execution(executionArn=parent)["status"], "FAILED")
        # The parent's own redrive starts a child of its own.
        self.redrive(parent)
        self.work(output="2")
        self.assertEqual(self.finished(parent)["status"], "SUCCEEDED")
        self.assertEqual(len(self.sfn.list_executions(stateMachineArn=child)["executions"]), 2)


class Crash(Redrive):
    def test_kill_9_between_redrive_and_end_loses_nothing(self):
        with Server() as server:
            self.sfn = server.client("stepfunctions")
            machine = self.sfn.create_state_machine(name="m", definition=json.dumps(
                {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": True, "Branches": [
                    {"StartAt": "A", "States": {"A": task(self.activity("a"), End=True)}},
                    {"StartAt": "B", "States": {"B": task(self.activity("b"), End=True)}}]}}}),
                roleArn=ROLE)["stateMachineArn"]
            arn = self.sfn.start_execution(stateMachineArn=machine)["executionArn"]
            self.work("a", output='"kept"')
            self.work("b", error="Oops")
            self.finished(arn)
            for count in range(1, 4):
                token = f"token-{count}"
                date = self.redrive(arn, clientToken=token)
                server.kill()
                server.start()
                shown = self.sfn.describe_execution(executionArn=arn)
                self.assertEqual((shown["status"], shown["redriveCount"], shown["redriveDate"]),
                                 ("RUNNING", count, date))
                self.assertEqual(self.redrive(arn, clientToken=token), date)
                self.work("b", error="Oops")
                self.assertEqual(self.finished(arn)["status"], "FAILED")
                server.kill()
                server.start()
                shown = self.sfn.describe_execution(executionArn=arn)
                self.assertEqual((shown["status"], shown["redriveCount"]), ("FAILED", count))
            self.redrive(arn)
            self.work("b", output='"b"')
            self.assertEqual(json.loads(self.finished(arn)["output"]), ["kept", "b"])
            types = self.types(arn)
            self.assertEqual(types.count("ExecutionRedriven"), 4)
            self.assertEqual(types.count("ActivitySucceeded"), 2)
            server.kill()
            server.start()
            self.assertEqual(self.types(arn), types)
            self.assertEqual(len(self.sfn.list_executions(stateMachineArn=machine, redriveFilter="REDRIVEN",
                                                          statusFilter="SUCCEEDED")["executions"]), 1)


if __name__ == "__main__":
    unittest.main()
