"""quickstep validate: places, carets, hints, JSON lines, YAML, lint and remarks, by the real binary."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

BINARY = os.environ["QUICKSTEP_BINARY"]
GOOD = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
MISSPELLED = """{
  "StartAt": "Reserve",
  "States": {
    "Reserve": {
      "Type": "Pass",
      "Next": "Chrage"
    },
    "Charge": {"Type": "Succeed"}
  }
}
"""
YAML = """StartAt: Reserve
States:
  Reserve:
    Type: Pass
    Next: Chrage
  Charge: {Type: Succeed}
"""
DISTRIBUTED = {"StartAt": "M", "States": {"M": {"Type": "Map", "End": True, "ResultPath": None, "ItemProcessor": {
    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
    "StartAt": "I", "States": {"I": {"Type": "Succeed"}}}}}}
CHOICE = {"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [
    {"Variable": "$.a", "IsPresent": True, "Next": "S"}]}, "S": {"Type": "Succeed"}}}
ACTIVITY = {"StartAt": "T", "States": {"T": {"Type": "Task", "TimeoutSeconds": 5, "End": True,
            "Resource": "arn:aws:states:us-east-1:123456789012:activity:a"}}}


class Validate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="quickstep-validate-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, content):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    def validate(self, *words, status=0, stdin=None):
        done = subprocess.run([BINARY, "validate", *words], capture_output=True, input=stdin, timeout=60, text=True,
                              env={"PATH": os.environ["PATH"], "HOME": str(self.folder)})
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        return done

    def test_a_misspelled_target_has_its_place_a_caret_and_a_suggestion(self):
        for path, place, line in ((self.write("a.asl.json", MISSPELLED), ":6:15", '      "Next": "Chrage"'),
                                  (self.write("a.asl.yaml", YAML), ":5:11", "    Next: Chrage")):
            done = self.validate(path, status=1)
            self.assertIn(f"{path}{place} error MISSING_TRANSITION_TARGET  /States/Reserve/Next\n"
                          "      Missing 'Next' target: Chrage\n", done.stdout)
            self.assertIn(line + "\n", done.stdout)
            self.assertIn('^ did you mean "Charge"?\n', done.stdout)
            self.assertEqual(done.stderr, "2 errors, 0 warnings\n")

    def test_fields_and_functions_are_suggested_too(self):
        path = self.write("f.json", {"StartAt": "A", "States": {"A": {
            "Type": "Pass", "End": True, "Paramters": {}, "Parameters": {"a.$": "States.Formt('{}', $.a)"}}}})
        done = self.validate(path, status=1)
        self.assertIn('did you mean "Parameters"?', done.stdout)
        self.assertIn('did you mean "States.Format"?', done.stdout)

    def test_json_is_one_line_a_file_in_their_order(self):
        done = self.validate("--json", self.write("good.json", GOOD), self.write("bad.json", MISSPELLED),
                             self.write("no.json", "{"), str(self.folder / "none.json"),
                             self.write("bad.yaml", "a: [\n"), status=1)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([pathlib.Path(line["file"]).name for line in lines],
                         ["good.json", "bad.json", "no.json", "none.json", "bad.yaml"])
        self.assertEqual([line["result"] for line in lines], ["OK", "FAIL", "FAIL", "FAIL", "FAIL"])
        self.assertEqual(lines[1]["diagnostics"][0], {
            "severity": "ERROR", "code": "MISSING_TRANSITION_TARGET",
            "message": "Missing 'Next' target: Chrage", "location": "/States/Reserve/Next"})
        self.assertEqual([line["diagnostics"][0]["code"] for line in lines[2:]],
                         ["INVALID_JSON_DESCRIPTION", "FILE_NOT_READABLE", "INVALID_YAML_DESCRIPTION"])

    def test_text_that_is_no_json_has_a_place(self):
        done = self.validate("-", status=1, stdin='{"StartAt": "A",\n "States": {"A" {}}}')
        self.assertIn("-:2:17 error INVALID_JSON_DESCRIPTION", done.stdout)
        self.assertIn("^", done.stdout)

    def test_the_type_decides_what_is_allowed(self):
        path = self.write("t.json", ACTIVITY)
        self.validate(path)
        self.validate("--type", "STANDARD", path)
        self.assertIn("does not support Activity ARN", self.validate("--type", "EXPRESS", path, status=1).stdout)
        self.validate("--type", "FAST", path, status=2)

    def test_lint_is_asked_for_marked_and_never_an_error(self):
        path = self.write("c.json", CHOICE)
        self.assertEqual(self.validate(path).stdout, "")
        done = self.validate("--lint", path)
        self.assertIn(" lint LINT_CHOICE_FALLS_THROUGH  /States/C", done.stdout)
        self.assertIn("1 finding of lint", done.stderr)
        answer = json.loads(self.validate("--lint", "--json", path).stdout)
        self.assertEqual(answer["result"], "OK")
        self.assertEqual(answer["diagnostics"][0]["origin"], "quickstep")
        self.assertEqual(json.loads(self.validate("--json", path).stdout)["diagnostics"], [])

    def test_what_cannot_run_here_is_a_note_for_people_only(self):
        path = self.write("m.json", DISTRIBUTED)
        self.assertIn(" note QUICKSTEP_CANNOT_RUN  /States/M", self.validate(path).stdout)
        self.assertEqual(json.loads(self.validate("--json", path).stdout)["diagnostics"], [])

    def test_max_bounds_what_is_shown_but_not_the_verdict(self):
        states = {f"S{i}": {"Type": "Pass", "End": True, "Bad": 1} for i in range(20)}
        path = self.write("many.json", {"StartAt": "S0", "States": states})
        done = self.validate("--max", "3", path, status=1)
        self.assertEqual(done.stdout.count(" error "), 3)
        self.assertIn("more; --max shows more of them", done.stdout)
        self.assertEqual(len(json.loads(self.validate("--max", "3", "--json", path, status=1).stdout)["diagnostics"]), 3)

    def test_help_says_what_there_is(self):
        text = self.validate("--help").stdout
        for word in ("--lint", "--type", "--max", "--json", "YAML", "quickstep validate --lint"):
            self.assertIn(word, text)


if __name__ == "__main__":
    unittest.main()
