"""HTTPS with a certificate of one's own."""
import hashlib
import http.client
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import unittest

import boto3
from botocore.config import Config
from support.server import Server


@unittest.skipUnless(shutil.which("openssl"), "the test makes its certificate with the program openssl")
class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.certificate, cls.key = (str(pathlib.Path(cls.folder.name) / name) for name in ("cert.pem", "key.pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", cls.key, "-out", cls.certificate, "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:sync-localhost"],
                       check=True, capture_output=True)
        cls.server = Server(options=["--tls-cert", cls.certificate, "--tls-key", cls.key,
                                     "--access-key", "test", "--secret-key", "test"])
        cls.server.start()
        cls.address = cls.server.endpoint.removeprefix("https://").split(":")

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        cls.folder.cleanup()

    def client(self, service):
        return boto3.client(service, endpoint_url=self.server.endpoint, region_name="us-east-1", verify=self.certificate,
                            aws_access_key_id="test", aws_secret_access_key="test",
                            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}))

    def test_clients_that_trust_the_certificate_are_served(self):
        self.assertTrue(self.server.endpoint.startswith("https://"))
        self.assertEqual(self.client("stepfunctions").list_state_machines()["stateMachines"], [])

    def test_large_objects_go_both_ways_whole(self):
        s3 = self.client("s3")
        s3.create_bucket(Bucket="large")
        body = os.urandom(1 << 20) * 9
        s3.put_object(Bucket="large", Key="k", Body=body)
        back = s3.get_object(Bucket="large", Key="k")["Body"].read()
        self.assertEqual(hashlib.sha256(back).hexdigest(), hashlib.sha256(body).hexdigest())
        part = s3.get_object(Bucket="large", Key="k", Range="bytes=1000000-3000000")["Body"].read()
        self.assertEqual(part, body[1000000:3000001])

    def test_a_slow_reader_gets_everything(self):
        s3 = self.client("s3")
        s3.create_bucket(Bucket="slow")
        s3.put_object(Bucket="slow", Key="k", Body=b"x" * 5_000_000)
        stream = s3.get_object(Bucket="slow", Key="k")["Body"]
        total = 0
        while piece := stream.read(300_000):
            total += len(piece)
        self.assertEqual(total, 5_000_000)

    def test_plain_http_and_garbage_end_the_connection_and_harm_nobody(self):
        for sent in (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\x16\x03\x01" + b"\xff" * 500, b"\0" * 2000):
            with socket.create_connection(self.address, timeout=5) as raw:
                raw.sendall(sent)
                try:
                    while raw.recv(1000):
                        pass
                except ConnectionError:
                    pass
        self.assertEqual(self.client("stepfunctions").list_state_machines()["stateMachines"], [])

    def test_old_versions_of_tls_are_refused(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        connection = http.client.HTTPSConnection(*self.address, context=context, timeout=5)
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            connection.request("GET", "/_quickstep/health")
            connection.getresponse()

    def test_the_command_line_trusts_the_bundle_that_it_is_told(self):
        def status(**environment):
            return subprocess.run([self.server.binary, "s3", "ls", "--endpoint", self.server.endpoint], text=True,
                                  capture_output=True, env={"HOME": "/nonexistent", **environment})
        done = status(AWS_CA_BUNDLE=self.certificate)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotEqual(status().returncode, 0)

    def test_files_that_are_none_are_refused_by_name(self):
        for options, text in ((["--tls-cert", self.key, "--tls-key", self.key], "--tls-cert"),
                              (["--tls-cert", self.certificate, "--tls-key", self.certificate], "--tls-key"),
                              (["--tls-cert", self.certificate], "--tls-key")):
            with self.subTest(options), tempfile.TemporaryDirectory() as folder:
                done = subprocess.run([self.server.binary, "serve", "--listen", "127.0.0.1:0", "--data-dir", folder, *options],
                                      capture_output=True, text=True, timeout=20)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(text, done.stderr)


if __name__ == "__main__":
    unittest.main()
