// One step in words: how it stands, whose it is, and by when.

import { make } from "./dom.js";
import { capital, time } from "./facts.js";
import { now } from "./times.js";

const STATES = { waiting: "Waiting", owed: "Owed", acknowledged: "Taken", acted: "Done", dropped: "Dropped" };
const SENTENCES = { waiting, owed, acknowledged, acted, dropped };

export function isOpen(step) {
  return step.state !== "acted" && step.state !== "dropped";
}

export function drawStep(step) {
  const late = isOpen(step) && dueOf(step) && new Date(dueOf(step)) < now();
  return make(
    "li",
    { class: `step ${step.state}` },
    make(
      "p",
      { class: "step-name" },
      make("strong", {}, capital(step.name)),
      make("span", { class: late ? "pill late" : "pill" }, STATES[step.state], late ? ", overdue" : ""),
    ),
    step.what ? make("p", {}, step.what) : null,
    make("p", {}, ...SENTENCES[step.state](step)),
    step.record.toLowerCase() === step.name.toLowerCase() ? null : make("p", { class: "quiet" }, step.record),
  );
}

function dueOf(step) {
  return step.act_by ?? step.due;
}

function whose(step) {
  return step.owner ?? step.role;
}

function by(step) {
  return dueOf(step) ? [" By ", time(dueOf(step)), "."] : [];
}

function waiting(step) {
  return [`${whose(step)}, `, ...(step.begins_at ? ["not before ", time(step.begins_at), "."] : ["later."])];
}

function owed(step) {
  return [`${whose(step)}. Asked `, time(step.owed_at), ", and nobody has taken it yet.", ...by(step)];
}

function acknowledged(step) {
  return [`${step.acknowledged_by ?? whose(step)} has this since `, time(step.acknowledged_at), ".", ...by(step)];
}

function acted(step) {
  return [`${step.acted_by ?? whose(step)}, `, time(step.acted_at), "."];
}

function dropped() {
  return ["No longer needed."];
}
