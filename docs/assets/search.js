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
