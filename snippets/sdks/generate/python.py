import sys

from example_api import Client, ExampleAPIError

try:
    with Client() as client:
        generation = client.generate("Hello, world!", model="gpt-4")
        print(generation["text"])
except ExampleAPIError as error:
    sys.exit(str(error))
