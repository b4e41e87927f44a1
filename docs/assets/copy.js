// Copy buttons, all in one go: Material's `content.code.copy` makes one and
// measures the page before the next. Its script still does the copying.
function addButtons() {
  for (const code of document.querySelectorAll("pre > code")) {
    if (code.previousElementSibling?.matches(".md-code__nav")) continue;
    const button = document.createElement("button");
    button.className = "md-code__button";
    // As it is when it is pressed: in Run, the reader may have edited it.
    button.dataset.clipboardText = "";
    button.onclick = () => {
      // biome-ignore lint/performance/useDomNodeTextContent: an edited program's lines are elements
      button.dataset.clipboardText = code.innerText.trimEnd();
    };
    button.dataset.mdType = "copy";
    button.title = "Copy to clipboard";
    button.type = "button";
    const place = document.createElement("div");
    place.className = "md-code__nav";
    place.append(button);
    code.before(place);
  }
}

addButtons();
document$.subscribe(addButtons);
