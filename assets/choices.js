// The reader's choices, before the first paint: the scheme and the language.
(() => {
  const root = document.documentElement;
  const site = new URL("..", document.currentScript.src);
  const key = (name) => `${site.pathname}.__${name}`;

  // Material reads both unguarded. Where they are blocked or take nothing, the
  // page keeps its choices itself until it is closed.
  for (const name of ["localStorage", "sessionStorage"])
    try {
      globalThis[name].setItem(key("probe"), "");
      globalThis[name].removeItem(key("probe"));
    } catch {
      const kept = new Map();
      const getItem = (item) => kept.get(item) ?? null;
      const setItem = (item, text) => kept.set(item, text);
      Object.defineProperty(globalThis, name, { value: { getItem, setItem } });
    }
  let chosen = [];
  try {
    chosen = [...JSON.parse(localStorage.getItem(key("tabs")) ?? "[]")];
  } catch {
    localStorage.setItem(key("tabs"), "[]");
  }

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

  show(localStorage.getItem(key("scheme")) ?? "system");
  button.onclick = () => {
    show(next);
    try {
      localStorage.setItem(key("scheme"), root.dataset.scheme);
    } catch {} // full: it holds in this page
  };
  addEventListener("DOMContentLoaded", () =>
    document.querySelector(".md-header__title").after(button),
  );

  // `?lang=python` becomes the choice that Material keeps. It reads it below the
  // tabs, whose labels are those of the languages.
  const language = (label) => label.textContent.trim().toLowerCase();
  const asked = new URLSearchParams(location.search).get("lang")?.toLowerCase();
  function choose(_, observer) {
    const labels = document.querySelectorAll(".tabbed-labels > label");
    const label = [...labels].find((each) => language(each) === asked);
    if (!label) return;
    observer.disconnect();
    const tabs = [...new Set([label.textContent.trim(), ...chosen])];
    localStorage.setItem(key("tabs"), JSON.stringify(tabs));
  }
  if (asked)
    new MutationObserver(choose).observe(root, {
      childList: true,
      subtree: true,
    });

  addEventListener("change", ({ target }) => {
    if (!target.matches(".tabbed-set > input")) return;
    const url = new URL(location.href);
    url.searchParams.set("lang", language(target.labels[0]));
    history.replaceState(history.state, "", url);
  });
})();
