"""Step Functions by boto3: each operation as a first user calls it, and what is wrong answered as AWS does."""
import json

from support.states import PASS, ROLE, WAIT, Case, name


class Machines(Case):
    def test_create_is_idempotent_and_a_different_one_is_refused(self):
        same = name()
        first = self.sfn.create_state_machine(name=same, definition=json.dumps(PASS), roleArn=ROLE)
        again = self.sfn.create_state_machine(name=same, definition=json.dumps(PASS), roleArn=ROLE)
        self.assertEqual(first["stateMachineArn"], again["stateMachineArn"])
        self.assertEqual(first["creationDate"], again["creationDate"])
        code, text = self.error(self.sfn.create_state_machine, name=same, definition=json.dumps(WAIT),
                                roleArn=ROLE)
        self.assertEqual((code, text), ("StateMachineAlreadyExists",
                                        f"State Machine Already Exists: '{first['stateMachineArn']}'"))

    def test_update_changes_what_new_executions_run(self):
        arn = self.machine(PASS)
        changed = dict(PASS, States={"P": {"Type": "Pass", "Result": {"a": 2}, "End": True}})
        update = self.sfn.update_state_machine(stateMachineArn=arn, definition=json.dumps(changed))
        described = self.sfn.describe_state_machine(stateMachineArn=arn)
        self.assertEqual(described["revisionId"], update["revisionId"])
        self.assertEqual(json.loads(described["definition"]), changed)
        started = self.sfn.start_execution(stateMachineArn=arn)["executionArn"]
        self.assertEqual(json.loads(self.finished(started)["output"]), {"a": 2})

    def test_describe_gives_what_was_given(self):
        text = json.dumps(PASS, indent=3)
        arn = self.machine(text, type="EXPRESS", tracingConfiguration={"enabled": True})
        described = self.sfn.describe_state_machine(stateMachineArn=arn)
        self.assertEqual(described["definition"], text)
        self.assertEqual(described["type"], "EXPRESS")
        self.assertEqual(described["status"], "ACTIVE")
        self.assertEqual(described["loggingConfiguration"], {"level": "OFF", "includeExecutionData": False})
        self.assertEqual(described["tracingConfiguration"], {"enabled": True})

    def test_list_pages_through_all_and_delete_removes(self):
        arns = {self.machine() for _ in range(5)}
        seen, token = [], None
        while True:
            page = self.sfn.list_state_machines(maxResults=2, **({"nextToken": token} if token else {}))
            seen += [one["stateMachineArn"] for one in page["stateMachines"]]
            token = page.get("nextToken")
            if not token:
                break
        self.assertEqual(len(seen), len(set(seen)))
        self.assertLessEqual(arns, set(seen))
        for arn in arns:
            self.sfn.delete_state_machine(stateMachineArn=arn)
            self.assertEqual(self.error(self.sfn.describe_state_machine, stateMachineArn=arn)[0],
                             "StateMachineDoesNotExist")
        self.sfn.delete_state_machine(stateMachineArn=arns.pop())

    def test_bad_definitions_are_refused_with_the_place(self):
        for definition, part in [
            ("{", "INVALID_JSON_DESCRIPTION"),
            ("[]", "SCHEMA_VALIDATION_FAILED"),
            ('{"StartAt": "A"}', "These fields are required: [States]"),
            ('{"StartAt": "B", "States": {"A": {"Type": "Pass", "End": true}}}', "MISSING_TRANSITION_TARGET"),
            ('{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}', "/States/A"),
            ('{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": "soon", "End": true}}}', "/States/A/Seconds"),
        ]:
            with self.subTest(definition=definition):
                code, text = self.error(self.sfn.create_state_machine, name=name(), definition=definition,
                                        roleArn=ROLE)
                self.assertEqual(code, "InvalidDefinition")
                self.assertIn(part, text)


