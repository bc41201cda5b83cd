// Words from the check on: what will be made, progress, done, passwords, slips.
import { count, list } from "../en.js";

/** @typedef {import("../../types.js").PlanCounts} PlanCounts */

/** @type {Record<keyof PlanCounts, string>} */
const units = { users: "user", extensions: "extension", phone_numbers: "phone number", devices: "phone", softphones: "softphone" };
const all = /** @type {(keyof PlanCounts)[]} */ (Object.keys(units));

/** "3 users and 2 phones", of what is counted so. @param {PlanCounts} counts @param {keyof import("../../types.js").Count} how @param {(keyof PlanCounts)[]} [of] */
export const counted = (counts, how, of = all) =>
  list(of.filter((kind) => counts[kind][how] > 0).map((kind) => count(counts[kind][how], units[kind])));

/** "58 users: 55 new, 3 already here · 61 phones". @param {PlanCounts} counts */
export const planLine = (counts) => all.map((kind) => {
  const { create, update, unchanged } = counts[kind];
  const sum = count(create + update + unchanged, units[kind]);
  const parts = [[create, "new"], [update, "changed"], [unchanged, "already here"]].filter(([number]) => number);
  if (parts.length > 1) return `${sum}: ${parts.map((part) => part.join(" ")).join(", ")}`;
  return parts.length === 0 ? "" : create ? sum : `${sum} ${parts[0][1]}`;
}).filter(Boolean).join(" · ");

/** Of what there may be of each kind. */
export const kinds = { users: "Users", extensions: "Extensions", phone_numbers: "Phone numbers", devices: "Phones", softphones: "Softphones", joins: "Places on shared phones" };
export const check = {
  /** @param {string} file */
  title: (file) => `Check ${file}`,
  lead: "This is what the import makes. Nothing is written yet.",
  nothing: "Everything in this file is here already.",
  kind: "What",
  count: "New",
  names: "For example",
  change: "Change",
  /** @param {string} what */
  alone: (what) => (what ? `${what} are here already and stay as they are. ` : ""),
  others: "Users and phones that are not in this file stay as they are.",
  /** @param {number} passwords */
  passwords: (passwords) => `${count(passwords, "login password")} will be made, or taken from the file. You download them once it is done.`,
  /** @param {number} warnings */
  warnings: (warnings) => count(warnings, "warning"),
  /** @param {PlanCounts} counts */
  button: (counts) => `Import ${counted(counts, "create", ["users", "devices"]) || counted(counts, "create") || "this file"}`,
  /** @param {number} errors */
  blocked: (errors) => count(errors, "error blocks the import", "errors block the import"),
};
/** @param {string} file */
export const running = (file) => `Importing ${file}`;
export const runningLead = "It runs on the box. You can close this page and come back.";
export const stages = { passwords: "Making passwords", users: "Creating users", saving: "Saving" };
export const starting = "Starting";
export const waiting = "This file is checked. Nothing of it is imported yet.";
export const goOn = "Continue with the review";
export const failed = "This import did not work";
export const stopped = "The box stopped before the import was done. Nothing was changed.";
export const again = "Try again";
export const noFile = "The box no longer has this file, and nothing of it was imported. Upload it again.";
export const done = {
  title: "Imported",
  /** @param {string} file @param {string} when @param {string} who */
  lead: (file, when, who) => `${file}, ${when}, by ${who}`,
  made: "What was made",
  /** @param {number} rows @param {string} outcome */
  rows: (rows, outcome) => `${count(rows, "row")} ${outcomes[outcome] ?? outcome}`,
  next: "What is next",
};
export const passwords = {
  /** @param {number} passwords */
  title: (passwords) => `Download the ${count(passwords, "password")} now`,
  /** @param {string} time */
  about: (time) => `They are people’s own, for the phone system’s pages if it has any; phones do not need them. The box keeps them until you close this, and until ${time} at most.`,
  fetched: "They were downloaded. You can do it again until you close this.",
  fetchedBefore: "They were downloaded.",
  notFetched: "Nobody has downloaded them yet.",
  download: "Download CSV",
  slips: "Print slips",
  close: "I have them: close",
  closeTitle: "Close the passwords for good?",
  gone: "The passwords are no longer here",
  goneAbout: "Only hashes are left. To give somebody a new one, open that person and choose “Make a new password”.",
};
export const accounts = "Give the phone system the same accounts";
export const accountsAbout = "Phones log in with the accounts in this file. Create them there, or import the file.";
export const accountsDanger = "It holds every SIP password in plain text: whoever has it can make calls in your name. Delete it afterwards.";
export const accountsDownload = "Download SIP accounts";
export const slips = {
  title: "Password slips",
  lead: "One for each person. Whoever sees this page sees the passwords.",
  print: "Print",
  login: "Login",
  password: "Password",
};
/** How a row ended. @type {Record<string, string>} */
const outcomes = { created: "added", updated: "changed", unchanged: "here already" };
