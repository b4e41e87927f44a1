// `?lang=python` becomes the choice that Material keeps, before it reads it.
(() => {
  const labels = { curl: "cURL", javascript: "JavaScript", python: "Python" };
  const site = new URL("..", document.currentScript.src);
  const key = `${site.pathname}.__tabs`;

  const asked = labels[new URLSearchParams(location.search).get("lang")];
  if (asked) {
    const chosen = JSON.parse(localStorage.getItem(key)) ?? [];
    const tabs = [...new Set([asked, ...chosen])];
    localStorage.setItem(key, JSON.stringify(tabs));
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
