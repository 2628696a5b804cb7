"""Objects as an SDK writes and reads them: bytes, metadata, keys, ranges, conditions, copies, listings."""
import datetime
import hashlib
import unittest

from s3_client import S3TestCase
from support.server import client

LARGE = bytes(range(256)) * 4096


class Objects(S3TestCase):
    def test_bytes_and_metadata_come_back(self):
        for body in (b"", b"small", LARGE):
            put = self.put("a", body, ContentType="image/jpeg", CacheControl="no-cache",
                           ContentDisposition="inline", ContentEncoding="gzip", ContentLanguage="de",
                           Metadata={"camera": "x100"})
            self.assertEqual(put["ETag"], f'"{hashlib.md5(body).hexdigest()}"')
            got = self.get("a")
            self.assertEqual(got["Body"].read(), body)
            self.assertEqual(got["ContentLength"], len(body))
            self.assertEqual(got["ContentType"], "image/jpeg")
            self.assertEqual(got["CacheControl"], "no-cache")
            self.assertEqual(got["ContentDisposition"], "inline")
            self.assertEqual(got["ContentEncoding"], "gzip")
            self.assertEqual(got["ContentLanguage"], "de")
            self.assertEqual(got["Metadata"], {"camera": "x100"})
            head = self.s3.head_object(Bucket=self.bucket, Key="a")
            self.assertEqual(head["ContentLength"], len(body))
            self.assertEqual(head["ETag"], put["ETag"])

    def test_every_kind_of_key(self):
        keys = ["..", "../../etc/passwd", "a//b/", "a+b c%20d%", "?x=1&y#z", "\u00e4/\U0001f40b", " ",
                "\x01\x1f\x7f", "k" * 1024, "\u00fc" * 512, "a'b\"c<d>&e", ".", "a\\b", "tab\there"]
        for key in keys:
            self.put(key, key.encode())
            self.assertEqual(self.get(key)["Body"].read().decode(), key)
        self.assertEqual(self.keys(), sorted(keys, key=str.encode))
        for key in keys[:4]:
            self.s3.delete_object(Bucket=self.bucket, Key=key)
        self.assertEqual(len(self.keys()), len(keys) - 4)

    def test_ranges(self):
        for body in (b"0123456789", LARGE):
            self.put("a", body)
            part = self.get("a", Range="bytes=2-5")
            self.assertEqual(part["Body"].read(), body[2:6])
            self.assertEqual(part["ContentRange"], f"bytes 2-5/{len(body)}")
            self.assertEqual(part["ResponseMetadata"]["HTTPStatusCode"], 206)
            self.assertEqual(self.get("a", Range="bytes=-4")["Body"].read(), body[-4:])
            self.assertEqual(self.get("a", Range="bytes=7-")["Body"].read(), body[7:])
            self.assert_refused("InvalidRange", self.get, "a", Range=f"bytes={len(body)}-")

    def test_conditions(self):
        etag = self.put("a", b"1")["ETag"]
        self.assert_refused("304", self.get, "a", IfNoneMatch=etag)
        self.assert_refused("PreconditionFailed", self.get, "a", IfMatch='"other"')
        later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        self.assert_refused("304", self.get, "a", IfModifiedSince=later)
        self.assertEqual(self.get("a", IfUnmodifiedSince=later)["Body"].read(), b"1")
        self.assert_refused("PreconditionFailed", self.put, "a", b"2", IfNoneMatch="*")
        self.assert_refused("PreconditionFailed", self.put, "a", b"2", IfMatch='"other"')
        self.put("a", b"2", IfMatch=etag)
        self.assertEqual(self.get("a")["Body"].read(), b"2")

    def test_copies(self):
        for body in (b"small", LARGE):
            self.put("from + \u00e4", body, Metadata={"k": "v"})
            source = {"Bucket": self.bucket, "Key": "from + \u00e4"}
            copied = self.s3.copy_object(Bucket=self.bucket, Key="to", CopySource=source)
            self.assertIn("ETag", copied["CopyObjectResult"])
            got = self.get("to")
            self.assertEqual(got["Body"].read(), body)
            self.assertEqual(got["Metadata"], {"k": "v"})
            self.s3.copy_object(Bucket=self.bucket, Key="to", CopySource=source,
                                MetadataDirective="REPLACE", Metadata={"n": "w"})
            self.assertEqual(self.get("to")["Metadata"], {"n": "w"})

    def test_listings(self):
        for key in ("a", "b/1", "b/2", "b/c/3", "d e", "z"):
            self.put(key)
        page = self.s3.list_objects_v2(Bucket=self.bucket, Delimiter="/")
        self.assertEqual([item["Key"] for item in page["Contents"]], ["a", "d e", "z"])
        self.assertEqual([item["Prefix"] for item in page["CommonPrefixes"]], ["b/"])
        self.assertEqual(page["KeyCount"], 4)
        self.assertEqual(self.keys(Prefix="b/"), ["b/1", "b/2", "b/c/3"])
        self.assertEqual(self.keys(StartAfter="b/2"), ["b/c/3", "d e", "z"])
        self.assertEqual(self.keys(PaginationConfig={"PageSize": 2}),
                         ["a", "b/1", "b/2", "b/c/3", "d e", "z"])
        old = self.s3.get_paginator("list_objects").paginate(Bucket=self.bucket, Delimiter="/",
                                                             PaginationConfig={"PageSize": 1})
        pages = list(old)
        self.assertEqual([item["Key"] for page in pages for item in page.get("Contents", [])],
                         ["a", "d e", "z"])
        self.assertEqual(sum(len(page.get("CommonPrefixes", [])) for page in pages), 1)

    def test_delete_of_many_tells_of_each(self):
        for number in range(1_001):
            self.put(f"key-{number:04}")
        self.assertEqual(len(self.keys()), 1_001)
        objects = [{"Key": f"key-{number:04}"} for number in range(1_000)]
        deleted = self.s3.delete_objects(Bucket=self.bucket, Delete={"Objects": objects})
        self.assertEqual(len(deleted["Deleted"]), 1_000)
        self.assertEqual(self.keys(), ["key-1000"])

    def test_presigned_urls(self):
        import urllib.request
        url = self.s3.generate_presigned_url(
            "put_object", Params={"Bucket": self.bucket, "Key": "p + q"})
        request = urllib.request.Request(url, data=b"by url", method="PUT")
        self.assertEqual(urllib.request.urlopen(request).status, 200)
        url = self.s3.generate_presigned_url(
            "get_object", Params={"Bucket": self.bucket, "Key": "p + q",
                                  "ResponseContentType": "text/plain"})
        with urllib.request.urlopen(url) as answer:
            self.assertEqual(answer.read(), b"by url")
            self.assertEqual(answer.headers["Content-Type"], "text/plain")
            self.assertEqual(answer.headers["Content-Security-Policy"], "sandbox")

    def test_answers_to_a_slow_reader_are_whole(self):
        self.put("a", LARGE * 8)
        body = self.get("a")["Body"]
        digest = hashlib.md5()
        while piece := body.read(10_000):
            digest.update(piece)
        self.assertEqual(digest.digest(), hashlib.md5(LARGE * 8).digest())

    def test_old_clients_without_checksums(self):
        old = client("s3", request_checksum_calculation="when_required",
                     response_checksum_validation="when_required")
        old.put_object(Bucket=self.bucket, Key="a", Body=b"plain")
        self.assertEqual(old.get_object(Bucket=self.bucket, Key="a")["Body"].read(), b"plain")


if __name__ == "__main__":
    unittest.main()
