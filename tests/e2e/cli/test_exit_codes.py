"""Each exit status of the command line has its cause here; see `quickstep help exit-codes`.

Servers that are absent, silent, or something else than Quickstep are played by sockets of the test.
"""
import json
import os
import re
import signal
import socket
import subprocess
import threading
import unittest

from test_cli import BINARY, ENDPOINT, Cli

WAITS = json.dumps({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 600, "End": True}}})
FAILS = json.dumps({"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Broken"}}})


class FakeServer:
    """Gives each connection the same answer, whatever it asks; None: no answer, and the connection stays."""

    def __init__(self, answer, hears_first=True):
        self.answer, self.hears_first = answer, hears_first
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.socket.getsockname()[1]
        self.kept = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.kept.append(connection)
            if self.answer is None:
                continue
            if self.hears_first:
                connection.recv(65536)
            connection.sendall(self.answer)
            connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        for connection in self.kept:
            connection.close()


def http(status, body, *headers):
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


class ExitStatus(Cli):
    def fails_with(self, status, *words, says=(), **options):
        """The problem's sentence: it is on stderr, stdout is empty, and nobody sees a trace or an escape."""
        done = self.run_cli(*words, status=status, **options)
        text = done.stderr.decode()
        self.assertEqual(done.stdout, b"", words)
        self.assertRegex(text, r"\Aerror: .{10,}")
        self.assertNotRegex(text, r"[\x00-\x09\x0b-\x1f]")
        for part in says:
            self.assertIn(part, text)
        return text

    def machine(self, definition):
        name = self.stack
        subprocess.run([os.environ["QUICKSTEP_PYTHON"], "-c", f"""
import boto3
c = boto3.client("stepfunctions", endpoint_url="{ENDPOINT}", region_name="us-east-1",
                 aws_access_key_id="test", aws_secret_access_key="test")
c.create_state_machine(name="{name}", definition='{definition}', roleArn="arn:aws:iam::000000000000:role/r")
"""], check=True)
        return name

    def started(self, definition):
        return self.run_cli("executions", "start", self.machine(definition)).stdout.decode().strip()


