// The source is one raw string; it is tested as a whole in lambda.test.cpp.
#include "services/lambda/runtimes/python_client.hpp"

namespace services::lambda {

std::string_view python_client() {
    return R"python("""Polls the Lambda Runtime API and calls the handler.

Quickstep's runtime client for Python.

What is answered to whom, and the words of the errors, follow AWS's own client (awslambdaric).
"""
import importlib
import json
import os
import socket
import sys
import time
import traceback

TASK_ROOT = os.environ.get("LAMBDA_TASK_ROOT", os.getcwd())
HOST, _, PORT = os.environ["AWS_LAMBDA_RUNTIME_API"].partition(":")
BASE = "/2018-06-01/runtime/"
NEXT = f"GET {BASE}invocation/next HTTP/1.1\r\nHost: {HOST}:{PORT}\r\n\r\n".encode()


class Fault(Exception):
    def __init__(self, kind, message, frames=()):
        super().__init__(message)
        self.kind = kind
        self.frames = frames


class Connection:
    """One kept-alive connection; one write and usually one read a message."""

    def __init__(self):
        self.socket = socket.create_connection((HOST, int(PORT or 80)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def exchange(self, request):
        self.socket.sendall(request)
        while True:
            end = self.buffer.find(b"\r\n\r\n")
            if end >= 0:
                break
            self.fill()
        lines = self.buffer[:end].decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        length = end + 4 + int(headers.get("content-length", 0))
        if length > len(self.buffer):
            parts, have = [self.buffer], len(self.buffer)
            while have < length:
                part = self.socket.recv(min(1 << 20, length - have))
                if not part:
                    sys.exit(0)
                parts.append(part)
                have += len(part)
            self.buffer = b"".join(parts)
        body, self.buffer = self.buffer[end + 4:length], self.buffer[length:]
        return headers, body

    def fill(self):
        part = self.socket.recv(1 << 16)
        if not part:
            sys.exit(0)  # The server is gone.
        self.buffer += part

    def post(self, path, body, error_type=None):
        head = f"POST {BASE}{path} HTTP/1.1\r\nHost: {HOST}:{PORT}\r\n"
        head += "Content-Type: application/json\r\n"
        if error_type is not None:
            head += f"Lambda-Runtime-Function-Error-Type: {error_type}\r\n"
        self.exchange(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)


class Identity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class Client:
    pass


class ClientContext:
    def __init__(self, document):
        self.custom = document.get("custom")
        self.env = document.get("env")
        self.client = Client()
        for name, value in (document.get("client") or {}).items():
            setattr(self.client, name, value)


class Context:
    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.identity = Identity()
        self.client_context = None
        if "lambda-runtime-client-context" in headers:
            document = json.loads(headers["lambda-runtime-client-context"])
            self.client_context = ClientContext(document)
        self._deadline_ms = int(headers.get("lambda-runtime-deadline-ms", 0))

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def plain(value):
    if type(value).__name__ == "Decimal":
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {value.__class__.__name__} is not JSON serializable")


def to_json(value):
    return json.dumps(value, default=plain, ensure_ascii=False).encode()


def frames_of(trace):
    """The function's own frames, with the file names that they have on AWS."""
    frames = [(f.filename, f.lineno, f.name, f.line) for f in traceback.extract_tb(trace)]
    while frames and frames[0][0] == __file__:
        frames.pop(0)
    root = TASK_ROOT.rstrip("/") + "/"
    return [
        ("/var/task/" + name[len(root):] if name.startswith(root) else name, *rest)
        for name, *rest in frames
    ]


def error_of(request_id):
    """The error object of the exception that is being handled, and its type."""
    kind, value, trace = sys.exc_info()
    if isinstance(value, Fault):
        name, frames = value.kind, value.frames
    else:
        name, frames = kind.__name__, frames_of(trace)
    lines = traceback.format_list(frames)
    trace = "\nTraceback (most recent call last):\n" + "".join(lines) if lines else ""
    sys.stderr.write(f"[ERROR] {name}: {value}{trace}\n")
    document = {
        "errorMessage": str(value),
        "errorType": name,
        "requestId": request_id,
        "stackTrace": lines,
    }
    return to_json(document), name


def load(handler):
    module_name, dot, function_name = handler.rpartition(".")
    if not dot:
        raise Fault("Runtime.MalformedHandlerName",
                    f"Bad handler '{handler}': not enough values to unpack (expected 2, got 1)")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        message = f"Unable to import module '{module_name}': {error}"
        raise Fault("Runtime.ImportModuleError", message) from None
    except SyntaxError as error:
        file = (error.filename or "").replace(TASK_ROOT, "/var/task")
        trace = [(file, error.lineno, "<module>", error.text)]
        message = f"Syntax error in module '{module_name}': {error}"
        raise Fault("Runtime.UserCodeSyntaxError", message, trace) from None
    try:
        return getattr(module, function_name)
    except AttributeError:
        message = f"Handler '{function_name}' missing on module '{module_name}'"
        raise Fault("Runtime.HandlerNotFound", message) from None


def read_event(body):
    try:
        return json.loads(body.decode("utf-8"))
    except ValueError as error:
        raise Fault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from None


def write_result(result):
    if isinstance(result, (bytes, bytearray)):
        return bytes(result)
    try:
        return to_json(result)
    except (TypeError, ValueError) as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from None


class LogState:
    request_id = ""


def prepare_logging():
    """The root logger writes as on AWS: [LEVEL], time, request id, message, between tabs."""
    import logging

    def with_request(record):
        record.aws_request_id = LogState.request_id
        return True

    handler = logging.StreamHandler(sys.stderr)
    line = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"
    formatter = logging.Formatter(line, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(with_request)
    logging.root.addHandler(handler)


def main():
    sys.path[0] = TASK_ROOT
    connection = Connection()
    try:
        prepare_logging()
        handler = load(os.environ.get("_HANDLER", ""))
    except Exception:
        connection.post("init/error", *error_of(""))
        sys.exit(1)
    while True:
        headers, body = connection.exchange(NEXT)
        request_id = headers["lambda-runtime-aws-request-id"]
        LogState.request_id = request_id
        if "lambda-runtime-trace-id" in headers:
            os.environ["_X_AMZN_TRACE_ID"] = headers["lambda-runtime-trace-id"]
        try:
            result = write_result(handler(read_event(body), Context(headers)))
        except Exception:
            connection.post(f"invocation/{request_id}/error", *error_of(request_id))
        else:
            connection.post(f"invocation/{request_id}/response", result)


main()
)python";
}

}  // namespace services::lambda
