// Words of the shell and the parts, in English. Each page has its own file in strings/en/.

/** What <html lang> says; numbers and dates follow `formats`. */
export const language = "en";
export const formats = "en-GB";

const plural = new Intl.PluralRules(language);
const number = new Intl.NumberFormat(formats);

/** @param {number} n */
export const n = (n) => number.format(n);

/**
 * "1 phone", "1,204 phones". Give the plural where it is not just an s.
 * @param {number} count @param {string} one @param {string} [other]
 */
export const count = (count, one, other = `${one}s`) => `${n(count)} ${plural.select(count) === "one" ? one : other}`;

/** "Pam, Jim and Dwight". @param {string[]} items */
export const list = (items) => new Intl.ListFormat(formats).format(items);

export const product = "Linekey";
/** @param {string} page @param {string} site */
export const pageTitle = (page, site) => `${page} – ${site || "Linekey"}`;
export const errorTitle = "Error: ";
export const nav = {
  label: "Main",
  menu: "Menu",
  start: "Start",
  imports: "Import",
  people: "People",
  phones: "Phones",
  keys: "Feature keys",
  inbox: "Inbox",
  settings: "Settings",
  help: "Help",
  logOut: "Log out",
  /** @param {number} phones */
  waiting: (phones) => `${count(phones, "phone")} waiting`,
  theme: "Colours",
  themes: { system: "System", light: "Light", dark: "Dark" },
};
export const loading = "Loading…";
export const banner = {
  unreachable: "The box does not answer. Trying again every few seconds; what you typed stays here.",
  back: "The box answers again.",
  /** @param {string} version */
  newVersion: (version) => `Linekey was updated to ${version}. Load the page again when you are ready.`,
  reload: "Load again",
  ended: "Your session has ended. What you typed stays here.",
  logIn: "Log in",
};
export const session = {
  title: "Log in to go on",
  about: "Your session has ended. Nothing you typed is lost.",
  password: "Password",
  logIn: "Log in",
  later: "Not now",
  /** Of a new password. */
  hint: "10 characters or more. A few words are easy to type and hard to guess.",
};
export const guard = {
  title: "Leave without saving?",
  about: "What you changed on this page is not saved yet.",
  leave: "Leave without saving",
  stay: "Stay here",
};
export const failure = {
  title: "This page could not be shown",
  unreachable: "The box does not answer. Check that you are on its network and that it has power.",
  unknown: "Something on this page does not work. The box itself goes on.",
  retry: "Try again",
};
export const notHere = {
  title: "There is nothing here",
  about: "The address is mistyped, or what was here has been removed.",
  start: "Go to the start page",
};
export const form = {
  /** @param {number} problems */
  summary: (problems) => (problems === 1 ? "There is one thing to fix" : `There are ${n(problems)} things to fix`),
  refused: "That did not work",
  optional: "optional",
  saving: "Saving…",
  show: "Show",
  error: "Error:",
  warning: "Check:",
  note: "Note:",
  /** @param {string} value */
  use: (value) => `Use ${value}`,
  noAnswer: "The box does not answer. Nothing was saved; try again in a moment.",
  unknown: "This could not be saved. Nothing was changed.",
};
export const conflict = {
  title: "Somebody else changed this meanwhile",
  about: "Choose for each line, then save again.",
  taken: "What only they changed is already in the form.",
  mine: "Yours",
  theirs: "Theirs",
  keepMine: "Keep mine",
  takeTheirs: "Take theirs",
  kept: "Yours is kept",
  takenTheirs: "Theirs is taken",
  empty: "empty",
  yes: "yes",
  no: "no",
};
export const dialog = { cancel: "Cancel" };
export const combobox = {
  label: "Suggestions",
  /** @param {number} found */
  found: (found) => (found === 0 ? "Nothing found" : `${count(found, "suggestion")}. Arrow keys move, Enter takes.`),
  none: "Nothing found",
  failed: "Suggestions could not be loaded",
};
export const pager = {
  label: "Pages",
  previous: "Previous",
  next: "Next",
  /** @param {number} from @param {number} to @param {number} total */
  range: (from, to, total) => `${n(from)} to ${n(to)} of ${n(total)}`,
};
export const progress = {
  /** @param {number} done @param {number} total */
  of: (done, total) => `${n(done)} of ${n(total)}`,
};
/** Buttons of a row in a form. */
export const rows = {
  /** @param {string} what */
  up: (what) => `Move ${what} up`,
  /** @param {string} what */
  down: (what) => `Move ${what} down`,
  /** @param {string} what */
  remove: (what) => `Remove ${what}`,
};
export const copy = {
  copy: "Copy",
  copied: "Copied",
  failed: "Select it and press Ctrl+C",
  /** @param {string} name */
  of: (name) => `Copy: ${name}`,
};
export const time = { never: "never", now: "just now" };
