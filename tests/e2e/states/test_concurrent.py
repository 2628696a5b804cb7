"""100 clients at once, mixing all operations: no error but throttling, no lost start, list and describe agree.

Eight seconds; QUICKSTEP_SOAK_SECONDS=60 for longer.
"""
import collections
import json
import os
import random
import threading
import time
import unittest

from botocore.exceptions import ClientError
from support.server import client
from support.states import PASS, WAIT, Case, name

CLIENTS = 100
SECONDS = float(os.environ.get("QUICKSTEP_SOAK_SECONDS", "8"))
THROTTLED = {"ThrottlingException", "ExecutionLimitExceeded"}


class Crowd:
    """What all clients share: the machines, and what they saw."""

    def __init__(self, case):
        self.plain, self.waiting = case.machine(PASS, publish=True), case.machine(WAIT)
        self.express = case.machine(PASS, type="EXPRESS")
        self.activity = case.sfn.create_activity(name=name())["activityArn"]
        self.alias = case.sfn.create_state_machine_alias(name="live", routingConfiguration=[
            {"stateMachineVersionArn": f"{self.plain}:1", "weight": 100}])["stateMachineAliasArn"]
        self.lock = threading.Lock()
        self.calls, self.throttled = collections.Counter(), 0
        self.started, self.stopped, self.faults = set(), set(), []


class Member:
    """One client, with a connection of its own."""

    def __init__(self, crowd, seed):
        self.crowd, self.random = crowd, random.Random(seed)
        self.sfn = client("stepfunctions", max_pool_connections=1)
        self.own, self.calls = [], collections.Counter()
        self.actions = [getattr(self, one) for one in dir(self) if one.startswith("do_")]

    def call(self, operation, **arguments):
        self.calls[operation] += 1
        return getattr(self.sfn, operation)(**arguments)

    def do_start(self):
        by = self.random.choice([self.crowd.plain, self.crowd.alias])
        arn = self.call("start_execution", stateMachineArn=by, name=name())["executionArn"]
        with self.crowd.lock:
            self.crowd.started.add(arn)
        self.own.append(arn)

    def do_start_and_stop(self):
        arn = self.call("start_execution", stateMachineArn=self.crowd.waiting, name=name())["executionArn"]
        with self.crowd.lock:
            self.crowd.stopped.add(arn)
        self.call("stop_execution", executionArn=arn, error="E", cause="c")
        described = self.call("describe_execution", executionArn=arn)
        assert (described["status"], described["error"]) == ("ABORTED", "E"), described

    def do_start_sync(self):
        answer = self.call("start_sync_execution", stateMachineArn=self.crowd.express)
        assert answer["status"] == "SUCCEEDED", answer

    def do_look(self):
        if self.own:
            arn = self.random.choice(self.own)
            described = self.call("describe_execution", executionArn=arn)
            assert described["executionArn"] == arn, described
            events = self.call("get_execution_history", executionArn=arn, maxResults=10)["events"]
            assert events and events[0]["type"] == "ExecutionStarted", events
            self.call("describe_state_machine_for_execution", executionArn=arn)

    def do_list(self):
        page = self.call("list_executions", stateMachineArn=self.crowd.plain, maxResults=20)
        if "nextToken" in page:
            more = self.call("list_executions", stateMachineArn=self.crowd.plain, maxResults=20,
                             nextToken=page["nextToken"])
            both = [one["executionArn"] for one in page["executions"] + more["executions"]]
            assert len(both) == len(set(both)), "an execution is on two pages"

    def do_machine(self):
        text = json.dumps(PASS)
        arn = self.call("create_state_machine", name=name(), definition=text, roleArn="arn:aws:iam::0:role/r",
                        publish=True)["stateMachineArn"]
        self.call("update_state_machine", stateMachineArn=arn, definition=json.dumps(WAIT))
        self.call("publish_state_machine_version", stateMachineArn=arn)
        assert len(self.call("list_state_machine_versions", stateMachineArn=arn)["stateMachineVersions"]) == 2
        self.call("tag_resource", resourceArn=arn, tags=[{"key": "k", "value": "v"}])
        assert self.call("list_tags_for_resource", resourceArn=arn)["tags"], arn
        self.call("delete_state_machine", stateMachineArn=arn)

    def do_read(self):
        self.call("describe_state_machine", stateMachineArn=self.crowd.plain)
        self.call("list_state_machines", maxResults=10)
        self.call("list_state_machine_aliases", stateMachineArn=self.crowd.plain)
        self.call("describe_activity", activityArn=self.crowd.activity)
        self.call("list_activities", maxResults=10)
        self.call("validate_state_machine_definition", definition=json.dumps(PASS))

    def run(self, until):
        while time.monotonic() < until:
            try:
                self.random.choice(self.actions)()
            except ClientError as error:
                with self.crowd.lock:
                    if error.response["Error"]["Code"] in THROTTLED:
                        self.crowd.throttled += 1
                    else:
                        self.crowd.faults.append(str(error))
            except Exception as error:  # Whatever it is, it is a fault of the server or of its answer.
                with self.crowd.lock:
                    self.crowd.faults.append(f"{type(error).__name__}: {error}")
        with self.crowd.lock:
            self.crowd.calls += self.calls


class Concurrent(Case):
    def listed(self, machine):
        pages = self.sfn.get_paginator("list_executions").paginate(stateMachineArn=machine)
        return {one["executionArn"]: one for page in pages for one in page["executions"]}

    def test_a_hundred_clients_mix_all_operations(self):
        crowd = Crowd(self)
        members = [Member(crowd, seed) for seed in range(CLIENTS)]
        began = time.monotonic()
        threads = [threading.Thread(target=one.run, args=(began + SECONDS,)) for one in members]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.monotonic() - began
        self.assertEqual(crowd.faults[:10], [], f"{len(crowd.faults)} faults")
        self.assertGreater(sum(crowd.calls.values()), CLIENTS)
        last = max(crowd.started, default=None, key=lambda arn: self.sfn.describe_execution(
            executionArn=arn)["startDate"])
        if last:
            self.finished(last)
        for machine, started in ((crowd.plain, crowd.started), (crowd.waiting, crowd.stopped)):
            listed = self.listed(machine)
            self.assertEqual(set(listed), started, "list has others than those that were started")
            for arn in random.Random(1).sample(sorted(started), min(300, len(started))):
                described = self.finished(arn)
                again = self.listed(machine)[arn] if listed[arn]["status"] == "RUNNING" else listed[arn]
                for member in ("status", "name", "startDate", "stopDate"):
                    self.assertEqual(again.get(member), described.get(member), (arn, member))
        print(f"{sum(crowd.calls.values())} calls in {seconds:.1f} s, {len(crowd.started) + len(crowd.stopped)} "
              f"executions, {crowd.throttled} throttled; ", end="", flush=True)


if __name__ == "__main__":
    unittest.main()
