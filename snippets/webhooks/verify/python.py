import os
import sys

from verify_webhook import InvalidDeliveryError, is_secret, verify_webhook

secret = os.environ.get("WEBHOOK_SECRET", "")
if not is_secret(secret):
    sys.exit(
        "Set WEBHOOK_SECRET to your webhook's secret: whsec_ followed by base64."
    )

sent = 1767268800
signature = "v1,uLRC2rJZiTIlsdlo/yafTq9pPVQEVA0aXoLIP7LeFP4="
older_signature = "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="
body = (
    b'{"type": "webhook.test", "timestamp": "2026-01-01T12:00:00Z", '
    b'"data": {"webhook_id": "webhook_1234567890"}}'
)


def attempt(name, signatures, body, now):
    headers = {
        "webhook-id": "msg_1191198849",
        "webhook-timestamp": str(sent),
        "webhook-signature": signatures,
    }
    try:
        event = verify_webhook(secret, headers, body, now)
        print(f"{name}: {event['type']} for {event['data']['webhook_id']}")
    except InvalidDeliveryError as error:
        print(f"{name}: refused, {error}")


attempt("Unchanged", signature, body, sent)
attempt("With two signatures", f"{older_signature} {signature}", body, sent)
attempt("With an older signature", older_signature, body, sent)
attempt("With a changed body", signature, body + b" ", sent)
attempt("Five minutes later", signature, body, sent + 300)
attempt("One second after that", signature, body, sent + 301)
attempt("With a slow clock", signature, body, sent - 301)
