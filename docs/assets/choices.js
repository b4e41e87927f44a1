// The reader's choices, before the first paint: the scheme and the language.
(() => {
  const root = document.documentElement;
  const site = new URL("..", document.currentScript.src);
  const key = (name) => `${site.pathname}.__${name}`;

  // Material's own palette has every element styled three times over, at each
  // start.
  const schemes = ["light", "dark", "system"];
  const button = document.createElement("button");
  button.className = "md-header__button scheme-button";
  let next;

  function show(scheme) {
    root.dataset.scheme = scheme;
    next = schemes[(schemes.indexOf(scheme) + 1) % schemes.length];
    const mode = next === "system" ? "the mode of your system" : `${next} mode`;
    button.title = `Switch to ${mode}`;
  }

  // Until the new colours are painted: with transitions, some parts come late.
  function hold() {
    root.dataset.switching = "";
    requestAnimationFrame(() =>
      requestAnimationFrame(() => delete root.dataset.switching),
    );
  }

  show(localStorage.getItem(key("scheme")) ?? "system");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", hold);
  button.onclick = () => {
    hold();
    show(next);
    localStorage.setItem(key("scheme"), root.dataset.scheme);
  };
  addEventListener("DOMContentLoaded", () =>
    document.querySelector(".md-header__title").after(button),
  );

  // `?lang=python` becomes the choice that Material keeps, before it reads it.
  const labels = { curl: "cURL", javascript: "JavaScript", python: "Python" };
  const asked = labels[new URLSearchParams(location.search).get("lang")];
  if (asked) {
    const chosen = JSON.parse(localStorage.getItem(key("tabs"))) ?? [];
    const tabs = [...new Set([asked, ...chosen])];
    localStorage.setItem(key("tabs"), JSON.stringify(tabs));
  }

  addEventListener("change", ({ target }) => {
    if (!target.matches(".tabbed-set > input")) return;
    const chosen = target.labels[0].textContent.trim();
    const language = Object.keys(labels).find((key) => labels[key] === chosen);
    if (!language) return;
    const url = new URL(location.href);
    url.searchParams.set("lang", language);
    history.replaceState(history.state, "", url);
  });
})();
