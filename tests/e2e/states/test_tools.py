"""What infrastructure tools and the command line call, in the order in which they do."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from support.states import PASS, ROLE, WAIT, Case, name


class Terraform(Case):
    """The calls of aws_sfn_state_machine: plan, apply, refresh, change, destroy."""

    def read(self, arn):
        """What every refresh reads."""
        described = self.sfn.describe_state_machine(stateMachineArn=arn)
        versions = self.sfn.list_state_machine_versions(stateMachineArn=arn)["stateMachineVersions"]
        aliases = self.sfn.list_state_machine_aliases(stateMachineArn=arn)["stateMachineAliases"]
        tags = self.sfn.list_tags_for_resource(resourceArn=arn)["tags"]
        return described, versions, aliases, {tag["key"]: tag["value"] for tag in tags}

    def test_create_refresh_update_and_destroy(self):
        text, changed = json.dumps(PASS, indent=2), json.dumps(WAIT, indent=2)
        checked = self.sfn.validate_state_machine_definition(definition=text, type="STANDARD")
        self.assertEqual(checked["result"], "OK")
        options = {"type": "STANDARD", "tracingConfiguration": {"enabled": False},
                   "loggingConfiguration": {"level": "OFF", "includeExecutionData": False},
                   "encryptionConfiguration": {"type": "AWS_OWNED_KEY"}}
        arn = self.sfn.create_state_machine(name=name(), definition=text, roleArn=ROLE, publish=False,
                                            tags=[{"key": "made", "value": "here"}], **options)["stateMachineArn"]
        described, versions, aliases, tags = self.read(arn)
        # A plan after an apply must find nothing to change.
        self.assertEqual((described["definition"], described["roleArn"], described["status"]), (text, ROLE, "ACTIVE"))
        for member, value in options.items():
            self.assertEqual(described[member], value, member)
        self.assertEqual((versions, aliases, tags), ([], [], {"made": "here"}))
        self.assertEqual(self.read(arn)[0].get("revisionId"), described.get("revisionId"))

        self.sfn.validate_state_machine_definition(definition=changed, type="STANDARD")
        self.sfn.update_state_machine(stateMachineArn=arn, definition=changed, roleArn=ROLE, publish=True,
                                      loggingConfiguration=options["loggingConfiguration"],
                                      tracingConfiguration=options["tracingConfiguration"],
                                      encryptionConfiguration=options["encryptionConfiguration"])
        self.sfn.tag_resource(resourceArn=arn, tags=[{"key": "stage", "value": "test"}])
        self.sfn.untag_resource(resourceArn=arn, tagKeys=["made"])
        described, versions, aliases, tags = self.read(arn)
        self.assertEqual(described["definition"], changed)
        self.assertEqual([one["stateMachineVersionArn"] for one in versions], [f"{arn}:1"])
        self.assertEqual(tags, {"stage": "test"})

        running = self.sfn.start_execution(stateMachineArn=arn)["executionArn"]
        self.sfn.delete_state_machine(stateMachineArn=arn)
        until = time.monotonic() + 20
        while True:  # Until it is gone; DELETING while executions run.
            try:
                self.assertEqual(self.sfn.describe_state_machine(stateMachineArn=arn)["status"], "DELETING")
            except self.sfn.exceptions.StateMachineDoesNotExist:
                break
            self.assertLess(time.monotonic(), until, "the machine is still there")
        self.sfn.stop_execution(executionArn=running)
        self.assertEqual(self.finished(running)["status"], "ABORTED")


class CommandLine(Case):
    """AWS's command line, version 1 from PyPI, as tests/requirements.txt has it."""

    def setUp(self):
        super().setUp()
        beside = os.path.join(os.path.dirname(sys.executable), "aws")
        self.program = beside if os.path.exists(beside) else shutil.which("aws")
        self.home = tempfile.TemporaryDirectory(prefix="quickstep-aws-")
        self.addCleanup(self.home.cleanup)

    def aws(self, *words, status=0, endpoint_option=True):
        endpoint = os.environ["QUICKSTEP_ENDPOINT"]
        given = ["--endpoint-url", endpoint] if endpoint_option else []
        variables = {} if endpoint_option else {"AWS_ENDPOINT_URL": endpoint}
        done = subprocess.run([sys.executable, self.program, *given, "stepfunctions", *words], capture_output=True,
                              text=True, timeout=60, env={
                                  "PATH": os.environ["PATH"], "HOME": self.home.name, "AWS_PAGER": "",
                                  "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
                                  "AWS_DEFAULT_REGION": "us-east-1", "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
                                  **variables})
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        return json.loads(done.stdout) if done.stdout.strip() and status == 0 else done.stderr

    def test_the_flow_by_the_command_line(self):
        if not self.program:
            self.fail("there is no aws beside the tests' Python: pip install -r tests/requirements.txt")
        arn = self.aws("create-state-machine", "--name", name(), "--definition", json.dumps(PASS),
                       "--role-arn", ROLE, "--type", "EXPRESS")["stateMachineArn"]
        synced = self.aws("start-sync-execution", "--state-machine-arn", arn, "--input", '{"x": 1}',
                          endpoint_option=False)
        self.assertEqual((synced["status"], synced["output"]), ("SUCCEEDED", '{"a":1}'))
        listed = self.aws("list-state-machines", "--max-items", "1000")["stateMachines"]
        self.assertIn(arn, [one["stateMachineArn"] for one in listed])
        self.assertIn("StateMachineDoesNotExist", self.aws("describe-state-machine", "--state-machine-arn",
                                                           arn + "none", status=255))
        self.aws("delete-state-machine", "--state-machine-arn", arn)


if __name__ == "__main__":
    unittest.main()
