"""The image application in another account than the default one."""
import json
import os
import pathlib
import subprocess
import time
import unittest
import urllib.request

from support.server import ROOT, Server

ACCOUNT = "123456789012"
BINARY = pathlib.Path(os.environ["QUICKSTEP_BINARY"]).resolve()


class Account(unittest.TestCase):
    def test_health_says_account_and_region(self):
        with Server(options=["--account-id", ACCOUNT, "--region", "eu-west-1"]) as server:
            with urllib.request.urlopen(server.endpoint + "/_quickstep/health") as reply:
                health = json.loads(reply.read())
        self.assertEqual((health["account_id"], health["region"]), (ACCOUNT, "eu-west-1"))

    @unittest.skipUnless(BINARY.is_relative_to(ROOT / "build/release"),
                         "the template names the functions of the release build")
    def test_the_image_application_runs_in_an_account_of_its_own(self):
        with Server(options=["--account-id", ACCOUNT]) as server:
            words = [server.binary, "deploy", "examples/image-pipeline/template.yaml", "--stack-name", "photos",
                     "--endpoint", server.endpoint]
            first = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
            self.assertNotIn("000000000000", first.stdout)
            again = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
            self.assertIn("nothing has changed", again.stderr)
            picture = (ROOT / "examples/image-pipeline/samples/stream.jpg").read_bytes()
            server.client("s3").put_object(Bucket="photos", Key="uploads/stream.jpg", Body=picture)
            sfn = server.client("stepfunctions")
            machine = sfn.list_state_machines()["stateMachines"][0]["stateMachineArn"]
            self.assertIn(f":{ACCOUNT}:", machine)
            until = time.monotonic() + 60
            statuses = []
            while time.monotonic() < until and statuses not in (["SUCCEEDED"], ["FAILED"]):
                time.sleep(0.05)
                listed = sfn.list_executions(stateMachineArn=machine)["executions"]
                statuses = [each["status"] for each in listed]
            self.assertEqual(statuses, ["SUCCEEDED"])


if __name__ == "__main__":
    unittest.main()
