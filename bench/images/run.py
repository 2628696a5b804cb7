#!/usr/bin/env python3
"""Measures the image application on a server of its own, beside the bare picture work.

    run.py --quickstep build/release/quickstep --loop build/release/bench/images/bench_images_loop

Four figures, each with its goal: what the workflow adds to the functions' own run time, pictures a
second when 200 photos arrive at once (against the bare loop in the same run) with the server's
memory, and the time to the ready line with an empty and a full data folder. Prints a table, then
one line of JSON. Needs nothing but Python; speaks AWS's APIs over plain HTTP.
"""

import argparse
import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "examples/image-pipeline/template.yaml"
PHOTO = ROOT / "examples/image-pipeline/samples/sunset.jpg"  # 12.2 megapixels.
BUCKET = "photos"
DEADLINE = 300.0  # Seconds until something that does not come is an error.


class Server:
    """A `quickstep serve` on a free port; `ready_ms` is the time to its ready line."""

    def __init__(self, binary, data_dir, log):
        self.binary = binary
        begin = time.perf_counter()
        self.process = subprocess.Popen(
            [binary, "serve", "--listen", "127.0.0.1:0", "--data-dir", str(data_dir)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        line = self.process.stdout.readline()
        self.ready_ms = 1e3 * (time.perf_counter() - begin)
        if not line:
            raise SystemExit(f"the server ended with status {self.process.wait()}; see {log.name}")
        self.address = line.split()[-1].removeprefix("http://").rstrip("/")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=60)
        if status != 0:
            raise SystemExit(f"the server ended with status {status} after SIGTERM")

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def memory_mib(self, field):
        """VmRSS or VmHWM of the server's own process, without its functions."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith(field + ":"):
                    return int(line.split()[1]) / 1024
        raise SystemExit(f"no {field} in /proc")


class Client:
    """AWS's JSON 1.0 protocol and S3's PUT over one kept-alive connection."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address, timeout=DEADLINE)

    def exchange(self, method, path, body, headers):
        self.connection.request(method, path, body, headers)
        reply = self.connection.getresponse()
        answer = reply.read()
        if reply.status != 200:
            raise SystemExit(f"{method} {path}: {reply.status} {answer[:500]!r}")
        return answer

    def states(self, operation, **fields):
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": "AWSStepFunctions." + operation,
        }
        return json.loads(self.exchange("POST", "/", json.dumps(fields), headers))

    def upload(self, key, body):
        self.exchange("PUT", f"/{BUCKET}/{key}", body, {"Content-Type": "image/jpeg"})

    def pages(self, operation, member, **fields):
        while True:
            page = self.states(operation, **fields)
            yield from page[member]
            if not page.get("nextToken"):
                return
            fields["nextToken"] = page["nextToken"]

    def executions(self, machine, **fields):
        return self.pages(
            "ListExecutions", "executions", stateMachineArn=machine, maxResults=1000, **fields
        )


def wait_until(done, what, pause=0.01):
    """Asks `done` until it gives something that counts as true, and returns that."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        answer = done()
        if answer:
            return answer
        time.sleep(pause)
    raise SystemExit(f"waited {DEADLINE:.0f} s in vain: {what}")


def deploy(server, client):
    subprocess.run(
        [server.binary, "deploy", str(TEMPLATE), "--stack-name", "photos"]
        + ["--endpoint", f"http://{server.address}"],
        check=True,
        stdout=sys.stderr,
    )
    machines = client.states("ListStateMachines")["stateMachines"]
    return machines[0]["stateMachineArn"]


def timing(client, execution):
    """Start and end of a finished execution, and the sum of its functions' own run times."""
    fields = {"executionArn": execution, "maxResults": 1000}
    events = list(client.pages("GetExecutionHistory", "events", **fields))
    last = events[-1]
    if last["type"] != "ExecutionSucceeded":
        raise SystemExit(f"{execution} ended with {json.dumps(last)}")
    output = json.loads(last["executionSucceededEventDetails"]["output"])
    own = sum(output[step]["picture"]["duration_ms"] for step in ("resize", "thumbnail"))
    return events[0]["timestamp"], last["timestamp"], own


