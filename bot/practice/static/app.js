// The practice page: three phones, one clock, the records behind them.

import { ask, Line, tell } from "./desk.js";
import { announce, firstName, inTurn, make } from "./dom.js";
import { Phone } from "./phone.js";
import { Records } from "./records.js";
import { day, now, setNow, timeOfDay } from "./times.js";

const HINTED = "handrail.first-tap";
const CHOSEN = "handrail.phones";
const byId = (id) => document.getElementById(id);

const phones = [];
const records = new Records();
const line = new Line(heard);
const look = inTurn(lookAtHome);
let people = [];
let current = null;

async function lookAtHome() {
  const home = await ask("/home");
  setNow(home.now);
  people = home.people;
  byId("home-name").textContent = home.name;
  if (phones.length === 0 && home.phones.length > 0) layOut(home.phones);
  for (const phone of phones) phone.giveTo(personOf(phone.address) ?? phone.person, people);
  drawTabs();
  drawOthers();
  drawClock();
}

function layOut(first) {
  const chosen = remembered().filter(personOf);
  const addresses = chosen.length === first.length ? chosen : first;
  addresses.forEach((address, index) => {
    const phone = new Phone(index + 1, { changedHands, tapped, news });
    phone.giveTo(personOf(address), people);
    phone.news = false;
    phones.push(phone);
    byId("table").append(phone.element);
  });
  show(phones[0]);
  line.connect(addresses);
}

function personOf(address) {
  return people.find((person) => String(person.id) === address);
}

// Two phones of one person would say everything twice: they swap instead.
function changedHands(phone, address) {
  const other = phones.find((one) => one !== phone && one.address === address);
  const given = phone.person;
  if (other) other.giveTo(given, people);
  phone.giveTo(personOf(address), people);
  sessionStorage.setItem(CHOSEN, JSON.stringify(phones.map((one) => one.address)));
  drawTabs();
  drawOthers();
  line.connect(phones.map((one) => one.address));
}

// Whoever has something waiting and no phone on the table: one tap brings theirs.
function drawOthers() {
  const shown = new Set(phones.map((phone) => phone.address));
  const others = people.filter((person) => person.waiting && !shown.has(String(person.id)));
  const drawn = JSON.stringify(others.map((person) => [person.id, person.waiting]));
  if (byId("others").dataset.drawn === drawn) return;
  byId("others").dataset.drawn = drawn;
  byId("others").hidden = others.length === 0;
  byId("others").replaceChildren(make("p", {}, "Also waiting:"), ...others.map(drawOther));
}

function drawOther(person) {
  const many = person.waiting === 1 ? "1 thing waiting" : `${person.waiting} things waiting`;
  return make(
    "button",
    { type: "button", "aria-label": `${person.name}, ${person.roles[0]}, ${many}. Show this phone`, onclick: () => fetchPhone(person) },
    firstName(person),
    make("span", { class: "count", "aria-hidden": "true" }, String(person.waiting)),
  );
}

// On a small screen the phone in hand changes, on a wide one the last on the table.
function fetchPhone(person) {
  const phone = byId("tabs").offsetParent ? current : phones.at(-1);
  changedHands(phone, String(person.id));
  phone.find("select").focus();
  announce(`${person.name}'s phone is on the table.`);
}

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(CHOSEN) ?? "[]");
  } catch {
    return [];
  }
}

async function heard(kind, { phone: address, text }) {
  trouble(kind === "lost" ? text : "");
  if (kind === "lost") return;
  const named = phones.filter((phone) => !address || phone.address === address);
  if (kind === "notice") named.forEach((phone) => phone.notice(text));
  try {
    await Promise.all([look(), records.refresh(), ...(kind === "notice" ? [] : named.map((phone) => phone.refresh()))]);
    drawHint();
  } catch (refused) {
    trouble(refused.message);
  }
}

function trouble(text) {
  if (byId("trouble").textContent === text) return;
  byId("trouble").textContent = text;
  byId("trouble").hidden = !text;
}

// The first thing to do, until it has been done.
function drawHint() {
  for (const marked of document.querySelectorAll(".first")) marked.classList.remove("first");
  const [phone] = phones;
  const button = sessionStorage.getItem(HINTED) ? null : startingPoint(phone);
  byId("hint").hidden = !button;
  if (!button) return;
  button.classList.add("first");
  byId("hint").replaceChildren("Start here: tap ", make("strong", {}, button.textContent), ` on ${firstName(phone.person)}'s phone.`);
}

function startingPoint(phone) {
  const buttons = [...phone.element.querySelectorAll(".choice")];
  const begin = phone.element.querySelector(".empty:not([hidden]) .begin");
  return buttons.findLast((button) => button.textContent === "Near miss") ?? begin;
}

function tapped() {
  sessionStorage.setItem(HINTED, "yes");
  drawHint();
}

function drawTabs() {
  const drawn = JSON.stringify(phones.map((phone) => [phone.person.name, phone.news, phone === current]));
  if (byId("tabs").dataset.drawn === drawn) return;
  byId("tabs").dataset.drawn = drawn;
  const focused = [...byId("tabs").children].indexOf(document.activeElement);
  byId("tabs").replaceChildren(...phones.map(drawTab));
  byId("tabs").children[focused]?.focus();
}

function drawTab(phone) {
  const name = firstName(phone.person);
  return make(
    "button",
    {
      type: "button",
      "aria-label": `${name}'s phone${phone.news ? ", new message" : ""}`,
      "aria-current": phone === current ? "true" : null,
      onclick: () => show(phone),
    },
    make("strong", {}, name),
    phone.news ? make("span", { class: "news" }) : null,
  );
}

function show(phone) {
  current = phone;
  phone.news = false;
  for (const one of phones) one.element.classList.toggle("current", one === phone);
  phone.revealLatest();
  drawTabs();
}

function news(phone) {
  phone.news = phone !== current;
  drawTabs();
}

function drawClock() {
  const moment = now();
  byId("clock-time").textContent = timeOfDay(moment);
  byId("clock-time").setAttribute("datetime", moment.toISOString());
  byId("clock-day").textContent = day(moment);
  for (const time of document.querySelectorAll(".phone-time")) time.textContent = timeOfDay(moment);
  for (const phone of phones) phone.drawTimes();
}

const steps = [...document.querySelectorAll("[data-minutes]")];

async function moveOn(button) {
  for (const step of steps) step.disabled = true;
  button.classList.add("moving");
  try {
    const { now: moved } = await tell("/clock", { minutes: Number(button.dataset.minutes) });
    setNow(moved);
    drawClock();
    announce(`The practice time is now ${timeOfDay(now())}, ${day(now())}.`);
  } catch (refused) {
    trouble(refused.message);
  }
  button.classList.remove("moving");
  for (const step of steps) step.disabled = false;
  button.focus({ preventScroll: true });
}

for (const step of steps) step.addEventListener("click", () => moveOn(step));
byId("open-records").addEventListener("click", () => records.open());
setInterval(drawClock, 5000);

async function start() {
  await look().catch((refused) => trouble(refused.message));
  if (phones.length === 0) setTimeout(start, 2000);
}

start();
