"""Runs the two function programs against a small stand-in for the Lambda Runtime API and S3.

Usage: functions_test.py RESIZE_BOOTSTRAP THUMBNAIL_BOOTSTRAP SAMPLES_FOLDER
"""

import http.server
import json
import os
import queue
import socketserver
import subprocess
import sys
import threading
import unittest
import urllib.parse

RESIZE, THUMBNAIL, SAMPLES = sys.argv[1:4]
NOT_FOUND = b"<Error><Code>NoSuchKey</Code></Error>"


class StandIn(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Objects by path, events by request id, results by request id."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects = {}
        self.events = queue.Queue()
        self.results = queue.Queue()
        self.fail_next_get = 0
        self.connections = 0
        self.requests = []
        self.address = f"127.0.0.1:{self.server_port}"

    def handle_error(self, *_):
        pass  # A function that was ended leaves its connection open.


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        self.server.connections += 1

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/2018-06-01/runtime/invocation/next":
            event = self.server.events.get()
            if event is None:
                self.close_connection = True
                return
            request_id, payload = event
            self.answer(200, payload, [("Lambda-Runtime-Aws-Request-Id", request_id)])
            return
        self.server.requests.append((self.path, dict(self.headers)))
        if self.server.fail_next_get:
            self.server.fail_next_get -= 1
            self.answer(503, b"<Error><Code>SlowDown</Code></Error>")
            return
        found = self.server.objects.get(self.path)
        if found is None:
            self.answer(404, NOT_FOUND)
            return
        body, headers = found
        self.answer(200, body, headers.items())

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, dict(self.headers)))
        kept = {
            name.lower(): value
            for name, value in self.headers.items()
            if name.lower() == "content-type" or name.lower().startswith("x-amz-meta-")
        }
        self.server.objects[self.path] = (body, kept)
        self.answer(200)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(202)
        request_id, kind = self.path.split("/")[-2:]
        error_type = self.headers.get("Lambda-Runtime-Function-Error-Type")
        self.server.results.put((request_id, kind, error_type, json.loads(body)))


