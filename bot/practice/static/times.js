// Times as people say them, by the practice clock, in the home's own zone.

const ZONE = "Europe/London";
const DAY = 24 * 60 * 60 * 1000;

const clockTime = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
const fullDay = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, weekday: "short", day: "numeric", month: "short" });
const date = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "numeric", month: "long", year: "numeric" });

let practice = Date.now();
let measured = performance.now();

export function setNow(iso) {
  practice = Date.parse(iso);
  measured = performance.now();
}

export function now() {
  return new Date(practice + performance.now() - measured);
}

export function timeOfDay(moment) {
  return clockTime.format(moment);
}

export function day(moment) {
  return fullDay.format(moment);
}

export function dayOf(iso) {
  return day(new Date(iso));
}

export function said(iso) {
  const moment = new Date(iso);
  const when = date.format(moment);
  const today = now();
  const time = clockTime.format(moment);
  if (when === date.format(today)) return `today ${time}`;
  if (when === date.format(new Date(today - DAY))) return `yesterday ${time}`;
  if (when === date.format(new Date(today.getTime() + DAY))) return `tomorrow ${time}`;
  return `${when}, ${time}`;
}

// On a phone, the time alone is enough for today.
export function brief(iso) {
  return said(iso).replace(/^today /, "");
}
