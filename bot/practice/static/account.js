// One case, as it is stored: its facts, steps, records, timeline and messages.

import { make } from "./dom.js";
import { said } from "./times.js";

const FACTS = [
  ["Kind", "kind"], ["State", "state"], ["Severity", "severity"], ["Category", "category"],
  ["How bad it could have been", "potential"], ["Unit", "unit"], ["Shift", "shift"],
  ["Happened", "happened_at"], ["Opened", "opened_at"], ["Closed", "closed_at"],
  ["Resident", "resident"], ["Reported by", "reporter"],
];
const STATES = { owed: "Waiting", acknowledged: "Someone has this", acted: "Done" };
const SHOWN_HASH = 12;

export function drawAccount(account, open) {
  return [
    drawFacts(FACTS.map(([name, key]) => [name, shown(key, account[key])])),
    part("Steps", account.steps, (steps) => make("ol", { class: "steps" }, ...steps.map(drawStep)), open, true),
    part("Records", account.records, (records) => make("div", {}, ...records.map(drawRecord)), open, true),
    part("Timeline", account.timeline, (events) => make("ol", { class: "timeline" }, ...events.map(drawEvent)), open, true),
    part("Messages", account.messages, (sent) => make("ul", { class: "sent" }, ...sent.map(drawSent)), open, false),
  ];
}

function part(name, items, draw, open, atFirst) {
  const shownOpen = open.size ? open.has(name) : atFirst;
  return make(
    "details",
    { class: "part", "data-part": name, open: shownOpen },
    make("summary", {}, make("h3", {}, name), make("span", { class: "count" }, String(items.length))),
    items.length ? draw(items) : make("p", { class: "quiet" }, "None yet."),
  );
}

function shown(key, value) {
  return key.endsWith("_at") ? time(value) : plain(value);
}

// A stored code reads as words; everything else stands as it is.
export function plain(value) {
  return /^[a-z]+([_ ][a-z]+)*$/.test(value ?? "") ? value.charAt(0).toUpperCase() + value.slice(1).replaceAll("_", " ") : value;
}

function time(iso) {
  return iso ? make("time", { datetime: iso }, said(iso)) : null;
}

function drawFacts(pairs) {
  const given = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return make("dl", { class: "facts" }, ...given.map(([name, value]) => pair(name, value)));
}

function pair(name, value) {
  return make("div", {}, make("dt", {}, name), make("dd", {}, value));
}

function drawStep(step) {
  return make(
    "li",
    { class: `step ${step.state}` },
    make("p", { class: "step-name" }, make("strong", {}, plain(step.name)), make("span", { class: "pill" }, STATES[step.state] ?? step.state)),
    make("p", { class: "quiet" }, [step.role, step.record].filter(Boolean).map(plain).join(" · ")),
    drawFacts([
      ["Asked for", time(step.owed_at)],
      ["Acknowledged", by(step.acknowledged_at, step.acknowledged_by)],
      ["To be done by", step.acted_at ? null : time(step.act_by)],
      ["Done", by(step.acted_at, step.acted_by)],
    ]),
  );
}

function by(iso, who) {
  return iso ? make("span", {}, time(iso), who ? `, ${who}` : "") : null;
}

function drawRecord(record) {
  return make(
    "article",
    { class: "record" },
    make("h4", {}, record.title),
    make(
      "p",
      { class: "quiet" },
      `${record.author}, ${plain(record.role)}, `,
      time(record.filed_at),
      ` · ${plain(record.channel)} · edition ${record.edition}`,
    ),
    make("dl", { class: "answers" }, ...record.answers.map(drawAnswer)),
    record.hash
      ? make("p", { class: "hash" }, "Seal ", make("code", { title: record.hash }, record.hash.slice(0, SHOWN_HASH)))
      : null,
  );
}

function drawAnswer(answer) {
  const label = Array.isArray(answer.label) ? answer.label.join(", ") : answer.label;
  return pair(answer.asked, label ?? "Not answered");
}

function drawEvent(event) {
  return make(
    "li",
    {},
    make("p", { class: "quiet" }, time(event.at), event.who ? ` · ${event.who}` : ""),
    make("p", {}, make("strong", {}, event.what)),
    event.detail ? make("p", { class: "detail" }, event.detail) : null,
  );
}

function drawSent(message) {
  return make(
    "li",
    {},
    make("p", {}, make("strong", {}, message.to), ` · ${plain(message.about)}`),
    drawFacts([
      ["State", plain(message.state)],
      ["Channel", plain(message.channel)],
      ["Owed", time(message.owed_at)],
      ["Sent", time(message.sent_at)],
      ["Seen", time(message.seen_at)],
      ["Attempts", String(message.attempts)],
    ]),
  );
}
