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
