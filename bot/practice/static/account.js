// One case, as it is stored: what is owed, its facts, records, timeline and messages.

import { make } from "./dom.js";
import { drawEvents } from "./events.js";
import { drawFacts, plain, time } from "./facts.js";
import { part } from "./parts.js";
import { drawStep, isOpen } from "./steps.js";

const FACTS = [
  ["Kind", "kind"], ["State", "state"], ["Severity", "severity"], ["Category", "category"],
  ["Harm", "harm"], ["Could have been", "potential"], ["Unit", "unit"], ["Shift", "shift"],
  ["Happened", "happened_at"], ["Opened", "opened_at"], ["Closed", "closed_at"],
  ["Resident", "resident"], ["Reported by", "reporter"],
];
const SHOWN_HASH = 12;
const FEW = 2;

export function drawAccount(account, opened) {
  const owed = account.steps.filter(isOpen);
  const past = account.steps.filter((step) => !isOpen(step));
  const steps = (list) => make("ol", { class: "steps" }, ...list.map(drawStep));
  return [
    drawFacts(FACTS.map(([name, key]) => [name, shown(key, account[key])])),
    part("Still to do", owed, steps, opened, { none: "Nothing is left to do." }),
    part("Done", past, steps, opened, { open: owed.length === 0 || past.length <= FEW }),
    part("Records", account.records, (records) => drawRecords(records, opened), opened),
    part("Timeline", account.timeline, (events) => drawEvents(events, opened), opened),
    part("Messages", account.messages, (sent) => make("ul", { class: "sent" }, ...sent.map(drawSent)), opened, { open: false }),
  ];
}

function shown(key, value) {
  return key.endsWith("_at") ? time(value) : plain(value);
}

// Ten records in full are too long to find anything in: all but the newest are folded.
function drawRecords(records, opened) {
  const newest = records.length - 1;
  return make("ol", { class: "list" }, ...records.map((record, index) => drawRecord(record, index, opened, index === newest || records.length <= FEW)));
}

function drawRecord(record, index, opened, unfolded) {
  const name = `record ${index}`;
  return make(
    "li",
    {},
    make(
      "details",
      { class: "record", "data-part": name, open: opened.get(name) ?? unfolded },
      make(
        "summary",
        {},
        make("span", { class: "record-name" }, make("strong", {}, record.title), make("span", { class: "quiet" }, `${record.author}, ${plain(record.role).toLowerCase()}, `, time(record.filed_at))),
      ),
      ...(record.late ? [make("p", {}, record.late)] : []),
      make("dl", { class: "answers" }, ...record.answers.map(drawAnswer)),
      drawSeal(record),
    ),
  );
}

function drawSeal(record) {
  const seal = record.hash ? [" · seal ", make("code", { title: record.hash }, record.hash.slice(0, SHOWN_HASH))] : [];
  return make("p", { class: "hash" }, `${plain(record.channel)} · edition ${record.edition}`, ...seal);
}

function drawAnswer(answer) {
  const label = Array.isArray(answer.label) ? answer.label.join(", ") : answer.label;
  return make("div", {}, make("dt", {}, answer.asked), make("dd", {}, label ?? "Not answered"));
}

function drawSent(message) {
  return make(
    "li",
    {},
    make("p", {}, make("strong", {}, message.to ?? "Nobody"), ` · ${plain(message.about)}`),
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
