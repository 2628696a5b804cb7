"""What no well-meaning client sends, each with a clear error and nothing stored."""
import http.client
import socket
import unittest
import urllib.parse

from s3_client import S3TestCase, endpoint


class BadInput(S3TestCase):
    def raw(self, method, target, body=b"", **headers):
        """Sends a request as it is; gives status and document."""
        address = urllib.parse.urlparse(endpoint())
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        self.addCleanup(connection.close)
        connection.request(method, target, body,
                           {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def assert_raw(self, status, code, *arguments, **headers):
        answered, document = self.raw(*arguments, **headers)
        self.assertEqual(answered, status, document)
        self.assertIn(f"<Code>{code}</Code>", document)
        self.assertIn("<RequestId>", document)

    def test_keys(self):
        self.assert_refused("KeyTooLongError", self.put, "k" * 1025)
        base = f"/{self.bucket}"
        self.assert_raw(400, "InvalidURI", "PUT", f"{base}/nul%00", b"x")
        self.assert_raw(400, "InvalidURI", "PUT", f"{base}/bad%C3%28utf8", b"x")
        self.assert_raw(400, "InvalidURI", "PUT", f"{base}/surrogate%ED%A0%80", b"x")
        self.assert_raw(400, "InvalidURI", "PUT", f"{base}/half%4", b"x")
        self.assertEqual(self.keys(), [])

    def test_buckets(self):
        for name in ("ab", "UPPER", "a_b", "192.168.0.1", "a..b", "x" * 64):
            self.assert_raw(400, "InvalidBucketName", "PUT", f"/{name}")
        self.put("a")
        self.assert_refused("BucketNotEmpty", self.s3.delete_bucket, Bucket=self.bucket)
        missing = f"{self.bucket}-missing"
        self.assert_refused("NoSuchBucket", self.s3.delete_bucket, Bucket=missing)
        self.assert_refused("NoSuchBucket", self.s3.put_object, Bucket=missing, Key="a", Body=b"x")
        self.assert_refused("NoSuchBucket", self.s3.get_object, Bucket=missing, Key="a")
        self.assert_refused("NoSuchBucket", self.s3.list_objects_v2, Bucket=missing)
        self.assert_refused("404", self.s3.head_bucket, Bucket=missing)
        self.assert_refused("BucketAlreadyOwnedByYou", self.recreate_elsewhere)

    def recreate_elsewhere(self):
        self.s3.create_bucket(Bucket=self.bucket,
                              CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

    def test_objects(self):
        self.assert_refused("NoSuchKey", self.get, "missing")
        self.assert_refused("404", self.s3.head_object, Bucket=self.bucket, Key="missing")
        self.assert_refused("MetadataTooLarge", self.put, "a", b"x", Metadata={"k": "v" * 2048})
        self.assert_refused("NotImplemented", self.put, "a", b"x", Tagging="a=b")
        self.assert_raw(400, "InvalidDigest", "PUT", f"/{self.bucket}/a", b"x", Content_MD5="no")
        self.assert_raw(400, "InvalidArgument", "GET", f"/{self.bucket}?list-type=2&max-keys=many")
        self.assertEqual(self.keys(), [])

    def test_too_large(self):
        status, document = self.raw("PUT", f"/{self.bucket}/a", b"x",
                                    Content_Encoding="aws-chunked",
                                    x_amz_decoded_content_length=str(5 * 1024**3 + 1))
        self.assertEqual(status, 400)
        self.assertIn("<Code>EntityTooLarge</Code>", document)

    def test_documents(self):
        for document in (b"", b"{}", b"<Delete>", b"<Other/>", b"<a>" * 100_000):
            self.assert_raw(400, "MalformedXML", "POST", f"/{self.bucket}?delete", document)
        self.assert_raw(400, "MalformedXML", "PUT", f"/{self.bucket}?notification", b"<X/>")
        self.assert_raw(400, "MalformedXML", "PUT", f"/{self.bucket}-x", b"not xml")

    def test_what_is_not_there_is_named(self):
        error = self.assert_refused("NotImplemented", self.s3.put_bucket_policy, Bucket=self.bucket,
                                    Policy="{}")
        self.assertIn("PutBucketPolicy", error["Error"]["Message"])
        self.assert_refused("NotImplemented", self.s3.put_bucket_notification_configuration,
                            Bucket=self.bucket, NotificationConfiguration={"QueueConfigurations": [
                                {"QueueArn": "arn:aws:sqs:us-east-1:000000000000:q",
                                 "Events": ["s3:ObjectCreated:*"]}]})
        self.assert_raw(405, "MethodNotAllowed", "PATCH", f"/{self.bucket}/a")

    def test_a_body_that_breaks_off_stores_nothing(self):
        address = urllib.parse.urlparse(endpoint())
        with socket.create_connection((address.hostname, address.port)) as connection:
            connection.sendall(f"PUT /{self.bucket}/cut HTTP/1.1\r\nHost: localhost\r\n"
                               "Content-Length: 1000000\r\n\r\n".encode() + b"x" * 200_000)
        self.put("after", b"x")
        self.assertEqual(self.keys(), ["after"])

    def test_what_tools_read_of_a_plain_bucket(self):
        s3 = self.s3
        self.assertEqual(s3.get_bucket_location(Bucket=self.bucket)["LocationConstraint"], None)
        self.assertNotIn("Status", s3.get_bucket_versioning(Bucket=self.bucket))
        self.assertEqual(s3.get_bucket_acl(Bucket=self.bucket)["Grants"][0]["Permission"], "FULL_CONTROL")
        self.assertEqual(s3.get_bucket_request_payment(Bucket=self.bucket)["Payer"], "BucketOwner")
        self.assert_refused("NoSuchTagSet", s3.get_bucket_tagging, Bucket=self.bucket)
        self.assert_refused("NoSuchBucketPolicy", s3.get_bucket_policy, Bucket=self.bucket)
        self.put("a")
        self.assertEqual(s3.get_object_tagging(Bucket=self.bucket, Key="a")["TagSet"], [])

    def test_notifications_to_eventbridge(self):
        self.s3.put_bucket_notification_configuration(
            Bucket=self.bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
        configuration = self.s3.get_bucket_notification_configuration(Bucket=self.bucket)
        self.assertEqual(configuration["EventBridgeConfiguration"], {})

    def test_virtual_hosts(self):
        self.put("a", b"by host")
        status, document = self.raw("GET", "/a", Host=f"{self.bucket}.s3.localhost")
        self.assertEqual((status, document), (200, "by host"))
        self.assertIn(self.bucket, [item["Name"] for item in self.s3.list_buckets()["Buckets"]])


if __name__ == "__main__":
    unittest.main()
