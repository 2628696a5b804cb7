"""A bucket's own host name is an origin of its own: pages of a bucket must not reach anything but S3."""
import http.client
import os
import unittest

from support.server import client


class Origins(unittest.TestCase):
    def ask(self, method, path, host, **headers):
        address = os.environ["QUICKSTEP_ENDPOINT"].removeprefix("http://")
        connection = http.client.HTTPConnection(address)
        connection.request(method, path, headers={"Host": f"{host}:{address.split(':')[1]}", **headers})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def test_a_bucket_s_host_serves_its_objects_and_nothing_else(self):
        s3 = client("s3")
        s3.create_bucket(Bucket="pages")
        for key in ("x.html", "_console/index.html"):
            s3.put_object(Bucket="pages", Key=key, Body=b"<script>1</script>", ContentType="text/html")
        host = "pages.s3.localhost"
        answer, body = self.ask("GET", "/x.html", host)
        self.assertEqual((answer.status, body), (200, b"<script>1</script>"))
        self.assertIsNone(answer.headers["Content-Security-Policy"])
        answer, body = self.ask("GET", "/_console/index.html", host)
        self.assertEqual((answer.status, body), (200, b"<script>1</script>"))
        self.assertEqual(self.ask("GET", "/_quickstep/health", host)[0].status, 404)
        port = os.environ["QUICKSTEP_ENDPOINT"].rsplit(":", 1)[1]
        answer, body = self.ask("POST", "/", host, **{"Origin": f"http://{host}:{port}", "Sec-Fetch-Site": "same-origin",
                                                     "X-Amz-Target": "AWSStepFunctions.ListStateMachines"})
        self.assertNotEqual(answer.status, 200)
        self.assertNotIn(b"stateMachines", body)

    def test_objects_under_the_console_s_names_are_sandboxed(self):
        s3 = client("s3")
        s3.create_bucket(Bucket="boxed")
        s3.put_object(Bucket="boxed", Key="x.html", Body=b"<script>1</script>", ContentType="text/html")
        self.assertEqual(self.ask("GET", "/boxed/x.html", "localhost")[0].headers["Content-Security-Policy"], "sandbox")


if __name__ == "__main__":
    unittest.main()
