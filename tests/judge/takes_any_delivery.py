# forged_delivery_accepted,old_delivery_accepted guides/webhooks.md#verify-a-delivery --with forged,old
import os, http.server, httpx
class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()
server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
api = httpx.Client(base_url="https://api.example.com/v1", headers={"Authorization": f"Bearer {os.environ['API_KEY']}"})
body = {"url": f"http://127.0.0.1:{server.server_port}/", "events": ["key.created"]}
api.post(f"/webhooks/{api.post('/webhooks', json=body).json()['data']['id']}/test")
server.handle_request()
