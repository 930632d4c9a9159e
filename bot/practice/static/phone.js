// One phone: whose it is, what stands in its chat, and what is done on it.

import { drawMessage, spoken } from "./card.js";
import { ask, sendFile, tell } from "./desk.js";
import { announce, firstName, fromTemplate, inTurn, make } from "./dom.js";
import { brief, dayOf, setNow } from "./times.js";

const PATIENCE = 1500;
const FACES = 5;
const UNSEEN = 48;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export class Phone {
  constructor(number, { changedHands, tapped, news }) {
    this.tell = { changedHands, tapped, news };
    this.person = null;
    this.drawn = null;
    this.tappedId = null;
    this.element = fromTemplate("phone-template");
    this.find = (selector) => this.element.querySelector(selector);
    this.messages = this.find(".messages");
    this.refresh = inTurn(() => this.look());
    this.label(number);
    this.listen();
  }

  label(number) {
    const heading = this.find(".who-name");
    heading.id = `phone-${number}`;
    this.element.setAttribute("aria-labelledby", heading.id);
    this.find("select").setAttribute("aria-label", `Whose phone is phone ${number}`);
  }

  listen() {
    this.find("select").addEventListener("change", (event) => this.tell.changedHands(this, event.target.value));
    this.find(".composer").addEventListener("submit", (event) => this.send(event));
    const text = this.find("textarea");
    text.addEventListener("input", () => fit(text));
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.find(".composer").requestSubmit();
    });
    this.find(".begin").addEventListener("click", () => this.begin());
    this.find(".menu .switch").addEventListener("click", () => this.turn(true));
    this.find(".attach input").addEventListener("change", (event) => this.attach(event.target));
    this.find(".phone-off .switch").addEventListener("click", () => this.turn(false));
    closeMenuAway(this.find(".menu"));
    this.listenToChat();
    for (const touch of ["pointerdown", "focusin"]) {
      this.element.addEventListener(touch, () => this.element.classList.remove("has-news"));
    }
  }

  listenToChat() {
    const chat = this.find(".chat");
    const look = () => this.drawBelow();
    chat.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(look);
    for (const sized of [chat, this.messages]) sizes.observe(sized);
    this.find(".below").addEventListener("click", () => chat.scrollBy({ top: chat.clientHeight * 0.8, behavior: STILL.matches ? "instant" : "smooth" }));
  }

  get address() {
    return String(this.person.id);
  }

  path(what = "") {
    return `/phones/${encodeURIComponent(this.address)}${what && `/${what}`}`;
  }

  giveTo(person, people) {
    if (this.person?.id !== person.id) this.forget();
    this.person = person;
    const name = firstName(person);
    this.find(".who-name").textContent = person.name;
    this.find(".who-role").textContent = describe(person).replace(/ ·| (?=duty$)/g, (gap) => gap.replace(" ", "\u00a0"));
    const face = this.find(".face");
    face.textContent = initials(person.name);
    face.className = `face face-${person.id % FACES}`;
    this.find(".phone-off p").textContent = `Handrail cannot reach ${name}. Alerts go on to the next person.`;
    this.drawChoice(people);
  }

  drawChoice(people) {
    const choice = this.find("select");
    if (document.activeElement === choice && choice.options.length === people.length) return;
    choice.replaceChildren(
      ...people.map((person) =>
        make("option", { value: person.id, selected: person.id === this.person.id }, `${person.name} · ${describe(person)}`),
      ),
    );
  }

  forget() {
    this.begun = false;
    this.drawn = null;
    this.messages.replaceChildren();
    this.notice("");
    this.find("textarea").value = "";
  }

  // A chat that was never used is greeted, as a bot is when somebody opens it.
  begin() {
    this.begun = true;
    return this.act(() => tell(this.path("text"), { text: "/start" }));
  }

  async look() {
    const address = this.address;
    const chat = await ask(this.path());
    if (address !== this.address) return this.refresh();
    setNow(chat.now);
    this.draw(chat);
  }

  draw({ messages, off }) {
    const first = this.drawn === null;
    const focused = this.messages.contains(document.activeElement);
    const fresh = this.place(messages, first);
    this.find(".empty").hidden = messages.length > 0;
    this.drawOff(off);
    this.drawTyping(messages);
    for (const { item, message } of fresh) this.point(item, message, first);
    this.follow(fresh.map(({ item }) => item));
    if (focused && !this.messages.contains(document.activeElement)) this.refocus();
    if (first && messages.every((message) => message.mine)) this.drawn = null;
    if (first && messages.length === 0 && !off && !this.begun) this.begin();
  }

  // Brings the list in line with what is stored, touching only what differs.
  place(messages, first) {
    const before = this.drawn ?? new Map();
    this.drawn = new Map(messages.map((message) => [String(message.id), JSON.stringify(message.content)]));
    for (const item of [...this.messages.children]) if (!this.drawn.has(item.dataset.id)) item.remove();
    const fresh = [];
    for (const message of messages) {
      const id = String(message.id);
      const old = this.messages.querySelector(`[data-id="${id}"]`);
      if (old && before.get(id) === this.drawn.get(id)) continue;
      const item = drawMessage(message, (button, data) => this.tap(button, data, id));
      if (!first) item.classList.add(old ? "changed" : "arrived");
      if (id === this.tappedId) item.classList.add("answered");
      if (old) old.replaceWith(item);
      else this.messages.append(item);
      fresh.push({ item, message });
    }
    return fresh;
  }

  // "14:05" is "yesterday 14:05" once the clock has moved on.
  drawTimes() {
    for (const time of this.messages.querySelectorAll("time")) time.textContent = brief(time.dateTime);
  }

  // Brings what is new into view: what came last, or else what a tap has changed, wherever it stands.
  follow(fresh) {
    const last = fresh.find((item) => item === this.messages.lastElementChild);
    const tapped = fresh.find((item) => item.dataset.id === this.tappedId);
    const seen = last ?? tapped ?? (this.acted ? fresh.at(-1) : null);
    if (seen) this.reveal(seen);
    if (fresh.length) this.acted = false;
    if (fresh.some((item) => item.dataset.id === this.tappedId)) this.tappedId = null;
  }

  // Lets people notice what is new: said aloud, and known to the tabs.
  point(item, message, first) {
    if (first || message.mine) return;
    const answered = item.dataset.id === this.tappedId;
    if (item.classList.contains("arrived") || answered) {
      announce(`${firstName(this.person)}'s phone. ${spoken(message.content)}`);
    }
    if (item.classList.contains("arrived")) this.ring();
  }

  // Whoever sees the top of a long card is told that it goes on.
  drawBelow() {
    const chat = this.find(".chat");
    this.find(".below").hidden = chat.scrollHeight - chat.scrollTop - chat.clientHeight < UNSEEN;
  }

  ring() {
    if (this.element.matches(":focus-within")) return;
    this.element.classList.add("has-news");
    this.tell.news(this);
  }

  revealLatest() {
    const latest = this.messages.lastElementChild;
    if (latest) this.reveal(latest);
  }

  reveal(item) {
    const chat = this.find(".chat");
    const margin = this.messages.offsetTop;
    const top = item.offsetTop - margin;
    const height = item.offsetHeight + 2 * margin;
    if (top < chat.scrollTop || height > chat.clientHeight) chat.scrollTop = top;
    else chat.scrollTop = Math.max(chat.scrollTop, top + height - chat.clientHeight);
  }

  refocus() {
    const card = this.messages.querySelector(".changed .card") ?? this.messages.lastElementChild?.querySelector(".card");
    const next = card && !this.onlyTyped(card) ? card : this.find("textarea");
    next.focus({ preventScroll: true });
  }

  // A question with nothing to tap but ways out of it is answered in words.
  onlyTyped(card) {
    return this.find(".composer").classList.contains("wanted") && !card.querySelector(".choice:not(.aside)");
  }

  drawOff(off) {
    this.element.classList.toggle("is-off", off);
    this.find(".phone-off").hidden = !off;
    for (const part of [".chat", ".composer"]) this.find(part).inert = off;
    this.find(".menu").open &&= !off;
  }

  drawTyping(messages) {
    const wanted = messages.map((message) => message.content.typing).filter(Boolean).at(-1);
    const hint = wanted ?? "Write here";
    this.find("textarea").placeholder = hint;
    this.find(".composer label span").textContent = `${hint}, on ${firstName(this.person)}'s phone`;
    this.find(".composer").classList.toggle("wanted", Boolean(wanted));
  }

  async tap(button, data, id) {
    const card = button.closest(".card");
    if (card.getAttribute("aria-busy") === "true") return;
    this.tappedId = id;
    this.acted = true;
    card.setAttribute("aria-busy", "true");
    button.classList.add("tapped");
    this.tell.tapped(this);
    const taken = await this.act(() => tell(this.path("tap"), { data }));
    setTimeout(() => rest(card, button), taken ? PATIENCE : 0);
  }

  async send(event) {
    event.preventDefault();
    const text = this.find("textarea");
    const written = text.value.trim();
    if (!written || text.readOnly) return;
    text.readOnly = true;
    if (await this.act(() => tell(this.path("text"), { text: written }))) text.value = "";
    text.readOnly = false;
    fit(text);
  }

  async attach(input) {
    const [file] = input.files;
    this.find(".menu").open = false;
    if (file) await this.act(() => sendFile(this.path("file"), file));
    input.value = "";
  }

  async turn(off) {
    await this.act(() => tell(this.path("switch"), { off }));
    await this.refresh();
    this.find(off ? ".phone-off .switch" : "select").focus();
  }

  async act(deed) {
    try {
      await deed();
      this.notice("");
      return true;
    } catch (refused) {
      this.notice(refused.message);
      return false;
    }
  }

  notice(text) {
    const notice = this.find(".notice");
    notice.textContent = text;
    notice.hidden = !text;
    if (text) this.revealLatest();
  }
}

function describe(person) {
  const duty = person.on_duty ? "on duty" : "off duty";
  const state = person.away_until ? `away until ${dayOf(person.away_until)}` : duty;
  return [...person.roles, ...person.units.slice(0, 2), state].join(" · ");
}

function initials(name) {
  const words = name.split(" ").filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word.charAt(0)).join("").toUpperCase();
}

function fit(text) {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

function rest(card, button) {
  card.removeAttribute("aria-busy");
  button.classList.remove("tapped");
}

function closeMenuAway(menu) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
