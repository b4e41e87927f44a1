// Copy buttons, all in one go: Material's `content.code.copy` makes one and
// measures the page before the next. Its script still does the copying.
function addButtons() {
  for (const code of document.querySelectorAll("pre > code")) {
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