class DescribeForExecution(Case):
    def test_it_is_the_machine_that_the_execution_was_started_with(self):
        arn = self.machine(WAIT)
        started = self.sfn.start_execution(stateMachineArn=arn)["executionArn"]
        self.sfn.update_state_machine(stateMachineArn=arn, definition=json.dumps(PASS))
        described = self.sfn.describe_state_machine_for_execution(executionArn=started)
        self.assertEqual(json.loads(described["definition"]), WAIT)
        self.assertEqual(described["stateMachineArn"], arn)
        self.assertNotIn("revisionId", described)
        self.assertIn("updateDate", described)
        self.sfn.stop_execution(executionArn=started)
        later = self.sfn.start_execution(stateMachineArn=arn)["executionArn"]
        update = self.sfn.describe_state_machine(stateMachineArn=arn)["revisionId"]
        self.assertEqual(self.sfn.describe_state_machine_for_execution(executionArn=later)["revisionId"], update)

    def test_variables_that_states_read_are_listed(self):
        arn = self.machine({"StartAt": "A", "States": {
            "A": {"Type": "Pass", "Assign": {"b": 1, "a": 2}, "Next": "B"},
            "B": {"Type": "Pass", "Parameters": {"x.$": "$b", "y.$": "States.MathAdd($a, $b)"}, "End": True}}})
        references = {"B": ["a", "b"]}
        self.assertEqual(self.sfn.describe_state_machine(stateMachineArn=arn)["variableReferences"], references)
        started = self.sfn.start_execution(stateMachineArn=arn)["executionArn"]
        for included, expected in [("ALL_DATA", references), ("METADATA_ONLY", None)]:
            described = self.sfn.describe_state_machine_for_execution(executionArn=started, includedData=included)
            self.assertEqual(described.get("variableReferences"), expected)

    def test_what_is_not_there_is_told(self):
        self.assertEqual(self.error(self.sfn.describe_state_machine_for_execution, executionArn="x")[0],
                         "InvalidArn")
        arn = self.machine().replace("stateMachine", "execution") + ":none"
        self.assertEqual(self.error(self.sfn.describe_state_machine_for_execution, executionArn=arn)[0],
                         "ExecutionDoesNotExist")


