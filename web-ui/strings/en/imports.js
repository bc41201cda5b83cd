// Words of the list of imports and of the upload.
import { count, list } from "../en.js";

export const t = {
  title: "Imports",
  start: "Import a spreadsheet",
  empty: "No imports yet",
  emptyText: "Bring users, extensions and phones in from one spreadsheet. You see everything before it is written.",
  state: "State",
  gone: "File is gone",
  passwordsWait: "Passwords wait",
  when: "When",
  /** @param {number} users @param {number} phones */
  made: (users, phones) => list([count(users, "user"), count(phones, "phone")]),
  actions: "Actions",
  goOn: "Continue",
  open: "Open",
  discard: "Discard",
  /** @param {string} file */
  discardTitle: (file) => `Discard ${file}?`,
  discardAbout: "The box forgets this file. No user and no phone changes.",

  lead: "Users and phones from one file. You see everything before it is written.",
  drop: "Drop a spreadsheet here",
  choose: "Choose a file",
  kinds: "CSV and other separated text, up to 50 MB. Excel or OpenDocument: save the sheet as CSV (UTF-8) first. Or copy the cells and press Ctrl+V here.",
  /** @param {string} file */
  sending: (file) => `Uploading ${file}, in KB`,
  /** @param {string} file */
  checking: (file) => `Checking ${file}`,
  paste: "Paste cells",
  pasteLabel: "Cells, with the row of column names",
  pasteButton: "Check these cells",
  pasted: "pasted cells",
  noCells: "This is no table. Copy the cells in your spreadsheet, with the row of column names",
  needs: "What the file needs",
  needsColumns: "A row of column names, then a row for each user: email, first name, last name and extension.",
  needsRepeat: "A row that repeats an email adds its extension, number or phone to that user.",
  example: "See an example",
  exampleAbout: "The first four columns are needed. Other names for them are recognised too. A phone needs MAC address, brand and model.",
  exampleCaption: "Pam has two phones",
  pending: "Uploaded and not imported yet",
};
