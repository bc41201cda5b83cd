// Words of the feature-keys page.
import { count, list, n } from "../en.js";

/** "1 to 4 and 7". @param {number[]} numbers ascending */
function ranges(numbers) {
  /** @type {[number, number][]} */
  const runs = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return list(runs.map(([from, to]) => (from === to ? n(from) : `${n(from)} to ${n(to)}`)));
}

/** @param {number} phones */
export const phones = (phones) => count(phones, "phone");
/** @param {number} keys */
const keyCount = (keys) => count(keys, "key");

export const title = "Add device feature keys";
export const lead = "Nothing changes before you press the button at the end.";
export const empty = {
  title: "No phones yet",
  text: "Import people and phones first.",
  action: "Import a spreadsheet",
};
/** @param {string} what @param {number} number */
export const counted = (what, number) => `${what} (${n(number)})`;
export const which = {
  title: "Which phones",
  all: "All phones",
  kind: "Phones of one kind",
  list: "Phones I pick",
  kindLabel: "Kind",
  /** @param {string} brand @param {string} [family] @param {string} [model] */
  kindOf: (brand, family, model) => (model ? `${brand} ${model}` : family ? `${brand}, family ${family}` : `All of ${brand}`),
  add: "Add a phone",
  addHint: "Type a name, an extension or digits of the MAC address.",
  /** @param {string} name */
  remove: (name) => `Leave out ${name}`,
};
export const keys = {
  title: "Which keys",
  about: "Keys that are not listed here stay as they are. To clear one, list it with “Nothing”.",
  skip: "Skip the list",
  none: "No key is listed.",
  copy: "Copy the keys of a phone",
  replaceTitle: "Replace the keys in the list?",
  /** @param {number} listed @param {string} name */
  replaceText: (listed, name) => `The keys of ${name} take the place of the ${keyCount(listed)} listed here.`,
  replace: "Replace the list",
  /** @param {string} name */
  copied: (name) => `The list shows the keys of ${name}.`,
  fill: "Fill with presence of",
  everybody: "everybody",
  /** @param {number} number */
  fillButton: (number) => `Add ${keyCount(number)}`,
  add: "Add a key",
  lines: "Choose the line that each key uses",
  key: "Key",
  type: "Type",
  line: "Line",
  label: "Label",
  target: { line: "Line", none: "", parking: "Slot", presence: "Whose", personal_parking: "Whose", speed_dial: "Number" },
  /** @param {number} key */
  name: (key) => `key ${key}`,
  /** @param {number} key */
  of: (key) => ` of key ${key}`,
  /** @param {number} key */
  moved: (key) => `Now key ${key}.`,
  /** @param {number} key */
  removed: (key) => `Key ${key} is removed from the list.`,
  /** @param {string[]} models with how many keys they have */
  edge: (models) => `No more keys on ${list(models)}. What follows is kept on the box.`,
};
/** Name, and what it does. */
export const types = {
  line: ["Line", "Makes and takes calls on a line of the phone."],
  presence: ["Presence", "Shows who is on a call. Press it to call them or take their call."],
  parking: ["Parking", "Parks a call in a slot where anybody takes it back."],
  personal_parking: ["Personal parking", "Parks a call for one person."],
  speed_dial: ["Speed dial", "Dials a number."],
  none: ["Nothing", "Clears the key."],
};
export const fit = {
  title: "What each phone gets",
  nothing: "Choose phones and list a key.",
  checking: "Looking…",
  /** @param {number} left */
  incomplete: (left) => `${left === 1 ? "One key is" : `${n(left)} keys are`} not complete yet.`,
  refused: "Something above is not right yet.",
  failed: "This could not be looked up. Your next change tries again.",
  /** @param {number} changed @param {number} all */
  changed: (changed, all) => (changed === 0 ? "No phone changes: all have these keys already."
    : changed === all ? `${phones(changed)} will change.` : `${n(changed)} of ${phones(all)} will change.`),
  /** @param {number} replaced */
  replaced: (replaced) => (replaced === 0 ? "" : `On ${phones(replaced)} a key now does something else; that is replaced.`),
  caption: "Models",
  model: "Model",
  phones: "Phones",
  has: "Keys it has",
  result: "Result",
  /** @param {number} fit */
  all: (fit) => (fit === 1 ? "The key fits" : `All ${n(fit)} fit`),
  /** @param {number[]} fit @param {number[]} beyond */
  some: (fit, beyond) => `${fit.length === 0 ? "None fit" : `${n(fit.length)} fit`}, ${n(beyond.length)} ${beyond.length === 1 ? "does" : "do"} not: ${ranges(beyond)}`,
  kept: "What does not fit is kept on the box. It appears on a bigger phone or with an expansion module.",
  /** @param {string} name @param {string} file */
  sample: (name, file) => `What changes in the file of ${name} (${file})`,
  same: "Nothing changes in this file.",
  added: "added",
  taken: "taken out",
  picture: "The keys as a phone shows them",
  drawn: "Drawn as",
  print: "Print as a label strip",
};
/** @param {number} number @param {number} all */
export const apply = (number, all) => `Set ${keyCount(number)} on ${phones(all)}`;
export const applyNone = "Set the keys";
export const changed = "Something changed meanwhile. Look at the new preview, then set the keys again.";
export const done = {
  /** @param {number} number @param {number} all */
  title: (number, all) => `${keyCount(number)} ${number === 1 ? "is" : "are"} set on ${phones(all)}`,
  next: "Phones look at this box once a day. Restart a phone to have them now.",
  /** @param {string} name */
  look: (name) => `See ${name} and its file`,
  phones: "See all phones",
};
