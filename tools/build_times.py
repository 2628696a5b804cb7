#!/usr/bin/env python3
"""The slowest files of the last builds, from Ninja's log: build_times.py build/release"""
import pathlib
import sys


def main():
    log = pathlib.Path(sys.argv[1]) / ".ninja_log"
    newest = {}
    for line in log.read_text().splitlines()[1:]:
        start, end, _mtime, name, _hash = line.split("\t")
        newest[name] = (int(end) - int(start)) / 1000
    rows = sorted(newest.items(), key=lambda row: -row[1])
    for name, seconds in rows[:25]:
        print(f"{seconds:7.1f} s  {name}")
    print(f"{sum(newest.values()):7.1f} s  in all, {len(newest)} steps")


if __name__ == "__main__":
    main()
