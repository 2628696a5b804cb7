#!/usr/bin/env python3
"""Builds and runs the fuzz targets of tests/fuzz: fuzz.py [NAME] [--seconds N]

Each target is a program made by clang 19 with libFuzzer, address and undefined sanitizers. Inputs that it
finds join build/fuzz/corpus/NAME; the seeds in tests/fuzz/corpus/NAME stay as they are.
tests/fuzz/dictionaries/NAME.dict has words that inputs are made of.
"""
import argparse
import pathlib
import resource
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "fuzz"


def known_names():
    return sorted(source.stem.removeprefix("fuzz_") for source in (ROOT / "tests" / "fuzz").glob("fuzz_*.cpp"))


def build(targets):
    subprocess.run(["cmake", "-S", ROOT, "-B", BUILD, "-G", "Ninja", "-DCMAKE_CXX_COMPILER=clang++-19",
                    "-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1",
                    "-DQS_SANITIZE=address,undefined", "-DQS_FUZZ=ON", "-DQS_EXAMPLES=OFF"],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", BUILD, "--target", *targets], check=True, stdout=subprocess.DEVNULL)


def run(target, seconds):
    name = target.name.removeprefix("fuzz_")
    found = BUILD / "corpus" / name
    found.mkdir(parents=True, exist_ok=True)
    corpora = [str(found)]
    seeds = ROOT / "tests" / "fuzz" / "corpus" / name
    if seeds.is_dir():
        corpora.append(str(seeds))
    dictionary = ROOT / "tests" / "fuzz" / "dictionaries" / f"{name}.dict"
    if dictionary.exists():
        corpora.append(f"-dict={dictionary}")
    print(f"== {name}, {seconds} s", flush=True)
    return subprocess.run([str(target), *corpora, f"-max_total_time={seconds}", "-timeout=5",
                           "-rss_limit_mb=1024", "-print_final_stats=1", "-verbosity=0"],
                          cwd=BUILD).returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name", nargs="?")
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    # Frames are several times larger with sanitizers; the product's limits of nesting fit 2 MB without.
    resource.setrlimit(resource.RLIMIT_STACK, (64 * 1024 * 1024, resource.getrlimit(resource.RLIMIT_STACK)[1]))
    names = known_names()
    if options.name and options.name not in names:
        print(f"error: there is no fuzz target \"{options.name}\"; there are {', '.join(names)}", file=sys.stderr)
        return 2
    targets = [f"fuzz_{name}" for name in names if options.name in (None, name)]
    build(targets)
    bad = [target for target in targets if run(BUILD / "tests" / "fuzz" / target, options.seconds) != 0]
    if bad:
        print(f"findings in {', '.join(bad)}; the inputs lie in {BUILD}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
