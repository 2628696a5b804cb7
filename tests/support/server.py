"""A real quickstep server for tests: own data folder, free port, killed at the end.

    with Server() as server:
        server.client("stepfunctions").list_state_machines()
        server.kill()      # kill -9
        server.start()     # again on the same data folder
"""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Server:
    def __init__(self, binary=None, data=None, options=(), environment=None):
        self.binary = str(binary or os.environ.get("QUICKSTEP_BINARY")
                          or ROOT / "build/release/quickstep")
        self._own_data = data is None
        self.data = data or tempfile.mkdtemp(prefix="quickstep-test-")
        self.options = list(options)
        self.environment = environment
        self.log_path = pathlib.Path(self.data).with_suffix(".log")
        self.process = None
        self.endpoint = None

    def start(self, listen="127.0.0.1:0"):
        """Returns the endpoint once the ready line is there. A restart keeps the port."""
        if self.endpoint and listen == "127.0.0.1:0":
            listen = self.endpoint.removeprefix("http://")
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "serve", "--listen", listen, "--data-dir", self.data, *self.options],
                stdout=subprocess.PIPE, stderr=log, text=True, env=self.environment)
        ready = self.process.stdout.readline().strip()
        if not ready:
            status = self.process.wait()
            raise RuntimeError(f"the server ended with {status}:\n{self.log()[-4000:]}")
        self.endpoint = ready.split()[-1]
        return self.endpoint

    def kill(self):
        """kill -9, as a crash would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self, timeout=20):
        """SIGTERM; the exit status."""
        if self.process is None or self.process.poll() is not None:
            return None if self.process is None else self.process.returncode
        self.process.terminate()
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self.process.stdout.close()
        return status

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def client(self, service, **config):
        return client(service, self.endpoint, **config)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process is not None and self.process.poll() is None:
            self.kill()
        if self._own_data:
            shutil.rmtree(self.data, ignore_errors=True)
            self.log_path.unlink(missing_ok=True)


def client(service, endpoint=None, **config):
    """A boto3 client as users have it, but for the endpoint. No retries, so that errors are seen. Every answer
    of Step Functions is held against AWS's model (support/shapes.py)."""
    import boto3
    from botocore.config import Config
    from support import shapes
    settings = {"retries": {"total_max_attempts": 1}, "inject_host_prefix": False,
                "s3": {"addressing_style": "path"}}
    settings.update(config)
    made = boto3.client(service, endpoint_url=endpoint or os.environ["QUICKSTEP_ENDPOINT"],
                        region_name="us-east-1", aws_access_key_id="test",
                        aws_secret_access_key="test", config=Config(**settings))
    return shapes.watch(made) if service == "stepfunctions" else made
