// Words of the start page.
import { count, n } from "../en.js";

export const t = {
  title: "Start",
  setUp: "Set up this box",
  setUpLead: "Any order that suits you. What is done stays done; you can stop and come back.",
  overview: "Overview",
  tasks: "Set-up",
  /** @param {number} done @param {number} all */
  tasksDone: (done, all) => `${n(done)} of ${n(all)} done`,
  states: { not_started: "Not started", in_progress: "In progress", done: "Done", needs_attention: "Needs attention" },
  task: {
    secure: { title: "Secure this box", about: "The owner's password, and the certificate that browsers ask about" },
    site: { title: "Site", about: "Name, time zone and language of this office" },
    pbx: { title: "Phone system", about: "Which one it is and where it answers" },
    people: { title: "Users and phones", about: "Import them from a spreadsheet" },
    keys: { title: "Feature keys", about: "Colleagues, parking and speed dials on the phones' keys" },
    phones: { title: "Plug in phones", about: "They fetch their settings as soon as they find this box" },
  },
  numbers: "In this office",
  /** @param {number} phones */
  fetchedOf: (phones) => `of ${count(phones, "phone")} fetched settings`,
  /** @param {number} users */
  people: (users) => (users === 1 ? "person" : "people"),
  /** @param {number} phones */
  withKeys: (phones) => `${phones === 1 ? "phone" : "phones"} with feature keys`,
  /** @param {number} phones */
  waiting: (phones) => `${phones === 1 ? "phone" : "phones"} waiting in the inbox`,
  lastImport: {
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
  },
  address: {
    title: "How phones find this box",
    lead: "Put this into option 66 of your DHCP server. Phones that start then come here by themselves.",
    dhcp: "DHCP option 66",
    tftp: "For phones that only know TFTP",
    https: "Over HTTPS",
    none: "The address of this box is not known yet. Set it under Settings, Site.",
    /** @param {string} name */
    copy: (name) => `Copy: ${name}`,
  },
};
