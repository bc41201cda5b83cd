// Words of the list of imports and of the upload.
import { count, list } from "../en.js";

export const t = {
  title: "Imports",
  lead: "Every spreadsheet that was uploaded here, the newest first.",
  start: "Import a spreadsheet",
  empty: "No imports yet",
  emptyText: "Bring users, extensions and phones in from one spreadsheet. You see everything before it is written.",
  file: "File",
  state: "State",
  states: { checked: "Not imported yet", gone: "File is gone", applying: "Importing", applied: "Imported" },
  passwordsWait: "Passwords wait",
  when: "When",
  by: "By",
  makes: "What it makes",
  /** @param {number} users @param {number} phones */
  made: (users, phones) => list([count(users, "user"), count(phones, "phone")]),
  actions: "Actions",
  goOn: "Continue",
  open: "Open",
  discard: "Discard",
  /** @param {string} file */
  discardTitle: (file) => `Discard ${file}?`,
  discardAbout: "The box forgets this file. No user and no phone changes.",
  discardAction: "Discard the file",
  discarded: "The file is discarded",

  lead2: "Users and phones from one file. Nothing is written before you have seen what will be written.",
  drop: "Drop a spreadsheet here",
  choose: "Choose a file",
  kinds: "CSV and other separated text, up to 50 MB. Excel or OpenDocument: save the sheet as CSV (UTF-8) first.",
  pasteHint: "Or copy the cells in your spreadsheet and press Ctrl+V here.",
  /** @param {string} file */
  sending: (file) => `Uploading ${file}, in KB`,
  /** @param {string} file */
  checking: (file) => `Checking ${file}`,
  again: "Try again",
  paste: "Paste cells",
  pasteLabel: "Cells, with the row of column names",
  pasteButton: "Check these cells",
  pasted: "pasted cells",
  noCells: "This is no table. Copy the cells in your spreadsheet, with the row of column names.",
  needs: "What the file needs",
  needsColumns: "A first row of column names, then a row for each user. Each user needs an email, a first name, a last name and an extension.",
  needsRepeat: "A row that repeats an email adds its extension, number or phone to that user.",
  example: "See an example",
  exampleCaption: "Pam has a second number, and a second phone",
  exampleAbout: "These names always work; most others are recognised too. Only the first four are needed. A phone needs its MAC address, brand and model.",
  pending: "Uploaded and not imported",
};
