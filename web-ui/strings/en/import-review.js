// Words of the columns and the review of an uploaded file.
import { count, n } from "../en.js";

export const t = {
  back: "Imports",
  /** Our fields and what else may become of a column. @type {Record<string, string>} */
  fields: {
    action: "Action", brand: "Brand", department: "Department", device_name: "Name of the phone", display_name: "Display name",
    do_not_bill: "Do not bill", email: "Email", extension: "Extension", family: "Family of the model", first_name: "First name",
    full_name: "First and last name", in_directory: "In the phone book", include_voicemail: "Voicemail", last_name: "Last name",
    location: "Location", mac_address: "MAC address", model: "Model", notification_email: "Email for messages",
    password: "Login password", pending_mac: "MAC address comes later", phone_number: "Phone number", seat_type: "Seat type",
    sip_password: "SIP password", sip_username: "SIP user name", softphone: "Softphone", user_notes: "Notes",
    custom: "Keep as custom field", left_out: "Leave out",
  },
  columns: {
    /** @param {string} file */
    title: (file) => `Columns of ${file}`,
    lead: "Say what each column of your file is. What you choose stays when you upload a corrected file.",
    review: "Review",
    caption: "Columns of your file",
    source: "Your column",
    samples: "First values",
    is: "Becomes",
    how: "How we know",
    /** @param {string} letter */
    column: (letter) => `Column ${letter}`,
    /** @param {string} field */
    needed: (field) => `${field} (needed)`,
    reasons: {
      same_name: "Same name", alias: "Known name", content: "Looks like it", asked: "You chose",
      duplicate: "Another column is this already", secret: "Seems to hold passwords", unknown: "Unknown name",
    },
    sure: "Yes, this is right",
    /** @param {string} source @param {string} field */
    confirm: (source, field) => `Confirm that “${source}” is right as “${field}”, or choose another`,
    save: "Use these columns",
    refused: "Some columns still need an answer",
  },
  review: {
    /** @param {string} file */
    title: (file) => `Review ${file}`,
    nothing: "There is nothing to import in this file",
    /** @param {import("../../types.js").ImportDetail["sheet"] & {}} sheet */
    facts: ({ format, rows, header_row, encoding, delimiter }) => [format.toUpperCase(), count(rows, "row"), `column names in row ${n(header_row)}`,
      encoding.toUpperCase(), separators[delimiter] ?? `${delimiter} between cells`].join(" · "),
    recognised: "All columns recognised.",
    change: "Change",
    columns: "Choose columns",
    replace: "Upload a corrected file",
    /** @param {string} file */
    replaced: (file) => `${file} is checked`,
    changed: "Somebody else changed this import meanwhile. This is how it is now.",
    failed: "The last try to import it failed.",
    problems: "What the check found",
    /** @param {{error: number, warning: number, note: number}} issues */
    counts: ({ error, warning, note }) => [error && count(error, "error"), warning && count(warning, "warning"), note && count(note, "note")].filter(Boolean).join(", "),
    clean: "No problems found. Nothing stands in the way.",
    severity: { error: "Error:", warning: "Warning:", note: "Note:" },
    /** @param {number} rows @param {string} message */
    group: (rows, message) => `${count(rows, "time")}, for example: ${message}`,
    /** @param {number} row */
    row: (row) => `Row ${n(row)}`,
    /** @param {string} value */
    suggestion: (value) => `Suggestion: ${value}`,
    /** @param {number} more */
    more: (more) => `and ${n(more)} more: show them all`,
    /** @param {number} kinds */
    moreKinds: (kinds) => `${n(kinds)} more kinds`,
    filters: "Show rows",
    show: { errors: "Errors", warnings: "Warnings", notes: "Notes", all: "All rows" },
    /** @param {string} file */
    caption: (file) => `Rows of ${file}`,
    rowHeader: "Row",
    unchanged: "here already",
    sameUser: "same user as above",
    /** @param {number} row */
    sameAs: (row) => `same user as row ${n(row)}`,
    none: { errors: "No row has an error.", warnings: "No row has a warning.", notes: "No row has a note.", all: "The file has no rows." },
    next: { error: "Next error", warning: "Next warning", note: "Next note" },
    noMore: { error: "No more errors", warning: "No more warnings", note: "No more notes" },
    /** @param {string} kind @param {number} at @param {number} all @param {boolean} isPage */
    position: (kind, at, all, isPage) => `${kind} ${n(at)} of ${n(all)}${isPage ? " on this page" : ""}`,
    kind: { error: "Error", warning: "Warning", note: "Note" },
    check: "Check and import",
    /** @param {number} errors */
    blocked: (errors) => `${count(errors, "error blocks", "errors block")} the import. Mend them in your spreadsheet and upload it again.`,
    first: "Go to the first",
    keys: "Keys: N for the next, Shift+N for the one before.",
    noKeys: "Keys are off.",
    keysOff: "Switch them off",
    keysOn: "Switch them on",
  },
};

/** @type {Record<string, string>} */
const separators = { ",": "comma between cells", ";": "semicolon between cells", "\t": "tab between cells", "|": "bar between cells" };
