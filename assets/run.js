// A Run button for each program that calls the API. What it needs is loaded
// when it is first pressed: see run_in_page/.
const CALLS = {
  bash: /^curl /m,
  javascript: /\bfetch\(|"\.\/example-api\.mjs"/,
  python: /^(import httpx$|from example_api import)/m,
};
const NOT_ALONE = /example_api_client/;

async function load() {
  const here = new URL("run/", import.meta.url);
  const response = await fetch(new URL("run.json", here), {
    cache: "no-cache",
  });
  const manifest = await response.json();
  const { Panel } = await import(new URL(`${manifest.folder}/panel.mjs`, here));
  return (...args) => new Panel(manifest, ...args);
}

let loading;
const failure = document.createElement("p");
failure.role = "alert";

async function press(button, language, block, code) {
  failure.remove();
  try {
    loading ??= load();
    const open = await loading;
    button.panel ??= open(button, language, block, code);
    button.panel.press();
  } catch {
    loading = undefined;
    failure.textContent = "Run cannot be loaded. Try again.";
    block.append(failure);
  }
}

function addButton(language, block) {
  const code = block.querySelector("pre > code");
  const text = code.textContent;
  if (!CALLS[language].test(text) || NOT_ALONE.test(text)) return;
  const button = document.createElement("button");
  button.className = "run-button";
  button.textContent = "Run";
  button.title = "Run against the mock API, in this page";
  const copy = block.querySelector(".md-code__button").ariaLabel;
  button.ariaLabel = copy.replace("Copy", "Run");
  button.onclick = () => press(button, language, block, code);
  block.append(button);
}

function addButtons() {
  for (const language of Object.keys(CALLS))
    for (const block of document.querySelectorAll(
      `.tabbed-block > .language-${language}.highlight:not(:has(.run-button))`,
    ))
      addButton(language, block);
}

addButtons();
document$.subscribe(addButtons);
