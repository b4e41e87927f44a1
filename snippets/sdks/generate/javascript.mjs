import { Client, ExampleAPIError } from "./example-api.mjs";

try {
  const client = new Client();
  const { text } = await client.generate({
    prompt: "Hello, world!",
    model: "gpt-4",
  });
  console.log(text);
} catch (error) {
  if (!(error instanceof ExampleAPIError)) throw error;
  console.error(error.message);
  process.exit(1);
}
