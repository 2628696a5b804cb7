"""The examples of docs/expressions.md, run as they stand there."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

BINARY = os.environ["QUICKSTEP_BINARY"]
PAGE = pathlib.Path(__file__).parents[3] / "docs/expressions.md"


def blocks(kind):
    """(words behind the kind, text) of the fenced blocks of one kind."""
    return re.findall(rf"^```{kind} ?(.*)\n((?:.*\n)*?)```$", PAGE.read_text(), re.MULTILINE)


def examples():
    """(command, expected lines) of every console block."""
    for _, text in blocks("console"):
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, *lines = part.splitlines()
            yield command, lines


class Expressions(unittest.TestCase):
    def test_each_example_gives_what_the_page_says(self):
        with tempfile.TemporaryDirectory(prefix="quickstep-expressions-") as name:
            folder = pathlib.Path(name)
            for file, text in blocks("json"):
                (folder / file).write_text(text)
            (folder / "quickstep").symlink_to(pathlib.Path(BINARY).resolve())
            count = 0
            for command, lines in examples():
                with self.subTest(command):
                    # In the page $.a stands between double quotes, as it does at a prompt.
                    done = subprocess.run(["bash", "-c", command], cwd=folder, timeout=60,
                                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                          env={"PATH": f"{folder}:{os.environ['PATH']}"})
                    shown = done.stdout.splitlines()
                    if len(lines) == 1 and lines[0].startswith("error: "):
                        # The first line is enough where the rest says nothing new.
                        self.assertTrue(shown[0].startswith(lines[0]), shown)
                        self.assertNotEqual(done.returncode, 0)
                    else:
                        self.assertEqual(shown, lines)
                    count += 1
            self.assertGreater(count, 15)


if __name__ == "__main__":
    unittest.main()
