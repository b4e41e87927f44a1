import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from verify_webhook import InvalidDeliveryError, verify_webhook

MAX_BYTES = 65_536

secret = os.environ.get("WEBHOOK_SECRET")
if not secret:
    sys.exit("Set WEBHOOK_SECRET to the secret of your webhook.")

handled = set()


class Receiver(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MAX_BYTES:
            self.send_error(413)
            return
        body = self.rfile.read(int(length))
        try:
            event = verify_webhook(secret, self.headers, body)
        except InvalidDeliveryError as error:
            self.send_error(400, f"Refused: {error}")
            return

        delivery = self.headers["webhook-id"]
        if delivery not in handled:
            print(
                f"{delivery}: {event['type']}",
                *event["data"].values(),
                flush=True,
            )
            handled.add(delivery)
        self.send_response(204)
        self.end_headers()


port = int(os.environ.get("PORT", "8000"))
server = ThreadingHTTPServer(("127.0.0.1", port), Receiver)
print(f"Listening on http://127.0.0.1:{port}", flush=True)
server.serve_forever()