class Executions(Case):
    def test_an_execution_ends_and_tells_what_happened(self):
        arn = self.machine()
        started = self.sfn.start_execution(stateMachineArn=arn, name="one", input='{"in": [1.0, 2e3]}')
        self.assertEqual(started["executionArn"], arn.replace("stateMachine", "execution") + ":one")
        done = self.finished(started["executionArn"])
        self.assertEqual(done["status"], "SUCCEEDED")
        self.assertEqual(done["output"], '{"a":1}')
        self.assertEqual(done["input"], '{"in": [1.0, 2e3]}')
        self.assertEqual(done["redriveStatusReason"], "Execution is SUCCEEDED and cannot be redriven")
        events = self.sfn.get_execution_history(executionArn=started["executionArn"])["events"]
        self.assertEqual([e["type"] for e in events], ["ExecutionStarted", "PassStateEntered",
                                                       "PassStateExited", "ExecutionSucceeded"])
        self.assertEqual([e["id"] for e in events], [1, 2, 3, 4])
        back = self.sfn.get_execution_history(executionArn=started["executionArn"], reverseOrder=True,
                                              includeExecutionData=False)["events"]
        self.assertEqual([e["id"] for e in back], [4, 3, 2, 1])
        self.assertNotIn("input", back[3]["executionStartedEventDetails"])

    def test_start_is_idempotent_while_it_runs_and_the_name_is_taken_after(self):
        arn = self.machine(WAIT)
        first = self.sfn.start_execution(stateMachineArn=arn, name="x", input='{"a": 1}')
        again = self.sfn.start_execution(stateMachineArn=arn, name="x", input='{"a": 1}')
        self.assertEqual(first["startDate"], again["startDate"])
        code, text = self.error(self.sfn.start_execution, stateMachineArn=arn, name="x", input='{"a": 2}')
        self.assertEqual((code, text), ("ExecutionAlreadyExists",
                                        f"Execution Already Exists: '{first['executionArn']}'"))
        self.sfn.stop_execution(executionArn=first["executionArn"], error="E", cause="because")
        stopped = self.finished(first["executionArn"])
        self.assertEqual((stopped["status"], stopped["error"], stopped["cause"]), ("ABORTED", "E", "because"))
        self.assertEqual(self.error(self.sfn.start_execution, stateMachineArn=arn, name="x",
                                    input='{"a": 1}')[0], "ExecutionAlreadyExists")

    def test_list_is_newest_first_and_filters_by_status(self):
        arn = self.machine(WAIT)
        arns = [self.sfn.start_execution(stateMachineArn=arn)["executionArn"] for _ in range(5)]
        self.sfn.stop_execution(executionArn=arns[2])
        self.finished(arns[2])
        running = self.sfn.list_executions(stateMachineArn=arn, statusFilter="RUNNING")["executions"]
        self.assertEqual({e["executionArn"] for e in running}, set(arns) - {arns[2]})
        starts = [e["startDate"] for e in running]
        self.assertEqual(starts, sorted(starts, reverse=True))
        first = self.sfn.list_executions(stateMachineArn=arn, maxResults=3)
        self.sfn.start_execution(stateMachineArn=arn)  # Must not move what the next page shows.
        rest = self.sfn.list_executions(stateMachineArn=arn, maxResults=3, nextToken=first["nextToken"])
        shown = [e["executionArn"] for e in first["executions"] + rest["executions"]]
        self.assertEqual(sorted(shown), sorted(arns))

    def test_an_expression_without_end_fails_its_execution_and_others_go_on(self):
        endless = "{% ($f := function($x) { $f($number($formatNumber($x, '0'))) }; $f(1)) %}"
        arn = self.machine({"QueryLanguage": "JSONata", "StartAt": "P",
                            "States": {"P": {"Type": "Pass", "Output": endless, "End": True}}})
        arns = [self.sfn.start_execution(stateMachineArn=arn)["executionArn"] for _ in range(2)]
        other = self.machine(PASS)
        others = [self.sfn.start_execution(stateMachineArn=other)["executionArn"] for _ in range(8)]
        self.assertEqual({self.finished(one)["status"] for one in others}, {"SUCCEEDED"})
        for failed in map(self.finished, arns):
            self.assertEqual((failed["status"], failed["error"]), ("FAILED", "States.QueryEvaluationError"))
            self.assertIn("The evaluation took too long", failed["cause"])

    def test_sync_start_of_an_express_machine_gives_the_output(self):
        arn = self.machine(type="EXPRESS")
        done = self.sfn.start_sync_execution(stateMachineArn=arn, input='{"x": 1}')
        self.assertEqual((done["status"], done["output"], json.loads(done["input"])), ("SUCCEEDED", '{"a":1}', {"x": 1}))
        self.assertIn(":express:", done["executionArn"])
        self.assertEqual(done["billingDetails"]["billedMemoryUsedInMB"], 64)
        fail = {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E", "Cause": "C"}}}
        failed = self.sfn.start_sync_execution(stateMachineArn=self.machine(fail, type="EXPRESS"))
        self.assertEqual((failed["status"], failed["error"], failed["cause"]), ("FAILED", "E", "C"))
        self.assertEqual(self.error(self.sfn.start_sync_execution, stateMachineArn=self.machine())[0],
                         "StateMachineTypeNotSupported")
        self.assertEqual(self.error(self.sfn.describe_execution, executionArn=done["executionArn"])[1],
                         "Invalid Arn: 'Resource type not valid in this context: express'")

    def test_a_task_that_fails_is_retried_and_caught(self):
        definition = {"StartAt": "T", "States": {
            "T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                  "Parameters": {"FunctionName": "no-such-function"},
                  "Retry": [{"ErrorEquals": ["Lambda.ResourceNotFoundException"], "IntervalSeconds": 1,
                             "MaxAttempts": 1}],
                  "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "Caught"}],
                  "End": True},
            "Caught": {"Type": "Pass", "End": True}}}
        started = self.sfn.start_execution(stateMachineArn=self.machine(definition), input='{"k": 1}')
        done = self.finished(started["executionArn"])
        output = json.loads(done["output"])
        self.assertEqual(output["k"], 1)
        self.assertEqual(output["failure"]["Error"], "Lambda.ResourceNotFoundException")
        types = [e["type"] for e in self.sfn.get_execution_history(
            executionArn=started["executionArn"])["events"]]
        self.assertEqual(types.count("TaskScheduled"), 2)
        self.assertEqual(types.count("TaskFailed"), 2)

    def test_parallel_and_map_join_their_results_in_order(self):
        definition = {"StartAt": "P", "States": {
            "P": {"Type": "Parallel", "Next": "M", "Branches": [
                {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 1, "End": True}}},
                {"StartAt": "B", "States": {"B": {"Type": "Pass", "Result": 2, "End": True}}}]},
            "M": {"Type": "Map", "End": True, "MaxConcurrency": 2, "ItemProcessor": {
                "StartAt": "X", "States": {"X": {"Type": "Pass", "End": True, "Parameters": {
                    "n.$": "States.MathAdd($, 10)"}}}}}}}
        started = self.sfn.start_execution(stateMachineArn=self.machine(definition))
        self.assertEqual(json.loads(self.finished(started["executionArn"])["output"]), [{"n": 11}, {"n": 12}])

    def test_history_pages(self):
        states = {f"S{i}": {"Type": "Pass", "Next": f"S{i + 1}"} for i in range(20)}
        states["S20"] = {"Type": "Succeed"}
        arn = self.sfn.start_execution(stateMachineArn=self.machine(
            {"StartAt": "S0", "States": states}))["executionArn"]
        self.finished(arn)
        pages = self.sfn.get_paginator("get_execution_history").paginate(
            executionArn=arn, PaginationConfig={"PageSize": 7})
        self.assertEqual([e["id"] for page in pages for e in page["events"]], list(range(1, 45)))


