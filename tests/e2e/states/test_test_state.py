"""TestState: what the real service answered (tests/conformance/test_state), and what was not recorded."""
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import unittest

from support.server import client
from support.states import ROLE, Case

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "..", "..", "conformance", "test_state", "cases.jsonl")
PASS = {"Type": "Pass", "End": True}
INVOKE = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": True,
          "Parameters": {"FunctionName": "f", "Payload.$": "$"}}


def parsed(value):
    """Texts that hold JSON objects, parsed: their blanks and order do not matter."""
    if isinstance(value, dict):
        return {key: parsed(inner) for key, inner in value.items()}
    if isinstance(value, str) and value.startswith("{"):
        return json.loads(value)
    return value


def matches(expected, actual):
    """Whether they are the same but for the placeholders of the recording."""
    if isinstance(expected, dict):
        return (isinstance(actual, dict) and expected.keys() == actual.keys()
                and all(matches(expected[key], actual[key]) for key in expected))
    if isinstance(expected, list):
        return (isinstance(actual, list) and len(expected) == len(actual)
                and all(map(matches, expected, actual)))
    if not isinstance(expected, str):
        return expected == actual
    if expected == "date":
        return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", actual) is not None
    pattern = re.sub(r"<[a-z_]+(\\:\d+|:\d+)?>|1{12}", ".+", re.escape(expected))
    return isinstance(actual, str) and re.fullmatch(pattern, actual, re.DOTALL) is not None


