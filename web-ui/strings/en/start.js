// Words of the start page.
import { count, n } from "../en.js";

export const title = "Start";
export const setUp = "Set up this box";
export const setUpLead = "Any order that suits you. What is done stays done; you can stop and come back.";
export const overview = "Overview";
export const tasks = "Set-up";
/** @param {number} done @param {number} all */
export const tasksDone = (done, all) => `${n(done)} of ${n(all)} done`;
export const states = { not_started: "Not started", in_progress: "In progress", done: "Done", needs_attention: "Needs attention" };
export const task = {
  secure: { title: "Secure this box", about: "The owner's password, and the certificate that browsers ask about" },
  site: { title: "Site", about: "Name, time zone and language of this office" },
  pbx: { title: "Phone system", about: "Which one it is and where it answers" },
  people: { title: "Users and phones", about: "Import them from a spreadsheet" },
  keys: { title: "Feature keys", about: "Colleagues, parking and speed dials on the phones' keys" },
  phones: { title: "Plug in phones", about: "They fetch their settings as soon as they find this box" },
};
export const numbers = "In this office";
/** @param {number} phones */
export const fetchedOf = (phones) => `of ${count(phones, "phone")} fetched settings`;
/** @param {number} users */
export const people = (users) => (users === 1 ? "person" : "people");
/** @param {number} phones */
export const withKeys = (phones) => `${phones === 1 ? "phone" : "phones"} with feature keys`;
/** @param {number} phones */
export const waiting = (phones) => `${phones === 1 ? "phone" : "phones"} waiting in the inbox`;
export const lastImport = {
  title: "Last import",
  all: "All imports",
  /** @param {number} users @param {number} phones */
  made: (users, phones) => `${count(users, "new user")}, ${count(phones, "new phone")}`,
  states: { checked: "Not imported yet", applying: "Importing", applied: "Imported" },
  file: "File",
  result: "What it makes",
  resultDone: "What it made",
  by: "By",
  passwords: "The passwords it made are waiting. Download them before they are gone.",
  show: "Show this import",
  goOn: "Go on with this import",
};
export const address = {
  lead: "Put this into option 66 of your DHCP server. Phones that start then come here by themselves.",
  dhcp: "DHCP option 66",
  tftp: "For phones that only know TFTP",
  https: "Over HTTPS",
};
