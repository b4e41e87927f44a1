// What Material lacks, or does slowly.

// Copy buttons, all in one go: Material's `content.code.copy` makes one and
// measures the page before the next. Its script still does the copying.
// What readers get, and don't type, has none.
const RECEIVED = ".language-text, .language-http:has(> [data-status])";

function addButtons() {
  for (const title of document.querySelectorAll(".language-http > .filename")) {
    const status = /^Response · (\d)/.exec(title.textContent);
    if (status) title.dataset.status = status[1];
  }
  for (const code of document.querySelectorAll("pre > code")) {
    if (code.closest(RECEIVED)) continue;
    if (code.previousElementSibling?.matches(".md-code__nav")) continue;
    const button = document.createElement("button");
    button.className = "md-code__button";
    button.title = "Copy to clipboard";
    button.dataset.mdType = "copy";
    button.dataset.clipboardText = "";
    button.onclick = () => {
      const shown = place.nextElementSibling; // in Run, Reset renews it
      // biome-ignore lint/performance/useDomNodeTextContent: an edited program's lines are elements
      button.dataset.clipboardText = shown.innerText.trimEnd();
    };
    const place = document.createElement("div");
    place.className = "md-code__nav";
    place.append(button);
    code.before(place);
  }
}

addButtons();
document$.subscribe(addButtons);

// To the search, `EXPIRED_API_KEY:` asks for a field of that name: what readers
// paste means none, so that it is searched for without its colons.
const { get, set } = Object.getOwnPropertyDescriptor(
  HTMLInputElement.prototype,
  "value",
);
const query = document.querySelector(".md-search__input");
if (query)
  Object.defineProperty(query, "value", {
    get() {
      return get.call(this).replaceAll(":", " ");
    },
    set,
  });

// What Material's markup lacks.
const fixes = [
  [".md-search[role=dialog]", "aria-label", "Search"],
  [".headerlink", "aria-label", "Link to this section"],
  [".md-dialog", "role", "status"],
  [".md-typeset__scrollwrap", "tabindex", "0"],
  [".md-path", "aria-label", "Breadcrumb"],
  [".md-source", "title", "Your API keys"],
  // Some browsers take a table that is laid out as anything else for no table.
  ["article table", "role", "table"],
  ["article :is(thead, tbody)", "role", "rowgroup"],
  ["article tr", "role", "row"],
  ["article th", "role", "columnheader"],
  ["article td", "role", "cell"],
];

document$.subscribe(() => {
  for (const [selector, name, value] of fixes)
    for (const element of document.querySelectorAll(selector))
      element.setAttribute(name, value);
});

// Copies and shows the page as Markdown, next to the theme's Edit, and says when it changed.
async function markdown(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.statusText);
  return new Blob([await response.text()], { type: "text/plain" });
}

function addActions() {
  const edit = document.querySelector("article > a[rel=edit]");
  if (!edit) return;
  const view = document.createElement("a");
  view.href = new URL("index.md", location.origin + location.pathname);
  view.textContent = "Markdown";
  view.title = "View this page as Markdown";
  const copy = document.createElement("button");
  copy.textContent = "Copy page";
  copy.title = "Copy this page as Markdown";
  copy.onclick = () =>
    navigator.clipboard
      .write([new ClipboardItem({ "text/plain": markdown(view.href) })])
      .then(
        () => alert$.next("Copied to clipboard"),
        () => alert$.next("This page can't be copied. Open its Markdown."),
      );
  const actions = document.createElement("div");
  actions.className = "page-actions";
  actions.append(copy, view);
  edit.before(actions);

  const changed = document.querySelector("meta[property$=modified_time]");
  if (!changed) return;
  const date = new Date(changed.content);
  const updated = document.createElement("p");
  updated.className = "page-updated";
  updated.textContent = `Last updated on ${date.toLocaleDateString("en-US", { dateStyle: "long", timeZone: "UTC" })}`;
  edit.parentElement.append(updated);
}

document$.subscribe(() => {
  addActions();
  for (const link of document.querySelectorAll(".md-copyright a[href^='/']"))
    link.href = new URL(`..${link.getAttribute("href")}`, import.meta.url);
});

// A keyboard reaches no label: a button opens the menu of a narrow screen.
const drawer = document.getElementById("__drawer");
const label = document.querySelector("label.md-header__button[for=__drawer]");
const button = document.createElement("button");
button.append(...label.childNodes);
button.ariaLabel = "Menu";
button.className = label.className;
button.onclick = () => drawer.click();
label.replaceWith(button);

drawer.addEventListener("change", () => {
  if (drawer.checked) document.querySelector(".md-nav--primary li a").focus();
});
addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !drawer.checked) return;
  drawer.click();
  button.focus();
});
