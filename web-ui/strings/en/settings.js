// Words of the settings page.
import { count, list } from "../en.js";

export const title = "Settings";
export const lead = "Each part is saved on its own. Phones look at this box once a day; restart one to have a change now.";
export const groups = {
  site: ["Site", "Where the phones are."],
  pbx: ["Phone system", "Where phones register, and what their keys dial."],
  phones: ["Phones", "What all phones have in common."],
  lines: ["Lines", "How extensions become lines. Phones that are here stay as they are."],
  secure: ["Security", ""],
  backup: ["Backup", "Everything on this box in one file: people, phones, keys, settings, passwords."],
  about: ["About this box", ""],
};
/** Label and hint of each setting. @type {Record<string, [string, string?]>} */
export const settings = {
  "site.name": ["Name of this site", "For these pages and for print."],
  "site.timezone": ["Time zone", "The phones’ clocks follow it."],
  "site.language": ["Language on the phones"],
  "site.country": ["Country", "Phones play the dial tones of this country."],
  "site.ntp_servers": ["Time servers", "Two at most, comma between. Empty: as the phone is."],
  "site.provisioning_url": ["Address that phones ask", "Empty: this box’s own address."],
  "pbx.kind": ["Kind of phone system", "Decides what keys dial and watch. Phones get their keys anew."],
  "pbx.host": ["Host name or address", "Without it phones show their line but cannot register."],
  "pbx.port": ["SIP port", "0: phones look it up in the DNS."],
  "pbx.transport": ["Transport", "TLS is encrypted and mostly has port 5061."],
  "pbx.backup_host": ["Second phone system", "Phones use it when the first does not answer."],
  "pbx.outbound_proxy": ["Outbound proxy", "Host or host:port that all SIP goes through."],
  "pbx.park_prefix": ["Digits before a park slot", "Only for the kind “Another PBX”."],
  "pbx.register_expires": ["Seconds between registrations"],
  "phone.admin_password": ["Administrator password of the phones", "6 to 32 letters and digits. Whoever learns it can read every phone."],
  "lines.per_extension": ["Each extension is a line of its own", "For imports from now on. Off: further extensions ring on the first line."],
};
/** @param {string} value */
export const usual = (value) => `Default: ${value}.`;
/** @param {string} label */
export const isDefault = (label) => `${label} (default)`;
export const asPhone = "As the phone is";
export const here = "this computer’s";
export const secretSet = "One for all phones is set. Type another to change it.";
export const secretUnset = "Each phone has one of its own. Type one here to use it for all.";
export const secretBack = "One for each phone again";
/** @param {string} group */
export const save = (group) => `Save ${group.toLowerCase()}`;
export const saved = "Saved.";
export const preview = {
  /** @param {string} kind */
  title: (kind) => `What keys do on ${kind}`,
  key: "Key",
  columns: { example: "For", watch: "Watches", dial: "Dials", transfer: "Transfers to", pickup: "Picks up with" },
  nothing: "–",
  accounts: { device: "Each phone registers by itself.", extension: "All phones of a user share the extension’s account." },
  username: { extension: "The SIP username is the extension.", random: "SIP usernames are made at random." },
  /** @param {number[]} slots */
  slots: ([first, last]) => `Park slots ${first} to ${last}.`,
  /** @param {string} code */
  voicemail: (code) => `Voicemail ${code}.`,
};
export const accounts = "Download SIP accounts and passwords";
export const test = { button: "Test the phone system", save: "Save and test", asking: "Asking the phone system…" };
export const password = {
  current: "Present password",
  password: "New password",
  button: "Change the password",
  done: "The password is changed.",
  about: "One password opens these pages. Changing it logs out everybody else.",
  lost: "Lost it? On the box, run:",
};
export const backup = {
  passphrase: "Passphrase",
  hint: "Without one the backup is good on this box only, with one on any box.",
  button: "Download a backup",
  done: "The backup is downloaded. Keep it where this box is not.",
  restoreTitle: "Put a backup back",
  restoreAbout: "What is here now is replaced.",
  file: "Backup file",
  restoreHint: "Only where the backup was made with one.",
  restore: "Put it back…",
  noFile: "Choose the backup file",
  confirm: "Replace everything on this box?",
  /** @param {number} people @param {number} phones */
  replaces: (people, phones) => `The backup takes the place of ${list([count(people, "person", "people"), count(phones, "phone")])}, all keys, settings and passwords. This cannot be taken back.`,
  /** @param {string} site */
  type: (site) => `Type ${site} to go on`,
  mismatch: "This is not the name of the site.",
  replace: "Replace everything",
};
export const about = {
  version: "Version",
  addresses: { provisioning_url: "DHCP option 66", http: "HTTP", https: "HTTPS", tftp: "TFTP" },
  exports: "Lists for a spreadsheet",
  lists: { users: "People", devices: "Phones", keys: "Keys", accounts: "SIP accounts, without passwords" },
  events: "What happened on this box",
  columns: { at: "When", message: "What", source: "By" },
  none: "Nothing yet.",
  box: "this box",
  failed: "This could not be loaded. Close it and open it again.",
};
