"""The command line against a real server: deploy, s3, executions, and the exit status of each way to fail."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import uuid

BINARY = os.environ["QUICKSTEP_BINARY"]
ENDPOINT = os.environ["QUICKSTEP_ENDPOINT"]
DEFINITION = {"StartAt": "Say", "States": {"Say": {"Type": "Pass", "Result": "${Word}", "End": True}}}


def template(bucket, word="hello", more=""):
    return f"""
Transform: AWS::Serverless-2016-10-31
Parameters:
  BucketName: {{Type: String, Default: {bucket}}}
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Ref BucketName
      NotificationConfiguration: {{EventBridgeConfiguration: {{EventBridgeEnabled: true}}}}
  Rows:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{{AttributeName: key, AttributeType: S}}]
      KeySchema: [{{AttributeName: key, KeyType: HASH}}]
  Worker:
    Type: AWS::Serverless::Function
    Properties: {{Runtime: python3.11, Handler: index.handler, CodeUri: code/}}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: machine.asl.json
      DefinitionSubstitutions: {{Word: {word}}}
      Events:
        Uploaded:
          Type: EventBridgeRule
          Properties:
            Pattern:
              source: [aws.s3]
              detail: {{bucket: {{name: [!Ref BucketName]}}, object: {{key: [{{prefix: in/}}]}}}}
{more}
Outputs:
  MachineArn: {{Value: !Ref Machine}}
