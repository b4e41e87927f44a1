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
  [".md-dialog", "role", "status"],
  [".md-typeset__scrollwrap", "tabindex", "0"],
];

document$.subscribe(() => {
  for (const [selector, name, value] of fixes)
    for (const element of document.querySelectorAll(selector))
      element.setAttribute(name, value);
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
