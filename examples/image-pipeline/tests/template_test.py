"""Checks that AWS's own tools accept template and workflow: cfn-lint and the SAM translator.

Usage: template_test.py EXAMPLE_FOLDER. Exit status 77 where the tools are not installed.
"""

import json
import os
import pathlib
import sys
import unittest

try:
    import cfnlint.api
    import cfnlint.core
    from samtranslator.translator.transform import transform
    from samtranslator.yaml_helper import yaml_parse
except ImportError as missing:
    print(f"skipped: {missing}; cfn-lint and aws-sam-translator are on PyPI")
    sys.exit(77)

FOLDER = pathlib.Path(sys.argv[1])
TEMPLATE = (FOLDER / "template.yaml").read_text(encoding="utf-8")
WORKFLOW = (FOLDER / "image-pipeline.asl.json").read_text(encoding="utf-8")


class NoManagedPolicies:
    def load(self):
        return {}


def lint(text):
    config = cfnlint.api.ManualArgs(regions=["us-east-1"])
    return [str(match) for match in cfnlint.api.lint(text, config=config)]


class Template(unittest.TestCase):
    def test_cfn_lint_accepts_the_template(self):
        # cfn-lint would look for the functions' folders from where it runs.
        os.chdir(FOLDER)
        self.assertEqual(lint(TEMPLATE), [])

    def test_cfn_lint_accepts_the_workflow(self):
        machine = {
            "Type": "AWS::StepFunctions::StateMachine",
            "Properties": {
                "RoleArn": "arn:aws:iam::123456789012:role/pipeline",
                "DefinitionString": WORKFLOW,
                "DefinitionSubstitutions": {
                    "ResizeFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:resize",
                    "ThumbnailFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:thumb",
                    "TableName": "photos",
                },
            },
        }
        self.assertEqual(lint(json.dumps({"Resources": {"Pipeline": machine}})), [])

    def test_the_sam_translator_accepts_the_template(self):
        template = yaml_parse(TEMPLATE)
        # As `sam deploy` does: local files are uploaded before the translation.
        for resource in template["Resources"].values():
            properties = resource["Properties"]
            if "CodeUri" in properties:
                self.assertTrue(properties["CodeUri"].endswith("/"))
                properties["CodeUri"] = "s3://bucket/code.zip"
            if "DefinitionUri" in properties:
                self.assertTrue((FOLDER / properties["DefinitionUri"]).is_file())
                properties["DefinitionUri"] = {"Bucket": "bucket", "Key": "definition.json"}
        os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
        plain = transform(template, {"BucketName": "photos"}, NoManagedPolicies())
        types = sorted({resource["Type"] for resource in plain["Resources"].values()})
        self.assertEqual(
            types,
            [
                "AWS::DynamoDB::Table",
                "AWS::Events::Rule",
                "AWS::IAM::Role",
                "AWS::Lambda::Function",
                "AWS::S3::Bucket",
                "AWS::StepFunctions::StateMachine",
            ],
        )

    def test_every_substitution_is_given(self):
        machine = yaml_parse(TEMPLATE)["Resources"]["ImagePipeline"]["Properties"]
        for name in machine["DefinitionSubstitutions"]:
            self.assertIn("${" + name + "}", WORKFLOW)
        self.assertEqual(
            WORKFLOW.count("${"),
            sum(WORKFLOW.count("${" + name + "}") for name in machine["DefinitionSubstitutions"]),
        )


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
