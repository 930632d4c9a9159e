// One message of a chat: a screen of Handrail's with its buttons, or what a person wrote.

import { make } from "./dom.js";
import { brief } from "./times.js";

const REFERENCE = /([A-Z]{2,4}-\d{2}-\d+)/;
const LABEL = /^([A-Z][^:.?!]{1,40}?(?: \d+: [A-Z][^:.?!]{1,40})?:)( .+)$/;
const CHOSEN = /^✓ /;
const SENT = { photo: "Photo, on its way", voice: "Voice message, on its way" };

// By their addresses: what takes a person on, what leads aside or back, what may be added.
const KINDS = [
  ["main", /^(c|s|z|g):|^t:\d+:(take|start)$/],
  ["aside", /^(b|k|l|e|p):|^m$|:hide$/],
  ["extra", /^(q|r|x):/],
];
const DONE = /^z:/;

export function drawMessage(message, tap) {
  const body = message.mine ? drawSaid(message) : [drawCard(message, tap)];
  return make("li", { class: message.mine ? "message mine" : "message", "data-id": message.id }, ...body);
}

export function spoken(content) {
  const said = [content.head, content.title, ...(content.lines ?? [])].filter(Boolean);
  return said.map((text) => (/[.?!]$/.test(text) ? text : `${text}.`)).join(" ");
}

function drawSaid(message) {
  if (message.content.file) return [make("p", { class: "said" }, SENT[message.content.file]), drawTime(message)];
  return [
    make("p", { class: "said" }, make("span", { class: "unseen" }, "Written here: "), message.content.text),
    drawTime(message),
  ];
}

function drawCard(message, tap) {
  const { head, title, lines, rows } = message.content;
  const id = `title-${message.id}`;
  const time = make("p", { class: "when" }, drawTime(message));
  return make(
    "article",
    { class: "card", tabindex: "-1", "aria-labelledby": id },
    head ? make("div", { class: "top" }, drawHead(head), time) : null,
    drawMedia(message),
    make("h3", { class: "title", id }, ...unbroken(title)),
    ...lines.map(drawLine),
    rows.length ? make("div", { class: "rows" }, ...drawRows(rows, tap)) : null,
    head ? null : time,
  );
}

// A kept file comes from here, for as long as its message stands in this chat.
function drawMedia({ id, address, content: { media, title } }) {
  if (!media) return null;
  const src = `/phones/${encodeURIComponent(address)}/media/${id}`;
  if (media.kind === "photo") return make("img", { class: "media", src, alt: title });
  return make("audio", { class: "media", src, controls: true, "aria-label": title });
}

// "2 of 7" stays in one piece; a longer ending may break, so that a narrow phone holds it.
function drawHead(head) {
  const at = head.search(/ · \d+ of \d+$/);
  if (at < 0) return make("p", { class: "head" }, head);
  return make("p", { class: "head" }, head.slice(0, at), " ", make("span", {}, head.slice(at + 1)));
}

// "What: Medicine" is read faster where the first half stands back, and each has a line of its own.
function drawLine(line) {
  const parts = line.split("\n").flatMap((text) => [make("span", { class: "piece" }, ...drawPart(text)), "\n"]);
  return make("p", { class: "line" }, ...parts);
}

function drawPart(text) {
  const [, label, rest] = LABEL.exec(text) ?? [];
  return label ? [make("span", { class: "label" }, label), ...unbroken(rest)] : unbroken(text);
}

// A reference is read out on the phone: it stays in one piece.
function unbroken(text) {
  return text.split(REFERENCE).map((part, index) => (index % 2 ? make("span", { class: "reference" }, part) : part));
}

// Rows that only lead aside or back share one line, so that the answers stand out.
function drawRows(rows, tap) {
  const several = rows.flat().some(([, data]) => DONE.test(data));
  const drawn = [];
  for (const row of rows) {
    const buttons = row.map(([label, data]) => drawButton(label, data, several, tap));
    const aside = row.every(([, data]) => kindOf(data) === "aside");
    const last = drawn.at(-1);
    if (aside && last?.className === "aways") last.append(...buttons);
    else drawn.push(make("div", { class: aside ? "aways" : "row" }, ...buttons));
  }
  return drawn;
}

function drawButton(label, data, several, tap) {
  const chosen = CHOSEN.test(label);
  return make(
    "button",
    {
      type: "button",
      class: ["choice", kindOf(data), chosen ? "chosen" : ""].filter(Boolean).join(" "),
      "aria-pressed": several && data.startsWith("a:") ? String(chosen) : null,
      onclick: (event) => tap(event.currentTarget, data),
    },
    label,
  );
}

function kindOf(data) {
  return KINDS.find(([, address]) => address.test(data))?.[0] ?? "";
}

function drawTime(message) {
  const at = message.edited_at ?? message.sent_at;
  return make("time", { datetime: at }, brief(at));
}
