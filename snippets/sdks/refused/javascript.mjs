import {
  Client,
  ExampleAPIError,
  PermissionDeniedError,
} from "./example-api.mjs";

try {
  const client = new Client();
  const { id } = await client.createPrompt({
    name: "Farewell",
    text: "Goodbye!",
  });
  console.log(`Saved as ${id}.`);
} catch (error) {
  if (error instanceof PermissionDeniedError) {
    console.error(`Use a key with the ${error.details.required} permission.`);
  } else if (!(error instanceof ExampleAPIError)) {
    throw error;
  }
  console.error(error.message);
  process.exit(1);
}