def measure_overhead(client, machine, photo, runs):
    """Uploads one photo after the other; milliseconds that are not the functions' own."""
    in_execution, from_upload, own_times = [], [], []
    seen = {execution["executionArn"] for execution in client.executions(machine)}
    for number in range(runs + 2):
        sent = time.time()
        client.upload(f"uploads/one-{number}.jpg", photo)

        def finished():
            newest = client.states("ListExecutions", stateMachineArn=machine, maxResults=1)
            for execution in newest["executions"]:
                if execution["executionArn"] not in seen and execution["status"] != "RUNNING":
                    return execution["executionArn"]
            return None

        execution = wait_until(finished, "an execution for each upload that ends", 0.02)
        seen.add(execution)
        begin, end, own = timing(client, execution)
        if number < 2:
            continue  # The functions' first start is not what is measured here.
        in_execution.append(1e3 * (end - begin) - own)
        from_upload.append(1e3 * (end - sent) - own)
        own_times.append(own)
    return {
        "runs": runs,
        "overhead_ms_median": statistics.median(in_execution),
        "overhead_ms_p90": statistics.quantiles(in_execution, n=10)[-1],
        "overhead_with_upload_ms_median": statistics.median(from_upload),
        "functions_ms_median": statistics.median(own_times),
    }


def bare_loop(loop, count, workers):
    result = subprocess.run(
        [loop, str(PHOTO), str(count), str(workers)], check=True, capture_output=True, text=True
    )
    return json.loads(result.stdout)


def measure_burst(server, client, machine, photo, uploads):
    """All uploads at once; pictures a second from the first byte sent to the last end."""
    before = sum(1 for _ in client.executions(machine))
    start = threading.Barrier(uploads)
    sent = []

    def upload(number):
        own = Client(server.address)
        start.wait()
        sent.append(time.time())
        own.upload(f"uploads/burst-{number}.jpg", photo)

    with concurrent.futures.ThreadPoolExecutor(uploads) as pool:
        list(pool.map(upload, range(uploads)))

    def all_ended():
        executions = list(client.executions(machine))
        ended = [e for e in executions if e["status"] != "RUNNING"]
        return executions if len(ended) == before + uploads else None

    executions = wait_until(all_ended, f"{uploads} executions that end", 0.25)
    failed = [e for e in executions if e["status"] != "SUCCEEDED"]
    if failed:
        raise SystemExit(f"{len(failed)} executions did not end well, such as {failed[0]}")
    elapsed = max(e["stopDate"] for e in executions) - min(sent)
    return {
        "uploads": uploads,
        "seconds": elapsed,
        "pictures_per_second": uploads / elapsed,
        "server_peak_rss_mib": server.memory_mib("VmHWM"),
    }


def fill(server, count):
    """Runs `count` short executions to their end."""
    client = Client(server.address)
    definition = {"StartAt": "Only", "States": {"Only": {"Type": "Pass", "End": True}}}
    machine = client.states(
        "CreateStateMachine",
        name="filler",
        definition=json.dumps(definition),
        roleArn="arn:aws:iam::000000000000:role/filler",
    )["stateMachineArn"]
    mine = threading.local()

    def start(number):
        if not hasattr(mine, "client"):
            mine.client = Client(server.address)
        fields = {"input": json.dumps({"n": number}), "name": f"filler-{number}"}
        mine.client.states("StartExecution", stateMachineArn=machine, **fields)

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(start, range(count)))

    def all_ended():
        return not list(client.executions(machine, statusFilter="RUNNING"))

    wait_until(all_ended, f"{count} executions that end", 0.1)
    return sum(1 for _ in client.executions(machine))


def measure_start(binary, folder, log, executions, repeats=5):
    """Milliseconds to the ready line, with an empty folder and with finished executions in it."""
    empty = []
    for number in range(repeats):
        with running(Server(binary, folder / f"empty-{number}", log)) as server:
            empty.append(server.ready_ms)
    full = folder / "full"
    with running(Server(binary, full, log)) as server:
        stored = fill(server, executions)
        if stored != executions:
            raise SystemExit(f"{stored} of {executions} executions are listed")
    filled = []
    for _ in range(repeats):
        with running(Server(binary, full, log)) as server:
            filled.append(server.ready_ms)
            rss = server.memory_mib("VmRSS")
    return {
        "empty_ms_median": statistics.median(empty),
        "executions": executions,
        "full_ms_median": statistics.median(filled),
        "full_rss_mib": rss,
    }


