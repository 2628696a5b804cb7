#!/usr/bin/env python3
"""Runs the benchmarks of a build: bench.py --build build/release [NAME...]

A benchmark is a folder of bench/. It has a run.py, which gets --quickstep and --build, or programs that the
build put into build/PRESET/bench/NAME/.
"""
import argparse
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def commands(folder, build):
    script = folder / "run.py"
    if script.exists():
        return [[sys.executable, str(script), "--quickstep", str(build / "quickstep"),
                 "--build", str(build)]]
    made = build / "bench" / folder.name
    return [[str(p)] for p in sorted(made.glob("*")) if p.is_file() and os.access(p, os.X_OK)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    build = (ROOT / options.build).resolve()
    folders = [f for f in sorted((ROOT / "bench").glob("*/")) if (f / "CMakeLists.txt").exists()]
    known = [f.name for f in folders]
    for name in options.names:
        if name not in known:
            print(f"error: there is no benchmark \"{name}\"; there are {', '.join(known)}", file=sys.stderr)
            return 2
    status = 0
    for folder in folders:
        if options.names and folder.name not in options.names:
            continue
        print(f"== {folder.name}", flush=True)
        for command in commands(folder, build):
            status |= subprocess.run(command, cwd=ROOT).returncode
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
