import { Client } from "./example-api.mjs";

const client = new Client();
const { text } = await client.generate({
  prompt: "Hello, world!",
  model: "gpt-4",
});
console.log(text);