class Recorded(Case):
    def test_the_answers_are_those_of_the_real_service(self):
        with open(CASES, encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        self.assertGreater(len(rows), 60)
        for row in rows:
            with self.subTest(row["case"]):
                if "error" in row:
                    self.assertEqual(self.error(self.sfn.test_state, **row["request"]),
                                     (row["error"]["code"], row["error"]["message"]))
                    continue
                answer = self.sfn.test_state(**row["request"])
                del answer["ResponseMetadata"]
                self.assertTrue(matches(row["answer"], parsed(answer)),
                                f"expected {json.dumps(row['answer'])}\n but got {json.dumps(parsed(answer))}")


class Documentation(unittest.TestCase):
    def test_the_example_of_the_page_works(self):
        root = pathlib.Path(HERE).parents[2]
        page = (root / "docs" / "test-state.md").read_text(encoding="utf-8")
        code = re.search(r"```python\n(.*?)```", page, re.DOTALL).group(1)
        code = code.replace("http://127.0.0.1:4566", os.environ["QUICKSTEP_ENDPOINT"])
        done = subprocess.run([sys.executable, "-c", code], cwd=root / "examples" / "image-pipeline", text=True,
                              capture_output=True, env={**os.environ, "AWS_ACCESS_KEY_ID": "test", "AWS_REGION": "us-east-1",
                                                        "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"})
        self.assertEqual(done.returncode, 0, done.stderr)
        status, details = done.stdout.splitlines()
        self.assertEqual(status, "RETRIABLE")
        self.assertIn("'retryIndex': 0", details)


class TestState(Case):
    def ask(self, state, level="DEBUG", **options):
        options.setdefault("roleArn", ROLE)
        for text in ("input", "variables", "context"):
            if text in options:
                options[text] = json.dumps(options[text])
        answer = self.sfn.test_state(definition=json.dumps(state), inspectionLevel=level, **options)
        del answer["ResponseMetadata"]
        return parsed(answer)

    def refusal(self, state, **options):
        definition = state if isinstance(state, str) else json.dumps(state)
        return self.error(self.sfn.test_state, definition=definition, **options)

    def test_variables_come_in_and_what_the_state_assigns_comes_out(self):
        state = {**PASS, "QueryLanguage": "JSONata", "Output": "{% $a + $states.input.b %}",
                 "Assign": {"c": "{% $a * 2 %}"}}
        answer = self.ask(state, input={"b": 2}, variables={"a": 40})
        self.assertEqual(answer["output"], "42")
        self.assertEqual(answer["inspectionData"]["variables"], {"a": 40, "c": 80})

    def test_a_failing_expression_fails_the_state_with_its_cause(self):
        answer = self.ask({**PASS, "QueryLanguage": "JSONata", "Output": "{% $nope.x %}"}, input={})
        self.assertEqual((answer["status"], answer["error"]), ("FAILED", "States.QueryEvaluationError"))
        self.assertTrue(answer["cause"].startswith("The JSONata expression '$nope.x'"), answer["cause"])

    def test_a_wait_waits(self):
        begin = time.monotonic()
        answer = self.ask({"Type": "Wait", "Seconds": 1, "Next": "After"}, input={"a": 1})
        self.assertGreaterEqual(time.monotonic() - begin, 0.9)
        self.assertEqual((answer["status"], answer["nextState"], answer["output"]), ("SUCCEEDED", "After", {"a": 1}))

    def test_a_real_task_calls_its_service_and_a_retrier_is_told(self):
        state = {**INVOKE, "Retry": [{"ErrorEquals": ["States.Timeout"]},
                                     {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3, "MaxDelaySeconds": 60}]}
        answer = self.ask(state, input={})
        self.assertEqual((answer["status"], answer["error"]), ("RETRIABLE", "Lambda.ResourceNotFoundException"))
        self.assertEqual(answer["inspectionData"]["errorDetails"],
                         {"retryIndex": 1, "retryBackoffIntervalSeconds": 3})
        answer = self.ask(state, input={}, stateConfiguration={"retrierRetryCount": 2})
        self.assertEqual(answer["inspectionData"]["errorDetails"]["retryBackoffIntervalSeconds"], 12)

    def test_a_used_up_retrier_leaves_it_to_the_catch(self):
        state = {**INVOKE, "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 1}],
                 "Catch": [{"ErrorEquals": ["E"], "ResultPath": "$.why", "Next": "Mend"}]}
        answer = self.ask(state, input={"a": 1}, stateConfiguration={"retrierRetryCount": 1},
                          mock={"errorOutput": {"error": "E", "cause": "c"}})
        self.assertEqual((answer["status"], answer["nextState"]), ("CAUGHT_ERROR", "Mend"))
        self.assertEqual(answer["output"], {"a": 1, "why": {"Error": "E", "Cause": "c"}})
        self.assertEqual(answer["inspectionData"]["errorDetails"], {"catchIndex": 0, "retryIndex": 0})

    def test_the_context_of_a_retried_state_tells_the_count(self):
        state = {**INVOKE, "Parameters": {"FunctionName": "f", "Payload": {"n.$": "$$.State.RetryCount"}}}
        answer = self.ask(state, input={}, stateConfiguration={"retrierRetryCount": 2},
                          mock={"result": "{}"})
        self.assertEqual(answer["inspectionData"]["afterParameters"]["Payload"], {"n": 2})

    def test_callbacks_activities_and_nested_executions_are_mocked(self):
        for resource in ("arn:aws:states:::lambda:invoke.waitForTaskToken",
                         "arn:aws:states:::states:startExecution.sync:2",
                         "arn:aws:states:us-east-1:000000000000:activity:a"):
            with self.subTest(resource):
                state = {"Type": "Task", "Resource": resource, "End": True}
                if "activity" not in resource:
                    state["Parameters"] = {"FunctionName": "f", "Payload": {"t.$": "$$.Task.Token"},
                                           "StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:m"}
                    if "startExecution" in resource:
                        del state["Parameters"]["FunctionName"], state["Parameters"]["Payload"]
                code, text = self.refusal(state, roleArn=ROLE)
                self.assertEqual(code, "InvalidDefinition")
                self.assertIn("without a mock", text)
                answer = self.ask(state, mock={"result": '{"x": 1}', "fieldValidationMode": "NONE"})
                self.assertEqual((answer["status"], answer["output"]), ("SUCCEEDED", {"x": 1}))

    def test_a_sync_task_has_the_answer_of_the_call_that_asks_for_it(self):
        state = {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": True,
                 "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:m"}}
        code, text = self.refusal(state, mock={"result": '{"ExecutionArn": "a", "StartDate": "d"}'})
        self.assertEqual((code, text), ("ValidationException",
                         "Mock result schema validation error: Required field 'StateMachineArn' is missing"))
        done = {"ExecutionArn": "a", "StateMachineArn": "m", "StartDate": "d", "Status": "SUCCEEDED", "Output": {"y": 1}}
        self.assertEqual(self.ask(state, mock={"result": json.dumps(done)})["output"], done)

    def test_the_fields_of_a_map_are_shown(self):
        state = {"Type": "Map", "ItemsPath": "$.l", "MaxConcurrencyPath": "$.m", "ToleratedFailurePercentagePath": "$.p",
                 "ItemSelector": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "k.$": "$.k"},
                 "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
                                   "StartAt": "P", "States": {"P": PASS}}, "ResultPath": "$.r", "End": True}
        given = {"l": ["a", "b"], "k": 1, "m": 7, "p": 50}
        answer = self.ask(state, input=given, mock={"result": "[1,2]"}, stateConfiguration={"mapIterationFailureCount": 1})
        self.assertEqual(answer["output"], {**given, "r": [1, 2]})
        data = answer["inspectionData"]
        self.assertEqual(json.loads(data["afterItemSelector"]), [{"i": 0, "v": "a", "k": 1}, {"i": 1, "v": "b", "k": 1}])
        self.assertEqual((data["maxConcurrency"], data["toleratedFailurePercentage"]), (7, 50))
        answer = self.ask(state, input=given, mock={"result": "[1,2]"}, stateConfiguration={"mapIterationFailureCount": 2})
        self.assertEqual((answer["status"], answer["error"]), ("FAILED", "States.ExceedToleratedFailureThreshold"))

    def test_a_state_within_a_branch_is_found_by_its_name(self):
        machine = {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": True, "Branches": [
            {"StartAt": "A", "States": {"A": PASS}},
            {"StartAt": "B", "States": {"B": {"Type": "Pass", "Result": 7, "Next": "C"}, "C": PASS}}]}}}
        answer = self.ask(machine, stateName="B", input={})
        self.assertEqual((answer["output"], answer["nextState"]), ("7", "C"))
        code, text = self.refusal(machine, stateName="Both", mock={"errorOutput": {"error": "E"}},
                                  stateConfiguration={"errorCausedByState": "Nobody"})
        self.assertEqual(code, "ValidationException")
        self.assertIn("Nobody", text)

    def test_what_makes_no_sense_is_refused_with_its_reason(self):
        fail = "ValidationException"
        for state, options, code, text in (
                ("{", {}, "InvalidDefinition", "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION"),
                ("[]", {}, "InvalidDefinition", "Invalid State Machine Definition: "),
                ({"Type": "Pass"}, {}, "InvalidDefinition", "Invalid State Machine Definition: "
                 "'SCHEMA_VALIDATION_FAILED: One of these fields is required: [Next, End] at /'"),
                ({**PASS, "Ned": 1}, {}, "InvalidDefinition", "Field 'Ned' is not supported at /'"),
                (PASS, {"input": "{"}, "InvalidExecutionInput", "Invalid State Machine Execution Input: '"),
                (PASS, {"variables": "[1]"}, fail, "'variables'"),
                (PASS, {"roleArn": "nobody"}, "InvalidArn", "Invalid Role Arn"),
                (PASS, {"context": "{}"}, fail, "A Context object can only be specified when a mock is specified"),
                (INVOKE, {}, fail, "roleArn must be specified"),
                (INVOKE, {"mock": {}}, fail, "exactly one of 'result' and 'errorOutput'"),
                (INVOKE, {"mock": {"result": "1", "errorOutput": {"error": "E"}}}, fail, "exactly one of"),
                (INVOKE, {"mock": {"errorOutput": {"cause": "c"}}}, fail, "must have an 'error'"),
                (INVOKE, {"mock": {"result": "{}"}, "context": "{"}, fail, "Invalid Context object provided: "),
                (INVOKE, {"mock": {"result": "{}"}, "context": '{"State": {"RetryCount": "1"}}'}, fail,
                 "Invalid Context object provided: Field 'RetryCount' must be a number"),
                (INVOKE, {"mock": {"result": "[]"}}, fail, "Mock result schema validation error: "),
                (INVOKE, {"mock": {"result": "{}", "fieldValidationMode": "LAX"}}, fail, "fieldValidationMode"),
                (INVOKE, {"mock": {"result": "{}"}, "context": "x" * 262145}, fail, "'context'")):
            with self.subTest(state=state, **options):
                got = self.refusal(state, **options)
                self.assertEqual(got[0], code)
                self.assertIn(text, got[1])

    def test_a_test_leaves_nothing_behind(self):
        before = self.sfn.list_state_machines()["stateMachines"]
        self.ask(PASS)
        self.assertEqual(self.sfn.list_state_machines()["stateMachines"], before)


if __name__ == "__main__":
    unittest.main()
