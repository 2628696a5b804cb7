#!/usr/bin/env python3
"""Measures the three expression languages beside other implementations, by turns in one run.

    run.py --build build/release [--rounds 5] [--seconds 0.2] [--check]

JSONata against npm's jsonata on Node (and jsonatapy, whose engine is written in Rust), paths against
jsonpath-plus on Node and Python's jsonpath-ng. Every process does its work in one thread, and what
counts is its own processor time, so that the machine's other work does not. npm's packages are
installed below the build folder. Prints tables and the goals, then one line of JSON.
"""
import argparse
import json
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent

JSONATA = {
    "path": "$states.input.detail.object.key",
    "path_array": "$states.input.orders.customer.name",
    "filter": "$states.input.orders[status = 'PAID' and price > 500]",
    "map": "$map($states.input.orders, function($o) { $o.price * $o.quantity })",
    "map_path": "$states.input.orders.(price * quantity)",
    "aggregate": "$sum($states.input.orders.(price * quantity))",
    "string": "'s3://' & $states.input.detail.bucket.name & '/thumb/' & "
    "$substringAfter($states.input.detail.object.key, '/')",
    "string_join": "$join($states.input.orders.(id & ':' & status), ',')",
    "sort": "$states.input.orders^(>price, id).id",
    "object": "$states.input.orders.{'id': id, 'total': price * quantity, 'who': customer.name}",
    "group": "$states.input.orders{status: $sum(price)}",
    "choice": "$states.input.detail.object.size > 1000 and "
    "$contains($states.input.detail.object.key, '.jpg')",
}
# The mode, the goal of the geometric mean, and that of each line.
MODES = [("eval", 30, 10), ("cold", 15, 5), ("full", 10, 4)]

PATHS = [
    "$.detail.object.key",
    "$.orders[0].customer.name",
    "$.orders[999].price",
    "$.orders[*].id",
    "$.orders[*].customer.name",
    "$.orders[*].tags[0]",
    "$.orders[100:200].price",
    "$..name",
    "$..price",
    "$.orders[?(@.price > 500)].id",
    "$.orders[?(@.status == 'PAID')].price",
    "$.orders[?(@.status == 'PAID' && @.price > 500)].id",
]
PATH_GOAL = 20
# Paths that must not allocate.
PLAIN = ["$.detail.object.key", "$.orders[0].customer.name", "$.orders[999].price", "$.orders"]
INTRINSICS = [
    "States.Format('s3://{}/{}', $.detail.bucket.name, $.detail.object.key)",
    "States.ArrayLength($.orders)",
    "States.ArrayGetItem($.orders, 500)",
    "States.StringSplit($.detail.object.key, '/')",
    "States.MathAdd($.detail.object.size, 1)",
    "States.Base64Encode($.detail.object.key)",
    "States.Hash($.detail.object.key, 'SHA-256')",
    "States.JsonToString($.detail)",
]
COMPILE_BYTES = 100_000
COMPILE_MS = 20


class Side:
    """A process that answers one line for each."""

    def __init__(self, name, *command):
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"error: {self.name} ended at {json.dumps(request)[:300]}")
        return line

    def answer(self, **request):
        return json.loads(self.ask(**request))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def node_packages(folder):
    if not shutil.which("node") or not shutil.which("npm"):
        print("error: Node is needed: apt-get install -y nodejs npm", file=sys.stderr)
        raise SystemExit(3)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / "package.json").read_bytes()
    stamp = folder / "package.json"
    if not (folder / "node_modules/jsonata").exists() or stamp.read_bytes() != wanted:
        stamp.write_bytes(wanted)
        command = ["npm", "install", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)
    return folder


def python_packages(folder):
    wanted = (HERE / "requirements.txt").read_bytes()
    stamp = folder / "requirements.txt"
    python = folder / "bin/python"
    if not stamp.exists() or stamp.read_bytes() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r"]
        subprocess.run([*pip, str(HERE / "requirements.txt")], check=True)
        stamp.write_bytes(wanted)
    return str(python)


def same(a, b):
    """Equal but for the last digit of a number, and for a list of one in place of its item."""
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return math.isclose(a, b, rel_tol=1e-12)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return a == b


def check_result(ours, side, language, expression):
    """What is measured must do the same."""
    mine = ours.answer(do="result", language=language, expression=expression)
    other = side.answer(do="result", language=language, expression=expression)
    if not same(mine, other) and not same([mine], other):
        raise SystemExit(f"error: {side.name} gives something else for {expression}")


def by_turns(sides, options, request):
    """The median of each side's rounds, in the order of `sides`."""
    rounds = [[] for _ in sides]
    for _ in range(options.rounds):
        for side, all_ in zip(sides, rounds):
            all_.append(side.answer(do="rate", seconds=options.seconds, **request))
    return [statistics.median(all_) for all_ in rounds]


def geometric_mean(values):
    return math.exp(statistics.fmean(map(math.log, values)))


def short(rate):
    return f"{rate:,.0f}" if rate < 1e6 else f"{rate / 1e6:,.2f} M"


