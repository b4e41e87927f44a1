export function element(name, properties = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export const region = (ariaLabel, properties, children) =>
  element(
    "pre",
    { ariaLabel, role: "region", tabIndex: 0, ...properties },
    children,
  );