class BadInput(Case):
    def test_each_operation_refuses_unknown_and_malformed_arns(self):
        machine = "arn:aws:states:us-east-1:000000000000:stateMachine:none"
        execution = "arn:aws:states:us-east-1:000000000000:execution:none:none"
        rows = [
            (self.sfn.describe_state_machine, "stateMachineArn", machine, "StateMachineDoesNotExist"),
            (self.sfn.start_execution, "stateMachineArn", machine, "StateMachineDoesNotExist"),
            (self.sfn.start_sync_execution, "stateMachineArn", machine, "StateMachineDoesNotExist"),
            (self.sfn.list_executions, "stateMachineArn", machine, "StateMachineDoesNotExist"),
            (self.sfn.describe_execution, "executionArn", execution, "ExecutionDoesNotExist"),
            (self.sfn.get_execution_history, "executionArn", execution, "ExecutionDoesNotExist"),
            (self.sfn.stop_execution, "executionArn", execution, "ExecutionDoesNotExist"),
        ]
        for call, member, unknown, code in rows:
            with self.subTest(call=call.__name__):
                answer = self.error(call, **{member: unknown})
                self.assertEqual(answer[0], code)
                self.assertIn(unknown, answer[1])
                self.assertEqual(self.error(call, **{member: "nonsense"}),
                                 ("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: nonsense'"))

    def test_limits_are_named(self):
        arn = self.machine()
        code, text = self.error(self.sfn.list_state_machines, maxResults=1001)
        self.assertEqual((code, text), (
            "ValidationException", "1 validation error detected: Value '1001' at 'maxResults' failed to "
            "satisfy constraint: Member must have value less than or equal to 1000"))
        self.assertEqual(self.error(self.sfn.start_execution, stateMachineArn=arn, input="{")[0],
                         "InvalidExecutionInput")
        self.assertEqual(self.error(self.sfn.start_execution, stateMachineArn=arn, name="a b")[0], "InvalidName")
        self.assertEqual(self.error(self.sfn.list_state_machines, nextToken="not a token")[0], "InvalidToken")
        self.assertEqual(self.error(self.sfn.create_state_machine, name="a/b", definition=json.dumps(PASS),
                                    roleArn=ROLE)[0], "InvalidName")
        for large in ('"' + "x" * 262_143 + '"', '"' + "é" * 131_100 + '"'):
            self.assertIn(self.error(self.sfn.start_execution, stateMachineArn=arn, input=large)[0],
                          ("InvalidExecutionInput", "ValidationException"))
        at_the_limit = '"' + "x" * 262_142 + '"'
        self.sfn.start_execution(stateMachineArn=arn, input=at_the_limit)
