"""A client of the server under test, and a bucket of each test's own."""
import os
import unittest
import uuid

from botocore.exceptions import ClientError
from support.server import client


def endpoint():
    return os.environ["QUICKSTEP_ENDPOINT"]


class S3TestCase(unittest.TestCase):
    def setUp(self):
        self.s3 = client("s3")
        self.bucket = f"test-{uuid.uuid4()}"
        self.s3.create_bucket(Bucket=self.bucket)
        self.addCleanup(self.remove_bucket)

    def remove_bucket(self):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        for page in pages:
            objects = [{"Key": item["Key"]} for item in page.get("Contents", [])]
            if objects:
                # Quiet: XML 1.0 cannot carry control characters, so no SDK could read their keys.
                self.s3.delete_objects(Bucket=self.bucket,
                                       Delete={"Objects": objects, "Quiet": True})
        self.s3.delete_bucket(Bucket=self.bucket)

    def put(self, key, body=b"", **fields):
        return self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, **fields)

    def get(self, key, **fields):
        return self.s3.get_object(Bucket=self.bucket, Key=key, **fields)

    def keys(self, **fields):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, **fields)
        return [item["Key"] for page in pages for item in page.get("Contents", [])]

    def assert_refused(self, code, call, *arguments, **fields):
        with self.assertRaises(ClientError) as caught:
            call(*arguments, **fields)
        self.assertEqual(caught.exception.response["Error"]["Code"], code)
        return caught.exception.response
