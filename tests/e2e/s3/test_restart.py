"""kill -9 under load: what was answered is there after the start, whole, and no body lies around unnamed."""
import os
import pathlib
import threading
import unittest

from support.server import Server

INLINE_MAX = 64 * 1024


class Restart(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__, None, None, None)
        self.s3 = self.server.client("s3", max_pool_connections=20)
        self.s3.create_bucket(Bucket="kept")

    def restart(self):
        self.server.kill()
        self.server.start()

    def blobs(self):
        return [path for path in pathlib.Path(self.server.data, "blobs").rglob("*") if path.is_file()]

    def test_answered_objects_and_uploads_are_kept(self):
        part = b"p" * (5 * 1024 * 1024)
        self.s3.put_object(Bucket="kept", Key="small", Body=b"1", Metadata={"k": "v"})
        self.s3.put_object(Bucket="kept", Key="large", Body=part)
        upload = self.s3.create_multipart_upload(Bucket="kept", Key="parts")["UploadId"]
        where = {"Bucket": "kept", "Key": "parts", "UploadId": upload}
        first = self.s3.upload_part(**where, PartNumber=1, Body=part)
        self.restart()
        second = self.s3.upload_part(**where, PartNumber=2, Body=b"end")
        self.s3.complete_multipart_upload(**where, MultipartUpload={"Parts": [
            {"PartNumber": 1, "ETag": first["ETag"]}, {"PartNumber": 2, "ETag": second["ETag"]}]})
        self.restart()
        small = self.s3.get_object(Bucket="kept", Key="small")
        self.assertEqual((small["Body"].read(), small["Metadata"]), (b"1", {"k": "v"}))
        self.assertEqual(self.s3.get_object(Bucket="kept", Key="large")["Body"].read(), part)
        self.assertEqual(self.s3.get_object(Bucket="kept", Key="parts")["Body"].read(), part + b"end")
        self.assertEqual(len(self.blobs()), 2)

    def test_a_kill_under_load_loses_nothing_that_was_answered(self):
        sizes = (100, INLINE_MAX, INLINE_MAX + 16, 300_000)
        answered, sent = {}, {}
        enough = threading.Event()

        def put(writer):
            for number in range(10_000):
                key = f"{writer}-{number % 5}"
                body = os.urandom(16) * (sizes[number % 4] // 16)
                sent.setdefault(key, []).append(body)
                try:
                    self.s3.put_object(Bucket="kept", Key=key, Body=body)
                except Exception:  # pylint: disable=broad-except
                    return
                answered[key] = body
                sent[key] = [body]
                if number == 20:
                    enough.set()

        for _ in range(2):
            writers = [threading.Thread(target=put, args=(name,)) for name in "abcd"]
            for writer in writers:
                writer.start()
            self.assertTrue(enough.wait(60))
            enough.clear()
            self.server.kill()
            for writer in writers:
                writer.join()
            self.server.start()
            large = 0
            for key in answered:
                body = self.s3.get_object(Bucket="kept", Key=key)["Body"].read()
                # What was sent last may be there without having been answered.
                self.assertIn(body, sent[key])
                answered[key], sent[key] = body, [body]
            for item in self.s3.list_objects_v2(Bucket="kept")["Contents"]:
                large += item["Size"] > INLINE_MAX
            self.assertEqual(len(self.blobs()), large)


if __name__ == "__main__":
    unittest.main()
