#!/usr/bin/env python3
"""Checks what a tool can check of the house's rules: layers, sizes, doors of libraries, banned words.

Prints one line a finding, `src/store/log.cpp:3: store may not include engine`, and ends with 1 if there is any.
An exception is a line in tools/tidy_exceptions.txt: path, rule, reason.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINES_MAX = 500
LINE_LENGTH_MAX = 100
FUNCTION_LINES_MAX = 70

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')
# Words that a line of code may not have, where they are allowed, and what to write instead.
BANNED = [
    (r"\bsystem_clock::now|\bsteady_clock::now", r"^src/base/clock\.cpp$|^examples/|^bench/", "take a base::Clock"),
    (r"\brandom_device\b|(?<![\w.:>])rand\(|\bgetrandom\(", r"^src/base/random\.cpp$",
     "draw from base/random.hpp"),
    (r"\bsleep_for\b|\busleep\(|(?<![\w.])sleep\(", r"^$", "use a timer; in tests the virtual clock"),
    (r"\bstd::regex\b", r"^$", "it recurses on input; write a matcher"),
    (r"\bstd::cout\b", r"^src/cli/|^bench/", "log, or give the text back"),
    (r"\b(TODO|FIXME|XXX)\b", r"^tools/tidy\.py$", "finish it, or file an issue"),
    (r"\bsystem\(|\bpopen\(", r"^$", "arguments are lists"),
    (r"\bO_CREAT\b|(?<![\w.:>])rename\(|\b(fsync|fdatasync)\(|(?<![\w.:>])unlink\(",
     r"^src/store/disk/|^src/cli/|^src/services/lambda/|^bench/|^tests/", "use store/disk, which syncs the folder too"),
    (r"^using namespace", r"\.cpp$", "name the namespace"),
]
PATHS = re.compile(r"(^|[^A-Za-z0-9._-])/(work|root|home)/[A-Za-z.]")
DECLARATION = re.compile(r"^[^\s#/}].*\)\s*(const)?\s*(noexcept)?\s*(override)?\s*(->[^{;]+)?\{\s*$")


def floors():
    """Each floor, and those that it may include."""
    table = {}
    for line in (ROOT / "src/floors.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, below = line.partition(":")
            table[name] = set(below.split()) | {name}
            unknown = table[name] - table.keys()
            assert not unknown, f"src/floors.txt: {name} names {unknown}, which stands not above it"
    return table


def doors():
    """Pattern of a third-party header, and the files that may include it."""
    rows = []
    for line in (ROOT / "tools/doors.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            header, *files = line.split()
            rows.append((re.compile(header), [re.compile(f) for f in files]))
    return rows


def exceptions():
    path = ROOT / "tools/tidy_exceptions.txt"
    rows = set()
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            name, rule, _reason = line.split(None, 2)
            rows.add((name, rule))
    return rows


class Tidy:
    def __init__(self):
        self.floors, self.doors, self.exceptions = floors(), doors(), exceptions()
        self.findings = []

    def report(self, path, line, rule, text):
        if (path, rule) not in self.exceptions:
            self.findings.append(f"{path}:{line}: {text}")

    def check_include(self, path, number, quote, header):
        parts = pathlib.PurePath(path).parts
        if quote == '"' and parts[0] == "src" and len(parts) > 2:
            floor, below = parts[1], header.split("/")[0]
            if below in self.floors and below not in self.floors.get(floor, {below}):
                self.report(path, number, "layer", f"{floor} may not include {below}")
        for pattern, allowed in self.doors:
            if pattern.match(header) and not any(a.match(path) for a in allowed):
                self.report(path, number, "door", f"<{header}> belongs behind its door (tools/doors.txt)")

    def check_code(self, path):
        lines = (ROOT / path).read_text(errors="replace").splitlines()
        is_test = ".test." in path or path.startswith("tests/")
        if len(lines) > LINES_MAX and not is_test:
            self.report(path, len(lines), "file", f"{len(lines)} lines; {LINES_MAX} are the end: make it two")
        begun = None
        for number, line in enumerate(lines, 1):
            include = INCLUDE.match(line)
            if include:
                self.check_include(path, number, *include.groups())
            if len(line) > LINE_LENGTH_MAX and not is_test and "http" not in line:
                self.report(path, number, "line", f"{len(line)} characters; {LINE_LENGTH_MAX} are the end")
            code = line.split("//")[0]
            for pattern, allowed, instead in BANNED:
                target = line if "TODO" in pattern else code
                if re.search(pattern, target) and not re.search(allowed, path):
                    self.report(path, number, "word", f"{instead}: {line.strip()[:60]}")
            if DECLARATION.match(line) and not line.startswith(("namespace", "struct", "class", "extern")):
                begun = number
            elif line.startswith("}") and begun:
                if number - begun > FUNCTION_LINES_MAX and not is_test:
                    self.report(path, begun, "function", f"a function of {number - begun} lines; "
                                                         f"{FUNCTION_LINES_MAX} are the end")
                begun = None

    def check_text(self, path):
        for number, line in enumerate((ROOT / path).read_text(errors="replace").splitlines(), 1):
            if PATHS.search(line) and path != "tools/tidy.py":
                self.report(path, number, "path", f"a path of somebody's machine: {line.strip()[:60]}")


def tracked():
    listing = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                             check=True, capture_output=True, text=True).stdout
    return [name for name in listing.splitlines() if (ROOT / name).is_file()]


def main():
    tidy = Tidy()
    for path in tracked():
        if path.endswith((".cpp", ".hpp")):
            tidy.check_code(path)
        if path.endswith((".cpp", ".hpp", ".py", ".sh", ".md", ".txt", ".cmake", ".yaml", ".json")):
            tidy.check_text(path)
    for finding in tidy.findings:
        print(finding)
    print(f"{len(tidy.findings)} findings" if tidy.findings else "tidy")
    return 1 if tidy.findings else 0


if __name__ == "__main__":
    sys.exit(main())
