#!/usr/bin/env python3
"""Compares our JSONata with the npm package jsonata 2.0.6 on generated expressions.

    compare.py [--first SEED] [--count N] [--seconds N] [--evaluator COMMAND] [--reference FOLDER]

Both sides answer the same JSON lines; a difference is a failure unless ALLOWED below explains it. A pair is
made from its seed alone, so that a difference can be looked at again with `--first SEED --count 1`. The
package is installed by `./dev`; where it is missing the test says so and ends with status 77.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time

import generate

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CHUNK = 1_000
ANSWER_SECONDS_MAX = 60


def is_same(a, b):
    """Whether two JSON values are equal; sums may differ in their last digits."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return a == b or abs(a - b) <= 1e-13 * max(abs(a), abs(b))
    if type(a) is not type(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(map(is_same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(is_same(a[key], b[key]) for key in a)
    return a == b


def agree(ours, theirs):
    if "error" in ours or "error" in theirs:
        return "error" in ours and "error" in theirs and ours["error"]["code"] == theirs["error"]["code"]
    return ours.get("undefined") == theirs.get("undefined") and is_same(ours.get("result"), theirs.get("result"))


def crashed(_, __, theirs):
    """The reference throws something without a code: a fault in it, not an answer."""
    return "crash" in theirs


def no_end(_, __, theirs):
    """The reference gives no answer within a minute."""
    return "no_end" in theirs


def changed_its_input(_, __, theirs):
    """The reference writes into the data it was given (`[]{...}` puts an undefined item into the array)."""
    return theirs.get("changed_input", False)


def other_error_first(request, ours, theirs):
    """Parts of arrays and objects are evaluated in parallel there: any of their errors may come first."""
    return "error" in ours and "error" in theirs and re.search(r"[\[{]", request["expression"])


def shows_a_function(_, __, theirs):
    """Partial application of a function of the library skips its signature, and JavaScript prints objects."""
    return "[object " in json.dumps(theirs)


def grows_an_empty_array(request, ours, theirs):
    """A transform's update over an empty array leaves an undefined item in the result there."""
    if "|" not in request["expression"] or "result" not in ours or "result" not in theirs:
        return False
    return is_same(ours["result"], json.loads(json.dumps(theirs["result"]).replace("[null]", "[]")))


def sorted_tuples(request, _, __):
    """Behind a sort of a stream of tuples (`@`, `#` or `%` before `^`) a group or predicate sees the tuples."""
    text = request["expression"]
    return re.search(r"(@\$|#\$|%).*\^\(.*\).*[{\[]", text, re.S)


ALLOWED = [crashed, no_end, changed_its_input, other_error_first, shows_a_function, grows_an_empty_array,
           sorted_tuples]


def run(command, lines):
    """The answers to request lines, as many as came."""
    try:
        done = subprocess.run(command, input="\n".join(lines) + "\n", stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=ANSWER_SECONDS_MAX)
        out, why = done.stdout, done.stderr
    except subprocess.TimeoutExpired as late:
        out, why = (late.stdout or b"").decode(), "no end"
    return [json.loads(line) for line in out.splitlines(keepends=True) if line.endswith("\n")], why


def all_answers(command, lines, missing):
    """One answer for each line; `missing` makes one for a line at which the command stopped."""
    answers = []
    while len(answers) < len(lines):
        got, why = run(command, lines[len(answers):])
        answers += got
        if len(answers) < len(lines):
            answers.append(missing(why))
    return answers


def compare(first, count, evaluator, reference):
    """(tally, differences) of one run of seeds."""
    requests = [generate.request(seed) for seed in range(first, first + count)]
    lines = [json.dumps(request) for request in requests]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        ours = pool.submit(all_answers, evaluator, lines,
                           lambda why: {"result": f"OUR PROGRAM STOPPED: {why[-300:]}"})
        theirs = pool.submit(all_answers, reference, lines, lambda why: {"no_end": why})
    tally, differences = collections.Counter(), []
    for request, a, b in zip(requests, ours.result(), theirs.result()):
        allowed = next((rule for rule in (crashed, no_end) if rule(request, a, b)), None)
        if allowed is None and agree(a, b):
            tally["same errors" if "error" in a else "same values"] += 1
            continue
        allowed = allowed or next((rule for rule in ALLOWED if rule(request, a, b)), None)
        if allowed is not None:
            tally[allowed.__name__] += 1
        else:
            differences.append((request, a, b))
    return tally, differences


def show(difference, length=600):
    request, ours, theirs = difference
    print(f"--- seed {request['id']}: {request['expression']}")
    for name, value in (("data", request.get("data")), ("variables", request["variables"]), ("ours", ours),
                        ("reference", theirs)):
        print(f"    {name}: {json.dumps(value, ensure_ascii=False)[:length]}")


def node_program():
    ours = ROOT / "build" / "node" / "bin" / "node"
    return str(ours) if ours.exists() else shutil.which("node")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", type=int, default=1, help="the first seed; 0 takes fresh ones")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, help="go on for so long, whatever the count")
    parser.add_argument("--evaluator", default=f"{ROOT}/build/release/quickstep eval --lines")
    parser.add_argument("--reference", default=str(ROOT / "build/differential/node_modules/jsonata"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, help="chunks compared at a time")
    parser.add_argument("--show", type=int, default=10, help="differences to show")
    options = parser.parse_args()
    node = node_program()
    if node is None or not (pathlib.Path(options.reference) / "jsonata.js").exists():
        print("NOT RUN: the comparison with npm's jsonata 2.0.6 needs node and that package, and the package "
              "registry could not be reached; build/log/reference.log has the reason")
        return 77
    reference = [node, str(pathlib.Path(__file__).with_name("reference.mjs")), options.reference]
    first = options.first or time.time_ns() // 1_000_000
    began, done = time.monotonic(), 0
    tally, differences = collections.Counter(), []

    def goes_on():
        if options.seconds is not None:
            return time.monotonic() - began < options.seconds
        return done < options.count

    workers = max(1, options.jobs)
    with concurrent.futures.ProcessPoolExecutor(workers) as pool:
        while goes_on():
            sizes = [CHUNK] * workers
            if options.seconds is None:
                left = options.count - done
                sizes = [min(CHUNK, left - at) for at in range(0, min(left, CHUNK * workers), CHUNK)]
            running = []
            for size in sizes:
                running.append(pool.submit(compare, first + done, size, shlex.split(options.evaluator), reference))
                done += size
            for one in running:
                counted, different = one.result()
                tally += counted
                differences += different
    differences.sort(key=lambda one: len(one[0]["expression"]))
    for one in differences[:options.show]:
        show(one)
    print(f"{done} pairs from seed {first} in {time.monotonic() - began:.0f} s: "
          + ", ".join(f"{name} {count}" for name, count in sorted(tally.items()))
          + f", differences {len(differences)}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
