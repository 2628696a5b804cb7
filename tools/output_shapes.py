#!/usr/bin/env python3
"""Writes src/connectors/shapes/: what the answers of AWS's operations look like.

TestState checks mocked results against them. The facts are those of the service models in the
Python package botocore (Apache-2.0), which is no build dependency of ours, so the files are kept in
the repository; run this with a botocore of your choice to renew them:

    python3 tools/output_shapes.py src/connectors/shapes

Format, one line a shape, each after those it names:

    service NAME API_VERSION          the first line
    op NAME SHAPE                     operation and the shape of its answer
    struct NAME MEMBER[!]:SHAPE ...   `!` marks a required member
    list NAME SHAPE
    map NAME SHAPE                    of the values
    string NAME [MIN MAX]             also blobs and time stamps, which are texts in results
    enum NAME VALUE ...
    number NAME [MIN MAX]
    boolean NAME
    any NAME                          a document

A bound that is not there is written `-`.
"""
import glob
import gzip
import json
import os
import sys

import botocore

# By botocore's folder. Optimised integrations first, then what public workflows call most.
SERVICES = """
lambda dynamodb sqs sns stepfunctions events batch ecs glue athena codebuild eks emr emr-containers
emr-serverless databrew bedrock-runtime
s3 kms ssm secretsmanager rekognition textract comprehend translate polly transcribe cloudwatch logs
scheduler pipes sesv2 ses iam sts cognito-idp ecr rds redshift-data kinesis firehose cloudformation
apigateway
""".split()

KINDS = {
    "character": "string", "string": "string", "blob": "string", "timestamp": "string",
    "integer": "number", "long": "number", "float": "number", "double": "number",
    "bigdecimal": "number", "biginteger": "number", "short": "number", "byte": "number",
    "boolean": "boolean",
}


def load(folder):
    root = os.path.join(os.path.dirname(botocore.__file__), "data", folder)
    path = sorted(glob.glob(root + "/*/service-2.json*"))[-1]
    with (gzip.open if path.endswith("gz") else open)(path) as file:
        return json.load(file)


def bound(shape, key):
    value = shape.get(key)
    return "-" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def line_of(name, shape):
    kind = shape["type"]
    if kind == "structure" and shape.get("document"):
        return f"any {name}"
    if kind == "structure":
        required = set(shape.get("required", []))
        members = (f"{member}{'!' if member in required else ''}:{target['shape']}"
                   for member, target in shape["members"].items())
        return " ".join(["struct", name, *members])
    if kind == "list":
        return f"list {name} {shape['member']['shape']}"
    if kind == "map":
        return f"map {name} {shape['value']['shape']}"
    if "enum" in shape and all(" " not in value and value for value in shape["enum"]):
        return " ".join(["enum", name, *shape["enum"]])
    line = f"{KINDS[kind]} {name}"
    if KINDS[kind] != "boolean" and ("min" in shape or "max" in shape):
        line += f" {bound(shape, 'min')} {bound(shape, 'max')}"
    return line


def targets_of(shape):
    if shape["type"] == "structure":
        return [member["shape"] for member in shape["members"].values()]
    return [shape[part]["shape"] for part in ("member", "value") if part in shape]


def lines_of(model):
    shapes = model["shapes"]
    operations = sorted((name, operation["output"]["shape"])
                        for name, operation in model["operations"].items() if "output" in operation)
    lines, seen = [], set()

    def add(name):
        if name in seen:
            return
        seen.add(name)
        for target in targets_of(shapes[name]):
            add(target)
        lines.append(line_of(name, shapes[name]))

    for _, shape in operations:
        add(shape)
    return lines + [f"op {name} {shape}" for name, shape in operations]


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for service in SERVICES:
        model = load(service)
        # As `aws-sdk` resources name it.
        name = model["metadata"]["serviceId"].lower().replace(" ", "").replace("-", "")
        with open(os.path.join(folder, name + ".txt"), "w", encoding="utf-8") as file:
            file.write(f"service {name} {model['metadata']['apiVersion']}\n")
            file.write("\n".join(lines_of(model)) + "\n")


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    main()
