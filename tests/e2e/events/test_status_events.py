"""Status-change events of executions: what rules see, and that none is lost in a crash."""
import json
import time
import unittest
import uuid

from support.server import Server, client

ROLE = "arn:aws:iam::000000000000:role/any"
PASS = json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
FAIL = json.dumps({"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Broken", "Cause": "on purpose"}}})
SOON = json.dumps({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": True}}})


class World:
    """Machines and rules of one server, under names of their own."""

    def __init__(self, make_client):
        self.states, self.events = make_client("stepfunctions"), make_client("events")
        self.tag = uuid.uuid4().hex[:8]

    def machine(self, definition, name):
        return self.states.create_state_machine(name=f"{name}-{self.tag}", definition=definition,
                                                roleArn=ROLE)["stateMachineArn"]

    def rule(self, machine, target, *statuses):
        name = "r-" + self.tag
        self.events.put_rule(Name=name, EventPattern=json.dumps({
            "source": ["aws.states"], "detail-type": ["Step Functions Execution Status Change"],
            "detail": {"stateMachineArn": [machine], "status": list(statuses)}}))
        self.events.put_targets(Rule=name, Targets=[{"Id": "t", "Arn": target, "RoleArn": ROLE}])

    def seen(self, machine, count, seconds=15):
        """The events that executions of the machine were started with, oldest first."""
        end = time.monotonic() + seconds
        while True:
            found = self.states.list_executions(stateMachineArn=machine)["executions"]
            if len(found) >= count or time.monotonic() > end:
                events = [json.loads(self.states.describe_execution(executionArn=e["executionArn"])["input"])
                          for e in found]
                return sorted(events, key=lambda event: event["detail"]["status"] != "RUNNING")
            time.sleep(0.05)

    def remove(self):
        self.events.remove_targets(Rule="r-" + self.tag, Ids=["t"])
        self.events.delete_rule(Name="r-" + self.tag)


class StatusEventsTest(unittest.TestCase):
    def setUp(self):
        self.world = World(client)
        self.addCleanup(self.world.remove)

    def test_a_rule_sees_how_an_execution_starts_and_ends(self):
        watched, watcher = self.world.machine(PASS, "watched"), self.world.machine(PASS, "watcher")
        self.world.rule(watched, watcher, "RUNNING", "SUCCEEDED")
        arn = self.world.states.start_execution(stateMachineArn=watched, input='{"n": 1}')["executionArn"]
        started, ended = self.world.seen(watcher, 2)
        description = self.world.states.describe_execution(executionArn=arn)
        detail = started["detail"]
        self.assertEqual((detail["status"], detail["stopDate"], detail["output"]), ("RUNNING", None, None))
        self.assertEqual(started["resources"], [arn])
        detail = ended["detail"]
        self.assertEqual(detail["executionArn"], arn)
        self.assertEqual(detail["startDate"], int(description["startDate"].timestamp() * 1000 + 0.5))
        self.assertEqual(detail["stopDate"], int(description["stopDate"].timestamp() * 1000 + 0.5))
        self.assertEqual((detail["input"], detail["output"]), ('{"n": 1}', description["output"]))
        self.assertEqual(detail["inputDetails"], {"included": True})
        self.assertEqual(set(detail), {
            "executionArn", "stateMachineArn", "name", "status", "startDate", "stopDate", "input", "output",
            "stateMachineVersionArn", "stateMachineAliasArn", "redriveCount", "redriveDate", "redriveStatus",
            "redriveStatusReason", "inputDetails", "outputDetails", "error", "cause"})

    def test_a_failed_execution_starts_another(self):
        watched, watcher = self.world.machine(FAIL, "watched"), self.world.machine(PASS, "watcher")
        self.world.rule(watched, watcher, "FAILED", "TIMED_OUT", "ABORTED")
        self.world.states.start_execution(stateMachineArn=watched)
        event, = self.world.seen(watcher, 1)
        self.assertEqual((event["detail"]["error"], event["detail"]["cause"]), ("Broken", "on purpose"))
        self.assertEqual(event["detail"]["redriveStatus"], "REDRIVABLE")

    def test_express_executions_tell_nothing(self):
        watched = self.world.states.create_state_machine(
            name="express-" + self.world.tag, definition=PASS, roleArn=ROLE, type="EXPRESS")["stateMachineArn"]
        watcher = self.world.machine(PASS, "watcher")
        self.world.rule(watched, watcher, "RUNNING", "SUCCEEDED")
        self.world.states.start_sync_execution(stateMachineArn=watched)
        self.assertEqual(self.world.seen(watcher, 1, seconds=0.5), [])


class CrashTest(unittest.TestCase):
    def test_kill_9_loses_no_event(self):
        with Server() as server:
            world = World(server.client)
            watched, watcher = world.machine(SOON, "watched"), world.machine(PASS, "watcher")
            world.rule(watched, watcher, "SUCCEEDED")
            arns = {world.states.start_execution(stateMachineArn=watched)["executionArn"] for _ in range(40)}
            time.sleep(1.0)  # Some have ended, some have not, and some are just about to.
            server.kill()
            server.start()
            world = World(server.client)
            events = world.seen(watcher, len(arns))
            self.assertEqual({event["detail"]["executionArn"] for event in events}, arns)


if __name__ == "__main__":
    unittest.main()
