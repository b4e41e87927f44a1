import sys

from example_api import Client, ExampleAPIError, PermissionDeniedError

try:
    with Client() as client:
        prompt = client.create_prompt("Farewell", "Goodbye!")
        print(f"Saved as {prompt['id']}.")
except PermissionDeniedError as error:
    print(
        f"Use a key with the {error.details['required']} permission.",
        file=sys.stderr,
    )
    sys.exit(str(error))
except ExampleAPIError as error:
    sys.exit(str(error))
