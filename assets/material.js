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

// Screen readers list links, buttons and groups without what is around them.
function addNames() {
  let section = "";
  for (const each of document.querySelectorAll(
    "article :is(h1, h2, h3, h4, .tabbed-set, .md-code__button)",
  ))
    if (each.matches(".tabbed-set")) {
      each.role = "group";
      each.ariaLabel = `Tabs: ${section}`;
    } else if (each.matches(".md-code__button")) {
      const panel = each.closest(".tabbed-block");
      const index = [...(panel?.parentElement.children ?? [])].indexOf(panel);
      const labels = panel?.parentElement.previousElementSibling.children;
      const title = each.closest(".highlight")?.querySelector(".filename");
      const parts = [title, labels?.[index]].map((part) => part?.textContent);
      each.ariaLabel = `Copy: ${[...parts, section].filter(Boolean).join(", ")}`;
    } else {
      const link = each.querySelector(".headerlink");
      section = each.textContent.replace(link?.textContent, "").trim();
      if (link) link.ariaLabel = `${link.title}: ${section}`;
    }
}

for (const add of [addButtons, addNames]) {
  add();
  document$.subscribe(add);
}

// To the search, `EXPIRED_API_KEY:` asks for a field of that name: what readers
// paste means none, so that it is searched for without its colons.
const { get, set } = Object.getOwnPropertyDescriptor(
  HTMLInputElement.prototype,
  "value",
);
const query = document.querySelector(".md-search__input");
if (query) {
  Object.defineProperty(query, "value", {
    get() {
      return get.call(this).replaceAll(":", " ");
    },
    set,
  });

  // At Tab, Material takes the focus away first: WebKit would go on from the top.
  let tabs = false;
  query.addEventListener("keydown", ({ key }) => {
    tabs = key === "Tab";
  });
  query.blur = () => tabs || HTMLElement.prototype.blur.call(query);
}

// A result is a heading and sentences: no program, with the labels before it.
const results = document.querySelector(".md-search-result__list");
if (results)
  new MutationObserver(() => {
    for (const program of results.querySelectorAll("pre")) {
      while (program.previousSibling?.nodeName.match(/#text|MARK|CODE/))
        program.previousSibling.remove();
      program.remove();
    }
  }).observe(results, { childList: true, subtree: true });

// The theme's page for an address that has none is a title alone.
const title = document.querySelector("article > h1:only-child");
if (title?.textContent.startsWith("404")) {
  const links = Object.entries({
    Home: "./",
    Troubleshooting: "getting-started/troubleshooting/",
    Endpoints: "api-reference/endpoints/",
    "Error codes": "api-reference/errors/",
  }).map(([name, path]) => {
    const href = new URL(`../${path}`, import.meta.url);
    return `<li><a href="${href}">${name}</a></li>`;
  });
  document.querySelector(".md-top").remove();
  title.insertAdjacentHTML(
    "afterend",
    `<p>There's no page at this address. It may have moved. Search for it, or go to:</p><ul>${links.join("")}</ul>`,
  );
}

// What Material's markup lacks.
const fixes = [
  [".md-search[role=dialog]", "aria-label", "Search"],
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
  // On paper, an address stands beside each link to elsewhere.
  for (const link of document.querySelectorAll("article a"))
    link.toggleAttribute("data-own", link.origin === location.origin);
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
  // Intl loads tables, which takes longer than everything else here.
  const date = new Date(changed.content).toUTCString();
  const updated = document.createElement("p");
  updated.className = "page-updated";
  updated.textContent = `Last updated on ${date.replace(/.+?0?(\d+) (\w+) (\d+).+/, "$2 $1, $3")}`;
  edit.parentElement.append(updated);
}

document$.subscribe(() => {
  addActions();
  for (const link of document.querySelectorAll(".md-copyright a[href^='/']"))
    link.href = new URL(`..${link.getAttribute("href")}`, import.meta.url);
});

// Material replaces the page that the skip link leads into, and the focus with it.
let skips = false;
function enter() {
  const heading = document.querySelector("article h1");
  if (!skips || !heading) return;
  heading.tabIndex = -1;
  heading.focus();
}
addEventListener("click", ({ target }) => {
  skips = target.matches(".md-skip");
  enter();
});
document$.subscribe(enter);

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
