#!/usr/bin/env python3
"""Kills a real server with kill -9 again and again under load, and checks that nothing acknowledged is lost.

The witnesses: a journal of every call with its outcome (ok, refused, unknown), kept by this program; a ledger
that a function appends to before it answers; and what the server says after its restart. Checked after each kill:

- an acknowledged start, object or item is there, an acknowledged output never reads differently later;
- what has one name runs once: one item for each execution, written by its task exactly once;
- every execution ends with the right result, within a bound, after the last restart;
- a start of the server takes no longer than its bound.

Prints the seed; the same seed gives the same instants of the kills.
"""
import argparse
import json
import pathlib
import random
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support.server import Server, client  # noqa: E402

ROLE = "arn:aws:iam::000000000000:role/any"
READY_SECONDS_MAX = 5
END_SECONDS_MAX = 60


def definition():
    """A wait, a choice, a task of an embedded service that must happen once, and a parallel end."""
    return json.dumps({"StartAt": "Wait", "States": {
        "Wait": {"Type": "Wait", "SecondsPath": "$.seconds", "Next": "Choose"},
        "Choose": {"Type": "Choice", "Default": "Put", "Choices": [
            {"Variable": "$.n", "NumericLessThan": 0, "Next": "Impossible"}]},
        "Impossible": {"Type": "Fail", "Error": "Impossible"},
        "Put": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "ResultPath": None,
                "Parameters": {"TableName": "ledger", "Item": {
                    "id": {"S.$": "$$.Execution.Name"}, "n": {"N.$": "States.Format('{}', $.n)"}}},
                "Next": "Both"},
        "Both": {"Type": "Parallel", "End": True, "Branches": [
            {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1, "Next": "A2"},
                                        "A2": {"Type": "Pass", "End": True}}},
            {"StartAt": "B", "States": {"B": {"Type": "Pass", "Result": "b", "End": True}}}]}}})


class Journal:
    """What the client was told. Each call is ok, refused, or unknown where the answer did not come."""

    def __init__(self):
        self.lock = threading.Lock()
        self.started, self.objects, self.items = {}, {}, {}
        self.unknown_starts = set()
        self.calls = {"ok": 0, "refused": 0, "unknown": 0}

    def note(self, outcome):
        with self.lock:
            self.calls[outcome] += 1


class Load(threading.Thread):
    """One client that starts executions and writes objects and items until it is told to stop."""

    def __init__(self, number, server, machine, journal, seed):
        super().__init__(daemon=True)
        self.number, self.server, self.machine, self.journal = number, server, machine, journal
        self.random = random.Random(seed)
        self.over = threading.Event()
        config = {"connect_timeout": 2, "read_timeout": 5}
        self.sfn, self.s3, self.ddb = (client(s, server.endpoint, **config)
                                       for s in ("stepfunctions", "s3", "dynamodb"))

    def run(self):
        from botocore.exceptions import BotoCoreError, ClientError
        count = 0
        while not self.over.is_set():
            count += 1
            name = f"{self.number}-{count}-{self.random.getrandbits(32):08x}"
            work = self.random.choice((self.start_execution, self.put_object, self.put_item))
            try:
                work(name)
                self.journal.note("ok")
            except ClientError as refused:
                status = refused.response["ResponseMetadata"]["HTTPStatusCode"]
                self.journal.note("refused" if status < 500 else "unknown")
            except BotoCoreError:
                self.journal.note("unknown")
                if work == self.start_execution:
                    with self.journal.lock:
                        self.journal.unknown_starts.add(name)
                self.over.wait(0.05)

    def start_execution(self, name):
        n = self.random.randrange(1000)
        answer = self.sfn.start_execution(stateMachineArn=self.machine, name=name,
                                          input=json.dumps({"n": n, "seconds": self.random.choice((0, 1, 2))}))
        with self.journal.lock:
            self.journal.started[answer["executionArn"]] = n

    def put_object(self, name):
        body = self.random.randbytes(self.random.choice((10, 5_000, 70_000, 300_000)))
        self.s3.put_object(Bucket="crash", Key=name, Body=body)
        with self.journal.lock:
            self.journal.objects[name] = body

    def put_item(self, name):
        value = str(self.random.randrange(10**9))
        self.ddb.put_item(TableName="ledger", Item={"id": {"S": "item-" + name}, "n": {"N": value}})
        with self.journal.lock:
            self.journal.items["item-" + name] = value