@contextlib.contextmanager
def running(server):
    try:
        yield server
        server.stop()
    finally:
        server.kill()


def busy_cores(seconds=1.0):
    """Cores that are busy while this benchmark does nothing: what the neighbours use."""

    def busy():
        with open("/proc/stat", encoding="ascii") as stat:
            user, nice, system, _, _, irq, softirq, *_ = map(int, stat.readline().split()[1:])
        return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")

    begin = busy()
    time.sleep(seconds)
    return (busy() - begin) / seconds


def measure(options, folder, log):
    photo = PHOTO.read_bytes()
    workers = os.cpu_count() or 1
    result = {"cores": workers, "other_cores": busy_cores()}
    with running(Server(options.quickstep, folder / "pipeline", log)) as server:
        client = Client(server.address)
        machine = deploy(server, client)
        result["overhead"] = measure_overhead(client, machine, photo, options.runs)
        before = bare_loop(options.loop, options.uploads, workers)
        result["burst"] = measure_burst(server, client, machine, photo, options.uploads)
        after = bare_loop(options.loop, options.uploads, workers)
    rates = [run["pictures_per_second"] for run in (before, after)]
    result["burst"]["bare_loop_pictures_per_second"] = statistics.mean(rates)
    result["burst"]["ratio"] = result["burst"]["pictures_per_second"] / statistics.mean(rates)
    result["start"] = measure_start(options.quickstep, folder, log, options.executions)
    return result


def goals(result):
    """(what, figure, unit, goal, whether it is reached)."""
    overhead, burst, start = result["overhead"], result["burst"], result["start"]
    rows = [
        ("orchestration overhead, median", overhead["overhead_ms_median"], "ms", "<=", 15),
        ("burst against the bare loop", 100 * burst["ratio"], "%", ">=", 80),
        ("server memory at the burst's peak", burst["server_peak_rss_mib"], "MiB", "<=", 200),
        ("start, empty folder", start["empty_ms_median"], "ms", "<=", 100),
        (f"start, {start['executions']} executions", start["full_ms_median"], "ms", "<=", 1000),
    ]
    return [
        (what, figure, unit, f"{sign} {goal}", figure <= goal if sign == "<=" else figure >= goal)
        for what, figure, unit, sign, goal in rows
    ]


def show(result):
    print(f"{'':38}{'measured':>12}  {'goal':<12}")
    for what, figure, unit, goal, reached in goals(result):
        print(f"{what:38}{figure:9.1f} {unit:<3} {goal + ' ' + unit:<12} {'' if reached else 'MISSED'}")
    burst, overhead = result["burst"], result["overhead"]
    print(
        f"pictures a second: {burst['pictures_per_second']:.1f} through the pipeline, "
        f"{burst['bare_loop_pictures_per_second']:.1f} in the bare loop on {result['cores']} cores\n"
        f"functions' own time {overhead['functions_ms_median']:.1f} ms; overhead with upload and "
        f"start {overhead['overhead_with_upload_ms_median']:.1f} ms; "
        f"cores used by others {result['other_cores']:.2f}"
    )
    print(json.dumps(result))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quickstep", required=True, help="the server's binary")
    parser.add_argument("--build", help="the build folder, where the bare loop lies")
    parser.add_argument("--loop", help="the binary of the bare loop; default: the build folder's")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--uploads", type=int, default=200)
    parser.add_argument("--executions", type=int, default=10_000)
    parser.add_argument("--check", action="store_true", help="exit 1 where a goal is missed")
    options = parser.parse_args()
    if not options.loop:
        options.loop = f"{options.build}/bench/images/bench_images_loop"
    with tempfile.TemporaryDirectory(prefix="quickstep-bench-") as name:
        folder = pathlib.Path(name)
        with open(folder / "server.log", "w", encoding="utf-8") as log:
            try:
                result = measure(options, folder, log)
            except BaseException:
                log.flush()
                tail = (folder / "server.log").read_text(errors="replace").splitlines()[-20:]
                print("the server's last words:", *tail, sep="\n", file=sys.stderr)
                raise
    show(result)
    reached = all(row[-1] for row in goals(result))
    return 0 if reached or not options.check else 1


if __name__ == "__main__":
    sys.exit(main())
