"""The checksums that SDKs send by default and on request, in headers and as aws-chunked trailers."""
import base64
import hashlib
import http.client
import io
import unittest
import urllib.parse
import zlib

from s3_client import S3TestCase, endpoint

LARGE = b"0123456789abcdef" * 40_000


class OneWay(io.RawIOBase):
    """A stream that cannot seek: the SDK sends its checksum behind it."""

    def __init__(self, body):
        self.left = io.BytesIO(body)

    def readable(self):
        return True

    def readinto(self, buffer):
        return self.left.readinto(buffer)


class Checksums(S3TestCase):
    def test_the_default_checksum_is_kept_and_given_back(self):
        for body in (b"small", LARGE):
            put = self.put("a", body)
            expected = base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
            self.assertEqual(put["ChecksumCRC32"], expected)
            got = self.get("a", ChecksumMode="ENABLED")
            self.assertEqual(got["ChecksumCRC32"], expected)
            self.assertEqual(got["ChecksumType"], "FULL_OBJECT")
            self.assertEqual(got["Body"].read(), body)

    def test_each_algorithm(self):
        # The SDK can compute the others only where AWS's C library is installed.
        from botocore.compat import HAS_CRT
        for algorithm in ("CRC32", "SHA1", "SHA256") + (("CRC32C", "CRC64NVME") if HAS_CRT else ()):
            for body in (b"small", LARGE):
                put = self.put("a", body, ChecksumAlgorithm=algorithm)
                field = f"Checksum{algorithm}"
                self.assertEqual(self.get("a", ChecksumMode="ENABLED")[field], put[field])
        digest = base64.b64encode(hashlib.sha256(b"x").digest()).decode()
        self.put("a", b"x", ChecksumSHA256=digest)

    def test_a_wrong_checksum_stores_nothing(self):
        wrong = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
        self.assert_refused("BadDigest", self.put, "a", b"x", ChecksumSHA256=wrong)
        md5 = base64.b64encode(hashlib.md5(b"other").digest()).decode()
        self.assert_refused("BadDigest", self.put, "a", b"x", ContentMD5=md5)
        self.assertEqual(self.keys(), [])

    def chunked(self, body, trailer, declared=None, key="raw"):
        """Sends an aws-chunked body by hand; gives status and document."""
        coded = b""
        for at in range(0, len(body), 65_536):
            piece = body[at:at + 65_536]
            coded += f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
        coded += b"0\r\n" + trailer + b"\r\n"
        address = urllib.parse.urlparse(endpoint())
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        self.addCleanup(connection.close)
        connection.request("PUT", f"/{self.bucket}/{key}", coded, {
            "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            "Content-Encoding": "aws-chunked",
            "x-amz-decoded-content-length": str(len(body) if declared is None else declared),
            "x-amz-trailer": "x-amz-checksum-crc32"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def test_trailers(self):
        right = base64.b64encode(zlib.crc32(LARGE).to_bytes(4, "big"))
        status, _ = self.chunked(LARGE, b"x-amz-checksum-crc32:" + right + b"\r\n")
        self.assertEqual(status, 200)
        got = self.get("raw")
        self.assertEqual(got["Body"].read(), LARGE)
        self.assertNotIn("ContentEncoding", got)

        for trailer, declared, code in ((b"x-amz-checksum-crc32:AAAAAA==\r\n", None, "BadDigest"),
                                        (b"", None, "MalformedTrailerError"),
                                        (b"x-amz-checksum-crc32:" + right + b"\r\n", 5, "IncompleteBody"),
                                        (b"x-amz-checksum-crc32:" + right + b"\r\n", 10**6,
                                         "IncompleteBody")):
            status, document = self.chunked(LARGE, trailer, declared, key="bad")
            self.assertEqual(status, 400)
            self.assertIn(f"<Code>{code}</Code>", document)
        self.assertEqual(self.keys(), ["raw"])

    def test_streams_that_cannot_seek(self):
        import boto3.s3.transfer
        for body in (b"small", LARGE):
            self.s3.upload_fileobj(io.BufferedReader(OneWay(body)), self.bucket, "stream",
                                   Config=boto3.s3.transfer.TransferConfig(use_threads=False))
            self.assertEqual(self.get("stream")["Body"].read(), body)


if __name__ == "__main__":
    unittest.main()
