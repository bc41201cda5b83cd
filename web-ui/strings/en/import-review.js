// Words of the columns and the review of an uploaded file.
import { count, n } from "../en.js";

/** Our fields and what else may become of a column. @type {Record<string, string>} */
export const fields = {
  action: "Action", brand: "Brand", department: "Department", device_name: "Name of the phone", display_name: "Display name",
  do_not_bill: "Do not bill", email: "Email", extension: "Extension", family: "Family of the model", first_name: "First name",
  full_name: "First and last name", in_directory: "In the phone book", include_voicemail: "Voicemail", last_name: "Last name",
  location: "Location", mac_address: "MAC address", model: "Model", notification_email: "Email for messages",
  password: "Login password", pending_mac: "MAC address comes later", phone_number: "Phone number", seat_type: "Seat type",
  sip_password: "SIP password", sip_username: "SIP user name", softphone: "Softphone", user_notes: "Notes",
  custom: "Keep as custom field", left_out: "Leave out",
};
export const columns = {
  /** @param {string} file */
  title: (file) => `Columns of ${file}`,
  lead: "Say what each column is. What you choose stays when you upload a corrected file.",
  review: "Review",
  source: "Your column",
  samples: "First values",
  is: "Becomes",
  how: "How we know",
  /** @param {string} letter */
  column: (letter) => `Column ${letter}`,
  needed: " (needed)",
  /** @type {Record<string, string>} */
  reasons: {
    same_name: "Same name", alias: "Known name", content: "Looks like it", asked: "You chose",
    duplicate: "Is another column already", secret: "Seems to hold passwords", unknown: "Unknown name",
  },
  sure: "Yes, this is right",
  /** @param {string} source @param {string} field */
  confirm: (source, field) => `Confirm that “${source}” is right as “${field}”, or choose another`,
  save: "Use these columns",
};
/** @param {string} file */
export const title = (file) => `Review ${file}`;
export const nothing = "There is nothing to import in this file";
/** @param {import("../../types.js").ImportDetail["sheet"] & {}} sheet */
export const facts = ({ format, rows, header_row, encoding, delimiter }) => `${`${format} · ${encoding}`.toUpperCase()}${delimiter ? ` · ${separators[delimiter] ?? delimiter} between cells` : ""} · ${
  count(rows, "row")} · column names in row ${n(header_row)}`;
export const recognised = "All columns recognised.";
export const change = "Change";
export const choose = "Choose columns";
export const replace = "Upload a corrected file";
export const failed = "The last try to import it failed.";
/** @param {{error: number, warning: number, note: number}} issues */
export const counts = (issues) => /** @type {const} */ (["error", "warning", "note"]).filter((kind) => issues[kind]).map((kind) => count(issues[kind], kind)).join(", ") || "No problems found";
export const clear = "Nothing stands in the way of the import.";
/** @param {number} times @param {string} message */
export const group = (times, message) => `${count(times, "time")}, for example: ${message}`;
/** @param {number} row */
export const row = (row) => `Row ${n(row)}`;
/** @param {string} value */
export const suggestion = (value) => `Suggestion: ${value}`;
/** @param {number} more */
export const more = (more) => `and ${n(more)} more: show all`;
/** @param {number} kinds @param {boolean} isMore */
export const kinds = (kinds, isMore) => count(kinds, isMore ? "more kind" : "kind");
export const filters = "Show rows";
export const show = { errors: "Errors", warnings: "Warnings", notes: "Notes", all: "All rows" };
/** @param {string} file */
export const caption = (file) => `Rows of ${file}`;
export const number = "Row";
export const unchanged = "here already";
export const sameUser = "same user as above";
/** @param {number} row */
export const sameAs = (row) => `with row ${n(row)}`;
/** @param {string} show */
export const none = (show) => (show === "all" ? "The file has no rows." : `No row has ${show}.`);
/** @param {string} kind */
export const next = (kind) => `Next ${kind}`;
/** @param {string} kind */
export const noMore = (kind) => `No more ${kind}s`;
export const onPage = " on this page";
export const check = "Check and import";
/** @param {number} errors */
export const blocked = (errors) => `${count(errors, "error blocks", "errors block")} the import. Mend them in your spreadsheet and upload it again.`;
export const first = "Go to the first error";
export const keys = "Keys: N for the next, Shift+N for the one before.";
export const keysOff = "Switch them off";
export const keysOn = "Switch keys on";
/** @type {Record<string, string>} */
const separators = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" };
