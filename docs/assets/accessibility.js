// Mends Material's markup on every page, instant navigation included. For each
// mend tests/test_accessibility.py shows that Material still needs it.
export const mends = [
  [".md-search[role=dialog]", { "aria-label": "Search" }],
  [".md-code__nav", { role: "none" }],
  [".md-dialog", { role: "status" }],
  [
    "label.md-header__button[for=__drawer]",
    { "aria-label": "Menu", role: "button", tabindex: "0" },
  ],
  [".md-typeset__scrollwrap", { tabindex: "0" }],
];

document$.subscribe(() => {
  for (const [selector, attributes] of mends)
    for (const element of document.querySelectorAll(selector))
      for (const [name, value] of Object.entries(attributes))
        element.setAttribute(name, value);
});

// A keyboard that opens the menu goes on in it, and leaves it by Escape.
const drawer = document.getElementById("__drawer");
drawer.addEventListener("change", () => {
  if (drawer.checked) document.querySelector(".md-nav--primary li a").focus();
});
addEventListener("keydown", ({ key }) => {
  if (key === "Escape") drawer.checked = false;
});