class Checker:
    def __init__(self, server, journal):
        self.server, self.journal, self.violations = server, journal, []
        self.ends = {}

    def report(self, what):
        self.violations.append(what)
        print(f"VIOLATION {what}", flush=True)

    def check_data(self, sample):
        s3, ddb = self.server.client("s3"), self.server.client("dynamodb")
        objects, items = list(self.journal.objects.items()), list(self.journal.items.items())
        for key, body in random.sample(objects, min(sample, len(objects))):
            if s3.get_object(Bucket="crash", Key=key)["Body"].read() != body:
                self.report(f"object {key} reads differently")
        listed = {o["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket="crash")
                  for o in page.get("Contents", [])}
        for key in set(self.journal.objects) - listed:
            self.report(f"acknowledged object {key} is lost")
        for key, value in random.sample(items, min(sample, len(items))):
            item = ddb.get_item(TableName="ledger", Key={"id": {"S": key}}).get("Item")
            if not item or item["n"]["N"] != value:
                self.report(f"acknowledged item {key} is {item}")

    def check_executions(self, must_end):
        sfn, ddb = self.server.client("stepfunctions"), self.server.client("dynamodb")
        until = time.monotonic() + (END_SECONDS_MAX if must_end else 0)
        open_ones = [arn for arn in self.journal.started if arn not in self.ends]
        while open_ones:
            still = []
            for arn in open_ones:
                try:
                    answer = sfn.describe_execution(executionArn=arn)
                except sfn.exceptions.ExecutionDoesNotExist:
                    self.report(f"acknowledged execution {arn} is lost")
                    self.ends[arn] = None
                    continue
                if answer["status"] == "RUNNING":
                    still.append(arn)
                else:
                    self.check_end(arn, answer, ddb)
            open_ones = still
            if time.monotonic() >= until:
                break
            time.sleep(0.2)
        if must_end:
            for arn in open_ones:
                self.report(f"{arn} has not ended {END_SECONDS_MAX} s after the last start")

    def check_end(self, arn, answer, ddb):
        n = self.journal.started[arn]
        output = json.loads(answer.get("output") or "null")
        expected = output is not None and output[0]["n"] == n and output[1] == "b"
        if answer["status"] != "SUCCEEDED" or not expected:
            self.report(f"{arn} ended {answer['status']} with {answer.get('error')} {output}")
        item = ddb.get_item(TableName="ledger", Key={"id": {"S": answer["name"]}}).get("Item")
        if not item or item["n"]["N"] != str(n):
            self.report(f"{arn} succeeded, but its item is {item}")
        self.ends[arn] = answer.get("output")

    def check_histories(self, sample):
        sfn = self.server.client("stepfunctions")
        ended = [arn for arn, output in self.ends.items() if output]
        for arn in random.sample(ended, min(sample, len(ended))):
            events = [e for page in sfn.get_paginator("get_execution_history").paginate(executionArn=arn)
                      for e in page["events"]]
            if [e["id"] for e in events] != list(range(1, len(events) + 1)):
                self.report(f"{arn} has a history with gaps")
            if sum(e["type"] == "TaskSucceeded" for e in events) != 1:
                self.report(f"{arn} has not exactly one outcome of its task")
            if sfn.describe_execution(executionArn=arn).get("output") != self.ends[arn]:
                self.report(f"{arn} gives another output than before")


def set_up(server):
    sfn = server.client("stepfunctions")
    server.client("s3").create_bucket(Bucket="crash")
    server.client("dynamodb").create_table(
        TableName="ledger", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])
    return sfn.create_state_machine(name="crash", definition=definition(), roleArn=ROLE)["stateMachineArn"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--cycles", type=int, default=10)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--soak", action="store_true", help="longer pauses between kills; memory is printed")
    parser.add_argument("--minutes", type=float, default=None, help="as many cycles as fit")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().getrandbits(32)
    print(f"seed {seed}: kill_loop.py --binary {options.binary} --cycles {options.cycles} --seed {seed}", flush=True)
    chance = random.Random(seed)
    end = time.monotonic() + options.minutes * 60 if options.minutes else None
    journal = Journal()
    slowest = 0.0
    with Server(options.binary) as server:
        checker = Checker(server, journal)
        machine = set_up(server)
        cycle = 0
        while cycle < options.cycles if end is None else time.monotonic() < end:
            cycle += 1
            load = [Load(i, server, machine, journal, chance.getrandbits(64)) for i in range(options.clients)]
            for one in load:
                one.start()
            time.sleep(chance.uniform(30, 180) if options.soak else chance.uniform(0.1, 2.0))
            server.kill()
            for one in load:
                one.over.set()
            for one in load:
                one.join()
            began = time.monotonic()
            server.start()
            slowest = max(slowest, time.monotonic() - began)
            checker.check_data(sample=50)
            checker.check_executions(must_end=False)
            if options.soak:
                status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
                print([line for line in status.splitlines() if line.startswith(("VmRSS", "Threads"))], flush=True)
        checker.check_executions(must_end=True)
        checker.check_data(sample=10**6)
        checker.check_histories(sample=200)
        if slowest > READY_SECONDS_MAX:
            checker.report(f"a start took {slowest:.1f} s")
        print(f"{cycle} kills, {journal.calls['ok']} acknowledged, {journal.calls['refused']} refused, "
              f"{journal.calls['unknown']} unknown; {len(journal.started)} executions, "
              f"{len(journal.objects)} objects, {len(journal.items)} items; slowest start {slowest:.2f} s; "
              f"{len(checker.violations)} violations", flush=True)
        if checker.violations:
            print(server.log()[-4000:])
    return 1 if checker.violations else 0


if __name__ == "__main__":
    sys.exit(main())
