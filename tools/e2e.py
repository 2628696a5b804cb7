#!/usr/bin/env python3
"""Runs the unittest files of one folder against a server of its own: e2e.py --binary BIN tests/e2e/s3"""
import argparse
import os
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support.server import Server  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("folder")
    parser.add_argument("-k", dest="pattern", action="append")
    options = parser.parse_args()
    os.environ["QUICKSTEP_BINARY"] = str(pathlib.Path(options.binary).resolve())
    loader = unittest.TestLoader()
    if options.pattern:
        loader.testNamePatterns = [f"*{pattern}*" for pattern in options.pattern]
    with Server(options.binary) as server:
        os.environ["QUICKSTEP_ENDPOINT"] = server.endpoint
        suite = loader.discover(options.folder, pattern="test_*.py")
        result = unittest.TextTestRunner(verbosity=1).run(suite)
        alive = server.process.poll() is None
        if not alive or not result.wasSuccessful():
            print(server.log()[-6000:])
    if not alive:
        print("the server ended during the tests")
    return 0 if result.wasSuccessful() and alive else 1


if __name__ == "__main__":
    sys.exit(main())
