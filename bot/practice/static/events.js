// The timeline, day by day: a long one shows its newest day, and the others unfold.

import { make } from "./dom.js";
import { capital } from "./facts.js";
import { dayOf, timeOfDay } from "./times.js";

const SHORT = 14;

export function drawEvents(events, opened) {
  const days = Map.groupBy(events, (event) => dayOf(event.at));
  const newest = [...days.keys()].at(-1);
  return make(
    "ol",
    { class: "list" },
    ...[...days].map(([day, those]) => drawDay(day, those, opened, events.length <= SHORT || day === newest)),
  );
}

function drawDay(day, events, opened, unfolded) {
  const name = `day ${day}`;
  return make(
    "li",
    {},
    make(
      "details",
      { class: "day", "data-part": name, open: opened.get(name) ?? unfolded },
      make("summary", {}, make("h4", {}, day), make("span", { class: "count" }, String(events.length))),
      make("ol", { class: "timeline" }, ...events.map(drawEvent)),
    ),
  );
}

function drawEvent(event) {
  const about = [capital(event.step), event.detail].filter(Boolean).join(" · ");
  return make(
    "li",
    {},
    make(
      "p",
      {},
      make("time", { class: "quiet", datetime: event.at }, timeOfDay(new Date(event.at))),
      " ",
      make("strong", {}, event.what),
      event.who ? `, ${event.who}` : "",
    ),
    about ? make("p", { class: "quiet" }, about) : null,
  );
}