class Functions(unittest.TestCase):
    def setUp(self):
        self.servers = []
        self.storage = self.stand_in()
        self.children = []

    def tearDown(self):
        for child in self.children:
            child.kill()
            child.wait()
        for server in self.servers:
            server.shutdown()
            server.server_close()

    def stand_in(self):
        server = StandIn()
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        self.servers.append(server)
        return server

    def start(self, program, **variables):
        """Starts a function with a Runtime API of its own; the events that follow go to it."""
        self.runtime = self.stand_in()
        environment = {
            "AWS_LAMBDA_RUNTIME_API": self.runtime.address,
            "AWS_ENDPOINT_URL": f"http://{self.storage.address}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "http_proxy": "http://127.0.0.1:1",
        }
        environment.update(variables)
        child = subprocess.Popen([program], env=environment, stderr=subprocess.DEVNULL)
        self.children.append(child)
        return child

    def invoke(self, payload):
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.runtime.events.put(("id-1", body))
        request_id, kind, error_type, answer = self.runtime.results.get(timeout=60)
        self.assertEqual(request_id, "id-1")
        if kind == "error":
            self.assertEqual(error_type, answer["errorType"])
        return kind, answer

    def put(self, key, sample=None, body=None, **metadata):
        if body is None:
            with open(os.path.join(SAMPLES, sample), "rb") as file:
                body = file.read()
        headers = {"x-amz-meta-" + name.replace("_", "-"): v for name, v in metadata.items()}
        self.storage.objects["/photos/" + urllib.parse.quote(key, safe="/~")] = (body, headers)

    def get(self, key):
        return self.storage.objects["/photos/" + urllib.parse.quote(key, safe="/~")]

    def test_a_picture_goes_through_both_functions(self):
        self.start(RESIZE)
        key = "uploads/dogs & fig/../50%+ é.jpg"
        self.put(key, "dogs.jpg", owner="me")
        kind, resized = self.invoke({"bucket": "photos", "key": key})
        self.assertEqual(kind, "response", resized)
        self.assertGreater(resized.pop("duration_ms"), 0)
        size = resized["resized"].pop("bytes")
        self.assertEqual(
            resized,
            {
                "format": "jpeg",
                "content_type": "image/jpeg",
                "bytes": os.path.getsize(os.path.join(SAMPLES, "dogs.jpg")),
                "width": 2048,
                "height": 3088,
                "camera": "Quickstep Sample One",
                "taken_at": "2017-08-03T16:20:45",
                "resized": {
                    "key": "resized/dogs & fig/../50%+ é.jpg",
                    "width": 849,
                    "height": 1280,
                },
            },
        )
        body, headers = self.get(resized["resized"]["key"])
        self.assertEqual(len(body), size)
        self.assertEqual(headers, {"content-type": "image/jpeg", "x-amz-meta-owner": "me"})

        self.start(THUMBNAIL)
        kind, thumbnail = self.invoke(
            {
                "bucket": "photos",
                "key": key,
                "resized_key": resized["resized"]["key"],
                "retry_count": 0,
            }
        )
        self.assertEqual(kind, "response", thumbnail)
        self.assertEqual(thumbnail["key"], "thumbnails/dogs & fig/../50%+ é.jpg")
        self.assertEqual((thumbnail["width"], thumbnail["height"]), (200, 200))
        self.assertEqual(self.get(thumbnail["key"])[0][:3], b"\xff\xd8\xff")

    def test_bad_uploads_have_lasting_errors(self):
        self.start(RESIZE)
        self.put("uploads/truncated.jpg", "truncated.jpg")
        self.put("uploads/notes.jpg", "notes.jpg")
        self.put("uploads/empty.jpg", body=b"")
        self.put("uploads/huge.jpg", body=b"\xff\xd8\xff" + bytes(64 << 20))
        for key, error in [
            ("uploads/truncated.jpg", "CorruptImage"),
            ("uploads/notes.jpg", "UnsupportedFormat"),
            ("uploads/empty.jpg", "UnsupportedFormat"),
            ("uploads/huge.jpg", "ImageTooLarge"),
            ("uploads/missing.jpg", "ObjectNotFound"),
            ("uploads/" + "x" * 1017, "KeyTooLong"),
        ]:
            kind, answer = self.invoke({"bucket": "photos", "key": key})
            self.assertEqual((kind, answer["errorType"]), ("error", error))
            self.assertTrue(answer["errorMessage"])
        self.assertFalse([path for path in self.storage.objects if "/resized/" in path])

    def test_events_that_make_no_sense_are_refused(self):
        self.start(RESIZE)
        for payload in [b"not JSON", b"[]", {"bucket": "photos"}, {"bucket": 1, "key": "k"}]:
            kind, answer = self.invoke(payload)
            self.assertEqual((kind, answer["errorType"]), ("error", "InvalidEvent"))

    def test_storage_that_is_away_is_a_transient_error(self):
        self.start(RESIZE)
        self.put("uploads/cat.png", "cat.png")
        self.storage.fail_next_get = 1
        kind, answer = self.invoke({"bucket": "photos", "key": "uploads/cat.png"})
        self.assertEqual((kind, answer["errorType"]), ("error", "TransientError"))
        self.assertIn("SlowDown", answer["errorMessage"])
        kind, answer = self.invoke({"bucket": "photos", "key": "uploads/cat.png"})
        self.assertEqual(kind, "response", answer)

        self.runtime.events = queue.Queue()
        self.start(RESIZE, AWS_ENDPOINT_URL="http://127.0.0.1:9")
        kind, answer = self.invoke({"bucket": "photos", "key": "uploads/cat.png"})
        self.assertEqual((kind, answer["errorType"]), ("error", "TransientError"))

    def test_the_demo_fails_once_on_purpose(self):
        self.start(THUMBNAIL)
        self.put("resized/cat.png", "cat.png", demo_fail_first="thumbnail")
        event = {"bucket": "photos", "key": "uploads/cat.png", "resized_key": "resized/cat.png"}
        kind, answer = self.invoke({**event, "retry_count": 0})
        self.assertEqual((kind, answer["errorType"]), ("error", "DemoTransientError"))
        self.assertIn("on purpose", answer["errorMessage"])
        kind, answer = self.invoke({**event, "retry_count": 1})
        self.assertEqual(kind, "response", answer)

    def test_connections_are_kept_and_requests_signed_if_there_are_keys(self):
        self.start(RESIZE)
        self.put("uploads/cat.png", "cat.png")
        event = {"bucket": "photos", "key": "uploads/cat.png"}
        for _ in range(5):
            self.assertEqual(self.invoke(event)[0], "response")
        self.assertEqual((self.runtime.connections, self.storage.connections), (1, 1))
        for _, headers in self.storage.requests:
            signature = headers["Authorization"]
            self.assertTrue(signature.startswith("AWS4-HMAC-SHA256 Credential=test/"))

        self.storage.requests = []
        self.start(RESIZE, AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
        self.assertEqual(self.invoke(event)[0], "response")
        self.assertFalse([h for _, h in self.storage.requests if "Authorization" in h])

    def test_a_function_ends_when_the_runtime_api_does(self):
        child = self.start(RESIZE)
        self.runtime.events.put(None)
        self.assertEqual(child.wait(timeout=30), 1)
        child = self.start(RESIZE, AWS_LAMBDA_RUNTIME_API="")
        self.assertEqual(child.wait(timeout=30), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
