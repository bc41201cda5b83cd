// Words of one phone's page.
import { list } from "../en.js";

export const phone = "Phone";
export const add = "Add a phone";
export const phones = "Phones";
export const print = "Print key labels";
export const what = "This phone";
export const mac = "MAC address";
export const macHint = "Any spelling. It can come later.";
export const model = "Model";
export const modelHint = "Type a part of it: t46";
export const name = "Name";
export const nameHint = "Left empty, the box makes one up.";
export const user = "User";
export const userHint = "Name or extension; empty is nobody.";
export const noPhone = "no phone yet";
/** @param {string} text */
export const userUnclear = (text) => `${text} is not one person. Pick somebody from the list`;
export const expansion = "Expansion modules";
export const none = "None";
/** @param {number} count @param {string} id @param {number} keys */
export const modules = (count, id, keys) => `${count} × ${id.toUpperCase()} (${keys} keys)`;
export const toInbox = "Back to the inbox";
export const now = "State";
/** @param {unknown} when @param {string} transport @param {string} address */
export const got = (when, transport, address) => ["Got its settings ", when, ` over ${transport} from ${address}.`];
export const about = {
  no_mac: "It gets settings once its MAC address is here.",
  never_seen: "It has not got its settings yet. Plug it in or restart it.",
  old_settings: "Since then something changed. Restart it, or wait until it asks again.",
  up_to_date: "",
};
export const firmware = "Firmware";
/** @param {string[]} facts */
export const unconfirmed = (facts) => `Not confirmed for this model: ${list(facts)}. Check it on the phone.`;
/** @type {Record<string, string>} */
export const facts = {
  keys: "how many keys it has", lines: "how many lines it has", expansion: "which expansion modules fit",
  max_tls: "how it encrypts", template: "its settings file", other_keys: "its other keys",
};
export const passwords = "Passwords of the phone";
export const passwordsAbout = "For its own web page and menu.";
export const admin = "Administrator";
export const userLevel = "User";
export const lines = "Lines";
export const line = "Line";
export const extension = "Extension";
export const displayName = "Shown as";
export const account = "SIP username";
export const noLines = "None: it belongs to nobody.";
export const keys = "Feature keys";
export const changeKeys = "Change keys";
export const noKeys = "No keys are set.";
export const key = "Key";
export const type = "Does";
export const target = "Target";
export const label = "Label";
export const fits = "Fits";
export const kept = "Kept, does not fit this model";
export const file = "Its files";
export const fileAbout = "What it gets when it asks. Secrets are dots here; the phone gets the real ones.";
export const files = "Which file";
export const noFile = "The box has no such file for this phone.";
export const noFiles = "None before its MAC address is here.";
export const copyFile = "Copy the file";
export const timeline = "What it asked and got";
export const nothingYet = "It has not asked for anything yet.";
export const when = "When";
export const asked = "File";
export const answer = "Answer";
export const how = "From";
/** @type {Record<string, string>} */
export const outcomes = {
  served: "Got it",
  unchanged: "Had it already",
  no_such_file: "Asked for a file it does not need: normal",
  unknown_phone: "Nobody had added it yet",
  incomplete: "Stopped before the end; it asks again",
  broken: "The box could not make it; Start says why",
};
export const dangerAbout = "It gets no more settings. Its user stays.";
export const removeText = "Its lines and keys go.";
