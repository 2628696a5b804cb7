#!/usr/bin/env python3
"""Kills the server with kill -9 in the middle of the image application, and demands that every picture ends well.

Each cycle uploads pictures, kills the server at a random instant of their executions and starts it again on the
same data folder. An acknowledged upload must start exactly one execution, which must succeed and leave its row
and both derived objects. A function that was running gets one recorded failure, which its Retry matches.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support.server import Server  # noqa: E402

SAMPLES = ROOT / "examples/image-pipeline/samples"
PICTURES = ["stream.jpg", "cat.png", "fig.png", "dogs.jpg"]
END_SECONDS_MAX = 120


def ended(sfn, machine, count):
    """All executions by key of their picture, once `count` of them have ended."""
    until = time.monotonic() + END_SECONDS_MAX
    while True:
        pages = sfn.get_paginator("list_executions").paginate(stateMachineArn=machine)
        found = [e for page in pages for e in page["executions"]]
        if len(found) >= count and all(e["status"] != "RUNNING" for e in found):
            return found
        if time.monotonic() > until:
            raise SystemExit(f"after {END_SECONDS_MAX} s {len(found)} of {count} executions are there: "
                             f"{[(e['name'], e['status']) for e in found]}")
        time.sleep(0.2)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--cycles", type=int, default=3)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().getrandbits(32)
    if not (ROOT / "build/release/examples/image-pipeline").is_dir():
        print("NOT RUN: the template names the functions of the release build: ./dev build")
        return 77
    print(f"seed {seed}: kill_pipeline.py --binary {options.binary} --cycles {options.cycles} --seed {seed}", flush=True)
    chance = random.Random(seed)
    violations = []
    with Server(options.binary) as server:
        subprocess.run([server.binary, "deploy", "examples/image-pipeline/template.yaml", "--stack-name", "photos",
                        "--endpoint", server.endpoint], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        sfn = server.client("stepfunctions")
        machine = sfn.list_state_machines()["stateMachines"][0]["stateMachineArn"]
        uploaded = []
        for cycle in range(options.cycles):
            for name in PICTURES:
                key = f"uploads/{cycle}/{name}"
                server.client("s3").put_object(Bucket="photos", Key=key, Body=(SAMPLES / name).read_bytes())
                uploaded.append(key)
            time.sleep(chance.uniform(0, 1.5))
            server.kill()
            server.start()
        found = ended(server.client("stepfunctions"), machine, len(uploaded))
        sfn, s3, ddb = (server.client(name) for name in ("stepfunctions", "s3", "dynamodb"))
        table = ddb.list_tables()["TableNames"][0]
        keys, retried = [], 0
        for one in found:
            described = sfn.describe_execution(executionArn=one["executionArn"])
            key = json.loads(described["input"])["detail"]["object"]["key"]
            keys.append(key)
            if one["status"] != "SUCCEEDED":
                violations.append(f"{key} ended {one['status']}: {described.get('error')} {described.get('cause')}")
            events = sfn.get_execution_history(executionArn=one["executionArn"], maxResults=1000)["events"]
            retried += sum(e["type"] == "TaskFailed" for e in events)
            row = ddb.get_item(TableName=table, Key={"bucket": {"S": "photos"}, "key": {"S": key}}).get("Item")
            if not row or row["status"]["S"] != "SUCCEEDED":
                violations.append(f"the row of {key} is {row}")
            for kind in ("resized", "thumbnails"):
                s3.head_object(Bucket="photos", Key=key.replace("uploads", kind, 1))
        if sorted(keys) != sorted(uploaded):
            violations.append(f"uploads {sorted(uploaded)} started executions of {sorted(keys)}")
        print(f"{options.cycles} kills, {len(uploaded)} pictures, {retried} tasks failed with the server and were "
              f"tried again, {len(violations)} violations", flush=True)
        for violation in violations:
            print(f"VIOLATION {violation}")
        if violations:
            print(server.log()[-4000:])
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
