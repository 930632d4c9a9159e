// One message of a chat: a screen of Handrail's with its buttons, or what a person wrote.

import { make } from "./dom.js";
import { brief } from "./times.js";

const REFERENCE = /([A-Z]{2,4}-\d{2}-\d+)/;

export function drawMessage(message, tap) {
  const body = message.mine ? drawSaid(message) : [drawCard(message, tap)];
  return make("li", { class: message.mine ? "message mine" : "message", "data-id": message.id }, ...body);
}

export function spoken(content) {
  return [content.head, content.title, ...(content.lines ?? [])].filter(Boolean).join(". ");
}

function drawSaid(message) {
  return [
    make("p", { class: "said" }, make("span", { class: "unseen" }, "Written here: "), message.content.text),
    drawTime(message),
  ];
}

function drawCard(message, tap) {
  const { head, title, lines, rows } = message.content;
  const id = `title-${message.id}`;
  return make(
    "article",
    { class: "card", tabindex: "-1", "aria-labelledby": id },
    head ? make("p", { class: "head" }, head) : null,
    make("h3", { class: "title", id }, ...unbroken(title)),
    ...lines.map((line) => make("p", { class: "line" }, ...unbroken(line))),
    rows.length ? make("div", { class: "rows" }, ...rows.map((row) => drawRow(row, tap))) : null,
    make("p", { class: "when" }, drawTime(message)),
  );
}

// A reference is read out on the phone: it stays in one piece.
function unbroken(text) {
  return text.split(REFERENCE).map((part, index) => (index % 2 ? make("span", { class: "reference" }, part) : part));
}

function drawRow(row, tap) {
  const buttons = row.map(([label, data]) =>
    make("button", { type: "button", class: "choice", onclick: (event) => tap(event.currentTarget, data) }, label),
  );
  return make("div", { class: "row" }, ...buttons);
}

function drawTime(message) {
  const at = message.edited_at ?? message.sent_at;
  return make("time", { datetime: at }, brief(at));
}
