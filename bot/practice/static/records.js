// The drawer: every case, and one case's account exactly as it is stored.

import { drawAccount } from "./account.js";
import { ask } from "./desk.js";
import { inTurn, make } from "./dom.js";
import { plain } from "./facts.js";
import { part } from "./parts.js";
import { said, setNow } from "./times.js";

const EMPTY = "No case yet. Report a near miss on one of the phones, then look here again.";
const MANY = 10;

export class Records {
  constructor() {
    this.dialog = document.getElementById("records");
    this.title = document.getElementById("records-title");
    this.back = document.getElementById("records-back");
    this.body = document.getElementById("records-body");
    this.reference = null;
    this.drawn = "";
    this.refresh = inTurn(() => this.look());
    this.back.addEventListener("click", () => this.turnTo(null));
    document.getElementById("records-close").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
  }

  open() {
    this.dialog.showModal();
    return this.turnTo(null);
  }

  async turnTo(reference) {
    this.reference = reference;
    this.drawn = "";
    this.body.replaceChildren(make("p", { class: "quiet" }, "One moment."));
    await this.refresh();
    this.body.scrollTop = 0;
    this.title.focus();
  }

  async look() {
    if (!this.dialog.open) return;
    const reference = this.reference;
    try {
      const found = await ask(reference ? `/cases/${encodeURIComponent(reference)}` : "/cases");
      setNow(found.now);
      if (reference === this.reference) this.draw(reference ? found.account : found.cases);
    } catch (refused) {
      this.body.replaceChildren(make("p", { class: "quiet" }, refused.message));
    }
  }

  // Nothing moves under the reader unless something was added.
  draw(found) {
    const now = JSON.stringify(found);
    if (now === this.drawn) return;
    this.drawn = now;
    this.back.hidden = !this.reference;
    this.title.textContent = this.reference ?? "Records";
    const opened = this.opened();
    this.body.replaceChildren(...(this.reference ? drawAccount(found, opened) : this.drawCases(found, opened)));
  }

  opened() {
    return new Map([...this.body.querySelectorAll("details")].map((part) => [part.dataset.part, part.open]));
  }

  drawCases(cases, opened) {
    if (cases.length === 0) return [make("p", { class: "quiet" }, EMPTY)];
    const closed = cases.filter((one) => one.state === "closed");
    const open = cases.filter((one) => one.state !== "closed");
    return [
      make("p", { class: "quiet" }, "Every case of the practice home, the newest first."),
      part("Open", open, (those) => this.drawList(those, opened), opened, { none: "No case is open." }),
      closed.length ? part("Closed", closed, (those) => this.drawList(those, opened), opened, { open: open.length === 0 }) : "",
    ];
  }

  drawList(cases, opened) {
    const list = (those) => make("ol", { class: "cases" }, ...those.map((one) => make("li", {}, this.drawCase(one))));
    const newest = list(cases.slice(0, MANY));
    if (cases.length <= MANY) return newest;
    const older = `Older, ${cases[0].state}`;
    const rest = part(older, cases.slice(MANY), list, opened, { open: false });
    return make("div", {}, newest, rest);
  }

  drawCase(one) {
    return make(
      "button",
      { type: "button", class: "case", onclick: () => this.turnTo(one.reference) },
      make("strong", {}, one.reference),
      make("span", { class: `pill ${one.state}` }, plain(one.state)),
      make("span", { class: "case-about" }, [plain(one.kind), plain(one.category), one.unit, said(one.opened_at)].filter(Boolean).join(" · ")),
    );
  }
}
