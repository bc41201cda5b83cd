// Words from the check on: what will be made, progress, done, passwords, slips.
import { count, list } from "../en.js";

/** @typedef {import("../../types.js").PlanCounts} PlanCounts */

/** @type {Record<keyof PlanCounts, string>} */
const kinds = { users: "user", extensions: "extension", phone_numbers: "phone number", devices: "phone", softphones: "softphone" };
const all = /** @type {(keyof PlanCounts)[]} */ (Object.keys(kinds));

/** @param {string} kind @param {number} number */
export const nouns = (kind, number) => kinds[/** @type {keyof PlanCounts} */ (kind)] + (number === 1 ? "" : "s");

/** "3 users and 2 phones", of what is counted so. @param {PlanCounts} counts @param {keyof import("../../types.js").Count} how @param {(keyof PlanCounts)[]} [of] */
export const counted = (counts, how, of = all) =>
  list(of.filter((kind) => counts[kind][how] > 0).map((kind) => count(counts[kind][how], kinds[kind])));

/** "58 users: 55 new, 3 already here · 61 phones". @param {PlanCounts} counts */
export const planLine = (counts) => all.map((kind) => {
  const { create, update, unchanged } = counts[kind];
  const parts = [[create, "new"], [update, "changed"], [unchanged, "already here"]].filter(([number]) => number);
  const sum = count(create + update + unchanged, kinds[kind]);
  return parts.length > 1 ? `${sum}: ${parts.map((part) => part.join(" ")).join(", ")}` : parts.length ? sum : "";
}).filter(Boolean).join(" · ");

export const t = {
  back: "Imports",
  review: "Review",
  check: {
    /** @param {string} file */
    title: (file) => `Check ${file}`,
    lead: "This is what the import makes. Nothing is written yet.",
    caption: "What will be made",
    kind: "What",
    count: "New",
    names: "For example",
    change: "Change",
    kinds: { users: "Users", extensions: "Extensions", phone_numbers: "Phone numbers", devices: "Phones", joins: "Places on shared phones", softphones: "Softphones" },
    /** @param {string} what */
    alone: (what) => what ? `${what} in this file are here already and stay as they are.` : "",
    others: "Users and phones that are not in this file stay as they are.",
    /** @param {number} passwords */
    passwords: (passwords) => `${count(passwords, "login password")} will be made, or taken from the file. You download them once it is done.`,
    /** @param {number} warnings */
    warnings: (warnings) => count(warnings, "warning"),
    warningsAbout: "They do not stop the import.",
    /** @param {PlanCounts} counts */
    button: (counts) => `Import ${counted(counts, "create", ["users", "devices"]) || counted(counts, "create") || "this file"}`,
    once: "It is done once, however often you press.",
    starting: "Starting…",
    /** @param {number} errors */
    blocked: (errors) => `${count(errors, "error blocks", "errors block")} the import.`,
    toErrors: "Go to the first error",
    changed: "Somebody else changed this import meanwhile. This is what it would do now.",
  },
  progress: {
    /** @param {string} file */
    title: (file) => `Importing ${file}`,
    lead: "It runs on the box. You can close this page and come back.",
    stages: { passwords: "Making passwords", users: "Creating users", saving: "Saving" },
    starting: "Starting",
    away: "The box does not answer. The import runs on there; this page asks again every few seconds.",
  },
  waiting: {
    lead: "This file is uploaded and checked. Nothing of it is imported yet.",
    goOn: "Continue with the review",
    failedTitle: "This import did not work",
    stopped: "The box stopped before the import was done. Nothing was changed.",
    again: "Try again",
    toReview: "Back to the review",
    noFile: "This file was checked, but the box no longer has it. Nothing was changed. Upload it again to import it.",
    upload: "Import a spreadsheet",
  },
  done: {
    title: "Imported",
    /** @param {string} file @param {string} when @param {string} who */
    lead: (file, when, who) => `${file}, ${when}, by ${who}`,
    made: "What was made",
    nothing: "Everything in this file was here already",
    /** @param {number} rows @param {string} outcome */
    rows: (rows, outcome) => `${count(rows, "row")} ${outcomes[outcome] ?? outcome}`,
    next: "What is next",
    keys: "Assign feature keys",
    keysAbout: "Colleagues, parking and speed dials on the phones' keys",
    phones: "Plug in the phones",
    phonesAbout: "They fetch their settings as soon as they find this box",
  },
  passwords: {
    /** @param {number} passwords */
    title: (passwords) => passwords === 1 ? "Download the password now" : `Download the ${count(passwords, "password")} now`,
    /** @param {string} time */
    about: (time) => `The box keeps them until you close this, and until ${time} at most. After that nobody can read them again.`,
    fetched: "They were downloaded. It can be repeated until you close this.",
    notFetched: "Nobody has downloaded them yet.",
    download: "Download CSV",
    slips: "Print slips",
    close: "I have them: close",
    closeTitle: "Close the passwords for good?",
    closeFetched: "They were downloaded. Make sure that you can open the file: nobody can read them here again.",
    closeNotFetched: "Nobody has downloaded them. Once closed, nobody can read them, and each person needs a new one.",
    closeAction: "Close for good",
    goneTitle: "The passwords are no longer here",
    gone: "The box keeps only hashes, which nobody can read. To give somebody a new one: People, that person, “Make a new password”.",
    people: "Go to People",
  },
  accounts: {
    title: "Give the phone system the same accounts",
    about: "The phones log in to the phone system with the accounts in this file. Create them there, or import the file there.",
    danger: "This file holds every SIP password in plain text. Whoever has it can make calls in your name. Delete it afterwards.",
    download: "Download SIP accounts",
  },
  slips: {
    title: "Password slips",
    lead: "One for each person. Whoever sees this page sees the passwords.",
    print: "Print",
    login: "Log in with",
    password: "Password",
    /** @param {number} extensions */
    extension: (extensions) => (extensions === 1 ? "Extension" : "Extensions"),
    list: "Slips",
  },
};

/** How a row ended. @type {Record<string, string>} */
const outcomes = { created: "added", updated: "changed", unchanged: "here already" };
