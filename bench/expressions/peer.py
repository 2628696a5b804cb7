"""The side of Python in the expression benchmark: jsonpath-ng, and jsonatapy, whose engine is written in Rust.
Speaks the same lines as expressions.cpp. Usage: peer.py PACKAGE INPUT."""
import json
import pathlib
import sys
import time

PACKAGE = sys.argv[1]
TEXT = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
INPUT = json.loads(TEXT)


def rate(seconds, work):
    """Calls a second of processor time."""
    work()
    start, elapsed, calls, batch = time.process_time(), 0.0, 0, 1
    while elapsed < seconds:
        for _ in range(batch):
            work()
        calls += batch
        elapsed = time.process_time() - start
        if elapsed < seconds / 20:
            batch *= 2
    return calls / elapsed


def paths(source):
    from jsonpath_ng.ext import parse

    compiled = parse(source)

    def run():
        return [match.value for match in compiled.find(INPUT)]

    return {"result": [run], "eval": [run]}


def jsonata(source):
    """Each mode as the ways to do it, of which the fastest counts."""
    import jsonatapy

    # It knows no variables from outside, so the input is below the root instead.
    source = source.replace("$states.input", "$$.input")
    text = '{"input":' + TEXT + "}"
    data = jsonatapy.JsonataData.from_json(text)
    compile_ = jsonatapy.compile
    compiled = compile_(source)
    return {
        "result": [lambda: compiled.evaluate_with_data(data)],
        "eval": [
            lambda: compiled.evaluate_with_data(data),
            lambda: compiled.evaluate_data_to_json(data),
        ],
        "cold": [
            lambda: compile_(source).evaluate_with_data(data),
            lambda: compile_(source).evaluate_data_to_json(data),
        ],
        "full": [lambda: compile_(source).evaluate_json(text)],
    }


def main():
    for line in sys.stdin:
        request = json.loads(line)
        modes = (jsonata if PACKAGE == "jsonatapy" else paths)(request["expression"])
        if request["do"] == "result":
            answer = modes["result"][0]()
        else:
            ways = modes[request["mode"]]
            answer = max(rate(request["seconds"] / len(ways), way) for way in ways)
        print(json.dumps(answer, separators=(",", ":")), flush=True)


if __name__ == "__main__":
    main()
