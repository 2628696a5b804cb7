"""Signed mode: what botocore signs is taken, and nothing else. botocore is the oracle: its signer is not ours."""
import base64
import datetime
import hashlib
import hmac
import http.client
import json
import pathlib
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

import boto3
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from support.server import Server

KEY, SECRET = "AKIAQUICKSTEPTEST001", "a/secret+with=signs"
PASS = json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
NOW = datetime.datetime.now(datetime.timezone.utc)


class Signed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(options=["--access-key", KEY, "--secret-key", SECRET])
        cls.server.start()
        cls.host = cls.server.endpoint.removeprefix("http://")

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def client(self, service, key=KEY, secret=SECRET, **config):
        config = {"retries": {"total_max_attempts": 1}, "inject_host_prefix": False, **config}
        config.setdefault("s3", {"addressing_style": "path"})
        return boto3.client(service, endpoint_url=self.server.endpoint, region_name="us-east-1",
                            aws_access_key_id=key, aws_secret_access_key=secret, config=Config(**config))

    def code(self, call, **arguments):
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        return (caught.exception.response["Error"]["Code"],
                caught.exception.response["ResponseMetadata"]["HTTPStatusCode"])

    def send(self, method, path, headers, body=b""):
        connection = http.client.HTTPConnection(self.host)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if "Content-Length" not in headers:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def headers(self, service="states", body=b"{}", when=None, key=KEY, secret=SECRET):
        """The headers of a signed call of ListStateMachines."""
        request = AWSRequest("POST", f"http://{self.host}/", data=body, headers={
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions.ListStateMachines"})
        signer = SigV4Auth(Credentials(key, secret), service, "us-east-1")
        request.context["timestamp"] = (when or datetime.datetime.now(datetime.timezone.utc)).strftime("%Y%m%dT%H%M%SZ")
        request.headers["Host"] = self.host
        request.headers["X-Amz-Date"] = request.context["timestamp"]
        text = signer.string_to_sign(request, signer.canonical_request(request))
        signer._inject_signature_to_request(request, signer.signature(text, request))
        return dict(request.headers.items())

    def error_of(self, headers, body=b"{}", path="/"):
        status, text = self.send("POST", path, headers, body)
        return status, json.loads(text).get("__type")


class Services(Signed):
    def test_every_service_takes_what_its_client_signs(self):
        sfn = self.client("stepfunctions")
        arn = sfn.create_state_machine(name="m", definition=PASS, roleArn="arn:aws:iam::000000000000:role/r")["stateMachineArn"]
        self.assertEqual(sfn.describe_state_machine(stateMachineArn=arn)["name"], "m")
        self.assertEqual(self.client("dynamodb").list_tables()["TableNames"], [])
        self.assertEqual(self.client("events").list_rules()["Rules"], [])
        functions = self.client("lambda")
        self.assertEqual(functions.list_functions(MaxItems=5)["Functions"], [])
        self.assertEqual(self.code(functions.get_function, FunctionName="arn:aws:lambda:us-east-1:000000000000:function:a")[0],
                         "ResourceNotFoundException")

    def test_wrong_secrets_and_unknown_keys_have_each_service_s_own_error(self):
        for service, call, arguments, wrong, unknown in (
                ("stepfunctions", "list_state_machines", {}, ("InvalidSignatureException", 400), ("UnrecognizedClientException", 400)),
                ("dynamodb", "list_tables", {}, ("InvalidSignatureException", 400), ("UnrecognizedClientException", 400)),
                ("lambda", "list_functions", {}, ("InvalidSignatureException", 403), ("UnrecognizedClientException", 403)),
                ("s3", "list_objects_v2", {"Bucket": "b"}, ("SignatureDoesNotMatch", 403), ("InvalidAccessKeyId", 403)),
                ("sts", "get_caller_identity", {}, ("SignatureDoesNotMatch", 403), ("InvalidClientTokenId", 403))):
            with self.subTest(service):
                self.assertEqual(self.code(getattr(self.client(service, secret="other"), call), **arguments), wrong)
                self.assertEqual(self.code(getattr(self.client(service, key="nobody"), call), **arguments), unknown)

    def test_objects_of_every_name_are_signed_and_kept_whole(self):
        s3 = self.client("s3")
        s3.create_bucket(Bucket="photos")
        for key in ("a b+c%d", "ü/é", "x//y/../z", "(1)!'*~", "a=b&c?d#e"):
            s3.put_object(Bucket="photos", Key=key, Body=key.encode(), Metadata={"a": "1  2"})
            self.assertEqual(s3.get_object(Bucket="photos", Key=key)["Body"].read(), key.encode())
        names = [one["Key"] for one in s3.list_objects_v2(Bucket="photos", Prefix="a", StartAfter="a b")["Contents"]]
        self.assertIn("a=b&c?d#e", names)

    def test_presigned_urls_work_until_they_are_changed_or_too_old(self):
        s3 = self.client("s3", signature_version="s3v4")
        s3.create_bucket(Bucket="presigned")
        put = s3.generate_presigned_url("put_object", {"Bucket": "presigned", "Key": "k"}, ExpiresIn=60)
        urllib.request.urlopen(urllib.request.Request(put, data=b"hello", method="PUT")).close()
        get = s3.generate_presigned_url("get_object", {"Bucket": "presigned", "Key": "k"}, ExpiresIn=60)
        with urllib.request.urlopen(get) as answer:
            self.assertEqual(answer.read(), b"hello")
        for changed in (get.replace("/k?", "/l?"), get.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
                        get + "&response-content-type=text%2Fhtml"):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(changed)
            self.assertEqual(caught.exception.code, 403)
            self.assertIn(b"SignatureDoesNotMatch", caught.exception.read())
        version_2 = self.client("s3", signature_version="s3").generate_presigned_url(
            "get_object", {"Bucket": "presigned", "Key": "k"})
        old = self.presigned("/presigned/k", NOW - datetime.timedelta(minutes=10), 60)
        for url, text in ((version_2, b"Please use AWS4-HMAC-SHA256"), (old, b"Request has expired")):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(url)
            self.assertIn(text, caught.exception.read())
        with urllib.request.urlopen(self.presigned("/presigned/k", NOW - datetime.timedelta(minutes=10), 3600)) as answer:
            self.assertEqual(answer.read(), b"hello")

    def presigned(self, path, when, seconds):
        stamp = when.strftime("%Y%m%dT%H%M%SZ")
        request = AWSRequest("GET", f"http://{self.host}{path}")
        signer = S3SigV4QueryAuth(Credentials(KEY, SECRET), "s3", "us-east-1", expires=seconds)
        request.context["timestamp"] = stamp
        signer._modify_request_before_signing(request)
        text = signer.string_to_sign(request, signer.canonical_request(request))
        signer._inject_signature_to_request(request, signer.signature(text, request))
        return request.url

    def test_a_signed_stream_is_taken_and_a_changed_one_is_not_kept(self):
        s3 = self.client("s3")
        s3.create_bucket(Bucket="stream")
        for tamper, expected in ((False, 200), (True, 400)):
            key = "bad" if tamper else "good"
            status, text = self.put_stream(f"/stream/{key}", [b"a" * 65536, b"b" * 100], tamper)
            self.assertEqual(status, expected, text)
        self.assertEqual(s3.get_object(Bucket="stream", Key="good")["Body"].read(), b"a" * 65536 + b"b" * 100)
        self.assertEqual(self.code(s3.get_object, Bucket="stream", Key="bad")[0], "NoSuchKey")

    def put_stream(self, path, chunks, tamper):
        decoded = sum(map(len, chunks))
        sizes = [len(f"{len(chunk):x};chunk-signature={'0' * 64}\r\n\r\n") + len(chunk) for chunk in [*chunks, b""]]
        request = AWSRequest("PUT", f"http://{self.host}{path}", headers={
            "Host": self.host, "Content-Encoding": "aws-chunked", "X-Amz-Decoded-Content-Length": str(decoded),
            "Content-Length": str(sum(sizes)), "X-Amz-Content-SHA256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"})
        stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        request.context["timestamp"] = stamp
        request.headers["X-Amz-Date"] = stamp
        signer = S3SigV4Auth(Credentials(KEY, SECRET), "s3", "us-east-1")
        signer.payload = lambda _: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        signature = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
        signer._inject_signature_to_request(request, signature)
        key = ("AWS4" + SECRET).encode()
        for part in (stamp[:8], "us-east-1", "s3", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        empty = hashlib.sha256(b"").hexdigest()
        body = b""
        for chunk in [*chunks, b""]:
            text = "\n".join(["AWS4-HMAC-SHA256-PAYLOAD", stamp, f"{stamp[:8]}/us-east-1/s3/aws4_request", signature,
                              empty, hashlib.sha256(chunk).hexdigest()])
            signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
            sent = chunk[:-1] + b"!" if tamper and chunk.startswith(b"b") else chunk
            body += f"{len(chunk):x};chunk-signature={signature}\r\n".encode() + sent + b"\r\n"
        return self.send("PUT", path, dict(request.headers.items()), body)


class Requests(Signed):
    def test_a_signed_request_is_taken(self):
        self.assertEqual(self.error_of(self.headers())[0], 200)

    def test_each_part_of_a_signature_counts(self):
        good = self.headers()
        def changed(**fields):
            return {**good, **{name.replace("_", "-"): value for name, value in fields.items()}}
        authorization = good["Authorization"]
        without = {name: value for name, value in good.items() if name != "Authorization"}
        for headers, body, status, error in (
                (without, b"{}", 400, "MissingAuthenticationTokenException"),
                (changed(Authorization="Bearer x"), b"{}", 400, "IncompleteSignatureException"),
                (changed(Authorization=authorization.split(", SignedHeaders")[0]), b"{}", 400, "IncompleteSignatureException"),
                (changed(Authorization=authorization.replace("host;", "")), b"{}", 400, "IncompleteSignatureException"),
                (changed(Authorization=authorization.replace("us-east-1", "eu-west-1")), b"{}", 400, "InvalidSignatureException"),
                (changed(Authorization=authorization[:-1] + ("0" if authorization[-1] != "0" else "1")), b"{}", 400, "InvalidSignatureException"),
                (changed(X_Amz_Target="AWSStepFunctions.ListActivities"), b"{}", 400, "InvalidSignatureException"),
                (changed(X_Amz_Meta="added on the way"), b"{}", 400, "InvalidSignatureException"),
                (changed(Authorization=authorization.replace(";x-amz-target", "")), b"{}", 400, "InvalidSignatureException"),
                (good, b'{"maxResults":1}', 400, "InvalidSignatureException"),
                (self.headers(service="dynamodb"), b"{}", 400, "InvalidSignatureException"),
                (self.headers(when=NOW - datetime.timedelta(minutes=20)), b"{}", 400, "InvalidSignatureException"),
                (self.headers(when=NOW + datetime.timedelta(minutes=20)), b"{}", 400, "InvalidSignatureException"),
                (self.headers(key="nobody"), b"{}", 400, "UnrecognizedClientException")):
            with self.subTest(error=error, authorization=headers.get("Authorization")):
                self.assertEqual(self.error_of(headers, body), (status, error))

    def test_account_and_region_are_those_that_were_signed(self):
        good = self.headers()
        authorization = good["Authorization"]
        other = "Credential=999999999999/20200101/eu-west-9/states/aws4_request"
        for changed in (authorization.replace("Credential=", other + ", Credential="),
                        authorization.replace("Credential=", "X" + other + ", Credential="),
                        authorization + ", " + other):
            self.assertEqual(self.error_of({**good, "Authorization": changed}), (400, "IncompleteSignatureException"))
        self.assertEqual(self.error_of(good, path="/?X-Amz-Algorithm=AWS4-HMAC-SHA256")[0], 400)

    def test_a_plus_is_not_the_plus_that_was_signed(self):
        s3 = self.client("s3", signature_version="s3v4")
        s3.create_bucket(Bucket="plus")
        url = s3.generate_presigned_url("list_objects_v2", {"Bucket": "plus", "Prefix": "a+b"})
        self.assertIn("prefix=a%2Bb", url)
        with urllib.request.urlopen(url) as answer:
            self.assertIn(b"<Prefix>a%2Bb</Prefix>", answer.read())
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(url.replace("a%2Bb", "a+b"))
        self.assertEqual(caught.exception.code, 403)

    def test_an_unsigned_payload_is_for_s3_alone(self):
        headers = {**self.headers(), "X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"}
        self.assertEqual(self.error_of(headers), (400, "InvalidSignatureException"))

    def test_an_old_request_of_s3_is_too_skewed(self):
        request = AWSRequest("GET", f"http://{self.host}/bucket", headers={"Host": self.host})
        request.context["timestamp"] = (NOW - datetime.timedelta(hours=1)).strftime("%Y%m%dT%H%M%SZ")
        request.headers["X-Amz-Date"] = request.context["timestamp"]
        request.headers["X-Amz-Content-SHA256"] = hashlib.sha256(b"").hexdigest()
        signer = S3SigV4Auth(Credentials(KEY, SECRET), "s3", "us-east-1")
        text = signer.string_to_sign(request, signer.canonical_request(request))
        signer._inject_signature_to_request(request, signer.signature(text, request))
        status, body = self.send("GET", "/bucket", dict(request.headers.items()))
        self.assertEqual(status, 403)
        self.assertIn("RequestTimeTooSkewed", body)

    def test_our_own_pages_want_the_key_but_health_does_not(self):
        self.assertEqual(self.send("GET", "/_quickstep/health", {"Host": self.host})[0], 200)
        self.assertEqual(self.send("GET", "/_console/", {"Host": self.host})[0], 401)
        for secret, status in ((SECRET, 200), ("other", 401), ("", 401)):
            basic = base64.b64encode(f"{KEY}:{secret}".encode()).decode()
            self.assertEqual(self.send("GET", "/_console/", {"Host": self.host, "Authorization": f"Basic {basic}"})[0], status)

    def test_the_console_s_own_calls_are_taken_with_the_key_that_it_was_opened_with(self):
        basic = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        own = {"Host": self.host, "Origin": f"http://{self.host}", "Sec-Fetch-Site": "same-origin",
               "Authorization": f"Basic {basic}", "X-Amz-Target": "AWSStepFunctions.ListStateMachines"}
        self.assertEqual(self.error_of(own)[0], 200)
        wrong = base64.b64encode(f"{KEY}:x".encode()).decode()
        self.assertEqual(self.error_of({**own, "Authorization": f"Basic {wrong}"})[0], 400)
        self.assertEqual(self.error_of({**own, "Sec-Fetch-Site": "none"})[0], 400)
        self.assertEqual(self.error_of({**own, "Sec-Fetch-Site": "cross-site"})[0], 403)
        self.assertEqual(self.error_of({**own, "Origin": "http://evil.example"})[0], 403)

    def test_other_names_are_refused_and_addresses_are_not(self):
        self.assertEqual(self.send("GET", "/_quickstep/health", {"Host": "evil.example"})[0], 403)
        self.assertEqual(self.send("GET", "/_quickstep/health", {"Host": "192.0.2.1:4566"})[0], 200)


class CommandLine(Signed):
    def run_cli(self, *arguments, **environment):
        return subprocess.run([self.server.binary, *arguments, "--endpoint", self.server.endpoint], text=True,
                              capture_output=True, env={"HOME": "/nonexistent", "PATH": "/usr/bin:/bin", **environment})

    def test_the_command_line_signs_with_the_keys_of_the_environment(self):
        keys = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
        with tempfile.NamedTemporaryFile(suffix=".txt") as file:
            file.write(b"hello")
            file.flush()
            self.assertEqual(self.run_cli("s3", "mb", "s3://cli", **keys).returncode, 0)
            done = self.run_cli("s3", "cp", file.name, "s3://cli/a b+c.txt", **keys)
            self.assertEqual(done.returncode, 0, done.stderr)
        listed = self.run_cli("s3", "ls", "s3://cli/", **keys)
        self.assertIn("a b+c.txt", listed.stdout)
        refused = self.run_cli("s3", "ls", "s3://cli/")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("InvalidAccessKeyId", refused.stderr)

    def test_or_of_the_shared_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "credentials"
            path.write_text(f"[default]\naws_access_key_id = no\naws_secret_access_key = no\n"
                            f"[mine]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n")
            done = self.run_cli("s3", "ls", AWS_SHARED_CREDENTIALS_FILE=str(path), AWS_PROFILE="mine")
            self.assertEqual(done.returncode, 0, done.stderr)


class Start(unittest.TestCase):
    def start(self, *options):
        with tempfile.TemporaryDirectory() as folder:
            binary = Server().binary
            return subprocess.run([binary, "serve", "--data-dir", folder, *options], capture_output=True, text=True, timeout=20)

    def test_an_open_address_needs_keys_and_says_how(self):
        done = self.start("--listen", "0.0.0.0:0")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--access-key KEY --secret-key SECRET", done.stderr)

    def test_options_that_make_no_sense_are_refused(self):
        with tempfile.NamedTemporaryFile("w", suffix=".ini") as file, tempfile.NamedTemporaryFile("w") as twice:
            file.write("[a]\nb\n")
            file.flush()
            twice.write("[a]\naws_access_key_id=k\naws_secret_access_key=1\n[b]\naws_access_key_id=k\naws_secret_access_key=2\n")
            twice.flush()
            for options, text in ((["--auth", "sigv4"], "--auth sigv4 needs keys"),
                                  (["--auth", "sigv4", "--credentials", "/nonexistent"], "cannot read '/nonexistent'"),
                                  (["--credentials", file.name], "line 2"),
                                  (["--access-key", "a"], "--secret-key"),
                                  (["--credentials", twice.name], "is there twice"),
                                  (["--auth", "open", "--access-key", "a", "--secret-key", "b"], "--auth open")):
                with self.subTest(options):
                    done = self.start("--listen", "127.0.0.1:0", *options)
                    self.assertEqual(done.returncode, 2, done.stderr)
                    self.assertIn(text, done.stderr)

    def test_all_addresses_can_be_served_with_keys_of_a_file(self):
        with tempfile.NamedTemporaryFile("w", suffix=".ini") as file:
            file.write(f"[default]\naws_access_key_id={KEY}\naws_secret_access_key={SECRET}\n")
            file.flush()
            with Server(options=["--auth", "sigv4", "--credentials", file.name]) as server:
                sfn = boto3.client("stepfunctions", endpoint_url=server.endpoint, region_name="us-east-1",
                                   aws_access_key_id=KEY, aws_secret_access_key=SECRET)
                self.assertEqual(sfn.list_state_machines()["stateMachines"], [])


if __name__ == "__main__":
    unittest.main()
