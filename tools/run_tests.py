#!/usr/bin/env python3
"""Runs all tests of a build: the programs that CTest knows, then tests/e2e against the real binary.

Ends with one line, "N passed, N failed", that counts test cases where the program says how many it has.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCTEST = re.compile(r"test cases:\s*(\d+)\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed")
UNITTEST = re.compile(r"^Ran (\d+) tests? in", re.M)
UNITTEST_BAD = re.compile(r"(failures|errors|unexpected successes)=(\d+)")
NOT_RUN = re.compile(r"^NOT RUN: .*$", re.M)


class Outcome:
    def __init__(self, name, passed, failed, seconds, output):
        self.name, self.passed, self.failed = name, passed, failed
        self.seconds, self.output = seconds, output
        self.not_run = NOT_RUN.findall(output)


def count(output, status):
    """(passed, failed) cases of one program's output."""
    found = DOCTEST.findall(output)
    if found:
        passed = sum(int(row[1]) for row in found)
        failed = sum(int(row[2]) for row in found)
    elif UNITTEST.search(output):
        failed = sum(int(n) for _, n in UNITTEST_BAD.findall(output))
        passed = sum(int(n) for n in UNITTEST.findall(output)) - failed
    else:
        passed, failed = (1, 0) if status == 0 else (0, 1)
    if status != 0 and failed == 0:  # It crashed, or a check outside a case failed.
        failed = 1
    return passed, failed


def run(name, command, environment, timeout):
    began = time.monotonic()
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, timeout=timeout, text=True,
                              errors="replace", stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        output, status = done.stdout, done.returncode
    except subprocess.TimeoutExpired as late:
        output = (late.stdout or b"").decode(errors="replace") if isinstance(late.stdout, bytes) else (late.stdout or "")
        output += f"\nno end within {timeout} s"
        status = 1
    if status == 77:  # CTest's and our convention: it cannot run here, and says why.
        passed, failed = 0, 0
    else:
        passed, failed = count(output, status)
    return Outcome(name, passed, failed, time.monotonic() - began, output)


def programs(build):
    """Name and command of each test that CTest knows."""
    import json
    listing = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], cwd=ROOT,
                             check=True, capture_output=True, text=True).stdout
    for test in json.loads(listing)["tests"]:
        if "command" in test:
            yield test["name"], test["command"]


def end_to_end(build, python):
    for folder in sorted((ROOT / "tests" / "e2e").glob("*/")):
        if list(folder.glob("test_*.py")):
            yield f"e2e/{folder.name}", [python, str(ROOT / "tools" / "e2e.py"), "--binary",
                                         f"{build}/quickstep", str(folder)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--timeout", type=int, default=900)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    if not options.build.endswith("release"):
        # Frames are several times larger with sanitizers; the product's limits of nesting fit 2 MB without.
        resource.setrlimit(resource.RLIMIT_STACK, (64 * 1024 * 1024, resource.getrlimit(resource.RLIMIT_STACK)[1]))

    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", QUICKSTEP_PYTHON=options.python,
                       QUICKSTEP_BINARY=str(ROOT / options.build / "quickstep"))
    environment["TSAN_OPTIONS"] = f"suppressions={ROOT / 'tools' / 'tsan.supp'}"
    venv = ROOT / "build" / "venv" / "bin"
    environment["PATH"] = f"{venv}:{environment.get('PATH', '')}"
    jobs = [("lint/layers", [sys.executable, "tools/tidy.py"])]
    jobs += list(programs(options.build)) + list(end_to_end(options.build, options.python))
    jobs.append(("crash/kill", [options.python, "tests/crash/kill_loop.py", "--binary",
                                f"{options.build}/quickstep", "--cycles", "10"]))
    jobs.append(("crash/pipeline", [options.python, "tests/crash/kill_pipeline.py", "--binary",
                                    f"{options.build}/quickstep", "--cycles", "3"]))
    # Sanitizers make ours some ten times slower.
    pairs = "20000" if options.build.endswith("release") else "2000"
    jobs.append(("differential/jsonata", [options.python, "tests/differential/compare.py", "--evaluator",
                                          f"{options.build}/quickstep eval --lines", "--count", pairs]))
    if options.names:
        jobs = [job for job in jobs if any(name in job[0] for name in options.names)]
    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        waiting = [pool.submit(run, name, command, environment, options.timeout)
                   for name, command in jobs]
        for future in concurrent.futures.as_completed(waiting):
            outcome = future.result()
            outcomes.append(outcome)
            word = "FAILED" if outcome.failed else "ok" if outcome.passed else "NOT RUN"
            print(f"{word:8} {outcome.name:32} {outcome.passed:5} passed"
                  f" {outcome.failed:3} failed {outcome.seconds:7.1f} s", flush=True)
            for line in outcome.not_run:
                print(f"         {line}")
            if outcome.failed:
                print("\n".join("    " + line for line in outcome.output.splitlines()[-60:]))
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
