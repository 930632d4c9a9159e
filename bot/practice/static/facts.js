// Names and values, as they are read in the drawer.

import { make } from "./dom.js";
import { said } from "./times.js";

// A stored code reads as words; everything else stands as it is.
export function plain(value) {
  return /^[a-z]+([_ ][a-z]+)*$/.test(value ?? "") ? capital(value).replaceAll("_", " ") : value;
}

export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function time(iso) {
  return iso ? make("time", { datetime: iso }, said(iso)) : null;
}

export function drawFacts(pairs) {
  const given = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return make("dl", { class: "facts" }, ...given.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}
