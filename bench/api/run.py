#!/usr/bin/env python3
"""Measures the Step Functions API of a server with durable storage, beside a peer in the same run.

    run.py --quickstep build/release/quickstep [--finished 1000000] [--seconds 5] [--no-peer]

Accepted starts by connections, executions ended, a start until it is seen ended, synchronous Express
executions; then DescribeExecution and each page of ListExecutions with many finished executions. The goals
are those of docs/benchmarks.md. The peer is ministack from PyPI, where it can be installed. Needs Go for the driver
(bench/load). Prints a table, then one line of JSON.
"""
import argparse
import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEER = "ministack==1.5.33"


class Server:
    def __init__(self, command, environment=None, endpoint=None, cwd=None):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE if endpoint is None else subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, text=True, env=environment, cwd=cwd)
        if endpoint is None:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit("the server did not start")
            endpoint = line.split()[-1]
        self.endpoint = endpoint

    def memory_mib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def build_driver(build):
    if shutil.which("go") is None:
        raise SystemExit("error: the driver in bench/load needs Go: apt-get install golang-go")
    driver = build.resolve() / "bench" / "sfnload"
    driver.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["go", "build", "-o", str(driver), "."], cwd=ROOT / "bench" / "load", check=True)
    return driver


def load(driver, server, workload, connections, seconds, *more):
    """One run of the driver; its line."""
    done = subprocess.run([str(driver), "-endpoint", server.endpoint, "-pid", str(server.process.pid), "-workload", workload,
                           "-conc", str(connections), "-secs", str(seconds), *more], capture_output=True, text=True)
    if not done.stdout.strip():
        return {"error": done.stderr.strip()[-200:] or "no line"}
    return json.loads(done.stdout.strip().splitlines()[-1])


class Caller:
    """One kept-alive connection."""

    def __init__(self, endpoint):
        self.connection = http.client.HTTPConnection(endpoint.removeprefix("http://"))

    def call(self, operation, **members):
        self.connection.request("POST", "/", json.dumps(members), {
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"AWSStepFunctions.{operation}"})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{operation}: {answer.status} {body[:300]!r}")
        return json.loads(body)

    def timed(self, operation, **members):
        begin = time.perf_counter()
        answer = self.call(operation, **members)
        return answer, 1e3 * (time.perf_counter() - begin)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure_lists(driver, server, finished):
    """Describe and list among so many finished executions; milliseconds."""
    caller = Caller(server.endpoint)
    filled = load(driver, server, "pass1", 64, 3600, "-n", str(finished), "-drain", "600")
    if "error" in filled:
        return {"error": filled["error"]}
    machines = caller.call("ListStateMachines")["stateMachines"]
    counted, pages, arns = 0, [], []
    for machine in machines:
        token = {}
        while True:
            answer, ms = caller.timed("ListExecutions", stateMachineArn=machine["stateMachineArn"], maxResults=1000, **token)
            pages.append(ms)
            counted += len(answer["executions"])
            arns += [one["executionArn"] for one in answer["executions"][::500]]
            if "nextToken" not in answer:
                break
            token = {"nextToken": answer["nextToken"]}
    small = [caller.timed("ListExecutions", stateMachineArn=machines[0]["stateMachineArn"])[1] for _ in range(500)]
    describe = [caller.timed("DescribeExecution", executionArn=arn)[1] for arn in arns]
    tenth = max(1, len(pages) // 10)
    return {"finished": counted, "memory_mib": round(server.memory_mib()),
            "list_100_p50": percentile(small, .5), "list_100_p99": percentile(small, .99),
            "list_1000_first_p50": percentile(pages[:tenth], .5), "list_1000_last_p50": percentile(pages[-tenth:], .5),
            "list_1000_p99": percentile(pages, .99),
            "describe_p50": percentile(describe, .5), "describe_p99": percentile(describe, .99)}


def measure_loads(driver, server, seconds, is_peer=False):
    found = {}
    for connections in (1, 16) if is_peer else (1, 16, 64, 256):
        found[f"start_{connections}"] = load(driver, server, "pass1", connections, seconds)
    found["latency"] = load(driver, server, "latency", 1, min(seconds, 3))
    for connections in (1,) if is_peer else (1, 16, 64):
        found[f"sync_{connections}"] = load(driver, server, "express-sync", connections, seconds)
    return found


def start_peer(folder, port):
    python = folder / "venv" / "bin" / "python"
    try:
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True, capture_output=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", PEER], check=True, capture_output=True, timeout=300)
    except (subprocess.SubprocessError, OSError) as problem:
        return None, str(problem)[:200]
    environment = dict(os.environ, BIND_HOST="127.0.0.1", GATEWAY_PORT=str(port), LOG_LEVEL="ERROR",
                       STATE_DIR=str(folder / "state"), S3_DATA_DIR=str(folder / "s3"))
    server = Server([str(python), "-m", "ministack"], environment, f"http://127.0.0.1:{port}", folder)
    for _ in range(300):
        try:
            urllib.request.urlopen(server.endpoint, timeout=1).close()
            return server, ""
        except OSError as problem:
            if getattr(problem, "code", None):  # It answers, if only with an error.
                return server, ""
            time.sleep(0.2)
    server.stop()
    return None, "it did not answer within a minute"


def row(name, line, goal=""):
    if "error" in line:
        print(f"{name:34}  {line['error']}")
        return
    rate = line.get("calls_per_s") or line.get("exec_per_s") or 0
    ended = line.get("exec_per_s", "")
    print(f"{name:34} {rate:>10} {ended:>10} {line.get('p50_ms', ''):>8} {line.get('p99_ms', ''):>8} "
          f"{line.get('other_cores', ''):>6}  {goal}")


GOALS = {"start_1": "3500/s, p50 0.3 ms", "start_16": "20000/s, p50 1 ms; 20000 ended/s", "start_64": "40000/s, p50 2 ms, p99 5 ms",
         "latency": "p50 0.6 ms", "sync_1": "8000/s, p50 0.15 ms", "sync_16": "25000/s", "sync_64": "35000/s"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quickstep", required=True)
    parser.add_argument("--build", default=str(ROOT / "build/release"))
    parser.add_argument("--finished", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--no-peer", action="store_true")
    options = parser.parse_args()
    driver = build_driver(pathlib.Path(options.build))
    results = {}
    print(f"{'':34} {'calls/s':>10} {'ended/s':>10} {'p50 ms':>8} {'p99 ms':>8} {'other':>6}  goal", flush=True)
    with tempfile.TemporaryDirectory(prefix="quickstep-bench-") as folder:
        def serve(name):
            return Server([options.quickstep, "serve", "--listen", "127.0.0.1:0", "--data-dir", f"{folder}/{name}"])

        with serve("data") as server:
            results["quickstep"] = measure_loads(driver, server, options.seconds)
        for name, line in results["quickstep"].items():
            row(name, line, GOALS.get(name, ""))
        if not options.no_peer:
            peer, why = start_peer(pathlib.Path(folder), 45661)
            if peer is None:
                print(f"{PEER}: not measured: {why}")
            else:
                with peer:
                    results["peer"] = measure_loads(driver, peer, options.seconds, True)
                for name, line in results["peer"].items():
                    row(f"{PEER} {name}", line)
        if options.finished > 0:
            with serve("lists") as server:
                results["lists"] = measure_lists(driver, server, options.finished)
            print("\nwith finished executions (goal: p99 below 5 ms, flat over the pages; milliseconds)")
            for name, value in results["lists"].items():
                print(f"  {name:24} {value if isinstance(value, (int, str)) else round(value, 3)}")
    print(json.dumps(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