"""


class Cli(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="quickstep-cli-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.stack = "s" + uuid.uuid4().hex[:10]

    def run_cli(self, *words, status=0, stdin=None, endpoint=ENDPOINT, **environment):
        done = subprocess.run([BINARY, *words], capture_output=True, input=stdin, timeout=60,
                              env={"PATH": os.environ["PATH"], "HOME": str(self.folder),
                                   "QUICKSTEP_ENDPOINT": endpoint, **environment})
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        return done

    def write_application(self, text):
        (self.folder / "code").mkdir(exist_ok=True)
        (self.folder / "code/index.py").write_text("def handler(event, context):\n    return event\n")
        (self.folder / "machine.asl.json").write_text(json.dumps(DEFINITION))
        path = self.folder / "template.yaml"
        path.write_text(text)
        return str(path)

    def deploy(self, path, status=0):
        return self.run_cli("deploy", path, "--stack-name", self.stack, status=status)

    def changes(self, done):
        lines = done.stdout.decode().split("outputs:")[0].splitlines()
        return {line.split()[0]: line.split()[-1] for line in lines}


class Deploy(Cli):
    def test_a_second_deployment_changes_nothing(self):
        path = self.write_application(template(self.stack))
        first = self.deploy(path)
        self.assertEqual(set(self.changes(first).values()), {"created"}, first.stdout)
        self.assertEqual(list(self.changes(first)),
                         ["Bucket", "Rows", "Worker", "Machine", "MachineUploaded"])
        self.assertIn(b"next: quickstep s3 cp", first.stderr)
        second = self.deploy(path)
        self.assertEqual(set(self.changes(second).values()), {"unchanged"}, second.stdout)
        self.assertIn(b"nothing has changed", second.stderr)

    def test_only_what_changed_is_updated(self):
        self.deploy(self.write_application(template(self.stack)))
        path = self.write_application(template(self.stack, word="bye"))
        (self.folder / "code/index.py").write_text("def handler(event, context):\n    return 2\n")
        changes = self.changes(self.deploy(path))
        self.assertEqual({name for name, change in changes.items() if change == "updated"},
                         {"Worker", "Machine"})
        shown = self.run_cli("machines", "show", self.stack + "-Machine", "--definition")
        self.assertEqual(json.loads(shown.stdout)["States"]["Say"]["Result"], "bye")

    def test_an_upload_starts_the_deployed_machine(self):
        self.deploy(self.write_application(template(self.stack)))
        self.run_cli("s3", "cp", "-", f"s3://{self.stack}/in/a", stdin=b"x")
        for _ in range(100):
            listed = self.run_cli("executions", "list", self.stack + "-Machine").stdout
            if listed:
                break
        name = json.loads(listed.splitlines()[0])["name"]
        followed = self.run_cli("executions", "watch", name)
        self.assertIn("in/a", followed.stderr.decode())
        self.assertIn("SUCCEEDED", followed.stderr.decode())

    def test_what_is_not_supported_is_refused_before_anything_is_made(self):
        more = "  Queue:\n    Type: AWS::SQS::Queue\n"
        path = self.write_application(template(self.stack, more=more))
        line = (self.folder / "template.yaml").read_text().splitlines().index(
            "    Type: AWS::SQS::Queue") + 1
        refused = self.deploy(path, status=2)
        self.assertIn(f"template.yaml:{line}: Queue: the type AWS::SQS::Queue",
                      refused.stderr.decode())
        self.assertEqual(refused.stdout, b"")
        self.run_cli("s3", "ls", f"s3://{self.stack}", status=3)

    def test_a_failed_deployment_removes_what_it_made(self):
        # A bucket's name that S3 does not take comes last among the buckets.
        more = "  Zoo:\n    Type: AWS::S3::Bucket\n    Properties: {BucketName: Not_A_Name}\n"
        path = self.write_application(template(self.stack, more=more))
        failed = self.deploy(path, status=1)
        self.assertIn("Zoo (AWS::S3::Bucket)", failed.stderr.decode())
        self.assertIn("removed again", failed.stderr.decode())
        self.run_cli("s3", "ls", f"s3://{self.stack}", status=3)


class S3(Cli):
    KEYS = ["plain.txt", "a b+c%2F&=?#.txt", "../up/./x//y", "ü/日本/\U0001f600", "tab\tline\nend"]

    def test_odd_keys_come_back_as_they_went(self):
        self.run_cli("s3", "mb", f"s3://{self.stack}")
        source = self.folder / "source"
        for number, key in enumerate(self.KEYS):
            body = os.urandom(1000 * number) + b"end"
            source.write_bytes(body)
            self.run_cli("s3", "cp", str(source), f"s3://{self.stack}/{key}")
            self.assertEqual(self.run_cli("s3", "cat", f"s3://{self.stack}/{key}").stdout, body)
            back = self.folder / "back"
            self.run_cli("s3", "cp", f"s3://{self.stack}/{key}", str(back))
            self.assertEqual(back.read_bytes(), body)
        listed = self.run_cli("s3", "ls", f"s3://{self.stack}", "--recursive").stdout
        self.assertEqual(sorted(json.loads(line)["Key"] for line in listed.splitlines()),
                         sorted(self.KEYS))

    def test_stdin_and_stdout_carry_bytes_of_any_kind(self):
        self.run_cli("s3", "mb", self.stack)
        body = os.urandom(3_000_000)
        self.run_cli("s3", "cp", "-", f"s3://{self.stack}/big", stdin=body)
        self.assertEqual(self.run_cli("s3", "cp", f"s3://{self.stack}/big", "-").stdout, body)
        self.run_cli("s3", "cp", "-", f"s3://{self.stack}/", stdin=b"", status=2)

    def test_a_folder_goes_and_comes_back_whole(self):
        self.run_cli("s3", "mb", self.stack)
        for name in ["a.txt", "sub/b.txt"]:
            path = self.folder / "in" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)
        self.run_cli("s3", "cp", str(self.folder / "in"), f"s3://{self.stack}/f", "--recursive")
        self.run_cli("s3", "cp", f"s3://{self.stack}/f/", str(self.folder / "out"), "--recursive")
        self.assertEqual((self.folder / "out/sub/b.txt").read_text(), "sub/b.txt")
        self.run_cli("s3", "rm", f"s3://{self.stack}/f/", "--recursive", status=2)
        self.run_cli("s3", "rm", f"s3://{self.stack}/f/", "--recursive", "--yes")
        self.assertEqual(self.run_cli("s3", "ls", f"s3://{self.stack}", "--recursive").stdout, b"")

    def test_a_key_cannot_lead_out_of_the_folder(self):
        self.run_cli("s3", "mb", self.stack)
        self.run_cli("s3", "cp", "-", f"s3://{self.stack}/x/../../escaped", stdin=b"x")
        done = self.run_cli("s3", "cp", f"s3://{self.stack}/x/", str(self.folder / "deep/out"),
                            "--recursive")
        self.assertIn(b"skipped", done.stderr)
        self.assertFalse((self.folder / "escaped").exists())

    def test_metadata_and_type_are_kept(self):
        self.run_cli("s3", "mb", self.stack)
        self.run_cli("s3", "cp", "-", f"s3://{self.stack}/p.png", "--metadata", "a=b",
                     "--metadata", "c=d e", stdin=b"x")
        import urllib.request
        with urllib.request.urlopen(f"{ENDPOINT}/{self.stack}/p.png") as reply:
            self.assertEqual(reply.headers["Content-Type"], "image/png")
            self.assertEqual(reply.headers["x-amz-meta-a"], "b")
            self.assertEqual(reply.headers["x-amz-meta-c"], "d e")


class Executions(Cli):
    def test_start_show_history_and_stop(self):
        self.deploy(self.write_application(template(self.stack)))
        machine = self.stack + "-Machine"
        arn = self.run_cli("executions", "start", machine, "-i", '{"a": 1}', "--name",
                           self.stack).stdout.decode().strip()
        self.assertTrue(arn.endswith(self.stack), arn)
        self.run_cli("executions", "watch", arn)
        shown = json.loads(self.run_cli("executions", "show", self.stack).stdout)
        self.assertEqual(shown["status"], "SUCCEEDED")
        self.assertEqual(json.loads(self.run_cli("executions", "show", self.stack,
                                                 "--output-only").stdout), "hello")
        events = self.run_cli("executions", "history", self.stack).stdout.splitlines()
        self.assertEqual(json.loads(events[0])["type"], "ExecutionStarted")
        listed = self.run_cli("executions", "list", machine, "-q").stdout.decode().split()
        self.assertEqual(listed, [arn])
        self.run_cli("executions", "start", machine, "-i", "{broken", status=2)


class ExitCodes(Cli):
    def test_each_way_to_fail_has_its_own(self):
        self.run_cli("machines", "show", "nothing-like-that", status=3)
        self.run_cli("s3", "cat", "s3://no-such-bucket-at-all/key", status=3)
        self.run_cli("deploy", "no/such/template.yaml", status=3)
        self.run_cli("machines", "list", endpoint="http://127.0.0.1:1", status=6)
        self.run_cli("machines", "list", endpoint="ftp://x", status=2)
        self.run_cli("machines", "lst", status=2)
        self.run_cli(status=2)
        self.run_cli("serve", "--listen", ENDPOINT.removeprefix("http://"), "--data-dir",
                     str(self.folder / "data"), status=8)
        self.run_cli("s3", "mb", f"s3://{self.stack}")
        self.run_cli("s3", "cp", "-", f"s3://{self.stack}/x", stdin=b"x")
        self.run_cli("--version")
        self.run_cli("help", "deploy")

    def test_problems_can_be_json(self):
        done = self.run_cli("machines", "show", "nothing", "-o", "json", status=3)
        error = json.loads(done.stderr)["error"]
        self.assertIn("nothing", error["message"])
        done = self.run_cli("machines", "list", "-o", "json", endpoint="http://127.0.0.1:1", status=6)
        self.assertIn("127.0.0.1:1", json.loads(done.stderr)["error"]["message"])

    def test_validate_says_where_and_ends_with_one(self):
        good = self.folder / "good.json"
        good.write_text(json.dumps(DEFINITION))
        bad = self.folder / "bad.json"
        bad.write_text('{\n  "StartAt": "A",\n  "States": {"A": {"Type": "Pass", "Next": "B"}}\n}\n')
        self.run_cli("validate", str(good))
        done = self.run_cli("validate", str(bad), status=1)
        self.assertIn(f"{bad}:3:", done.stdout.decode())
        self.assertIn("^", done.stdout.decode())
        lines = self.run_cli("validate", "--json", str(good), str(bad), "nothing.json",
                             status=1).stdout.splitlines()
        self.assertEqual([json.loads(line)["result"] for line in lines], ["OK", "FAIL", "FAIL"])
        self.assertEqual(json.loads(lines[2])["diagnostics"][0]["code"], "FILE_NOT_READABLE")

    def test_graph_and_eval_need_no_server(self):
        path = self.folder / "m.json"
        path.write_text(json.dumps(DEFINITION))
        self.assertIn(b"<svg", self.run_cli("graph", str(path)).stdout)
        self.assertIn(b"Say", self.run_cli("graph", str(path), "-o", "mermaid").stdout)
        request = {"id": "1", "language": "jsonpath", "expression": "$.a", "data": {"a": 5}}
        answers = self.run_cli("eval", "--lines", stdin=json.dumps(request).encode() + b"\nrubbish")
        lines = [json.loads(line) for line in answers.stdout.splitlines()]
        self.assertEqual(lines[0], {"id": "1", "result": 5})
        self.assertEqual(lines[1]["error"]["code"], "InvalidRequest")

    def test_colours_are_for_terminals_only(self):
        done = self.run_cli("machines", "show", "nothing", status=3)
        self.assertNotIn(b"\x1b", done.stderr)
        done = self.run_cli("machines", "show", "nothing", status=3, CLICOLOR_FORCE="1")
        self.assertIn(b"\x1b[", done.stderr)


if __name__ == "__main__":
    unittest.main()
