"""S3 as a task of a state machine: `arn:aws:states:::aws-sdk:s3:ACTION`."""
import json
import time
import unittest
import uuid

from s3_client import S3TestCase
from support.server import client

ROLE = "arn:aws:iam::000000000000:role/any"
CATCH = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.caught", "Next": "Caught"}]


def task(action, parameters, **more):
    return {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:" + action, "Parameters": parameters, **more}


class Tasks(S3TestCase):
    def setUp(self):
        super().setUp()
        self.sfn = client("stepfunctions")

    def run_machine(self, start, states, given=None):
        arn = self.sfn.create_state_machine(
            name="m" + uuid.uuid4().hex[:10], definition=json.dumps({"StartAt": start, "States": states}),
            roleArn=ROLE)["stateMachineArn"]
        self.addCleanup(self.sfn.delete_state_machine, stateMachineArn=arn)
        execution = self.sfn.start_execution(stateMachineArn=arn, input=json.dumps(given or {}))["executionArn"]
        until = time.monotonic() + 20
        while time.monotonic() < until:
            answer = self.sfn.describe_execution(executionArn=execution)
            if answer["status"] != "RUNNING":
                return answer
            time.sleep(0.02)
        self.fail("it still runs")

    def caught(self, action, parameters):
        answer = self.run_machine("Try", {"Try": task(action, parameters, Catch=CATCH, End=True),
                                          "Caught": {"Type": "Pass", "End": True}})
        self.assertEqual(answer["status"], "SUCCEEDED", answer)
        return json.loads(answer["output"])["caught"]

    def test_what_one_task_writes_another_reads(self):
        answer = self.run_machine("Put", {
            "Put": task("putObject", {"Bucket": self.bucket, "Key": "out/a b.json", "Body.$": "$.report",
                                      "ContentType": "application/json", "Metadata": {"run": "7"}},
                        ResultPath="$.put", Next="Get"),
            "Get": task("getObject", {"Bucket": self.bucket, "Key": "out/a b.json"}, ResultPath="$.got", Next="List"),
            "List": task("listObjectsV2", {"Bucket": self.bucket, "Prefix": "out/"}, ResultPath="$.listed", Next="Copy"),
            "Copy": task("copyObject", {"Bucket": self.bucket, "Key": "kept", "CopySource": self.bucket + "/out/a%20b.json"},
                         ResultPath="$.copied", Next="Delete"),
            "Delete": task("deleteObject", {"Bucket": self.bucket, "Key": "out/a b.json"}, ResultPath="$.deleted", Next="Head"),
            "Head": task("headObject", {"Bucket": self.bucket, "Key": "kept"}, ResultPath="$.head", End=True),
        }, {"report": {"lines": [1, 2]}})
        self.assertEqual(answer["status"], "SUCCEEDED", answer)
        output = json.loads(answer["output"])
        self.assertEqual(list(output["put"]), ["ChecksumCRC32", "ChecksumType", "ETag", "ServerSideEncryption"])
        self.assertEqual(json.loads(output["got"]["Body"]), {"lines": [1, 2]})
        self.assertEqual((output["got"]["ContentType"], output["got"]["Metadata"]), ("application/json", {"run": "7"}))
        self.assertEqual([o["Key"] for o in output["listed"]["Contents"]], ["out/a b.json"])
        self.assertEqual(output["copied"]["CopyObjectResult"]["ETag"], output["put"]["ETag"])
        self.assertEqual((output["deleted"], output["head"]["ContentLength"]), ({}, 15))
        self.assertEqual(self.s3.get_object(Bucket=self.bucket, Key="kept")["Body"].read(), b'{"lines":[1,2]}')

    def test_errors_have_the_names_of_the_sdk(self):
        missing = self.caught("getObject", {"Bucket": self.bucket, "Key": "none"})
        self.assertEqual(missing["Error"], "S3.NoSuchKeyException")
        self.assertRegex(missing["Cause"], r"^The specified key does not exist\. \(Service: S3, Status Code: 404, "
                                           r"Request ID: [^,]+, Extended Request ID: [^,]+\)$")
        self.assertEqual(self.caught("listObjectsV2", {"Bucket": "someNonexistentBucketName"})["Error"],
                         "S3.NoSuchBucketException")
        self.assertEqual(self.caught("getObject", {"Bucket": self.bucket})["Error"], "S3.S3Exception")

    def test_an_operation_that_is_not_there_is_named(self):
        refused = self.caught("putObjectAcl", {"Bucket": self.bucket, "Key": "a"})
        self.assertEqual(refused["Error"], "S3.S3Exception")
        self.assertIn("has no operation 'PutObjectAcl'", refused["Cause"])
        refused = self.caught("putObject", {"Bucket": self.bucket, "Key": "a", "ACL": "private"})
        self.assertIn("The parameter 'ACL' of PutObject is not supported", refused["Cause"])

    def test_an_object_larger_than_a_result_may_be_fails_as_on_aws(self):
        self.s3.put_object(Bucket=self.bucket, Key="large", Body=b"x" * 3_000_000)
        self.assertEqual(self.caught("getObject", {"Bucket": self.bucket, "Key": "large"})["Error"],
                         "States.DataLimitExceeded")


if __name__ == "__main__":
    unittest.main()
