"""The snippets of docs/clients.md, taken from the page and run against the server; and `quickstep doctor`."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

BINARY, ENDPOINT = os.environ["QUICKSTEP_BINARY"], os.environ["QUICKSTEP_ENDPOINT"]
PAGE = pathlib.Path(__file__).resolve().parents[3] / "docs/clients.md"


def snippets(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(), re.M | re.S)


class Page(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="quickstep-page-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "quickstep").symlink_to(pathlib.Path(BINARY).resolve())
        tools = pathlib.Path(sys.executable).parent
        self.environment = {"PATH": f"{self.folder}:{tools}:/usr/bin:/bin", "HOME": str(self.folder),
                            "QUICKSTEP_ENDPOINT": ENDPOINT}

    def run_words(self, *words, status=0, **variables):
        done = subprocess.run(words, capture_output=True, text=True, timeout=120,
                              env={**self.environment, **variables})
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        return done.stdout

    def test_the_snippets_for_python_run(self):
        for text in snippets("python"):
            text = text.replace("http://127.0.0.1:4566", ENDPOINT)
            self.assertEqual(self.run_words(sys.executable, "-c", text), '"hello"\n')

    def test_the_snippets_for_the_shell_run(self):
        first, flow = snippets("sh")
        self.assertIn("ok    server", self.run_words("sh", "-ec", first))
        self.assertEqual(self.run_words("sh", "-ec", flow), '"hello"\n')


class Doctor(Page):
    def tool(self, name, text):
        path = self.folder / name
        path.write_text(f"#!/bin/sh\necho '{text}'\n")
        path.chmod(0o755)

    def doctor(self, status=0, **variables):
        return self.run_words("quickstep", "doctor", status=status, PATH=f"{self.folder}:/bin", **variables)

    def test_all_is_well_after_env(self):
        self.tool("aws", "aws-cli/2.13.0 Python/3.11.2")
        self.tool("cdk", "2.177.0 (build x)")
        self.tool("sam", "SAM CLI, version 1.95.0")
        out = self.run_words("sh", "-ec", f'PATH={self.folder}:/bin; eval "$(quickstep env)"; quickstep doctor')
        self.assertNotRegex(out, "(?m)^(warn|fail)")
        self.assertEqual(len(out.splitlines()), 7, out)

    def test_each_trap_is_told_with_its_fix(self):
        self.tool("aws", "aws-cli/2.9.19 Python/3.11.2 Linux/6.1")
        self.tool("cdk", "2.100.0 (build x)")
        self.tool("sam", "SAM CLI, version 1.94.0")
        out = self.doctor(AWS_PROFILE="work")
        for text in ("sync-127.0.0.1 is no known host", "AWS_DISABLE_HOST_PREFIX_INJECTION=true", "2.9.19, which ignores",
                     "--endpoint-url", "cdk is 2.100.0", "sam is 1.94.0", "unset AWS_PROFILE",
                     "AWS_ENDPOINT_URL is not set", "no AWS keys"):
            self.assertIn(text, out)
        self.assertNotIn("fail", out)

    def test_no_server_is_a_failure(self):
        self.assertIn("fail  server", self.doctor(status=1, QUICKSTEP_ENDPOINT="http://127.0.0.1:9"))

    def test_env_speaks_fish_and_leaves_own_keys(self):
        out = self.run_words("quickstep", "env", "--shell", "fish", AWS_ACCESS_KEY_ID="mine", AWS_REGION="a'b")
        self.assertIn("set -gx AWS_REGION 'a\\'b'\n", out)
        self.assertNotIn("ACCESS_KEY", out)
        self.assertIn("set -e AWS_PROFILE", out)
        self.assertIn("unset AWS_PROFILE", self.run_words("quickstep", "env"))


if __name__ == "__main__":
    unittest.main()
