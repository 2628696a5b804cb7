"""The page of metrics, as Prometheus reads it."""
import json
import re
import unittest
import urllib.error
import urllib.request

from support.server import Server

ROLE = "arn:aws:iam::000000000000:role/any"
PASS = json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
SAMPLE = re.compile(r'^[a-z_]+(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? [0-9.e+-]+$')


class MetricsTest(unittest.TestCase):
    def page(self, server):
        with urllib.request.urlopen(server.endpoint + "/_quickstep/metrics") as reply:
            self.assertTrue(reply.headers["Content-Type"].startswith("text/plain"))
            return reply.read().decode()

    def test_what_clients_and_executions_do_is_counted(self):
        with Server() as server:
            states = server.client("stepfunctions")
            machine = states.create_state_machine(name="m", definition=PASS, roleArn=ROLE)["stateMachineArn"]
            express = states.create_state_machine(name="e", definition=PASS, roleArn=ROLE,
                                                  type="EXPRESS")["stateMachineArn"]
            for _ in range(3):
                states.start_execution(stateMachineArn=machine)
            states.start_sync_execution(stateMachineArn=express)
            with self.assertRaises(states.exceptions.StateMachineDoesNotExist):
                states.start_execution(stateMachineArn=machine + "x")
            server.client("s3").create_bucket(Bucket="photos")
            server.client("lambda").list_functions()
            page = self.page(server)
            for line in page.splitlines():
                self.assertTrue(line.startswith("# ") or SAMPLE.match(line), line)
            for line in (
                    'quickstep_executions_started_total{type="STANDARD"} 3',
                    'quickstep_executions_closed_total{type="STANDARD",status="SUCCEEDED"} 3',
                    'quickstep_executions_closed_total{type="EXPRESS",status="SUCCEEDED"} 1',
                    'quickstep_executions_open{type="STANDARD"} 0',
                    'quickstep_transitions_total{state_type="Pass"} 4',
                    'quickstep_api_requests_total{service="states",operation="StartExecution",code="OK"} 3',
                    'quickstep_api_requests_total{service="states",operation="StartExecution",'
                    'code="StateMachineDoesNotExist"} 1',
                    'quickstep_api_requests_total{service="lambda",operation="ListFunctions",code="OK"} 1',
                    'quickstep_api_requests_total{service="s3",operation="PUT",code="OK"} 1',
                    'quickstep_lambda_invocations_total{outcome="succeeded"} 0'):
                self.assertIn(line + "\n", page)
            self.assertGreater(float(re.search(r"^quickstep_commit_seconds_count (\d+)$", page, re.M)[1]), 0)

    def test_it_is_only_read(self):
        with Server() as server:
            request = urllib.request.Request(server.endpoint + "/_quickstep/metrics", data=b"", method="POST")
            with self.assertRaises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(request)
            self.assertEqual(caught.exception.code, 405)


if __name__ == "__main__":
    unittest.main()
