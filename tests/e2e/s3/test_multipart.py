"""Uploads in parts, as SDKs and the CLI do them from 8 MiB on."""
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from boto3.s3.transfer import TransferConfig
from s3_client import S3TestCase, endpoint

PART = 5 * 1024 * 1024


class Multipart(S3TestCase):
    def test_a_file_of_20_megabytes_goes_up_and_comes_down(self):
        body = os.urandom(1024) * 20 * 1024
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "up")
            path.write_bytes(body)
            self.s3.upload_file(str(path), self.bucket, "big", ExtraArgs={"Metadata": {"k": "v"}})
            down = pathlib.Path(folder, "down")
            self.s3.download_file(self.bucket, "big", str(down))
            self.assertEqual(down.read_bytes(), body)
        head = self.s3.head_object(Bucket=self.bucket, Key="big")
        self.assertEqual(head["ContentLength"], len(body))
        self.assertEqual(head["Metadata"], {"k": "v"})
        self.assertRegex(head["ETag"], r'^"[0-9a-f]{32}-3"$')

    def upload(self, parts, **fields):
        upload_id = self.s3.create_multipart_upload(Bucket=self.bucket, Key="big",
                                                    **fields)["UploadId"]
        done = []
        for number, body in enumerate(parts, 1):
            part = self.s3.upload_part(Bucket=self.bucket, Key="big", UploadId=upload_id,
                                       PartNumber=number, Body=body)
            done.append({"PartNumber": number, "ETag": part["ETag"]})
        return upload_id, done

    def complete(self, upload_id, parts):
        return self.s3.complete_multipart_upload(Bucket=self.bucket, Key="big", UploadId=upload_id,
                                                 MultipartUpload={"Parts": parts})

    def test_parts_are_listed_and_joined(self):
        parts = [b"a" * PART, b"b" * PART, b"end"]
        upload_id, done = self.upload(parts)
        listed = self.s3.list_parts(Bucket=self.bucket, Key="big", UploadId=upload_id)["Parts"]
        self.assertEqual([part["Size"] for part in listed], [PART, PART, 3])
        open_uploads = self.s3.list_multipart_uploads(Bucket=self.bucket)["Uploads"]
        self.assertEqual([upload["UploadId"] for upload in open_uploads], [upload_id])
        completed = self.complete(upload_id, done)
        md5s = b"".join(hashlib.md5(part).digest() for part in parts)
        self.assertEqual(completed["ETag"], f'"{hashlib.md5(md5s).hexdigest()}-3"')
        self.assertEqual(self.get("big")["Body"].read(), b"".join(parts))
        self.assertEqual(self.complete(upload_id, done)["ETag"], completed["ETag"])
        self.assertNotIn("Uploads", self.s3.list_multipart_uploads(Bucket=self.bucket))

    def test_each_kind_of_checksum(self):
        for fields in ({"ChecksumAlgorithm": "CRC32"}, {"ChecksumAlgorithm": "SHA256"},
                       {"ChecksumAlgorithm": "CRC32", "ChecksumType": "FULL_OBJECT"}):
            upload_id, done = self.upload([b"a" * PART, b"b"], **fields)
            self.complete(upload_id, done)
            head = self.s3.head_object(Bucket=self.bucket, Key="big", ChecksumMode="ENABLED")
            kind = fields.get("ChecksumType", "COMPOSITE")
            self.assertEqual(head["ChecksumType"], kind)
            value = head[f"Checksum{fields['ChecksumAlgorithm']}"]
            self.assertEqual(value.endswith("-2"), kind == "COMPOSITE")
            self.assertEqual(len(self.get("big", ChecksumMode="ENABLED")["Body"].read()), PART + 1)

    def test_what_does_not_fit_is_refused(self):
        upload_id, done = self.upload([b"small", b"end"])
        self.assert_refused("EntityTooSmall", self.complete, upload_id, done)
        self.assert_refused("InvalidPartOrder", self.complete, upload_id, done[::-1])
        self.assert_refused("InvalidPart", self.complete, upload_id, [{"PartNumber": 1, "ETag": "x"}])
        self.assert_refused("NoSuchUpload", self.complete, "unknown", done)
        self.s3.abort_multipart_upload(Bucket=self.bucket, Key="big", UploadId=upload_id)
        self.assert_refused("NoSuchUpload", self.complete, upload_id, done)

    def test_large_copies_go_in_parts(self):
        body = os.urandom(1024) * 12 * 1024
        self.put("from", body)
        config = TransferConfig(multipart_threshold=8 * 1024 * 1024,
                                multipart_chunksize=8 * 1024 * 1024)
        self.s3.copy({"Bucket": self.bucket, "Key": "from"}, self.bucket, "to", Config=config)
        self.assertEqual(self.get("to")["Body"].read(), body)

    def test_the_command_line_copies_moves_and_removes(self):
        body = os.urandom(1024) * 12 * 1024
        environment = dict(os.environ, AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test",
                           AWS_DEFAULT_REGION="us-east-1", AWS_CONFIG_FILE="/nonexistent")

        def aws(*arguments):
            subprocess.run([sys.executable, "-m", "awscli", "--endpoint-url", endpoint(), "s3",
                            *arguments, "--quiet"], check=True, env=environment, timeout=120)

        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "photo.jpg")
            path.write_bytes(body)
            aws("cp", str(path), f"s3://{self.bucket}/uploads/photo.jpg")
            aws("mv", f"s3://{self.bucket}/uploads/photo.jpg", f"s3://{self.bucket}/moved.jpg")
            self.assertEqual(self.keys(), ["moved.jpg"])
            aws("cp", f"s3://{self.bucket}/moved.jpg", str(path) + ".down")
            self.assertEqual(pathlib.Path(str(path) + ".down").read_bytes(), body)
            aws("rm", "--recursive", f"s3://{self.bucket}/")
        self.assertEqual(self.keys(), [])


if __name__ == "__main__":
    unittest.main()
