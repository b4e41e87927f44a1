from example_api import Client

with Client() as client:
    generation = client.generate("Hello, world!", model="gpt-4")
    print(generation["text"])