def measure_jsonata(ours, node, rust, options, verdicts):
    out = {}
    for side in (node, rust):
        for expression in JSONATA.values():
            check_result(ours, side, "jsonata", expression)
    for mode, mean_goal, line_goal in MODES:
        print(f"\nJSONata, {mode}: evaluations a second")
        print(f"{'':12}{'quickstep':>12}{'npm jsonata':>14}{'jsonatapy':>12}{'x npm':>9}{'x rust':>9}")
        rows = {}
        for name, expression in JSONATA.items():
            request = {"language": "jsonata", "mode": mode, "expression": expression}
            us, npm, other = by_turns([ours, node, rust], options, request)
            rows[name] = {"quickstep": us, "npm": npm, "jsonatapy": other}
            missed = "" if us / npm >= line_goal and us > other else "  MISSED"
            print(f"{name:12}{short(us):>12}{short(npm):>14}{short(other):>12}"
                  f"{us / npm:>9.1f}{us / other:>9.1f}{missed}")
        ratios = [row["quickstep"] / row["npm"] for row in rows.values()]
        others = [row["quickstep"] / row["jsonatapy"] for row in rows.values()]
        mean = geometric_mean(ratios)
        print(f"{'mean':12}{'':38}{mean:>9.1f}{geometric_mean(others):>9.1f}")
        verdicts.append((f"{mode}: geometric mean, times npm", mean, mean_goal, mean >= mean_goal))
        verdicts.append((f"{mode}: slowest line, times npm", min(ratios), line_goal,
                         min(ratios) >= line_goal))
        verdicts.append((f"{mode}: slowest line, times jsonatapy", min(others), 1, min(others) > 1))
        out[mode] = rows
    return out


def measure_paths(ours, node, python, options, verdicts):
    print("\nPaths: evaluations a second")
    print(f"{'':54}{'quickstep':>12}{'jsonpath-plus':>15}{'jsonpath-ng':>13}{'x plus':>9}{'x ng':>9}")
    rows = {}
    for path in PATHS:
        for side in (node, python):
            check_result(ours, side, "jsonpath", path)
        request = {"language": "jsonpath", "mode": "eval", "expression": path}
        us, plus, ng = by_turns([ours, node, python], options, request)
        rows[path] = {"quickstep": us, "jsonpath-plus": plus, "jsonpath-ng": ng}
        missed = "" if us / max(plus, ng) >= PATH_GOAL else "  MISSED"
        print(f"{path:54}{short(us):>12}{short(plus):>15}{short(ng):>13}"
              f"{us / plus:>9.1f}{us / ng:>9.1f}{missed}")
    slowest = min(row["quickstep"] / max(row["jsonpath-plus"], row["jsonpath-ng"])
                  for row in rows.values())
    verdicts.append(("paths: slowest line, times the faster peer", slowest, PATH_GOAL,
                     slowest >= PATH_GOAL))
    print("\nIntrinsic functions (no peer has them): nanoseconds each")
    for call in INTRINSICS:
        request = {"language": "intrinsic", "mode": "eval", "expression": call}
        (rate,) = by_turns([ours], options, request)
        rows[call] = {"quickstep": rate}
        print(f"{call:74}{1e9 / rate:>8.0f}")
    return rows


def measure_limits(ours, options, verdicts):
    most = max(ours.answer(do="allocations", language="jsonpath", expression=p) for p in PLAIN)
    verdicts.append(("allocations in an evaluation of a plain path", most, 0, most == 0))
    term = " + ($x := $states.input.orders[status = 'PAID'].price; $sum($x) > 10 ? 1 : 0)"
    expression = "1" + term * (COMPILE_BYTES // len(term))
    request = {"language": "jsonata", "mode": "compile", "expression": expression}
    (rate,) = by_turns([ours], options, request)
    verdicts.append((f"compiling {len(expression) // 1000} KB of JSONata, ms", 1e3 / rate,
                     COMPILE_MS, 1e3 / rate < COMPILE_MS))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True)
    parser.add_argument("--quickstep", help="the binary; not needed here")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.1, help="for each figure of a round")
    parser.add_argument("--check", action="store_true", help="exit 1 where a goal is missed")
    options = parser.parse_args()
    folder = pathlib.Path(options.build) / "bench/expressions"
    packages = node_packages(folder / "node")
    python = python_packages(folder / "python")

    ours = Side("quickstep", str(folder / "bench_expressions"))
    text = folder / "input.json"
    text.write_text(ours.ask(do="input").rstrip("\n"), encoding="utf-8")
    # In one thread V8 also compiles and collects in the thread that is measured.
    node = Side("node", "node", "--single-threaded", str(HERE / "peer.mjs"), str(packages), str(text))
    rust = Side("jsonatapy", python, str(HERE / "peer.py"), "jsonatapy", str(text))
    jsonpath_ng = Side("jsonpath-ng", python, str(HERE / "peer.py"), "jsonpath-ng", str(text))

    load = os.getloadavg()[0]
    print(f"Processor time, median of {options.rounds} rounds, by turns; load {load:.1f} "
          f"on {os.cpu_count()} cores; input of {text.stat().st_size} bytes")
    verdicts = []
    result = {"jsonata": measure_jsonata(ours, node, rust, options, verdicts)}
    result["paths"] = measure_paths(ours, node, jsonpath_ng, options, verdicts)
    measure_limits(ours, options, verdicts)
    print(f"\n{'':46}{'measured':>10}{'goal':>8}")
    for what, figure, goal, reached in verdicts:
        print(f"{what:46}{figure:>10.2f}{goal:>8}{'' if reached else '  MISSED'}")
    print(json.dumps(result))
    for side in (ours, node, rust, jsonpath_ng):
        side.close()
    return 1 if options.check and not all(verdict[-1] for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
