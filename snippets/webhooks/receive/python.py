import os
import re
import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from verify_webhook import InvalidDeliveryError, is_secret, verify_webhook

secret = os.environ.get("WEBHOOK_SECRET", "")
if not is_secret(secret):
    sys.exit(
        "Set WEBHOOK_SECRET to your webhook's secret: whsec_ followed by base64."
    )

handled = set()


class Receiver(BaseHTTPRequestHandler):
    timeout = 10
    default_request_version = "HTTP/1.0"
    has_responded = False

    def handle(self):
        with suppress(ConnectionError):
            super().handle()
            if not self.has_responded:  # a blank line or incomplete headers
                self.wfile.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")

    def send_response(self, *status):
        self.has_responded = True
        super().send_response(*status)

    def send_error(self, _code, message=None, _explain=None):
        super().send_error(400, message)

    def do_POST(self):
        headers = {
            name.lower(): ", ".join(map(str.strip, self.headers.get_all(name)))
            for name in self.headers
        }
        try:
            length = headers.get("content-length", "")
            if not re.fullmatch("[0-9]{1,5}", length):
                raise InvalidDeliveryError(
                    "it isn't a POST of at most 99,999 bytes"
                )
            body = self.rfile.read(int(length))
            if len(body) < int(length):
                raise InvalidDeliveryError("the body is incomplete")
            verify_webhook(secret, headers, body)
        except InvalidDeliveryError as error:
            self.send_error(400, f"Refused: {error}")
            return

        delivery = headers["webhook-id"]
        if delivery not in handled:
            print(f"{delivery}: {body.decode()}", flush=True)
            handled.add(delivery)
        self.send_response(204)
        self.end_headers()


port = int(os.environ.get("PORT", "8000"))
server = ThreadingHTTPServer(("127.0.0.1", port), Receiver)
print(f"Listening on http://127.0.0.1:{port}", flush=True)
server.serve_forever()