class OfTheCommands(ExitStatus):
    def test_0_when_it_is_done(self):
        self.run_cli("--version")
        table = self.run_cli("help", "exit-codes").stdout.decode()
        self.assertEqual(re.findall(r"^ +(\d+)  ", table, re.M),
                         ["0", "1", "2", "3", "4", "5", "6", "7", "8", "70", "130"])

    def test_1_when_an_execution_or_a_request_fails(self):
        arn = self.started(FAILS)
        self.run_cli("executions", "watch", arn, status=1)
        self.fails_with(1, "executions", "start", self.stack, "--name", "not/a name", says=["InvalidName"])
        self.fails_with(1, "s3", "mb", "s3://Not_A_Name", says=["InvalidBucketName"])

    def test_2_when_it_is_used_wrongly(self):
        folder = str(self.folder)
        for words, part in [
                (["executions"], "say which command"), (["executons", "list"], "executions"),
                (["machines", "list", "--endpont", "x"], "--endpoint"), (["machines", "show"], "MACHINE"),
                (["machines", "list", "-o", "xml"], "xml"), (["machines", "list", "--timeout", "soon"], "soon"),
                (["machines", "list", "--timeout", "-1"], "-1"), (["machines", "list", "--timeout", "1e999"], "1e999"),
                (["executions", "list", "--status", "GOOD"], "GOOD"), (["executions", "list", "--limit", "-3"], "-3"),
                (["s3", "cp", "a", "b"], "s3://"), (["s3", "cat", "nothing"], "s3://"),
                (["machines", "list", "--endpoint", "127.0.0.1:4566"], "URL"),
                (["executions", "start", "m", "-i", "{"], "JSON"), (["deploy", folder + "/bad.yaml"], "bad.yaml"),
                (["deploy", folder + "/zeros"], "zeros")]:
            (self.folder / "bad.yaml").write_text("Resources: [")
            (self.folder / "zeros").write_bytes(bytes(1000))
            with self.subTest(words):
                self.fails_with(2, *words, says=[part])

    def test_3_when_it_is_not_there(self):
        self.fails_with(3, "machines", "show", "nothing-like-that", says=["nothing-like-that"])
        self.fails_with(3, "executions", "show", "nothing-like-that", says=["nothing-like-that"])
        self.fails_with(3, "s3", "ls", "s3://no-such-bucket-here/", says=["no-such-bucket-here"])
        self.fails_with(3, "s3", "cp", "/no/such/file", "s3://b/k", says=["/no/such/file"])
        self.fails_with(3, "deploy", "no/such/template.yaml", says=["no/such/template.yaml"])

    def test_4_when_it_is_not_allowed(self):
        for status, code in [(403, "AccessDeniedException"), (400, "UnrecognizedClientException"),
                             (403, "InvalidSignatureException"), (400, "ExpiredTokenException")]:
            body = json.dumps({"__type": code, "message": "not you"})
            with FakeServer(http(status, body, "x-amzn-RequestId: r-1")) as server, self.subTest(code):
                self.fails_with(4, "machines", "list", endpoint=server.url, says=["not you", f"{code} (request r-1)"])
        body = "<Error><Code>SignatureDoesNotMatch</Code><Message>not you</Message></Error>"
        with FakeServer(http(403, body, "x-amz-request-id: r-2")) as server:
            self.fails_with(4, "s3", "ls", endpoint=server.url, says=["not you", "SignatureDoesNotMatch"])

    def test_5_when_it_is_in_the_way_of_something(self):
        name = self.machine(WAITS)
        self.run_cli("executions", "start", name, "--name", self.stack)
        self.fails_with(5, "executions", "start", name, "--name", self.stack, "-i", '{"other": 1}',
                        says=["ExecutionAlreadyExists"])
        self.run_cli("executions", "stop", self.stack)

    def test_130_and_143_when_it_is_told_to_end(self):
        arn = self.started(WAITS)
        for number, status in [(signal.SIGINT, 130), (signal.SIGTERM, 143)]:
            process = subprocess.Popen([BINARY, "executions", "watch", arn, "--endpoint", ENDPOINT],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            # It catches signals before its first call, so that once it asked it may be told.
            self.wait_until_asked(process)
            process.send_signal(number)
            _, text = process.communicate(timeout=30)
            self.assertEqual(process.returncode, status, text)
        self.run_cli("executions", "stop", arn)

    def wait_until_asked(self, process):
        """The handler for SIGINT stands: it is among the caught signals that the kernel shows."""
        while process.poll() is None:
            with open(f"/proc/{process.pid}/status") as lines:
                caught = next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt"))
            if caught & (1 << (signal.SIGINT - 1)):
                return


class OfServers(ExitStatus):
    def test_6_when_no_quickstep_listens_there(self):
        page = "<!doctype html><html><body>It works!</body></html>"
        answers = {
            "another web server": http(200, page, "Content-Type: text/html"),
            "a page that is not found": http(404, page, "Content-Type: text/html"),
            "a proxy without a server": http(502, "<h1>Bad Gateway</h1>"),
            "another API": http(200, '{"status": "ok"}', "Content-Type: application/json"),
            "nothing at all": http(200, ""),
            "what is no JSON": http(200, "hello", "x-amzn-RequestId: r"),
            "half an answer": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nx-amzn-RequestId: r\r\n\r\n{",
            "a closed connection": b"",
            "bytes": os.urandom(400),
        }
        for name, answer in answers.items():
            with FakeServer(answer) as server, self.subTest(name):
                self.fails_with(6, "machines", "list", endpoint=server.url,
                                says=[server.url, "quickstep serve", "QUICKSTEP_ENDPOINT"])
        with FakeServer(http(200, page)) as server:
            self.fails_with(6, "s3", "ls", endpoint=server.url, says=["some other server"])
            source = self.folder / "f"
            source.write_text("x")
            self.fails_with(6, "s3", "cp", str(source), "s3://b/k", endpoint=server.url, says=["some other server"])
        with FakeServer(b"SSH-2.0-OpenSSH_9.2\r\n", hears_first=False) as server:
            self.fails_with(6, "machines", "list", endpoint=server.url, says=[server.url])
        self.fails_with(6, "machines", "list", endpoint="http://127.0.0.1:1", says=["QUICKSTEP_ENDPOINT"])
        self.fails_with(6, "machines", "list", endpoint="http://no-such-host.invalid", says=["no-such-host.invalid"])

    def test_7_when_it_takes_too_long(self):
        with FakeServer(None) as silent:
            for words in [["machines", "list"], ["s3", "ls"], ["s3", "cp", "s3://b/k", "-"],
                          ["executions", "watch", "arn:aws:states:us-east-1:000000000000:execution:m:e"]]:
                with self.subTest(words):
                    self.fails_with(7, *words, "--timeout", "0.3", endpoint=silent.url,
                                    says=["no answer in time", silent.url, "log"])
            done = self.run_cli("machines", "list", "--timeout", "0.3", "-o", "json", status=7, endpoint=silent.url)
            self.assertIn("no answer in time", json.loads(done.stderr)["error"]["message"])
        arn = self.started(WAITS)
        done = self.run_cli("executions", "watch", arn, "--timeout", "1", status=7)
        self.assertIn(b"error: ", done.stderr)
        self.run_cli("executions", "stop", arn)

    def test_8_when_the_server_cannot_start(self):
        here = ENDPOINT.removeprefix("http://")
        data = self.folder / "data"
        self.fails_with(8, "serve", "--listen", here, "--data-dir", str(data), says=[here, "--listen"])
        (self.folder / "file").write_text("x")
        self.fails_with(8, "serve", "--listen", "127.0.0.1:0", "--data-dir", str(self.folder / "file"), says=["file"])
        self.fails_with(8, "serve", "--listen", "127.0.0.1:0", "--data-dir", "/proc/quickstep", says=["/proc/quickstep"])
        for listen in ["0.0.0.0:0", "nonsense", "127.0.0.1:99999"]:
            self.fails_with(2, "serve", "--listen", listen, "--data-dir", str(data), says=[listen])


class ClosedPipe(ExitStatus):
    def test_a_reader_that_has_enough_ends_the_command_quietly(self):
        self.machine(WAITS)
        for words in [["machines", "list"], ["machines", "list", "-o", "json"], ["executions", "list"], ["--help"],
                      ["env"], ["s3", "ls"]]:
            for is_ignored in [False, True]:  # Some parents start their children with SIGPIPE ignored.
                read, write = os.pipe()
                os.close(read)
                with self.subTest(words=words, is_ignored=is_ignored):
                    done = subprocess.run([BINARY, *words], stdout=write, stderr=subprocess.PIPE, timeout=60,
                                          restore_signals=not is_ignored,
                                          env={"PATH": os.environ["PATH"], "QUICKSTEP_ENDPOINT": ENDPOINT})
                    self.assertEqual(done.stderr, b"")
                    self.assertIn(done.returncode, [0, -signal.SIGPIPE])
                os.close(write)

    def test_the_first_line_is_enough(self):
        self.run_cli("s3", "mb", f"s3://{self.stack}")
        self.run_cli("s3", "cp", "-", f"s3://{self.stack}/big", stdin=b"line\n" * 2_000_000)
        done = subprocess.run(["sh", "-c", f'"{BINARY}" s3 cat s3://{self.stack}/big --endpoint {ENDPOINT} | head -1'],
                              capture_output=True, timeout=60)
        self.assertEqual((done.stdout, done.stderr), (b"line\n", b""))


if __name__ == "__main__":
    unittest.main()
