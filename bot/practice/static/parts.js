// A part of the drawer that folds, and stays as the reader left it.

import { make } from "./dom.js";

export function part(name, items, draw, opened, { open = true, none = "None yet." } = {}) {
  return make(
    "details",
    { class: "part", "data-part": name, open: opened.get(name) ?? open },
    make("summary", {}, make("h3", {}, name), make("span", { class: "count" }, String(items.length))),
    items.length ? draw(items) : make("p", { class: "quiet" }, none),
  );
}
